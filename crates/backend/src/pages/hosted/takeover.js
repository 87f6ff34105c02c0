/* The take-over: where scripts run, the widget takes the place of the form or the slip that the server drew, as soon as it is
   drawn itself. Where it cannot be, nothing changes, because what the server drew works without; and what somebody has begun to
   fill in is left to them. It knows neither orders nor screens. Written so that an old browser reads it to its end. */
(() => {
  const drawn = document.querySelector("main");
  const { order, clabe, button, again } = drawn.dataset;

  /* A page that stays as it was drawn looks again by itself, and at once where somebody goes back to it. */
  const stay = () => {
    addEventListener("pageshow", (shown) => shown.persisted && location.reload());
    if (again) setTimeout(() => location.reload(), again * 1000);
  };

  const known = self.customElements && customElements.get("ficha-checkout");
  if (!known || !("adoptedStyleSheets" in document) || !self.WebAssembly || !self.HTMLDialogElement) return stay();

  const main = document.createElement("main");
  const element = document.createElement("ficha-checkout");
  element.setAttribute(order ? "order" : clabe ? "clabe" : "button", order || clabe || button);
  element.setAttribute("mode", "inline");
  /* What the shop has said of the customer stands in the form. */
  for (const name of ["name", "email", "phone"]) {
    const field = document.getElementById(name);
    if (field && field.value) element.setAttribute("customer-" + name, field.value);
  }
  main.hidden = true;
  main.append(element);
  drawn.after(main);

  let over = false;
  const end = (taken) => {
    if (over) return;
    over = true;
    watch.disconnect();
    (taken ? drawn : main).remove();
    main.hidden = false;
    if (!taken) stay();
  };
  /* The last that is drawn of each screen. An order that was made and paid here before is over: the button sells again. */
  const watch = new MutationObserver(() => {
    if (element.shadowRoot.querySelector("#email, .slip")) end(true);
    else if (element.shadowRoot.querySelector(".message")) end(!!order);
  });
  watch.observe(element.shadowRoot, { childList: true, subtree: true });
  drawn.addEventListener("input", () => end(false), { once: true });
  element.addEventListener("ficha:error", () => end(false));
  element.ready().catch(() => end(false));
})();
