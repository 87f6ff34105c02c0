/* The npm package's entry: what `import "ficha-checkout"` gives. Importing it does nothing, on a server as in a page;
   `define` makes the element known, once. The element is the loader's own, put in from `pkg/loader.js` when this is built, and
   what the loader takes from its script tag comes from `define` here. It knows nothing of orders or screens, nor where a
   bundler puts files: `files.js` does. */

/* What the loader's class takes from around it. */
const tag = "ficha-checkout";
const styles = __FICHA_STYLES__;
const path = "boot";
const integrity = () =>
  (booted ||= import("./boot.js")
    .then((boot) => boot.default(Checkout))
    .catch((error) => ((booted = null), Promise.reject(error))));
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

/* A bundler's chunks are no script elements of ours: nothing to remove from the page afterwards. */
const CHUNK = { target: { remove() {} } };
const load = async (name, get) => (await get(), CHUNK);

/* `Checkout` is what the boot adds to. There is none before `define`, because a server has no elements. */
let Checkout, booted, told;
let base = "";

const say = (sentence) => console.error("ficha: " + sentence);

/* A page is told once, whatever number of elements lack it. */
const placed = (host) => {
  if (base || host.getAttribute("backend")) return true;
  if (!told)
    say(
      `<${host.localName}> has no backend: call define({ backend: "https://pay.example.mx" }) with the address of yours, or set the attribute backend`,
    );
  told = true;
  return false;
};

const settle = (backend) => {
  if (!backend) return;
  let url;
  try {
    url = new URL(backend, document.baseURI).href.replace(/\/?$/, "/");
  } catch {
    return say(`define({ backend: ${JSON.stringify(backend)} }): backend is no address; write it whole, as in "https://pay.example.mx"`);
  }
  if (base && base != url)
    return say(`define({ backend: ${JSON.stringify(backend)} }): backend is ${base} in this page already; set the attribute backend of the elements that have another`);
  base = url;
};

export const define = ({ backend, tag: name = tag } = {}) => {
  if (!globalThis.customElements) return;
  settle(backend);
  if (customElements.get(name)) return;
  Checkout ||= __FICHA_ELEMENT__;
  customElements.define(
    name,
    class extends Checkout {
      ready() {
        return placed(this) ? super.ready() : Promise.reject(new Error("no backend"));
      }

      open() {
        if (placed(this)) return super.open();
        for (const name of ["ficha:error", "ficha-error"]) this.dispatchEvent(new CustomEvent(name, { composed: true, bubbles: true, detail: { code: "no_backend" } }));
      }
    },
  );
};
