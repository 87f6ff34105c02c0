/* Puts together what a WordPress of some years ago would serve: a page, the theme's style and script, and the jQuery of its day. */
import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";

cpSync(fileURLToPath(import.meta.resolve("jquery")), "dist/jquery.js");
for (const file of ["index.html", "style.css", "theme.js"]) cpSync(file, `dist/${file}`);
