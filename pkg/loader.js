/* The loader: what a merchant's page loads, 1,200 bytes. It defines <ficha-checkout>, draws the real, styled button at
   once, and fetches the boot on intent: seen, focused, pressed; what is hovered or touched has been seen. The boot then gives the element all else it
   can do, in place of `ready` and `open` here. The loader knows nothing of orders or screens, and of its lines only the usual
   one: that runs where it stands. All others are lines.js' affair, which the boot fetches.
   `__FICHA_ASSETS__` is replaced by the boot's name and SRI hash, and the button's styles. */
{
  const tag = "ficha-checkout";
  const [path, integrity, styles] = __FICHA_ASSETS__;
  const here = document.currentScript;
  const lines = "script:is([data-order],[data-clabe],[data-button])";
  /* By the file that runs, or by a line that names it: a loader may be a module, be evaluated, or come from a blob. */
  const [address] = /[^\s"'`(@]*ficha\.js/.exec(Error().stack + document.querySelector(lines)?.outerHTML) || [];
  const base = address ? new URL(address + "/..", location) : console.error("ficha: load_failed: load it by address");
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

  /* An element that is in no page asks for lines.js: where nobody knows which line this is, or as soon as one is without a button. */
  let strays;
  const look = () => (strays ||= (!here || document.querySelector(lines + ":not([data-drawn])")) && make(tag).ready().catch(() => {}));
  const first = !customElements.get(tag);
  if (first) {
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
              onfocus: ready,
            })),
          );
          new IntersectionObserver(([seen]) => seen.isIntersecting && ready()).observe(this);
          /* Last, because a browser too old for this throws, and shows a plain button. */
          (root.adoptedStyleSheets = [new CSSStyleSheet()])[0].replaceSync(styles);
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
          if (this.pay.ariaBusy) return;
          this.pay.ariaBusy = true;
          this.ready().then(
            () => this.open(),
            (error) => this.refuse(error),
          );
        }

        close() {}

        /* The plain link: where nothing else can run, the hosted page can. It is at `pay/` whatever is named, as in frame.js. */
        refuse(error) {
          const href = new URL("pay/" + (this.getAttribute("order") || this.getAttribute("clabe") || this.getAttribute("button")), this.getAttribute("backend") || base);
          const link = make("a", { part: "button", textContent: this.pay.textContent, href });
          this.pay.replaceWith(link);
          link.focus();
          console.error("ficha: load_failed", error);
          for (const name of ["ficha:error", "ficha-error"]) this.dispatchEvent(new CustomEvent(name, { detail: { code: "load_failed" }, bubbles: true, composed: true }));
        }
      },
    );
  }
  /* The mark is the line's own; a copy of the page may have it without a button. */
  const usual = !!base && here?.matches("body " + lines + ":not([data-into])") && !here.parentNode.querySelector(tag);
  here?.toggleAttribute("data-drawn", usual);
  if (usual) {
    const element = make(tag);
    element.setAttribute("backend", base);
    for (const name of here.getAttributeNames()) /^data-/.test(name) && element.setAttribute(name.slice(5), here.getAttribute(name));
    here.after(element);
  }
  look();
  /* Last, because a page without this, or with one that throws, has its button by now. */
  if (first) new MutationObserver(look).observe(document, { childList: true, subtree: true });
}
