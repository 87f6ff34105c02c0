"""Stripe's own Python client, unchanged, against the sandbox. Run by `vendor_sdk.rs` with the address of the played Stripe and of the
control page. Says each sentence that holds, or ends at the first that does not.
"""

import http.server
import json
import sys
import threading
import urllib.request

import stripe

base, control = sys.argv[1], sys.argv[2]
KEY = "sk_test_56e31883637446b1b"
client = stripe.StripeClient(KEY, base_addresses={"api": base}, max_network_retries=2)


def check(sentence, *holds):
    if not all(holds):
        sys.exit("%s: does not hold: %s" % (sentence, holds))
    print(sentence)


def refused(kind, call, *arguments, **more):
    try:
        call(*arguments, **more)
    except kind as refusal:
        return refusal
    return None


def ask(path, body, verb="POST"):
    request = urllib.request.Request(control + "/control/" + path, json.dumps(body).encode(), method=verb)
    return json.load(urllib.request.urlopen(request))


def oxxo(**changes):
    slip = {
        "amount": 15000,
        "currency": "mxn",
        "payment_method_types": ["oxxo"],
        "confirm": True,
        "payment_method_data": {"type": "oxxo", "billing_details": {"name": "Juana Perez", "email": "juana@example.com"}},
        "payment_method_options": {"oxxo": {"expires_after_days": 3}},
        "metadata": {"ficha_charge": "ch_0001"},
    }
    return {**slip, **changes}


def transfer(customer):
    return {
        "amount": 15000,
        "currency": "mxn",
        "customer": customer,
        "confirm": True,
        "payment_method_types": ["customer_balance"],
        "payment_method_data": {"type": "customer_balance"},
        "payment_method_options": {
            "customer_balance": {"funding_type": "bank_transfer", "bank_transfer": {"type": "mx_bank_transfer"}}
        },
    }


intents = client.v1.payment_intents
with_key = {"idempotency_key": "ch_0001"}

made = intents.create(oxxo(), with_key)
slip = made.next_action.oxxo_display_details
check(
    "a slip for OXXO has 32 digits, an end and a page",
    made.status == "requires_action",
    len(slip.number) == 32,
    slip.expires_after > made.created,
    slip.hosted_voucher_url.startswith("https://payments.stripe.com/"),
)
check(
    "the same key answers the same, and another body is an idempotency error",
    intents.create(oxxo(), with_key).id == made.id,
    refused(stripe.IdempotencyError, intents.create, oxxo(amount=15001), with_key),
)
ask("providers/stripe", {"keys_in_use": 1}, "PUT")
once = stripe.StripeClient(KEY, base_addresses={"api": base}, max_network_retries=0)
in_use = refused(stripe.StripeError, once.v1.payment_intents.create, oxxo(), {"idempotency_key": "ch_0002"})
ask("providers/stripe", {"keys_in_use": 1}, "PUT")
check(
    "a key in use is told, and tried again until it is free",
    in_use.http_status == 409,
    # This client keeps no code of such an error.
    in_use.json_body["error"]["code"] == "idempotency_key_in_use",
    intents.create(oxxo(), {"idempotency_key": "ch_0003"}).status == "requires_action",
)
still = refused(stripe.InvalidRequestError, intents.cancel, made.id)
check("a slip cannot be cancelled, with a code", still.code == "payment_intent_unexpected_state")
missing = refused(stripe.InvalidRequestError, intents.retrieve, "pi_nobodys")
check("an unknown id is told as missing", missing.code == "resource_missing", missing.http_status == 404)
wrong = stripe.StripeClient("sk_test_wrong", base_addresses={"api": base})
check("a wrong key is told as one", refused(stripe.AuthenticationError, wrong.v1.balance.retrieve))
codes = [refused(stripe.InvalidRequestError, intents.create, oxxo(amount=amount)).code for amount in (999, 1000001)]
check("too much and too little are told by their codes", codes == ["amount_too_small", "amount_too_large"])
misspelt = refused(stripe.InvalidRequestError, intents.create, oxxo(amout=1))
check("a misspelt field is told by its name", misspelt.code == "parameter_unknown", misspelt.param == "amout")
later = intents.create({"amount": 15000, "currency": "mxn", "payment_method_types": ["oxxo"]})
confirmed = intents.confirm(later.id, {"payment_method_data": oxxo()["payment_method_data"]})
check(
    "a payment is made first and confirmed later",
    later.status == "requires_payment_method",
    confirmed.next_action.oxxo_display_details.number,
)

customer = client.v1.customers.create({"name": "Juana Perez", "email": "juana@example.com"})
paid = intents.create(transfer(customer.id))
clabe = paid.next_action.display_bank_transfer_instructions.financial_addresses[0].spei.clabe
other = intents.create(transfer(client.v1.customers.create({"email": "ana@example.com"}).id))
others = other.next_action.display_bank_transfer_instructions.financial_addresses[0].spei.clabe
check("a transfer has a CLABE of its own", len(clabe) == 18, clabe != others)
fund = client.v1.test_helpers.customers.fund_cash_balance
fund(customer.id, {"amount": 7001, "currency": "mxn"})
partly = intents.retrieve(paid.id)
check(
    "a part has come, and the rest is missing",
    partly.status == "requires_action",
    partly.next_action.display_bank_transfer_instructions.amount_remaining == 7999,
)
fund(customer.id, {"amount": 10000, "currency": "mxn"})
whole = intents.retrieve(paid.id, {"expand": ["latest_charge"]})
lines = client.v1.customers.cash_balance_transactions.list(customer.id)
check(
    "all of it has come, and what is too much is in the balance",
    whole.status == "succeeded",
    whole.amount_received == 15000,
    whole.latest_charge.amount_refunded == 0,
    client.v1.customers.cash_balance.retrieve(customer.id).available["mxn"] == 2001,
    [line.type for line in lines.data] == ["applied_to_payment", "funded", "applied_to_payment", "funded"],
)
client.v1.refunds.create({"payment_intent": paid.id, "amount": 4000})
back = intents.retrieve(paid.id, {"expand": ["latest_charge"]})
check(
    "it goes back in parts, and still says succeeded",
    back.status == "succeeded",
    back.latest_charge.amount_refunded == 4000,
    back.latest_charge.refunded is False,
    refused(stripe.InvalidRequestError, client.v1.refunds.create, {"payment_intent": paid.id, "amount": 11001}),
)
check("a transfer is cancelled", intents.cancel(other.id).status == "canceled")

heard = []
come = threading.Event()


class Shop(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        heard.append((body, self.headers["stripe-signature"]))
        self.send_response(200)
        self.end_headers()
        come.set()

    def log_message(self, *_):
        pass


shop = http.server.HTTPServer(("127.0.0.1", 0), Shop)
threading.Thread(target=shop.serve_forever, daemon=True).start()
endpoint = client.v1.webhook_endpoints.create(
    {"url": "http://127.0.0.1:%d/hook" % shop.server_port, "enabled_events": ["payment_intent.requires_action"]}
)
again = client.v1.webhook_endpoints.retrieve(endpoint.id)
told_of = intents.create(oxxo(amount=20000))
arrived = come.wait(30)
body, signature = heard[0] if heard else (b"", "")
event = client.construct_event(body, signature, endpoint.secret)
listed = client.v1.events.list({"type": "payment_intent.requires_action", "limit": 1}).data[0]
check(
    "an endpoint is told, signed so that this client believes it, and nobody else is believed",
    arrived,
    event.data.object.id == told_of.id,
    listed.id == event.id,
    getattr(again, "secret", None) is None,
    refused(stripe.SignatureVerificationError, client.construct_event, body + b" ", signature, endpoint.secret),
    refused(stripe.SignatureVerificationError, client.construct_event, body, signature, "whsec_another"),
    client.v1.webhook_endpoints.delete(endpoint.id).deleted,
    len(client.v1.webhook_endpoints.list().data) == 0,
)
