// Stripe's own Node client, unchanged, against the sandbox. Run by `vendor_sdk.rs` with the address of the played Stripe and of the control
// page. Says each sentence that holds, or ends at the first that does not.

const http = require("node:http");
const path = require("node:path");
const Stripe = require(path.join(process.env.FICHA_VENDOR_SDK, "stripe-node/node_modules/stripe"));

const [base, control] = process.argv.slice(2).map((text) => new URL(text));
const at = { host: base.hostname, port: base.port, protocol: "http" };
const KEY = "sk_test_56e31883637446b1b";
const stripe = new Stripe(KEY, { ...at, maxNetworkRetries: 2 });

function check(sentence, ...holds) {
  if (!holds.every(Boolean)) {
    console.error(`${sentence}: does not hold:`, holds);
    process.exit(1);
  }
  console.log(sentence);
}
const refused = (call) => call().then(() => ({}), (refusal) => refusal);
const put = (where, body) => fetch(new URL(`/control/${where}`, control), { method: "PUT", body: JSON.stringify(body) });

const oxxo = (changes = {}) => ({
  amount: 15000, currency: "mxn", payment_method_types: ["oxxo"], confirm: true,
  payment_method_data: { type: "oxxo", billing_details: { name: "Juana Perez", email: "juana@example.com" } },
  payment_method_options: { oxxo: { expires_after_days: 3 } }, metadata: { ficha_charge: "ch_0001" }, ...changes,
});
const transfer = (customer) => ({
  amount: 15000, currency: "mxn", customer, confirm: true, payment_method_types: ["customer_balance"],
  payment_method_data: { type: "customer_balance" },
  payment_method_options: { customer_balance: { funding_type: "bank_transfer", bank_transfer: { type: "mx_bank_transfer" } } },
});
const clabe = (intent) => intent.next_action.display_bank_transfer_instructions.financial_addresses[0].spei.clabe;

async function story() {
  const intents = stripe.paymentIntents;
  const withKey = { idempotencyKey: "ch_0001" };
  const made = await intents.create(oxxo(), withKey);
  const slip = made.next_action.oxxo_display_details;
  check("a slip for OXXO has 32 digits, an end and a page", made.status === "requires_action", slip.number.length === 32,
    slip.expires_after > made.created, slip.hosted_voucher_url.startsWith("https://payments.stripe.com/"));
  const again = await intents.create(oxxo(), withKey);
  const mismatch = await refused(() => intents.create(oxxo({ amount: 15001 }), withKey));
  check("the same key answers the same, and another body is an idempotency error", again.id === made.id, mismatch.type === "StripeIdempotencyError");
  await put("providers/stripe", { keys_in_use: 1 });
  const inUse = await refused(() => intents.create(oxxo(), { idempotencyKey: "ch_0002", maxNetworkRetries: 0 }));
  await put("providers/stripe", { keys_in_use: 1 });
  const free = await intents.create(oxxo(), { idempotencyKey: "ch_0003" });
  check("a key in use is told, and tried again until it is free", inUse.statusCode === 409, inUse.code === "idempotency_key_in_use", free.status === "requires_action");
  const still = await refused(() => intents.cancel(made.id));
  check("a slip cannot be cancelled, with a code", still.code === "payment_intent_unexpected_state");
  const missing = await refused(() => intents.retrieve("pi_nobodys"));
  check("an unknown id is told as missing", missing.code === "resource_missing", missing.statusCode === 404);
  const wrong = await refused(() => new Stripe("sk_test_wrong", at).balance.retrieve());
  check("a wrong key is told as one", wrong.type === "StripeAuthenticationError");
  const codes = [];
  for (const amount of [999, 1000001]) codes.push((await refused(() => intents.create(oxxo({ amount })))).code);
  check("too much and too little are told by their codes", codes.join() === "amount_too_small,amount_too_large");
  const misspelt = await refused(() => intents.create(oxxo({ amout: 1 })));
  check("a misspelt field is told by its name", misspelt.code === "parameter_unknown", misspelt.param === "amout");
  const later = await intents.create({ amount: 15000, currency: "mxn", payment_method_types: ["oxxo"] });
  const confirmed = await intents.confirm(later.id, { payment_method_data: oxxo().payment_method_data });
  check("a payment is made first and confirmed later", later.status === "requires_payment_method", confirmed.next_action.oxxo_display_details.number);

  const customer = await stripe.customers.create({ name: "Juana Perez", email: "juana@example.com" });
  const paid = await intents.create(transfer(customer.id));
  const other = await intents.create(transfer((await stripe.customers.create({ email: "ana@example.com" })).id));
  check("a transfer has a CLABE of its own", clabe(paid).length === 18, clabe(paid) !== clabe(other));
  const fund = (amount) => stripe.testHelpers.customers.fundCashBalance(customer.id, { amount, currency: "mxn" });
  await fund(7001);
  const partly = await intents.retrieve(paid.id);
  check("a part has come, and the rest is missing", partly.status === "requires_action",
    partly.next_action.display_bank_transfer_instructions.amount_remaining === 7999);
  await fund(10000);
  const whole = await intents.retrieve(paid.id, { expand: ["latest_charge"] });
  const balance = await stripe.customers.retrieveCashBalance(customer.id);
  const lines = await stripe.customers.listCashBalanceTransactions(customer.id);
  check("all of it has come, and what is too much is in the balance", whole.status === "succeeded", whole.amount_received === 15000,
    whole.latest_charge.amount_refunded === 0, balance.available.mxn === 2001,
    lines.data.map((line) => line.type).join() === "applied_to_payment,funded,applied_to_payment,funded");
  await stripe.refunds.create({ payment_intent: paid.id, amount: 4000 });
  const back = await intents.retrieve(paid.id, { expand: ["latest_charge"] });
  const tooMuch = await refused(() => stripe.refunds.create({ payment_intent: paid.id, amount: 11001 }));
  check("it goes back in parts, and still says succeeded", back.status === "succeeded", back.latest_charge.amount_refunded === 4000,
    back.latest_charge.refunded === false, tooMuch.type === "StripeInvalidRequestError");
  check("a transfer is cancelled", (await intents.cancel(other.id)).status === "canceled");

  let hear;
  const heard = new Promise((resolve) => { hear = resolve; });
  const shop = http.createServer((request, answer) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => { answer.end(); hear([Buffer.concat(parts), request.headers["stripe-signature"]]); });
  });
  await new Promise((resolve) => shop.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${shop.address().port}/hook`;
  const endpoint = await stripe.webhookEndpoints.create({ url, enabled_events: ["payment_intent.requires_action"] });
  const known = await stripe.webhookEndpoints.retrieve(endpoint.id);
  const toldOf = await intents.create(oxxo({ amount: 20000 }));
  const [body, signature] = await heard;
  const read = (bytes, secret) => async () => stripe.webhooks.constructEvent(bytes, signature, secret);
  const event = await read(body, endpoint.secret)();
  const listed = await stripe.events.list({ type: "payment_intent.requires_action", limit: 1 });
  const changed = await refused(read(Buffer.concat([body, Buffer.from(" ")]), endpoint.secret));
  const another = await refused(read(body, "whsec_another"));
  const gone = await stripe.webhookEndpoints.del(endpoint.id);
  const left = await stripe.webhookEndpoints.list();
  check("an endpoint is told, signed so that this client believes it, and nobody else is believed", event.data.object.id === toldOf.id,
    listed.data[0].id === event.id, known.secret === undefined, changed.type === "StripeSignatureVerificationError",
    another.type === "StripeSignatureVerificationError", gone.deleted, left.data.length === 0);
  shop.closeAllConnections();
  shop.close();
}

// The client keeps its connections for a while, and there is nothing to wait for.
story().then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
