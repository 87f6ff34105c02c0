/* What scripts add to the panel, and nothing it needs: copying by a press, a button seen as it is typed, and orders that
   change by themselves. It writes text and attributes, never markup, and knows nothing of orders or money. */
"use strict";

/* Copying: the text of the element it names. */
for (const button of document.querySelectorAll("[data-copy]")) {
  const words = button.querySelector("span");
  const said = words.textContent;
  button.hidden = false;
  words.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      words.textContent = button.dataset.done;
      button.dataset.copied = "";
      setTimeout(() => {
        words.textContent = said;
        delete button.dataset.copied;
      }, 2000);
    } catch {
      getSelection().selectAllChildren(source);
    }
  });
}

/* The preview: the real element, made anew after each pause in typing, with the draft in its backend's address. Where nobody answers
   drafts, it is there to be looked at until it has been made (data-made). */
for (const form of document.querySelectorAll("form[data-preview]")) {
  const preview = document.getElementById(form.dataset.preview);
  const frame = preview.querySelector(".frame");
  const image = Object.assign(new Image(), { alt: "", hidden: true });
  frame.append(image);
  const place = preview.querySelector(".element");
  const shown = (name) => preview.querySelector(`[data-shows="${name}"]`);
  let picked, waiting, drawn;
  preview.hidden = false;

  const say = (name, text) => {
    const element = shown(name);
    element.textContent = text || element.dataset.empty;
    element.toggleAttribute("data-missing", !text);
  };

  const draw = () => {
    const fields = new FormData(form);
    const said = (name) => (fields.get(name) || "").trim();
    const draft = new URLSearchParams();
    for (const [name, value] of fields) {
      if (typeof value == "string" && name != "seal") draft.append(name, value);
    }
    if (!said("description")) draft.set("description", shown("description").dataset.empty);
    if (!said("price")) draft.set("price", "150");

    say("description", said("description"));
    const price = Number(said("price").replace(/[^\d.]/g, ""));
    const money = { style: "currency", currency: said("currency") || "MXN", currencyDisplay: "narrowSymbol" };
    say("price", price ? new Intl.NumberFormat("es-MX", money).format(price) : "");
    const picture = picked || said("image");
    image.hidden = !picture;
    if (picture && image.src != picture) image.src = picture;
    preview.dataset.theme = said("theme");

    const { drafts, made } = form.dataset;
    const written = btoa(draft).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    place.inert = !drafts && !made;
    const attributes = {
      button: drafts ? "preview" : made,
      backend: drafts && location.origin + drafts + written,
      label: said("label"),
      lang: said("lang") || document.documentElement.lang,
      theme: said("theme"),
    };
    const key = JSON.stringify(attributes);
    if (key == drawn) return;
    drawn = key;
    const element = document.createElement("ficha-checkout");
    for (const [name, value] of Object.entries(attributes)) value && element.setAttribute(name, value);
    place.replaceChildren(element);
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 250);
  });
  form.addEventListener("change", ({ target }) => {
    if (target.type == "file") {
      if (picked) URL.revokeObjectURL(picked);
      picked = target.files[0] && URL.createObjectURL(target.files[0]);
    }
    draw();
  });
  image.addEventListener("error", () => (image.hidden = true));
  draw();
}

/* Orders that change: the same page is asked for again, and shown anew once it is another one. Nobody is disturbed who is
   writing, has unfolded or written something, or looks elsewhere. */
if (document.querySelector("[data-live]")) {
  const tag = document.querySelector("[data-live]").dataset.live;
  const folds = [...document.querySelectorAll("details")].map((fold) => [fold, fold.open]);
  const begun = () =>
    folds.some(([fold, was]) => fold.open != was) ||
    [...document.querySelectorAll("input, textarea")].some((field) => field.value != field.defaultValue);
  const busy = () =>
    document.hidden || /^(input|select|textarea)$/i.test(document.activeElement?.tagName || "") || begun();
  setInterval(async () => {
    if (busy()) return;
    try {
      const answer = await fetch(location.href, { headers: { "If-None-Match": tag }, cache: "no-store" });
      if (answer.status == 200 && !busy()) location.reload();
    } catch {}
  }, 4000);
}
