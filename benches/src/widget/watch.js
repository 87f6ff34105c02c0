/* Put into a page before anything of its own: plays one shopper, and counts what the page does meanwhile. All of it happens here, and
   the bench is told once, at the end, so that no question of its own is among what is measured. `__PLAN__` says whose checkout it is and
   how the shopper goes about it. It knows each checkout as its shopper does: by what is seen and pressed. */
(() => {
  const PLAN = __PLAN__;
  if (self !== top || location.protocol == "about:") return;

  const marks = {};
  const mark = (name) => (marks[name] ??= performance.now());
  const tasks = [];
  const shifts = [];
  const memories = new Set();
  const watch = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  watch("longtask", ({ startTime, duration }) => tasks.push([startTime, duration]));
  watch("layout-shift", ({ startTime, value, hadRecentInput }) => hadRecentInput || shifts.push([startTime, value]));

  /* What WebAssembly holds is seen by nobody but who made it. */
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate.apply(WebAssembly, given);
    for (const it of Object.values((made.instance || made).exports)) it instanceof WebAssembly.Memory && memories.add(it);
    return made;
  };

  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const task = (work) => new Promise((done) => setTimeout(() => done(work())));
  /* The bench has the only hand: it moves where it is told, and presses. A press begins when it is felt here. */
  const hand = (kind, event, target) =>
    new Promise((done) => {
      addEventListener(event, ({ timeStamp }) => done(timeStamp), { capture: true, once: true });
      const { x, y, width, height } = target.getBoundingClientRect();
      tell(JSON.stringify({ hand: { kind, x: x + width / 2, y: y + height / 2 } }));
    });
  const press = async (name, target) => (marks[name] = await hand("press", "pointerdown", target));
  const painted = () =>
    new Promise((done) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done();
        channel.port2.postMessage(0);
      }),
    );
  const until = async (holds) => {
    let found;
    while (!(found = holds())) await new Promise(requestAnimationFrame);
    return found;
  };
  /* Nothing has arrived, and nothing took long, for a while. */
  const quiet = async () => {
    const count = () => performance.getEntriesByType("resource").length + tasks.length;
    for (let seen = -1; seen != count(); ) {
      seen = count();
      await pause(PLAN.quiet);
    }
  };
  const type = (field, text) => {
    field.focus();
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
  };

  const query = (name) => document.querySelector(name);
  /* Ficha, and its twin: an element with a shadow root, and the same screens in it. */
  const element = (tag) => {
    const find = (name) => query(tag)?.shadowRoot?.querySelector(name);
    return {
      button: () => find("button[part=button]"),
      screen: () => find("dialog[open] input[type=email]") && find("dialog[open] input[aria-label=OXXO]"),
      fill: [
        () => find("input[aria-label=OXXO]").click(),
        () => type(find("input[autocomplete=name]"), "Guadalupe Ramírez"),
        () => type(find("input[type=email]"), "lupita@ejemplo.mx"),
        () => type(find("input[type=tel]"), "5512345678"),
      ],
      submit: () => find("[type=submit]"),
      slip: () => find("[part=barcode]") && find("[part=reference]"),
    };
  };
  /* Adyen's asks nothing, because its shop has asked already: its button gives the voucher. */
  const adyen = {
    button: () => query(".adyen-checkout__button"),
    fill: [],
    submit: () => query(".adyen-checkout__button"),
    slip: () => query(".adyen-checkout__voucher-result__code"),
  };
  const checkout = {
    ficha: element("ficha-checkout"),
    twin: element("ficha-twin"),
    adyen,
    pressed: { ...adyen, button: () => (query("#pay")?.onclick ? query("#pay") : null), screen: adyen.button },
  }[PLAN.whose];

  const shopper = async () => {
    const button = await until(checkout.button);
    await painted();
    mark("button");
    if (!PLAN.hurried) {
      await quiet();
      mark("rest");
      if (PLAN.looks) return;
      await hand("move", "pointermove", button);
      await pause(300);
    }
    if (checkout.screen) {
      await press("press", button);
      await until(checkout.screen);
      await painted();
      mark("screen");
      if (PLAN.hurried) return;
      await quiet();
    } else mark("press");
    mark("choose");
    for (const step of checkout.fill) {
      await task(step);
      await pause(50);
    }
    await press("submit", checkout.submit());
    await until(checkout.slip);
    await painted();
    mark("slip");
    /* Long enough for what is drawn last to be among the tasks. */
    await pause(PLAN.quiet);
  };

  const told = (failed) => {
    const resources = performance.getEntriesByType("resource").map(({ name, startTime, responseEnd }) => ({ name, startTime, responseEnd }));
    const wasm = [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
    tell(JSON.stringify({ seen: { marks, tasks, shifts, resources, wasm, failed } }));
  };
  const stuck = pause(60_000).then(() => Promise.reject(new Error("stuck after " + Object.keys(marks))));
  Promise.race([shopper(), stuck]).then(() => told(), (error) => told(String(error.stack)));
})();
