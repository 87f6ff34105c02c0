/* The loader: what a merchant's page loads, about a kilobyte. It defines <ficha-checkout>, draws the real, styled
   button at once, and fetches the rest on intent: hover, focus, touch, soon visible and idle. It knows nothing of
   orders, languages or screens. `__FICHA_ASSETS__` is replaced by the names and SRI hashes of what it fetches. */
(() => {
  const TAG = "ficha-checkout";
  const assets = __FICHA_ASSETS__;
  const script = document.currentScript || document.querySelector('script[src*="/ficha.js"]');
  const base = new URL(".", script.src).href;
  let policy = { createScriptURL: (url) => url };
  try {
    policy = trustedTypes.createPolicy("ficha", policy);
  } catch {}

  /* One load for all elements of the page; a failed one is forgotten, so that the next press tries again. */
  let loading;
  const load = () =>
    (loading ||= new Promise((done, fail) => {
      const wasm = fetch(base + assets.wasm[0], { integrity: assets.wasm[1] });
      const glue = document.createElement("script");
      wasm.catch(fail);
      glue.type = "module";
      glue.crossOrigin = "";
      glue.integrity = assets.js[1];
      glue.onload = () => Checkout.boot(base, wasm).then(done, fail);
      glue.onerror = fail;
      glue.src = policy.createScriptURL(base + assets.js[0]);
      document.head.append(glue);
    }).catch((error) => {
      loading = 0;
      throw error;
    }));

  class Checkout extends HTMLElement {
    static observedAttributes = ["label", "lang", "button", "order", "backend"];

    connectedCallback() {
      if (!this.pay) {
        const root = this.attachShadow({ mode: "open" });
        const pay = (this.pay = document.createElement("button"));
        const preload = () => this.mount().catch(() => (this.widget = 0));
        try {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(assets.button);
          root.adoptedStyleSheets = [sheet];
        } catch {
          root.appendChild(document.createElement("style")).textContent = assets.button;
        }
        pay.className = "pay";
        pay.type = "button";
        pay.setAttribute("part", "button");
        pay.onclick = () => this.open();
        pay.onpointerenter = pay.onfocus = pay.ontouchstart = preload;
        root.append(pay);
        new IntersectionObserver(([seen], it) => {
          if (seen.isIntersecting) {
            it.disconnect();
            (window.requestIdleCallback || setTimeout)(preload);
          }
        }).observe(this);
      }
      this.attributeChangedCallback();
      if (this.getAttribute("mode") == "inline") this.open();
    }

    /* A framework that moves an element takes it out and puts it in again: only what stays out is let go. */
    disconnectedCallback() {
      queueMicrotask(() => this.isConnected || this.drop());
    }

    /* The language, by the rule of crates/views/src/lang.rs. */
    get tongue() {
      const lang = this.lang || document.documentElement.lang || navigator.language;
      return /^en/i.test(lang) ? "en" : /^es.pe$/i.test(lang) ? "es-PE" : "es-MX";
    }

    attributeChangedCallback(name, old) {
      if (this.pay) {
        this.pay.textContent =
          this.getAttribute("label") ||
          { en: "Pay in cash or by SPEI", "es-PE": "Pagar en efectivo" }[this.tongue] ||
          "Pagar en efectivo o con SPEI";
        if (old) this.drop();
      }
    }

    drop() {
      if (this.widget) this.widget.then((widget) => widget.drop(), () => {});
      this.widget = 0;
    }

    mount() {
      return (this.widget ||= load().then((mount) => mount(this)));
    }

    async open() {
      this.pay.ariaBusy = true;
      try {
        (await this.mount()).open();
      } catch (error) {
        this.widget = 0;
        this.refuse(error);
      }
      this.pay.ariaBusy = false;
    }

    close() {
      if (this.widget) this.widget.then((widget) => widget.close());
    }

    /* The plain link: where the widget cannot run, the hosted page can. */
    refuse(error) {
      const order = this.getAttribute("order");
      const link = document.createElement("a");
      link.href = (this.getAttribute("backend") || base).replace(/\/?$/, order ? "/o/" + order : "/pay/" + this.getAttribute("button"));
      link.className = "pay";
      link.setAttribute("part", "button");
      link.target = "_blank";
      link.textContent = this.pay.textContent + " ↗";
      this.pay.replaceWith(link);
      link.focus();
      console.error("ficha: the widget could not be loaded; " + link.href + " works without it.", error);
      this.dispatchEvent(new CustomEvent("ficha:error", { bubbles: true, composed: true, detail: { code: "load_failed" } }));
    }
  }
  if (!customElements.get(TAG)) customElements.define(TAG, Checkout);

  if (/data-(button|order)=/.test(script.outerHTML)) {
    const element = document.createElement(TAG);
    for (const { name, value } of script.attributes) if (name.startsWith("data-")) element.setAttribute(name.slice(5), value);
    script.after(element);
  }
})();
