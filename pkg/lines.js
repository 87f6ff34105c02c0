/* Lines: the one line of a merchant's page wherever the loader could not serve it at once. Put in late or by hand, copied with its
   page, moved into <head>, run by a plug-in, under `eval` or in a shadow root: each gets one button, right after it or where its
   `data-into` says, and each that can stand nowhere a sentence in the console. It stands behind advice.js in one file, because a
   page with the usual line needs it never. It knows no checkout, only where its element goes. */
const LINE = "script:is([data-order],[data-clabe],[data-button])";
const TAG = "ficha-checkout";
const WORDS = ["order", "clabe", "button"];

/* What a line, or a button, names. */
const named = (it, start = "") => WORDS.map((word) => it.getAttribute(start + word)).find(Boolean);
const names = (line) => named(line, "data-");
const same = (one, other) => names(one) == names(other);

/* The folder of the loader that a line names, in whatever attribute a plug-in keeps its address. */
const home = (line) => {
  const [address] = /[^\s"'`(@]*ficha\.js/.exec(line.cloneNode().outerHTML) || [];
  return address && new URL(address + "/..", document.baseURI).href;
};
/* Other companies' scripts have such data, too. */
const ours = (line) => home(line) || line.hasAttribute("data-drawn") || /^blob:/.test(line.src) || line.textContent.includes(TAG);

/* What a plug-in holds back is no script yet: its type is none, or its address is elsewhere. */
const runs = (line) => line.src && /^(module|(text|application)\/javascript)?$/.test(line.type);

const buttons = new WeakMap();
const lines = new WeakMap();
const pair = (line, button) => {
  buttons.set(line, button);
  lines.set(button, line);
  line.setAttribute("data-drawn", "");
};

/* Where the button of a line stands: in the element that `data-into` finds, else right after the line, which in <head> nobody sees. */
const spot = (line, root) => {
  const into = line.getAttribute("data-into");
  if (!into) return line.closest("head") ? null : line.parentNode;
  try {
    return document.querySelector(into) || root.querySelector(into);
  } catch {
    return null;
  }
};

/* A button that is there without a line: one of a copied page, or of a line that has been put in anew. */
const orphan = (line, at) => {
  const free = (it) => {
    if (it.localName != TAG || named(it) != names(line)) return false;
    const before = it.previousElementSibling;
    const next = before != line && before?.matches(LINE) && before.hasAttribute("data-drawn") && same(before, line);
    return !lines.get(it)?.isConnected && !next;
  };
  const beside = line.nextElementSibling;
  if (beside && !line.hasAttribute("data-into") && free(beside)) return beside;
  /* One that a framework has moved is elsewhere; its line has the mark. */
  return [...at.children].find(free) || (line.hasAttribute("data-drawn") && [...line.getRootNode().querySelectorAll(TAG)].find(free));
};

const drawn = (line, base) => {
  const button = document.createElement(TAG);
  button.setAttribute("backend", home(line) || base);
  for (const { name, value } of line.attributes)
    if (/^data-(?!into$|drawn$)/.test(name)) button.setAttribute(name.slice(5), value);
  return button;
};

const spots = new WeakMap();
const served = (line, at) => {
  const button = buttons.get(line);
  if (!button) return false;
  /* A page that takes a button out has its reasons. One that was drawn anew has lost the line's mark, or its place. */
  return button.isConnected || (line.hasAttribute("data-drawn") && at == spots.get(line));
};

/* Serves the lines of a root, and answers those that can stand nowhere. */
const settle = (root, base) => {
  const all = [...root.querySelectorAll(LINE)].filter(ours);
  return all.filter((line) => {
    const twins = all.filter((other) => other != line && same(other, line));
    /* A plug-in runs a copy of what it holds back: the copy's button is the line's. */
    if (!runs(line) && twins.some(runs)) return false;
    const at = spot(line, root);
    if (served(line, at)) return false;
    if (!at) return !twins.some((other) => spot(other, root));
    const held = runs(line) && twins.find((other) => !runs(other) && buttons.get(other)?.isConnected);
    const there = (held && buttons.get(held)) || orphan(line, at);
    /* It was drawn before anybody looked here, and taken out. */
    if (!there && line.hasAttribute("data-drawn") && !buttons.has(line)) return false;
    const button = there || drawn(line, base);
    pair(line, button);
    spots.set(line, at);
    if (!button.isConnected) line.hasAttribute("data-into") ? at.append(button) : line.after(button);
    return false;
  });
};

/* The page, and every open shadow root in it that is not a checkout's. */
const roots = (root) => [root, ...[...root.querySelectorAll("*")].flatMap((it) => (it.shadowRoot && it.localName != TAG ? roots(it.shadowRoot) : []))];

const written = (line) => {
  const shown = [...line.attributes].filter(({ name }) => /^data-(order|clabe|button|into)$/.test(name));
  return `<script ${shown.map(({ name, value }) => `${name}="${value}"`).join(" ")}>`;
};
const nowhere = (line) => PLACES[line.hasAttribute("data-into") ? "into" : "head"](written(line));

/* A page is judged when it has been loaded; what its scripts make has two seconds more. */
const loaded = new Promise((done) => (document.readyState == "complete" ? done() : addEventListener("load", done, { once: true })));
const PATIENCE = 2000;

/* From the first call on the page is watched: at most twenty times a second, and as long as it changes. `base`: where the loader is from. */
let due;
CHECKOUT.strays = async (base) => {
  const look = () => settle(document, base);
  for (const root of roots(document)) settle(root, base);
  if (due === undefined) {
    due = 0;
    const later = () => {
      due = 0;
      look();
    };
    new MutationObserver(() => (due ||= setTimeout(later, 50))).observe(document, { childList: true, subtree: true });
  }
  await loaded;
  for (const line of look()) line.hasAttribute("data-into") || say(nowhere(line));
  await new Promise((done) => setTimeout(done, PATIENCE));
  for (const line of look()) say(nowhere(line));
  const there = (root) => root.querySelector(TAG) || [...root.querySelectorAll(LINE)].some(ours);
  roots(document).some(there) || say(PLACES.none());
};
