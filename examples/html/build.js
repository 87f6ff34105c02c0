/* There is nothing to build: the page and the package are put side by side in `dist`, to be served as they are. */
import { cpSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const installed = dirname(fileURLToPath(import.meta.resolve("ficha-checkout/package.json")));
cpSync(installed, "dist/ficha-checkout", { recursive: true, dereference: true });
for (const file of ["index.html", "pay.js"]) cpSync(file, `dist/${file}`);
cpSync("../shop.css", "dist/shop.css");
