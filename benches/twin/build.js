/* Bundles the twin into one file, with Ficha's own styles and its Mexican texts in it: of those only what the twin says. Where the
   bundle goes is the one argument. It knows nothing of the measurements. */
import { build, transform } from "esbuild";
import { readFile, readdir } from "node:fs/promises";

const [folder] = process.argv.slice(2);
const views = import.meta.dirname + "/../../crates/views";
const read = (path) => readFile(path, "utf8");

const sheets = ["tokens", "button", "checkout", "controls", "voucher"].map((name) => read(`${views}/style/${name}.css`));
const { code: styles } = await transform((await Promise.all(sheets)).join("\n"), { loader: "css", minify: true });

const sources = await Promise.all((await readdir("src")).map((name) => read("src/" + name)));
const said = ([key]) => key.startsWith("problem.") || sources.some((source) => source.includes(`"${key}"`));
const texts = Object.fromEntries(Object.entries(JSON.parse(await read(views + "/lang/es-MX.json"))).filter(said));

await build({
  entryPoints: { twin: "src/element.jsx" },
  outdir: folder,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  define: { STYLES: JSON.stringify(styles), TEXTS: JSON.stringify(texts) },
  logLevel: "error",
});
