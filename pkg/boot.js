/* The boot: appended to the glue that wasm-bindgen makes, it starts the wasm the loader has begun to fetch and mounts a
   widget into an element. It knows which files belong together (`__FICHA_FILES__`: names and SRI hashes of the styles
   and the languages) and does what is shorter in JavaScript than in wasm: copying, printing, sheets. */
const FILES = __FICHA_FILES__;
const CHECKOUT = customElements.get("ficha-checkout");

const asset = async (base, [path, integrity]) => {
  const answer = await fetch(base + path, { integrity });
  if (!answer.ok) throw new Error(path + ": " + answer.status);
  return answer;
};
const once = {};
const text = (base, file) => (once[file[0]] ||= asset(base, file).then((answer) => answer.text()));
const sheet = (css) => {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
};

/* The slip in a page of its own: a frame without size, because the host's page must not be printed with it, and no
   style of ours may reach into that. */
const print = (root, title) => {
  const frame = document.createElement("iframe");
  frame.style.cssText = "position:fixed;width:0;height:0;border:0";
  frame.ariaHidden = true;
  root.append(frame);
  const page = frame.contentDocument;
  const paper = new frame.contentWindow.CSSStyleSheet();
  paper.replaceSync(styles.replaceAll(":host", ":root"));
  page.adoptedStyleSheets = [paper];
  page.title = title;
  page.body.className = "paper";
  for (const part of root.querySelectorAll(".slip,.steps")) page.body.append(page.importNode(part, true));
  frame.contentWindow.onafterprint = () => frame.remove();
  frame.contentWindow.print();
};

/* A phone's keyboard covers the page and does not resize it: while the sheet is open it stands above the keyboard. A page
   that is zoomed in is not covered, which is what the scale is for. */
const lift = (dialog) => {
  const view = self.visualViewport;
  if (!dialog || !view) return;
  const fit = () => dialog.style.setProperty("--f-covered", Math.max(0, innerHeight - view.height * view.scale) + "px");
  view.addEventListener("resize", fit);
  dialog.addEventListener("close", () => view.removeEventListener("resize", fit), { once: true });
};

/* The language, by the rule of crates/views/src/lang.rs. */
const tongue = (host) => {
  const lang = host.lang || document.documentElement.lang || navigator.language;
  return /^en/i.test(lang) ? "en" : /^es.pe$/i.test(lang) ? "es-PE" : "es-MX";
};

/* From its bytes, whatever type a server says they are. */
const imports = __wbg_get_imports();
let first;
const start = async (answer) => {
  const { instance, module } = await WebAssembly.instantiate(await answer.arrayBuffer(), imports);
  first = instance.exports;
  __wbg_finalize_init(instance, module);
};

/* The second half of the program, once for all: it fills the first one's table. Tried twice, because a phone's network is
   a phone's network. */
let whole;
const later = (base) => {
  const load = async () => {
    const answer = await asset(base, FILES.later);
    await WebAssembly.instantiate(await answer.arrayBuffer(), { ...imports, m: first });
  };
  whole ||= load().catch(load);
  whole.catch(() => (whole = 0));
  return whole;
};

let styles;
let started;
CHECKOUT.boot = async (base, wasm) => {
  const styled = text(base, FILES.css);
  started ||= start(await wasm);
  await started;
  styles = await styled;
  const checkout = sheet(styles);

  return async (host) => {
    const root = host.shadowRoot;
    const attribute = (name) => host.getAttribute(name) || undefined;
    const lang = tongue(host);
    const texts = JSON.parse(await text(base, FILES.lang[lang]));
    if (!root.adoptedStyleSheets.includes(checkout)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, checkout];
    const widget = mount(host, root, {
      backend: (attribute("backend") || base).replace(/\/$/, ""),
      button: attribute("button"),
      order: attribute("order"),
      clabe: attribute("clabe"),
      inline: attribute("mode") == "inline",
      label: attribute("label"),
      success_url: attribute("success-url"),
      name: attribute("customer-name"),
      email: attribute("customer-email"),
      phone: attribute("customer-phone"),
      lang,
    }, texts, { print, later: () => later(base) });
    if (host.getAttribute("mode") == "inline") host.pay.remove();
    return {
      open: () => {
        widget.open();
        lift(root.querySelector("dialog"));
      },
      close: () => widget.close(),
      drop: () => widget.free(),
    };
  };
};
