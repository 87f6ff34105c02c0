/* The boot: appended to wasm-bindgen's glue, whose names are free to use here, it gives <ficha-checkout> what the loader left
   out: it mounts a widget into an element, unmounts it, and steps down where that cannot be. It knows which files belong
   together (`__FICHA_FILES__`: their names and SRI hashes), those of the first screen and those that come later. */
const FILES = __FICHA_FILES__;
const CHECKOUT = customElements.get("ficha-checkout");

let base;
let load;
/* What takes long comes in a task of its own, so that a slow phone answers in between. To begin to fetch does, too. */
const turn = () => new Promise((done) => setTimeout(done));
const apart = (all) => Promise.all(all.map((each) => turn().then(each)));
const asset = async ([path, integrity]) => {
  const get = () => fetch(base + path, { integrity });
  const answer = await get().catch(get);
  if (!answer.ok) throw new Error(path + ": " + answer.status);
  return answer;
};

/* Once for all elements of the page; what failed is forgotten, so that the next press tries again. */
const kept = {};
const once = (key, make) => (kept[key] ||= make().catch((error) => (delete kept[key], Promise.reject(error))));
const json = (file) => once(file[0], async () => (await asset(file)).json());
const styles = (file) =>
  once(file[0], async () => {
    const css = await (await asset(file)).text();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return { css, sheet };
  });
const dress = (root, { sheet }) => {
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
};

/* What the program waits with, in the place of the page's own: it looks once whether there is one, and a page that takes it away
   later would leave everything waiting for ever. */
const queueMicrotask = (then) => void Promise.resolve().then(then);

/* From their bytes, whatever type a server says they are. The second half fills the first one's table. */
const imports = __wbg_get_imports();
/* What a page has done to its browser ends here: an exception that went through the program would leave it in the middle of what it
   did. What should have answered has then answered nothing. */
for (const calls of Object.values(imports))
  for (const [name, call] of Object.entries(calls))
    calls[name] = (...words) => {
      try {
        return call(...words);
      } catch (error) {
        console.warn("ficha:", error);
      }
    };
const run = async (file, imports) => WebAssembly.instantiate(await (await asset(file)).arrayBuffer(), imports);
const start = () =>
  once("first", async () => {
    const { instance, module } = await run(FILES.wasm, imports);
    imports.m = instance.exports;
    __wbg_finalize_init(instance, module);
  });

/* The language, by the rule of crates/views/src/lang.rs. */
const tongue = (host) => {
  const lang = host.closest("[lang]")?.lang || navigator.language;
  return /^en/i.test(lang) ? "en" : /^es.pe$/i.test(lang) ? "es-PE" : "es-MX";
};

/* All that the first screen does without. Tried twice, because a phone's network is a phone's network; then it is the hosted
   page's turn. */
const rest = async (host, lang, texts, tools) => {
  const fetched = () =>
    apart([
      () => styles(FILES.later.css),
      () => json(texts.later),
      () => once("tools", () => load(FILES.later.js)),
      () => once("second", () => run(FILES.later.wasm, imports)),
      /* A browser's first date takes it longer than we take to draw: it is written while the rest arrives. */
      () => Promise.resolve().then(() => new Intl.DateTimeFormat(lang)).catch(() => {}),
    ]);
  try {
    const [dressed, more] = await fetched().catch(fetched);
    dress(host.shadowRoot, dressed);
    Object.assign(texts, more);
    Object.assign(tools, CHECKOUT.tools([await styles(FILES.css), dressed]));
  } catch (error) {
    host.frame(error);
    throw error;
  }
};

/* One request, and what is to be known of its answer. What fails, however it fails, is a promise refused. */
const ask = (patience, ...what) => Promise.race([asked(...what), new Promise((_, late) => setTimeout(late, patience))]);
const asked = async (url, key, body) => {
  const given = {};
  if (body) {
    given.method = "POST";
    given.body = JSON.stringify(body);
    given.headers = { "Content-Type": "application/json" };
    if (key) given.headers["Idempotency-Key"] = key;
  }
  const answer = await fetch(url, given);
  const said = (name) => answer.headers.get(name);
  return { ok: answer.ok, text: await answer.text(), now: Date.parse(said("date")), wait: +said("retry-after") };
};

/* A phone's keyboard covers the page and does not resize it: while the sheet is open it stands above the keyboard. A page
   that is zoomed in is not covered, which is what the scale is for. */
const lift = async (dialog) => {
  const view = self.visualViewport;
  if (!dialog || !view) return;
  const fit = () => dialog.style.setProperty("--f-covered", Math.max(0, innerHeight - view.height * view.scale) + "px");
  view.addEventListener("resize", fit);
  dialog.addEventListener("close", () => view.removeEventListener("resize", fit), { once: true });
};

const backend = (host) => (host.getAttribute("backend") || base + "").replace(/\/$/, "");

/* The developer is told in the console, by what is fetched only then. */
const advise = ({ currentTarget: host, detail }) =>
  detail.code == "load_failed" ||
  trouble().then(
    () => CHECKOUT.advise(host, backend(host), detail),
    () => console.warn("ficha: " + detail.code + ": " + detail.detail),
  );
const trouble = () => once("trouble", () => load(FILES.frame));
/* Lines the loader did not serve. */
const strays = () => trouble().then(() => CHECKOUT.strays?.(base));

const widget = async (host) => {
  const root = host.shadowRoot;
  const lang = tongue(host);
  const [texts, dressed] = await apart([() => json(FILES.lang[lang]), () => styles(FILES.css), start]);
  await turn();
  const attribute = (name) => host.getAttribute(name) || undefined;
  const inline = attribute("mode") == "inline";
  dress(root, dressed);
  const tools = {
    ask,
    /* For frameworks whose attributes take no colon, under a second name. */
    tell: (event, detail) => {
      for (const name of [event, event.replace(":", "-")]) host.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
    },
    later: () => (tools.whole ||= rest(host, lang, texts, tools).catch((error) => ((tools.whole = 0), Promise.reject(error)))),
  };
  /* What a page kept us from taking away the last time. */
  for (const left of root.querySelectorAll("[part=dialog]")) left.remove();
  const mounted = mount(root, {
    backend: backend(host),
    button: attribute("button"),
    order: attribute("order"),
    clabe: attribute("clabe"),
    inline,
    label: attribute("label"),
    success_url: attribute("success-url"),
    name: attribute("customer-name"),
    email: attribute("customer-email"),
    phone: attribute("customer-phone"),
    lang,
  }, texts, tools);
  if (inline) {
    host.pay.style.display = "none";
    mounted.open();
  }
  await turn();
  /* It was taken out of the page before it was ready. */
  host.isConnected || host.gone();
  return mounted;
};

/* What is typed in an open checkout is nobody else's: a page's shortcuts hear no key of it, and a page that forbids copying does not
   forbid it here. What the browser itself does with a key it does. Only who began to listen at the window before us is earlier; a
   letter that was taken away there is written all the same. */
const within = (event) => {
  const path = event.composedPath();
  const host = path.find((node) => node instanceof CHECKOUT);
  if (!host || path.includes(host.pay) || !path.includes(host.shadowRoot)) return;
  event.stopImmediatePropagation();
  const plain = event.type == "keydown" && event.key.length == 1 && !(event.ctrlKey || event.metaKey || event.altKey);
  if (event.defaultPrevented && plain) document.execCommand("insertText", false, event.key);
};
const KEYS = ["keydown", "keypress", "keyup", "beforeinput", "copy", "cut", "paste"];
for (const key of KEYS) addEventListener(key, within, true);

/* The button's words and what is mounted follow the attributes. */
const named = async (host) => {
  const texts = await json(FILES.lang[tongue(host)]);
  host.pay.textContent = host.getAttribute("label") || texts["button.pay"];
};
const NAMED = { attributeFilter: ["label", "lang", "button", "order", "clabe"], attributeOldValue: true };
const watched = new WeakSet();
const watch = (host) => {
  if (watched.has(host)) return;
  watched.add(host);
  host.addEventListener("ficha:error", advise);
  if (!self.MutationObserver) return;
  new MutationObserver((changes) => {
    if (changes.some(({ oldValue }) => oldValue)) host.drop();
    named(host);
  }).observe(host, NAMED);
};

const opened = async (host) => {
  /* It has become a link. */
  if (!host.pay.parentNode) return;
  host.pay.ariaBusy = true;
  try {
    (await host.ready()).open();
    lift(host.shadowRoot.querySelector("dialog")).catch(() => {});
  } catch (error) {
    await host.frame(error);
  }
  host.pay.ariaBusy = null;
};

const element = {
  ready() {
    if (!this.pay) return strays();
    watch(this);
    return (this.widget ||= widget(this).catch((error) => {
      this.widget = null;
      throw error;
    }));
  },

  /* Pressed again while it opens, it opens once. */
  open() {
    return (this.opening ||= opened(this).finally(() => (this.opening = null)));
  },

  close() {
    this.widget?.then((widget) => widget.close());
  },

  drop() {
    this.widget?.then((widget) => widget.free());
    this.widget = null;
  },

  /* A framework that moves an element takes it out and puts it in again: only what stays out is let go. */
  gone() {
    Promise.resolve().then(() => this.isConnected || this.drop());
  },

  /* A step down: the hosted page in a frame, and where there may be none, the plain link. */
  async frame(error) {
    try {
      await trouble();
      await CHECKOUT.frame(this, tongue(this), backend(this), error);
    } catch {
      this.refuse(error);
    }
  },
};

/* Called once by each element that was waiting, with the script that has loaded; none is left in the host's page. The rest is
   fetched when the page has nothing better to do. A press does not wait for that: it opens next, and steps down by itself
   where the widget cannot be, however early it came. */
CHECKOUT.prototype.boot = async function (event, from, how) {
  const clean = ({ target }) => target.remove();
  clean(event);
  base = "" + from;
  load = (file) => how(...file).then(clean);
  Object.assign(CHECKOUT.prototype, element);
  if (this.pay?.ariaBusy) return;
  if (this.pay) await new Promise((done) => (self.requestIdleCallback || setTimeout)(done));
  return this.ready();
};
