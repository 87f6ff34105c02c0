/* Advice: what a developer reads in the console where a checkout cannot go on: once, with the attribute or the setting by its
   name, and what to do. Where it is the page that is in the way, and not the network, the shopper is led a step down. It
   stands behind frame.js in one file, because both are fetched only where something went wrong. It knows no screen. */

/* By the code of the trouble: what is wrong with the element, whose backend is `at`. */
const ADVICE = {
  nothing_named: () => "names nothing to pay. Give it the attribute button, as the panel's line has it: button=\"btn_7Q2M\"",
  button_not_found: (host, at) =>
    `has button="${host.getAttribute("button")}", and there is no such button at ${at}. Copy the line from the panel again; if it was made elsewhere, set the attribute backend`,
  button_retired: (host) => `has button="${host.getAttribute("button")}", which has been retired. Take it up again in the panel, or copy another button's line`,
  order_not_found: (host, at) =>
    `has order="${host.getAttribute("order")}", and there is no such order at ${at}. Take the id from the answer to POST /api/v1/orders; if that was sent elsewhere, set the attribute backend`,
  clabe_not_found: (host, at) =>
    `has clabe="${host.getAttribute("clabe")}", and there is no such CLABE at ${at}. Take the id from the answer to POST /api/v1/clabes`,
  other: (host, at) => `was answered by ${at} with something that is not a checkout's. See that the attribute backend is where ficha-backend runs`,
};

/* Why a request did not arrive, found out by two more: one that any server may answer unread, and one that is read. */
const reason = async (at) => {
  let policy;
  const heard = ({ blockedURI }) => (policy ||= blockedURI.startsWith(at) || at.startsWith(blockedURI));
  const answers = (path, mode) => fetch(at + path, { mode, cache: "no-store" }).then(() => true, () => false);
  document.addEventListener("securitypolicyviolation", heard);
  const there = await answers("/healthz", "no-cors");
  const readable = await answers("/api/v1/buttons/-", "cors");
  /* A policy tells what it has refused in a task of its own. */
  await new Promise((done) => setTimeout(done));
  document.removeEventListener("securitypolicyviolation", heard);
  if (policy) return "policy";
  if (location.protocol == "https:" && /^http:/.test(at)) return "mixed";
  return !there ? "silent" : readable ? "" : "origin";
};

const REASONS = {
  policy: (at) => `asks ${at}, which this page's content policy refuses. Add ${at} to its connect-src`,
  mixed: (at) => `asks ${at} without TLS, which a page with TLS may not. Write https in the attribute backend`,
  origin: (at) => `asks ${at}, which does not let pages of ${self.origin} in. Add that to allowed_origins in its ficha.toml, or correct the attribute backend`,
  silent: (at) => `asks ${at}, and nothing answers there. See that ficha-backend runs, and that the attribute backend is its address`,
};

/* Why a line has no button: `line` as it is written. It is lines.js that says so. */
const PLACES = {
  head: (line) =>
    `no_place: ${line} has no button, because it stands in <head>, where nothing is seen. Move it to where the button should stand, or add the selector of that place to it: data-into="#pay"`,
  into: (line) =>
    `no_place: ${line} has no button yet, because nothing in this page is found by its data-into. Write there the selector of the element in which the button should stand, such as data-into="#pay"`,
  none: () =>
    `no_line: the script runs, and there is neither a line with data-button nor a <ficha-checkout> in this page. Put <ficha-checkout button="btn_7Q2M" backend="https://pay.example.mx"> where the button should stand`,
};

const told = new Set();
const say = (line) => told.has(line) || (told.add(line), console.warn("ficha: " + line));
const sentence = (host, what) => `<${host.localName}> ${what}`;

/* `at`: the origin of the backend, without a slash at its end. */
CHECKOUT.advise = async (host, at, { code, detail, request_id }) => {
  const offline = code == "offline" && navigator.onLine;
  const why = offline ? await reason(at) : "";
  if (why == "policy" || why == "mixed" || why == "origin") {
    const error = new Error(sentence(host, REASONS[why](at)));
    host.close();
    /* A page that is not let in may not frame the backend's either. */
    return why == "origin" ? host.refuse(error) : host.frame(error);
  }
  const advice = why ? REASONS[why](at) : ADVICE[code]?.(host, at);
  say(`${code}: ${advice ? sentence(host, advice) : detail}${request_id ? " (request " + request_id + ")" : ""}`);
};
