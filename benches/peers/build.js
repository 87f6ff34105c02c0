/* Bundles each peer as its merchant's bundler would: esbuild, minified, ES2022, for production. Adyen's goes into a page and is
   measured there; of the others only the bytes are asked, so each is the whole of what its documents import. It knows nothing of the
   measurements; where the bundles go is its one argument. */
import { build } from "esbuild";
import { writeFile } from "node:fs/promises";

const [folder] = process.argv.slice(2);
const options = {
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
  legalComments: "none",
  logLevel: "error",
};

const adyen = await build({ ...options, entryPoints: ["adyen.js"], outdir: folder, metafile: true });
await build({ ...options, entryPoints: ["pressed.js"], outdir: folder, external: ["./adyen.js"] });

/* Adyen's texts come from a server of theirs, a file for each language. The package holds the English one alone, which is about
   as large, so that stands in for all of them. */
const english = Object.keys(adyen.metafile.inputs).find((path) => path.endsWith("/translations/en-US.json.js"));
const { default: texts } = await import("./" + english);
await writeFile(folder + "/texts.json", JSON.stringify(texts));

/* A bundler leaves out what a page does not use; a page that hands it all on uses it all. */
const whole = (name) => ({ contents: `import * as peer from "${name}";\nglobalThis.peer = peer;`, resolveDir: import.meta.dirname });
const weighed = { braintree: "braintree-web-drop-in", kushki: "@kushki/js", shopify: "@shopify/buy-button-js" };
for (const [peer, name] of Object.entries(weighed)) {
  await build({ ...options, stdin: whole(name), outfile: `${folder}/${peer}.js` });
}
