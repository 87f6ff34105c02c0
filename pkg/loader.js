/* The loader: what a merchant's page loads, a kilobyte. It defines <ficha-checkout>, draws the real, styled button at
   once, and fetches the boot on intent: hover, focus, touch, soon visible. The boot then gives the element all else it
   can do, in place of `ready` and `open` here. The loader knows nothing of orders or screens.
   `__FICHA_ASSETS__` is replaced by the boot's name and SRI hash, and the button's styles. */
{
  const tag = "ficha-checkout";
  const [path, integrity, styles] = __FICHA_ASSETS__;
  /* A module knows no current script, and runs once for all the lines that name it. */
  const scripts = document.currentScript ? [document.currentScript] : document.querySelectorAll("[src*='ficha.js']");
  const base = new URL(".", scripts[0].src);
  const rules = { createScriptURL: (url) => url };
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  let policy;

  const load = (path, integrity) =>
    new Promise((onload, onerror) => {
      policy ||= self.trustedTypes?.createPolicy("ficha", rules) || rules;
      document.head.append(
        make("script", {
          type: "module",
          integrity,
          onload,
          onerror,
          src: policy.createScriptURL(base + path),
        }),
      );
    });

  customElements.get(tag) ||
    customElements.define(
      tag,
      class extends HTMLElement {
        connectedCallback() {
          if (this.pay) return;
          const ready = () => this.ready().catch(() => {});
          const root = this.attachShadow({ mode: "open" });
          const lang = this.closest("[lang]")?.lang || navigator.language;
          root.append(
            (this.pay = make("button", {
              part: "button",
              textContent:
                this.getAttribute("label") ||
                (/^en/.test(lang) ? "Pay in cash or by SPEI" : /PE/.test(lang) ? "Pagar en efectivo" : "Pagar en efectivo o con SPEI"),
              onclick: () => this.open(),
              onpointerenter: ready,
              onfocus: ready,
            })),
          );
          new IntersectionObserver(([seen]) => seen.isIntersecting && ready()).observe(this);
          /* Last, because a browser too old for this throws, and shows a plain button. */
          root.adoptedStyleSheets = [new CSSStyleSheet()];
          root.adoptedStyleSheets[0].replaceSync(styles);
        }

        disconnectedCallback() {
          this.gone?.();
        }

        /* A module comes from the server without cookies and by CORS, as SRI needs; it is fetched and run once. What
           failed on intent is tried again when pressed. */
        ready() {
          return load(path, integrity).then((event) => this.boot(event, base, load));
        }

        open() {
          this.pay.ariaBusy = true;
          this.ready().then(
            () => this.open(),
            (error) => this.refuse(error),
          );
        }

        close() {}

        /* The plain link: where nothing else can run, the hosted page can. It is at `pay/` whatever is named, as in frame.js. */
        refuse(error) {
          const id = this.getAttribute("order") || this.getAttribute("clabe") || this.getAttribute("button");
          const href = new URL("pay/" + id, this.getAttribute("backend") || base);
          const link = make("a", { part: "button", textContent: this.pay.textContent, href });
          this.pay.replaceWith(link);
          link.focus();
          console.error("ficha: load_failed", error);
          this.dispatchEvent(new CustomEvent("ficha:error", { composed: true, bubbles: true, detail: { code: "load_failed" } }));
        }
      },
    );
  for (const script of scripts) {
    const element = make(tag);
    element.setAttribute("backend", base);
    for (const name of script.getAttributeNames()) /^data-/.test(name) && element.setAttribute(name.slice(5), script.getAttribute(name));
    element.matches("[button],[clabe],[order]") && script.after(element);
  }
}
