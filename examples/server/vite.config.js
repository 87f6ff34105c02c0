/* One script for the browser, under a name that the server's page knows; the server's half is built from the command line. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [react()],
  build: isSsrBuild
    ? {}
    : {
        outDir: "dist/client",
        rolldownOptions: { input: "src/browser.jsx", output: { entryFileNames: "browser.js" } },
      },
}));
