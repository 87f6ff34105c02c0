/* A server that draws its page with React, under a strict content policy, and serves the files Vite has built. Told of the
   backend by FICHA_BACKEND, and of the port to listen at by PORT; prints where it is. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { createElement } from "react";
import { renderToPipeableStream } from "react-dom/server";
import { Page } from "./dist/server/page.js";

const backend = process.env.FICHA_BACKEND ?? "https://pay.example.mx";
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  `connect-src 'self' ${backend}`,
  `img-src 'self' data: ${backend}`,
  `frame-src ${backend}`,
  "require-trusted-types-for 'script'",
].join("; ");
const types = { ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

const server = createServer(async ({ url }, answer) => {
  if (url === "/") {
    answer.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": policy });
    const page = renderToPipeableStream(createElement(Page, { backend }), {
      bootstrapModules: ["/browser.js"],
      onShellReady: () => page.pipe(answer),
    });
    return;
  }
  try {
    const file = await readFile(join("dist/client", normalize(new URL(url, "http://shop").pathname)));
    answer.writeHead(200, { "content-type": types[extname(url)] ?? "application/octet-stream" }).end(file);
  } catch {
    answer.writeHead(404).end();
  }
});
server.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => console.log(`http://localhost:${server.address().port}/`));
