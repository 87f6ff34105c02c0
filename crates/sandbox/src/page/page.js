// The control page: lists the charges of every played provider, shows one as the slip it is, and does to it what a shopper,
// a bank or the calendar would. It knows only the control API; no provider's JSON is read here, it is shown as it stands.

const $ = (id) => document.getElementById(id);
const api = async (method, path, body) => {
  const answer = await fetch(`/control/${path}`, { method, body: body && JSON.stringify(body) });
  const said = (await answer.text()) || "null";
  const json = JSON.parse(said);
  if (!answer.ok) throw new Error(json?.detail ?? `HTTP ${answer.status}`);
  return json;
};

/** Builds an element; every text goes in as text, so nothing a merchant sends can become markup. */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null));
  return element;
}

const MEXICO = { timeZone: "America/Mexico_City" };
const short = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
const hour = new Intl.DateTimeFormat("en-GB", { ...MEXICO, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const long = new Intl.DateTimeFormat("en-GB", { ...MEXICO, ...short, second: "2-digit" });
const inMexico = new Intl.DateTimeFormat("en-GB", { ...MEXICO, ...short });
const inLima = new Intl.DateTimeFormat("en-GB", { timeZone: "America/Lima", ...short });
/** A moment by the clock of where the money is handed over. The page's own clock is Mexico City's. */
const moment = (text, currency) => (currency === "PEN" ? `${inLima.format(new Date(text))} in Lima` : inMexico.format(new Date(text)));

const SIGNS = { MXN: "$", PEN: "S/ ", USD: "US$" };
const sign = (currency) => SIGNS[currency] ?? `${currency} `;
const decimal = (amount) => {
  const whole = Math.trunc(amount / 100).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return `${whole}.${String(amount % 100).padStart(2, "0")}`;
};
const money = ({ amount, currency }) => sign(currency) + decimal(amount);
const NAMES = { compropago: "ComproPago", kashio: "KashIO", mercadopago: "Mercado Pago", stripe: "Stripe" };
const nameOf = (provider) => NAMES[provider] ?? provider;
const span = (ms) => {
  const minutes = Math.round(Math.abs(ms) / 60000);
  if (minutes < 60) return `${minutes} min`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
};
const WORDS = { pending: "waiting", partly_paid: "partly paid", paid: "paid", expired: "expired", declined: "declined", refunded: "refunded", voided: "voided", active: "standing" };
const OPEN = ["pending", "partly_paid", "active"];
const groups = { all: () => true, open: (c) => OPEN.includes(c.status), paid: (c) => c.status === "paid", over: (c) => !OPEN.includes(c.status) && c.status !== "paid" };
// Where a charge names no store, its code is good at all of the provider's.
const chain = (charge) => charge.store ?? (charge.method === "cash" ? nameOf(charge.provider) : "SPEI");
// What providers call some of them, as it fits a badge, and whose colours it has.
const CHAINS = { "7Eleven": ["7-Eleven", "seven"], "BBVA Bancomer": ["BBVA", "bbva"], Citibanamex: ["Banamex", "banamex"], "BCP, BBVA Continental u otros": ["Pago Efectivo", "pagoefectivo"] };
const chainClass = (charge) => CHAINS[charge.store]?.[1] ?? chain(charge).toLowerCase().split(" ")[0];
const chainLabel = (name) => CHAINS[name]?.[0] ?? name.replace("Farmacias ", "");
const grouped = (digits) => (digits.length === 18 ? digits.replace(/^(\d{3})(\d{3})(\d{4})(\d{4})(\d{4})$/, "$1 $2 $3 $4 $5") : digits.match(/.{1,4}/g).join(" "));

let world = { charges: [], accounts: [], settings: {}, faults: [], clock: { ahead_ms: 0 } };
let shown = {}; // what each region was last drawn from, so that nothing is redrawn under a finger
const now = () => Date.now() + world.clock.ahead_ms;
const wide = matchMedia("(min-width: 821px)");
const named = () => decodeURIComponent(location.hash.slice(1));
// Where there is room for both, the newest is shown until somebody chooses.
const chosen = () => named() || (wide.matches && world.charges[0]?.id) || "";
const which = () => document.querySelector("[name=which]:checked").value;
const whose = () => document.querySelector("[name=whose]:checked")?.value ?? "";
const several = () => new Set(world.charges.map((charge) => charge.provider)).size > 1;

function redraw(region, source, draw) {
  const key = JSON.stringify(source);
  if (shown[region] === key) return;
  const first = !(region in shown);
  shown[region] = key;
  draw(first);
}

let toastTimer;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, 3200);
}
const attempt = (work) => async (...given) => {
  try { await work(...given); } catch (error) { toast(error.message); }
};
const copy = attempt(async (text) => {
  await navigator.clipboard.writeText(text);
  toast("Copied");
});
const act = attempt((charge, action, amount) => api("POST", `charges/${encodeURIComponent(charge.id)}/${action}`, amount == null ? undefined : { amount }));

// The list

function row(charge, isNew) {
  const { id, status, amount, received, expires } = charge;
  const left = expires && Date.parse(expires) - now();
  const when = OPEN.includes(status) && left > 0 ? `${span(left)} left · ` : "";
  return el("li", { className: `row ${id === chosen() ? "on" : ""} ${isNew ? "new" : ""}` },
    el("a", { href: `#${encodeURIComponent(id)}`, ariaLabel: `${chain(charge)}, ${amount ? money(amount) : "any amount"}, ${WORDS[status]}` }),
    el("span", { className: `badge ${chainClass(charge)}` }, chainLabel(chain(charge))),
    el("div", { className: "words" },
      el("b", {}, amount ? money(amount) : money(received), el("span", { className: `state ${status}` }, WORDS[status])),
      el("small", {}, `${several() && chain(charge) !== nameOf(charge.provider) ? `${nameOf(charge.provider)} · ` : ""}${when}${charge.description || charge.order || charge.customer}`)),
    status === "pending" || status === "partly_paid" ? el("button", { type: "button", ariaLabel: `Pay ${money(amount)} at ${chain(charge)}`, onclick: () => act(charge, "pay") }, "Pay") : null);
}

/** Whose charges: asked only where there are several providers'. */
function drawWhose() {
  const providers = several() ? [...new Set(world.charges.map((charge) => charge.provider))].sort() : [];
  $("whose").hidden = providers.length === 0;
  redraw("whose", providers, () => {
    const before = whose();
    const choice = (value, label) => el("label", {}, el("input", { type: "radio", name: "whose", value, checked: value === before, onchange: drawList }), el("span", {}, label));
    $("whose").replaceChildren(...(providers.length ? [choice("", "All providers"), ...providers.map((provider) => choice(provider, nameOf(provider)))] : []));
  });
}

let known = new Set();
function drawList() {
  drawWhose();
  const wanted = world.charges.filter(groups[which()]).filter((charge) => !whose() || charge.provider === whose());
  $("empty").hidden = world.charges.length > 0;
  $("none-such").hidden = world.charges.length === 0 || wanted.length > 0;
  redraw("list", [wanted, chosen(), Math.floor(now() / 60000)], (first) => {
    const focused = document.activeElement?.closest(".row")?.querySelector("a")?.getAttribute("href");
    $("list").replaceChildren(...wanted.map((charge) => row(charge, !first && !known.has(charge.id))));
    if (focused) $("list").querySelector(`a[href="${focused}"]`)?.focus();
    known = new Set(world.charges.map((charge) => charge.id));
  });
}

// One charge

function slip(charge, stampIsFresh) {
  const { amount, received, status, expires, method } = charge;
  const digits = charge.reference ?? charge.clabe;
  const left = expires && Date.parse(expires) - now();
  const facts = {
    Order: charge.order,
    For: charge.description,
    Customer: charge.customer,
    Received: received.amount > 0 && received.amount !== amount?.amount ? money(received) : null,
    "Provider keeps": charge.fee.amount ? money(charge.fee) : null,
    "Sent by SMS to": charge.sms?.join(", "),
    Expires: expires && `${moment(expires, received.currency)}${OPEN.includes(status) ? ` (${span(left)} left)` : ""}`,
    Provider: nameOf(charge.provider),
    Account: `${charge.account} · ${charge.live ? "live" : "test"}`,
    "Its own page": charge.page && el("a", { href: `/${charge.provider}${charge.page}`, target: "_blank", rel: "noopener" }, "Open"),
  };
  const how = { cash: "Cash at the counter", spei: "Transfer", standing_clabe: "Standing CLABE" }[method];
  return el("section", { className: `slip ${chainClass(charge)}`, ariaLabel: "The slip" },
    el("div", { className: "band" }, chainLabel(chain(charge)), el("small", {}, how)),
    el("div", { className: "sum" }, el("b", {}, money(amount ?? received)), el("span", {}, amount ? `asked for, in ${amount.currency}` : "received so far"),
      OPEN.includes(status) ? null : el("strong", { className: `stamp ${status} ${stampIsFresh ? "fresh" : ""}` }, WORDS[status])),
    amount && received.amount > 0 ? el("div", { className: "meter" }, meter(received.amount / amount.amount)) : null,
    el("div", { className: "digits" }, el("span", {}, charge.clabe ? "CLABE" : digits.length === 16 ? "Account for the deposit" : "Reference"),
      el("button", { type: "button", onclick: () => copy(digits) }, grouped(digits))),
    el("dl", {}, Object.entries(facts).filter(([, fact]) => fact).map(([name, fact]) => el("div", {}, el("dt", {}, name), el("dd", {}, fact)))));
}
function meter(part) {
  const bar = el("i");
  bar.style.width = `${Math.min(100, part * 100)}%`;
  return bar;
}

function doings(charge) {
  const { status, amount, received } = charge;
  const { currency } = received;
  const missing = amount ? Math.max(0, amount.amount - received.amount) : 0;
  const gone = status === "refunded" || status === "voided";
  const input = el("input", { inputMode: "decimal", ariaLabel: `Amount in ${currency}`, placeholder: amount ? decimal(Math.floor((missing || amount.amount) / 2)) : "250.00" });
  const typed = () => {
    const digits = input.value.replace(/[,$\s]|S\//g, "");
    if (!digits) return null;
    const [, whole, cents = ""] = /^(\d+)(?:\.(\d{1,2}))?$/.exec(digits) ?? [];
    if (!whole) throw new Error(`${input.value} is no amount`);
    return Number(whole) * 100 + Number(cents.padEnd(2, "0"));
  };
  const payTyped = attempt(() => {
    const sum = typed() ?? (amount ? null : 25000);
    return act(charge, amount && (sum ?? 0) < missing ? "pay-partial" : "pay", sum);
  });
  const enter = (event) => { if (event.key === "Enter") payTyped(); };
  input.addEventListener("keydown", enter);
  const button = (action, label, can) => el("button", { type: "button", disabled: !can, onclick: () => act(charge, action) }, label);
  const part = el("div", { className: "part" }, el("label", { "data-sign": sign(currency).trim() }, input), el("button", { type: "button", disabled: gone, onclick: payTyped }, !amount ? "Deposit" : missing ? "Pay part" : "Pay more"));
  if (!amount) return el("div", { className: "doings" }, part);
  return el("div", { className: "doings" },
    el("button", { type: "button", className: "primary", disabled: gone, onclick: () => act(charge, "pay") },
      missing ? `Pay ${money({ amount: missing, currency })}` : "Pay once more"),
    part,
    el("div", { className: "three" }, button("expire", "Expire", status === "pending" || status === "partly_paid"),
      button("decline", "Decline", status === "pending" || status === "partly_paid"), button("refund", "Refund", received.amount > 0 && !gone)));
}

function told(deliveries) {
  const item = (delivery) => {
    const last = delivery.attempts.at(-1);
    const next = delivery.due && last ? ` · again ${hour.format(new Date(delivery.due))}` : "";
    const outcome = last ? `${last.outcome}${next}` : delivery.status.replace("_", " ");
    return el("li", { className: delivery.status }, el("i"), el("b", {}, delivery.event), el("time", { dateTime: new Date(last?.at ?? delivery.queued).toISOString() }, hour.format(new Date(last?.at ?? delivery.queued))),
      el("small", {}, `${delivery.url}`), el("small", {}, delivery.attempts.length > 1 ? `attempt ${delivery.attempts.length}: ${outcome}` : outcome));
  };
  return el("section", { className: "card" }, el("div", { className: "bar" }, el("h3", {}, "Webhooks")),
    deliveries.length ? el("ol", { className: "told" }, deliveries.map(item)) : el("p", {}, "None sent. An account is told only where it has an address for them: see Accounts."),
    deliveries.some((delivery) => delivery.attempts.length > 1) ? el("p", {}, "When a failed one is tried again is the sandbox's own idea; the vendor documents no schedule.") : null);
}

/** JSON with its keys, texts and numbers told apart. */
function painted(json) {
  const text = JSON.stringify(json, null, 2);
  const parts = text.split(/("(?:[^"\\]|\\.)*"(?:\s*:)?|\b(?:true|false|null)\b|-?\b\d+(?:\.\d+)?\b)/);
  return parts.map((part, index) => (index % 2 ? el("span", { className: part.endsWith(":") ? "k" : part.startsWith('"') ? "s" : "n" }, part) : part));
}
function answerCard(json) {
  return el("section", { className: "card" },
    el("div", { className: "bar" }, el("h3", {}, "What the provider's API answers now"), el("button", { type: "button", onclick: () => copy(JSON.stringify(json, null, 2)) }, "Copy")),
    el("pre", { className: "json", tabIndex: 0 }, painted(json)));
}

let lastStatus = {};
async function drawDetail() {
  const id = chosen();
  document.body.classList.toggle("has-detail", Boolean(id));
  document.body.classList.toggle("is-empty", world.charges.length === 0);
  const listed = world.charges.find((charge) => charge.id === id);
  if (!listed) {
    redraw("detail", null, () => $("detail").replaceChildren(el("a", { className: "back", href: "#" }, "‹ Charges")));
    return;
  }
  const whole = await api("GET", `charges/${encodeURIComponent(id)}`);
  if (id !== chosen()) return;
  redraw("detail", [whole, Math.floor(now() / 60000)], () => {
    const { charge, document: answer, deliveries } = whole;
    const fresh = lastStatus[id] !== undefined && lastStatus[id] !== charge.status;
    lastStatus[id] = charge.status;
    $("detail").replaceChildren(
      el("div", {}, el("a", { className: "back", href: "#" }, "‹ Charges"), slip(charge, fresh), doings(charge)),
      el("div", { className: "side" }, told(deliveries), answer ? answerCard(answer) : ""));
  });
}

// Clock, faults, accounts

function drawClock() {
  const { ahead_ms: ahead } = world.clock;
  $("time").textContent = long.format(new Date(now()));
  const moved = Math.abs(ahead) > 999;
  $("ahead").textContent = moved ? `${span(ahead)} ${ahead > 0 ? "ahead" : "behind"}` : "Mexico City, real time";
  $("ahead").classList.toggle("moved", moved);
  $("to-now").hidden = !moved;
  $("to-expiry").disabled = !nextExpiry();
}
const nextExpiry = () => world.charges.filter((c) => ["pending", "partly_paid"].includes(c.status) && c.expires).map((c) => c.expires).sort()[0];
const moveClock = attempt((to) => api("POST", "clock", to));

const KINDS = [
  ["latency", "Late answer", "after 2 seconds"], ["5xx", "Provider down", "503, nothing is done"],
  ["timeout", "No answer", "done, then silence"], ["reset", "Connection closed", "done, then hung up"],
  ["garbage", "Nonsense", "done, answers no JSON"], ["truncated", "Half an answer", "done, cut off"], ["other_amount", "Another amount", "made for one more"],
  ["duplicate_webhooks", "Webhook twice", "the same event again"], ["reordered_webhooks", "Webhook overtaken", "a later one comes first"],
  ["lost_webhooks", "Webhook lost", "never sent"],
];
function drawFaults() {
  $("fault-count").hidden = world.faults.length === 0;
  $("fault-count").textContent = world.faults.length;
  redraw("faults", world.faults, () => {
    const said = (fault) => [KINDS.find(([kind]) => kind === fault.kind)[1], fault.times ? `${fault.times} ×` : "until cleared", fault.on].filter(Boolean).join(" · ");
    $("armed").replaceChildren(...(world.faults.length ? world.faults.map((fault) => el("li", {}, said(fault))) : [el("li", { className: "none" }, "Nothing. All goes well.")]));
  });
}
const arm = attempt((kind) => {
  const times = Number($("fault-times").value) || undefined;
  const on = kind.endsWith("webhooks") ? undefined : $("fault-on").value || undefined;
  return api("POST", "faults", { kind, times, on });
});
$("kinds").append(...KINDS.map(([kind, name, what]) => el("button", { type: "button", onclick: () => arm(kind) }, name, el("small", {}, what))));

// What the choices of an account are called; a choice that is not here is shown as it is.
const CHOICES = { generation: "Answers as", year: "Answers as in", ktin_digits: "Digits of a code", ids: "Ids say", repeats: "A used key of an order", signed_id: "Webhooks sign the id", signed_time: "and the time in", late_money: "Money after the end is", digits: "Digits of a ticket are", per_minute: "Requests a minute" };
const LABELS = { union: "union: every field", new: "new payload (2017)", 1.1: "1.1 (2015)", "1.0": "1.0 (2013)", 2020: "2020: amounts are numbers", 2017: "2017: amounts are texts", null: "nothing", refuse: "is refused (409)", replay: "is answered again" };
const words = (name) => name.replaceAll("_", " ");
function drawAccounts() {
  redraw("accounts", [world.accounts, world.settings], () => {
    const card = (account) => {
      const { provider, key, live, choices, webhooks } = account;
      const path = (what) => `accounts/${encodeURIComponent(key)}${what}?provider=${provider}`;
      const set = attempt((settings) => api("PUT", path(""), settings));
      const choice = ([name, values]) => el("label", {}, CHOICES[name] ?? words(name),
        el("select", { onchange: (event) => set({ [name]: JSON.parse(event.target.value) }) },
          values.map((value) => el("option", { value: JSON.stringify(value), selected: value === account[name] }, LABELS[value] ?? String(value)))));
      const url = el("input", { type: "url", required: true, placeholder: `http://127.0.0.1:8080/webhooks/${provider}`, ariaLabel: "Webhook URL" });
      const add = (event) => { event.preventDefault(); set({ webhook: url.value }); };
      const ping = attempt(async () => { await api("POST", path("/ping")); toast("Test event sent"); });
      return el("section", { className: "account" },
        el("div", { className: "bar" }, el("h3", {}, nameOf(provider)), el("span", { className: `state ${live ? "paid" : "pending"}` }, live ? "live" : "test")),
        el("code", {}, key),
        Object.entries(choices ?? {}).map(choice),
        webhooks && el("ul", {}, webhooks.map((hook) => el("li", {}, el("code", {}, hook.url), ` ${["active", "enabled"].includes(hook.status) ? "" : hook.status}`))),
        webhooks && el("form", { onsubmit: add }, url, el("button", {}, "Add")),
        webhooks?.length || world.settings[provider]?.push ? el("button", { type: "button", onclick: ping }, "Send a test event") : null);
    };
    $("account-list").replaceChildren(...(world.accounts.length ? world.accounts.map(card) : [el("p", { className: "lead" }, "None yet: an account opens with its first request.")]));
  });
}

/** What is settable for a provider as a whole: a switch for what is true or false, a field for a text, and for each of a group. */
function drawSettings() {
  redraw("settings", world.settings, () => {
    const card = ([provider, settings]) => {
      const set = attempt(async (change) => { await api("PUT", `providers/${provider}`, change); toast("Set"); });
      const group = (name, values) => el("div", { className: "three", role: "group", ariaLabel: words(name) }, Object.entries(values).map(([key, text]) =>
        el("label", {}, key, el("input", { inputMode: "decimal", value: text, onchange: (event) => set({ [name]: { [key]: event.target.value } }) }))));
      const field = ([name, value]) => {
        if (typeof value === "boolean") return el("label", { className: "switch" }, el("input", { type: "checkbox", checked: value, onchange: (event) => set({ [name]: event.target.checked }) }), words(name));
        if (value !== null && typeof value === "object") return group(name, value);
        return el("label", {}, words(name), el("input", { value: value ?? "", placeholder: "nothing", onchange: (event) => set({ [name]: event.target.value || null }) }));
      };
      return el("section", { className: "account" }, el("h3", {}, `${nameOf(provider)}, whatever the account`), Object.entries(settings).map(field));
    };
    $("settings").replaceChildren(...Object.entries(world.settings).map(card));
  });
}

// Wiring

const KEY = "sk_test_71863001136936a44";
const ORDER = { order_id: "SMGCURL1", order_price: 150.0, order_name: "SAMSUNG GOLD CURL", customer_name: "Alejandra Leyva", customer_email: "noreply@compropago.com", payment_type: "OXXO" };
const invoice = () => ({
  customer: { name: "Alejandra Leyva", email: "noreply@compropago.com", phone: "+51922151580", document_type: "DNI", document_id: "45678912" },
  request_datetime: new Date(Date.now() - 5 * 3600000).toISOString().slice(0, 19), // by Lima's clock
  currency: "PEN", amount: 150.0, invoice_id: `demo_${Date.now()}`, metadata: { description: "SAMSUNG GOLD CURL" },
});
const oxxoPayment = {
  amount: "15000", currency: "mxn", "payment_method_types[0]": "oxxo", confirm: "true", "payment_method_data[type]": "oxxo",
  "payment_method_data[billing_details][name]": "Alejandra Leyva", "payment_method_data[billing_details][email]": "noreply@compropago.com",
  "payment_method_options[oxxo][expires_after_days]": "3", description: "SAMSUNG GOLD CURL",
};
const asJson = (body) => ["application/json", JSON.stringify(body)];
const asForm = (fields) => ["application/x-www-form-urlencoded", new URLSearchParams(fields).toString()];
const EXAMPLES = [
  ["compropago", "/compropago/v1/charges", () => asJson(ORDER)], ["kashio", "/kashio/v1/payments/invoices", () => asJson(invoice())],
  ["stripe", "/stripe/v1/payment_intents", () => asForm(oxxoPayment)],
];
$("examples").replaceChildren(...EXAMPLES.map(([provider, path, example]) => {
  const curl = `curl -u ${KEY}: ${location.origin}${path} \\\n  -H 'Content-Type: ${example()[0]}' \\\n  -d '${example()[1]}'`;
  const make = attempt(async () => {
    const [type, body] = example();
    const headers = { authorization: `Basic ${btoa(`${KEY}:`)}`, "content-type": type };
    const made = await fetch(path, { method: "POST", headers, body });
    location.hash = (await made.json()).id;
  });
  return el("details", { name: "example", open: provider === EXAMPLES[0][0] }, el("summary", {}, nameOf(provider)), el("pre", {}, el("code", {}, curl)),
    el("div", { className: "pair" }, el("button", { type: "button", className: "primary", onclick: make }, "Make one now"), el("button", { type: "button", onclick: () => copy(curl) }, "Copy command")));
}));

for (const button of document.querySelectorAll("[data-opens]")) button.onclick = () => $(button.dataset.opens).showModal();
for (const dialog of document.querySelectorAll("dialog")) dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
for (const button of document.querySelectorAll("[data-jump]")) button.onclick = () => moveClock({ advance_seconds: Number(button.dataset.jump) });
for (const input of document.querySelectorAll("[name=which]")) input.onchange = drawList;
$("to-expiry").onclick = () => moveClock({ now: nextExpiry() });
$("to-now").onclick = () => moveClock({ reset: true });
$("clear-faults").onclick = attempt(() => api("DELETE", "faults"));
$("reset").onclick = () => { $("sure").returnValue = ""; $("sure").showModal(); };
$("sure").onclose = attempt(async () => { if ($("sure").returnValue === "yes") { await api("POST", "reset"); location.hash = ""; } });
window.onhashchange = () => { drawList(); drawDetail(); };

function draw() {
  drawClock();
  drawList();
  drawFaults();
  drawAccounts();
  drawSettings();
  return drawDetail();
}
let asking, askAgain;
async function refresh() {
  if (asking) { askAgain = true; return; }
  asking = true;
  do {
    askAgain = false;
    try { world = await api("GET", "state"); await draw(); } catch { toast("The sandbox does not answer"); }
  } while (askAgain);
  asking = false;
}
new EventSource("/control/events").onmessage = refresh;
setInterval(() => { drawClock(); drawList(); }, 1000);
refresh();
