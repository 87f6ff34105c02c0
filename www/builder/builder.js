/* Makes a button with a merchant's token: the picture and the button are posted to the public API, and nothing is kept. How the form
   looks, is copied from and is seen as it is typed are the panel's own files; this knows no style and no text, but what the form carries. */
"use strict";

const form = document.querySelector("form[data-preview]");
const made = document.getElementById("made");
const alert = form.querySelector(".alert");
const go = form.querySelector("[type=submit]");
const field = (name) => form.querySelector(`#${name}`);

/* A problem, as the API tells it. */
class Refused extends Error {
  constructor(problem) {
    super(problem.code);
    this.fields = (problem.fields || []).map(({ field }) => field);
  }
}

const post = async (path, body, type) => {
  const answer = await fetch("/api/v1" + path, {
    method: "POST",
    body,
    headers: { Authorization: "Bearer " + field("token").value.trim(), "Content-Type": type },
  });
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said);
  return said;
};

/* Whole minor units, or nothing: with money a guess is worse than a question. */
const minor = (typed) => {
  const bare = typed.replace(/\s/g, "").replace(/^([$€£]|S\/)/, "");
  const read = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{0,2}))?$/.exec(bare);
  return read && Number(read[1].replaceAll(",", "") + (read[2] || "").padEnd(2, "0"));
};

/* What the form says, as a merchant's server would send it. */
const wanted = () => {
  const fields = new FormData(form);
  const ticked = fields.getAll("methods");
  const all = form.querySelectorAll("[name=methods]").length;
  const said = { amount: minor(fields.get("price")), currency: fields.get("currency"), description: fields.get("description").trim() };
  for (const name of ["image", "reference", "lang", "theme", "label"]) said[name] = fields.get(name)?.trim() || undefined;
  /* All of them is no choice: one that is added later is then offered too. */
  if (ticked.length < all) said.methods = ticked;
  return said;
};

const mend = () => {
  alert.hidden = true;
  for (const text of form.querySelectorAll("[data-said]")) text.remove();
  for (const wrong of form.querySelectorAll("[aria-invalid]")) wrong.removeAttribute("aria-invalid");
};

/* What is being mended is not wrong any more, as far as anybody knows. */
form.addEventListener("input", ({ target }) => {
  const around = target.closest(".field");
  around?.querySelector("[data-said]")?.remove();
  for (const wrong of around?.querySelectorAll("[aria-invalid]") || []) wrong.removeAttribute("aria-invalid");
  alert.hidden = true;
});

/* Says at each field what is wrong with it, and goes to the first. */
const complain = (names, why) => {
  for (const name of names) {
    const at = field(name) || form.querySelector(`[name=${name}]`);
    const text = Object.assign(document.createElement("p"), {
      className: "wrong",
      id: name + "-wrong",
      textContent: form.getAttribute("data-wrong-" + (why || name)) || form.dataset.wrongSome,
    });
    text.dataset.said = "";
    at.closest(".field").append(text);
    at.setAttribute("aria-invalid", "true");
    at.setAttribute("aria-errormessage", text.id);
  }
  const first = form.querySelector("[aria-invalid]");
  alert.textContent = form.dataset.wrongSome;
  alert.hidden = false;
  first.focus();
};

const show = (button) => {
  document.getElementById("line").textContent = button.line;
  document.getElementById("link").textContent = button.page;
  document.querySelector("#preview .hint").textContent = made.dataset.about;
  form.hidden = true;
  made.hidden = false;
  made.querySelector(".done").focus();
  /* From now on the preview is the button itself. */
  form.dataset.made = button.id;
  form.dispatchEvent(new Event("change"));
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  mend();
  const button = wanted();
  const missing = [
    [!button.description, "description"],
    [!button.amount, "price"],
    [button.methods?.length == 0, "methods"],
    [!field("token").value.trim(), "token"],
  ];
  const names = missing.filter(([is]) => is).map(([, name]) => name);
  if (names.length) return complain(names);
  go.disabled = true;
  try {
    const [picture] = field("file").files;
    if (picture) button.image = (await post("/pictures", picture, picture.type)).url;
    show(await post("/buttons", JSON.stringify(button), "application/json"));
  } catch (error) {
    if (error.message == "unauthorized") complain(["token"]);
    else if (error.message == "scope_too_narrow") complain(["token"], "narrow");
    else if (error.fields?.length) complain(error.fields.map((name) => (name == "amount" ? "price" : name)));
    else {
      alert.textContent = error instanceof Refused ? form.dataset.wrongOther : form.dataset.wrongOffline;
      alert.hidden = false;
    }
  }
  go.disabled = false;
});
