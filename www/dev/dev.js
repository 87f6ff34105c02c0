/* The widget as Trunk builds it, in the real loader and the real boot: for index.html under `trunk serve`, and for nobody
   else. It tells the two what xtask tells them in a release, where files are, and waits for the wasm Trunk has started. */
addEventListener("TrunkApplicationStarted", async () => {
  const read = async (path) => (await fetch(path)).text();
  const sheets = async (...names) => (await Promise.all(names.map((name) => read(`style/${name}.css`)))).join("\n");
  const here = (path) => new URL(path, document.baseURI).href;
  const unpinned = (url) => [url, ""];

  /* The same sheets in the same order as in xtask/widget-build/src/style.rs. */
  const styles = new Blob([await sheets("tokens", "checkout", "controls", "voucher")], { type: "text/css" });
  const tags = ["es-MX", "es-PE", "en"];
  Object.assign(globalThis, {
    mount: globalThis.wasmBindings.mount,
    __FICHA_FILES__: {
      css: unpinned(URL.createObjectURL(styles)),
      lang: Object.fromEntries(tags.map((tag) => [tag, unpinned(here(`lang/${tag}.json`))])),
    },
    __FICHA_ASSETS__: {
      js: unpinned("glue.js"),
      wasm: unpinned("glue.js"),
      button: await sheets("tokens", "button"),
    },
  });
  const loader = document.createElement("script");
  loader.src = "pkg/loader.js";
  document.head.append(loader);
});
