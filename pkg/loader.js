/* The loader: what a merchant's page loads, a kilobyte. It defines <ficha-checkout>, draws the real, styled button at
   once, and fetches the rest on intent: hover, focus, touch, soon visible and idle. It knows nothing of orders or
   screens. `__FICHA_ASSETS__` is replaced by the names and SRI hashes of what it fetches, and the button's styles. */
((tag, script) => {
  const assets = __FICHA_ASSETS__;
  const base = new URL(".", script.src).href;
  const policy = self.trustedTypes?.createPolicy("ficha", { createScriptURL: (url) => url });

  /* One load for all elements of the page; a failed one is forgotten, so that the next press tries again. */
  let loading;
  const load = () =>
    (loading ||= new Promise((done, fail) => {
      const wasm = fetch(base + assets.wasm[0], { integrity: assets.wasm[1] });
      const glue = document.createElement("script");
      const url = base + assets.js[0];
      wasm.catch(fail);
      glue.type = "module";
      glue.crossOrigin = "";
      glue.integrity = assets.js[1];
      glue.onload = () => done(customElements.get(tag).boot(base, wasm));
      glue.onerror = fail;
      glue.src = policy ? policy.createScriptURL(url) : url;
      document.head.append(glue);
    }).catch((error) => {
      loading = 0;
      throw error;
    }));

  customElements.get(tag) ||
    customElements.define(
      tag,
      class extends HTMLElement {
        static observedAttributes = ["label", "lang", "button", "order", "clabe"];

        connectedCallback() {
          if (!this.pay) {
            const root = this.attachShadow({ mode: "open" });
            const pay = (this.pay = document.createElement("button"));
            const preload = () => this.mount().catch(() => {});
            root.append(pay);
            pay.className = "pay";
            pay.setAttribute("part", "button");
            pay.onclick = () => this.open();
            pay.onpointerenter = pay.onfocus = preload;
            new IntersectionObserver(([seen]) => {
              if (seen.isIntersecting) (self.requestIdleCallback || setTimeout)(preload);
            }).observe(this);
            /* A browser too old for this sheet shows a plain button. */
            try {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync(assets.button);
              root.adoptedStyleSheets = [sheet];
            } catch {}
          }
          this.attributeChangedCallback();
          if (this.getAttribute("mode") == "inline") this.open();
        }

        /* A framework that moves an element takes it out and puts it in again: only what stays out is let go. */
        disconnectedCallback() {
          queueMicrotask(() => this.isConnected || this.drop());
        }

        attributeChangedCallback(name, old) {
          if (this.pay) {
            const lang = this.lang || document.documentElement.lang || navigator.language;
            this.pay.textContent =
              this.getAttribute("label") ||
              (/^en/.test(lang) ? "Pay in cash or by SPEI" : "Pagar en efectivo" + (/PE$/.test(lang) ? "" : " o con SPEI"));
            if (old) this.drop();
          }
        }

        drop() {
          this.widget?.then((widget) => widget.drop());
          this.widget = null;
        }

        /* On intent, so that a press finds it ready; a failure is forgotten here too. */
        async mount() {
          try {
            return await (this.widget ||= load().then((boot) => boot(this)));
          } catch (error) {
            this.widget = null;
            throw error;
          }
        }

        async open() {
          this.pay.ariaBusy = true;
          try {
            (await this.mount()).open();
          } catch (error) {
            this.refuse(error);
          }
          this.pay.ariaBusy = false;
        }

        close() {
          this.widget?.then((widget) => widget.close());
        }

        /* The plain link: where the widget cannot run, the hosted page can. */
        refuse(error) {
          const link = document.createElement("a");
          const order = this.getAttribute("order");
          link.href = new URL(order ? "o/" + order : "pay/" + this.getAttribute("button"), this.getAttribute("backend") || base);
          link.className = "pay";
          link.textContent = this.pay.textContent + " ↗";
          link.target = "_blank";
          this.pay.replaceWith(link);
          link.focus();
          console.error("ficha: not loaded; " + link + " works without it.", error);
          this.dispatchEvent(new CustomEvent("ficha:error", { bubbles: true, composed: true, detail: { code: "load_failed" } }));
        }
      },
    );
  if (/data-(button|order|clabe)/.test(script.outerHTML)) {
    const element = document.createElement(tag);
    for (const { name, value } of script.attributes) if (/^data-/.test(name)) element.setAttribute(name.slice(5), value);
    script.after(element);
  }
})("ficha-checkout", document.currentScript || document.querySelector('script[src*="ficha.js"]'));
