// Mercado Pago's own client for Node, unchanged, against the sandbox: what a shop does with it, and its check of webhooks.
//
// Run by `mercadopago_sdk.rs` (cargo feature `vendor-sdk`) with the folder of the installed package and the sandbox's address. Says what
// it saw, or ends with the first thing that does not hold.

"use strict";
const http = require("node:http");
const { createRequire } = require("node:module");

const [folder, sandbox] = process.argv.slice(2);
const fromThere = createRequire(folder + "/");
const sdk = fromThere("mercadopago");
fromThere("mercadopago/dist/utils/config").AppConfig.BASE_URL = sandbox + "/mercadopago";

const TOKEN = "TEST-0123456789abcdef";
const SECRET = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
const options = { retries: 0 };
const client = (accessToken) => new sdk.MercadoPagoConfig({ accessToken, options });

/** A key of its own: the client keeps using the one it was given last. */
let keys = 0;
const key = () => ({ idempotencyKey: `key-of-its-own-${(keys += 1)}` });

function check(what, holds, seen) {
  if (!holds) {
    console.error(`npm: ${what} does not hold: ${JSON.stringify(seen)}`);
    process.exit(1);
  }
  console.log(`npm: ${what}`);
}

/** The error of a call that must fail. */
async function refused(call) {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

async function control(verb, path, body) {
  const answer = await fetch(`${sandbox}/control/${path}`, { method: verb, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${verb} ${path}: ${await answer.text()}`);
  return answer.status === 204 ? undefined : answer.json();
}

const heard = [];
const waiting = [];
const ear = http.createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    const url = new URL(request.url, "http://ear");
    heard.push({ headers: request.headers, id: url.searchParams.get("data.id"), type: url.searchParams.get("type"), body: JSON.parse(body) });
    waiting.splice(0).forEach((tell) => tell());
    response.end();
  });
});

/** The first webhook of which this is true, as soon as it is there. */
async function told(is) {
  for (;;) {
    const found = heard.find(is);
    if (found) return found;
    await new Promise((tell) => waiting.push(tell));
  }
}

/** What their own validator says of a webhook: nothing, or why it refuses it. */
function verdict(webhook, id, changed = {}) {
  const sent = { xSignature: webhook.headers["x-signature"], xRequestId: webhook.headers["x-request-id"], dataId: id, secret: SECRET, toleranceSeconds: 300 };
  try {
    sdk.WebhookSignatureValidator.validate({ ...sent, ...changed });
  } catch (error) {
    return error.reason;
  }
  return undefined;
}

const order = (id, type, reference, amount = "150.00") => ({
  type: "online",
  processing_mode: "automatic",
  total_amount: amount,
  external_reference: reference,
  payer: { email: "juana@example.com", first_name: "Juana", last_name: "Perez" },
  transactions: { payments: [{ amount, expiration_time: "P3D", payment_method: { id, type } }] },
});

const payment = (reference) => ({
  transaction_amount: 100.5,
  payment_method_id: "pagoefectivo_atm",
  description: "Silla",
  external_reference: reference,
  payer: { email: "juana@example.com" },
});

const clabeHolds = (clabe) => {
  const weights = [3, 7, 1];
  const sum = [...clabe.slice(0, 17)].reduce((sum, digit, at) => sum + ((Number(digit) * weights[at % 3]) % 10), 0);
  return /^\d{18}$/.test(clabe) && (10 - (sum % 10)) % 10 === Number(clabe[17]);
};

async function inMexico(hook) {
  await control("PUT", `accounts/${TOKEN}?provider=mercadopago`, { country: "MX", webhook: hook, webhook_secret: SECRET });
  const orders = new sdk.Order(client(TOKEN));
  const create = (body, idempotencyKey) => orders.create({ body, requestOptions: { idempotencyKey } });

  for (const [id, type] of [["oxxo", "ticket"], ["paycash", "ticket"], ["bancomer", "atm"], ["banamex", "atm"]]) {
    const made = await create(order(id, type, `ch_${id}`), `key-${id}`);
    const slip = made.transactions.payments[0].payment_method;
    check(`${id} has a voucher`, made.status === "action_required" && slip.ticket_url && /^\d{10}$/.test(slip.reference), made);
  }
  const spei = await create(order("clabe", "bank_transfer", "ch_spei"), "key-spei");
  check("SPEI has a CLABE", clabeHolds(spei.transactions.payments[0].payment_method.reference), spei);

  const fetched = await orders.get({ id: spei.id });
  check("an order is fetched", fetched.id === spei.id && fetched.external_reference === "ch_spei", fetched);
  await control("POST", `charges/${spei.id}/pay`);
  const paid = await orders.get({ id: spei.id });
  check("a paid order is processed", paid.status === "processed" && paid.total_paid_amount === "150.00", paid);

  const webhook = await told((one) => one.id === spei.id && one.body.action === "order.processed");
  check("its webhook names it", webhook.type === "order" && webhook.body.data.id === spei.id, webhook);
  check("their check accepts the webhook", verdict(webhook, spei.id.toLowerCase()) === undefined, verdict(webhook, spei.id.toLowerCase()));
  check("and no other id", verdict(webhook, "ord01other") === "SignatureMismatch", verdict(webhook, "ord01other"));
  check("and no other secret", verdict(webhook, spei.id.toLowerCase(), { secret: "other" }) === "SignatureMismatch");
  await control("PUT", `accounts/${TOKEN}?provider=mercadopago`, { signed_id: "as sent" });

  const transaction = paid.transactions.payments[0].id;
  const part = await orders.refund({ id: spei.id, body: { transactions: [{ id: transaction, amount: "50.00" }] }, requestOptions: key() });
  check("a part goes back", part.status_detail === "partially_refunded" && part.transactions.refunds[0].amount === "50.00", part);
  const returned = await told((one) => one.id === spei.id && one.body.action === "order.refunded");
  check("their check accepts an id signed as it is sent", verdict(returned, spei.id) === undefined, verdict(returned, spei.id));
  const whole = await orders.refund({ id: spei.id, requestOptions: key() });
  check("and the rest", whole.status === "refunded" && whole.transactions.refunds[1].amount === "100.00", whole);

  const other = await create(order("oxxo", "ticket", "ch_cancel"), "key-cancel");
  const cancelled = await orders.cancel({ id: other.id, requestOptions: key() });
  check("an order is cancelled", cancelled.status === "canceled", cancelled);
  const again = await refused(() => orders.cancel({ id: other.id, requestOptions: key() }));
  check("once", again?.status === 409, again);

  const used = await refused(() => create(order("oxxo", "ticket", "ch_oxxo"), "key-oxxo"));
  check("a used key is their idempotency error", used instanceof sdk.MPIdempotencyError, used);
  const found = await orders.search({ options: { external_reference: "ch_oxxo", begin_date: "2020-01-01T00:00:00Z", end_date: "2100-01-01T00:00:00Z" } });
  check("the order it made is found by its reference", found.data.length === 1 && found.data[0].external_reference === "ch_oxxo", found);
  await control("PUT", `accounts/${TOKEN}?provider=mercadopago`, { repeats: "replay" });
  const same = await create(order("oxxo", "ticket", "ch_oxxo"), "key-oxxo");
  check("or the key is answered again", same.id === found.data[0].id, same);

  const wrong = await refused(() => create(order("oxxo", "ticket", "ch_much", "10000.01"), "key-much"));
  check("too much is a bad request", wrong instanceof sdk.MPBadRequestError, wrong);
  const nobody = await refused(() => orders.get({ id: "ORD01NOBODY" }));
  check("an unknown order is not found", nobody?.status === 404, nobody);
  const stranger = await refused(() => new sdk.Order(client("not a token")).get({ id: spei.id }));
  check("a wrong token is refused", stranger?.status === 401, stranger);
  await control("PUT", `accounts/${TOKEN}?provider=mercadopago`, { orders_are: "locked" });
  const locked = await refused(() => orders.cancel({ id: same.id, requestOptions: key() }));
  check("a locked order is their locked error", locked instanceof sdk.MPResourceLockedError, locked);

  const methods = await new sdk.PaymentMethod(client(TOKEN)).get();
  const oxxo = methods.find((method) => method.id === "oxxo");
  check("limits are listed", oxxo.min_allowed_amount === 5 && oxxo.max_allowed_amount === 10000, oxxo);
}

async function inPeru(hook) {
  const token = TOKEN + "-PE";
  await control("PUT", `accounts/${token}?provider=mercadopago`, { webhook: hook, webhook_secret: SECRET });
  const payments = new sdk.Payment(client(token));
  const create = (reference, idempotencyKey) => payments.create({ body: payment(reference), requestOptions: { idempotencyKey } });

  const made = await create("ch_pe", "key-pe");
  check("PagoEfectivo has a code and a page", made.status === "pending" && made.transaction_details.payment_method_reference_id && made.transaction_details.external_resource_url, made);
  check("the same key is the same payment", (await create("ch_pe", "key-pe")).id === made.id);
  const slip = await refused(() => create("ch_pe", "key-pe-2"));
  check("the same payment a moment later is refused", slip?.status === 400 && JSON.stringify(slip.cause ?? slip.causes).includes("801"), slip);
  await control("POST", `charges/${made.id}/pay`);
  const paid = await payments.get({ id: made.id });
  check("a paid payment is approved", paid.status === "approved" && paid.transaction_amount === 100.5, paid);
  const webhook = await told((one) => one.id === String(made.id) && one.body.action === "payment.updated");
  check("their check accepts the webhook of a payment", verdict(webhook, String(made.id)) === undefined, verdict(webhook, String(made.id)));

  const refunds = new sdk.PaymentRefund(client(token));
  const part = await refunds.create({ payment_id: made.id, body: { amount: 40.25 }, requestOptions: key() });
  check("a part of a payment goes back", part.amount === 40.25 && part.payment_id === made.id, part);
  await refunds.total({ payment_id: made.id, requestOptions: key() });
  const back = await payments.get({ id: made.id });
  check("and the rest of it", back.status === "refunded" && back.transaction_amount_refunded === 100.5, back);

  const other = await create("ch_pe_cancel", "key-pe-cancel");
  check("a payment is cancelled", (await payments.cancel({ id: other.id, requestOptions: key() })).status === "cancelled");
  const found = await payments.search({ options: { external_reference: "ch_pe_cancel", sort: "date_created", criteria: "desc" } });
  check("a payment is found by its reference", found.results.length === 1 && found.results[0].id === other.id, found);
  const nobody = await refused(() => payments.get({ id: 77777777777 }));
  check("an unknown payment is not found", nobody?.status === 404, nobody);
}

ear.listen(0, "127.0.0.1", async () => {
  const hook = `http://127.0.0.1:${ear.address().port}/hook`;
  try {
    await inMexico(hook);
    await inPeru(hook);
  } catch (error) {
    console.error("npm: it ended with", error);
    process.exit(1);
  }
  console.log("npm: all of it holds");
  process.exit(0);
});
