/* Stands where the glue stands in a release, with the boot after it. Trunk has started the wasm already, so the boot gets an
   empty one to start; and files are named by whole addresses here. It knows nothing of what the boot does. */
import "./boot.js";

const EMPTY = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
Object.assign(globalThis, { __wbg_get_imports: () => ({}), __wbg_finalize_init: () => {} });

const checkout = customElements.get("ficha-checkout");
const { boot } = checkout;
checkout.boot = () => boot("", Promise.resolve(new Response(EMPTY)));
