/* A step down: where the widget cannot run, the hosted page in a dialog. Its page policy is its own, so neither WebAssembly nor
   any script is needed in it. Styled by hand and in the system's colours, because it is for browsers and policies that refuse
   more than they should. It knows only where the page is: at `pay/`,
   whatever is named. */
const CHECKOUT = customElements.get("ficha-checkout");

const NAMES = {
  "es-MX": ["Elige cómo pagar", "Cerrar", "Abrir en otra pestaña"],
  "es-PE": ["Elige cómo pagar", "Cerrar", "Abrir en otra pestaña"],
  en: ["Choose how to pay", "Close", "Open in another tab"],
};

const made = (tag, style, properties) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.style.cssText = style;
  return element;
};
const BAR = "all:unset;box-sizing:border-box;min-width:44px;padding:12px;text-align:center;cursor:pointer;font:18px system-ui;outline:revert";

/* Fails where the page may not be framed, as far as a browser tells. Opened again, it is the one that is open. */
CHECKOUT.frame = (host, lang, from, error) =>
  new Promise((done, fail) => {
    if (host.shadowRoot.querySelector("dialog[open]")) return done();
    const [name, close, open] = NAMES[lang];
    const named = (name) => host.getAttribute(name);
    const url = from + "/pay/" + (named("order") || named("clabe") || named("button"));
    const tell = (event) => {
      for (const start of ["ficha:", "ficha-"]) host.dispatchEvent(new CustomEvent(start + event, { bubbles: true, composed: true, detail: {} }));
    };
    const dialog = made(
      "dialog",
      "position:fixed;inset:0;margin:auto;padding:0;border:0;width:min(100%,480px);max-width:100%;height:min(100%,880px);max-height:100%;overflow:hidden;background:Canvas;color:CanvasText",
      { ariaLabel: name, lang },
    );
    const page = made("iframe", "flex:1;width:100%;border:0", { title: name, src: url, allow: "clipboard-write; web-share" });
    const box = made("div", "display:flex;flex-direction:column;height:100%", {});
    const bar = made("div", "display:flex;justify-content:flex-end", {});
    bar.append(
      made("a", BAR, { href: url, target: "_blank", textContent: "↗", ariaLabel: open, title: open }),
      made("button", BAR, { type: "button", textContent: "✕", ariaLabel: close, title: close, onclick: () => dialog.close() }),
    );
    box.append(bar, page);
    dialog.append(box);
    host.shadowRoot.append(dialog);

    const refused = ({ effectiveDirective, blockedURI }) => {
      if (/^(frame|child|default)-src$/.test(effectiveDirective) && url.startsWith(blockedURI)) {
        dialog.close();
        fail();
      }
    };
    document.addEventListener("securitypolicyviolation", refused);
    /* A frame that was refused has loaded, too: with nothing. Later loads are the shopper going on in it. */
    const loaded = () => {
      if (!dialog.open) return;
      console.warn("ficha: the widget cannot run in this page; " + url + " in a frame works without it.", error);
      done();
    };
    page.addEventListener("load", () => setTimeout(loaded), { once: true });
    dialog.onclose = () => {
      document.removeEventListener("securitypolicyviolation", refused);
      dialog.remove();
      /* Closed before it had loaded, it was tried all the same: the next press tries again. */
      done();
      tell("close");
    };
    dialog.showModal();
    tell("open");
  });
