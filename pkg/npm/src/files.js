/* Where the package's boot finds the rest, in place of the loader's pinned table: written so that every bundler sees each file
   and takes it along. WebAssembly is named by `new URL(..., import.meta.url)`; styles and texts are modules, because bundlers
   turn small files into `data:` addresses, which a content policy refuses, and hand style sheets to loaders of their own. */
const fetched = async (url) => {
  const get = () => fetch(url);
  const answer = await get().catch(get);
  if (!answer.ok) throw new Error(url + ": " + answer.status);
  return answer;
};
const ran = ({ default: it }) => it(CHECKOUT);
const held = ({ default: it }) => ({ json: () => it, text: () => it });
/* Texts that say where more of their language is. */
const withMore = (get) => ({ default: it }) => ({ json: () => ({ ...it, later: [it.lang + " later", () => get().then(held)] }) });

/* A name to be kept by, and how it is got. */
const FILES = {
  wasm: ["wasm", () => fetched(new URL("./assets/widget.wasm", import.meta.url))],
  css: ["css", () => import("./checkout.css.js").then(held)],
  lang: {
    "es-MX": ["es-MX", () => import("./lang/es-MX.js").then(withMore(() => import("./lang/later-es-MX.js")))],
    "es-PE": ["es-PE", () => import("./lang/es-PE.js").then(withMore(() => import("./lang/later-es-PE.js")))],
    en: ["en", () => import("./lang/en.js").then(withMore(() => import("./lang/later-en.js")))],
  },
  later: {
    wasm: ["later wasm", () => fetched(new URL("./assets/later.wasm", import.meta.url))],
    css: ["later css", () => import("./later.css.js").then(held)],
    js: ["later", () => import("./later.js").then(ran)],
  },
  frame: ["frame", () => import("./frame.js").then(ran)],
};
const asset = ([, get]) => get();
