"""Mercado Pago's own Python client, unchanged, against the sandbox: what a shop does with it, and its check of webhooks.

Run by `mercadopago_sdk.rs` (cargo feature `vendor-sdk`) with the Python of an environment in which the package is installed, and the
sandbox's address. Says what it saw, or ends with the first thing that does not hold.
"""

import json
import queue
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import mercadopago
from mercadopago.config import Config, RequestOptions
from mercadopago.webhook.validator import InvalidWebhookSignatureError, WebhookSignatureValidator

sandbox = sys.argv[1]
Config._Config__api_base_url = sandbox + "/mercadopago"
TOKEN = "TEST-fedcba9876543210"
SECRET = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00"


def check(what, holds, seen=None):
    if not holds:
        sys.exit("pip: %s does not hold: %r" % (what, seen))
    print("pip: %s" % what)


def control(verb, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(sandbox + "/control/" + path, data=data, method=verb)
    urllib.request.urlopen(request).read()


heard = queue.Queue()


class Ear(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        query = parse_qs(urlsplit(self.path).query)
        heard.put((self.headers, query["data.id"][0], json.loads(body)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


ear = HTTPServer(("127.0.0.1", 0), Ear)
threading.Thread(target=ear.serve_forever, daemon=True).start()


def told(wanted, action):
    while True:
        headers, about, body = heard.get(timeout=30)
        if about == wanted and body["action"] == action:
            return headers


def verdict(headers, about, secret=SECRET):
    try:
        WebhookSignatureValidator.validate(headers["x-signature"], headers["x-request-id"], about, secret, tolerance_seconds=300)
    except InvalidWebhookSignatureError as refusal:
        return refusal.reason
    return None


def order(rail, kind, reference):
    made = {"amount": "150.00", "expiration_time": "P3D", "payment_method": {"id": rail, "type": kind}}
    return {
        "type": "online",
        "total_amount": "150.00",
        "external_reference": reference,
        "payer": {"email": "juana@example.com"},
        "transactions": {"payments": [made]},
    }


def with_key(key):
    return RequestOptions(custom_headers={"x-idempotency-key": key}, max_retries=0)


def said(call, *arguments):
    """Status and body, whether the client gives them back or throws them."""
    try:
        answer = call(*arguments)
        return answer["status"], answer["response"]
    except mercadopago.errors.MercadoPagoError as refusal:
        return refusal.status_code, refusal


control("PUT", "accounts/%s?provider=mercadopago" % TOKEN, {"webhook": "http://127.0.0.1:%d/hook" % ear.server_port, "webhook_secret": SECRET})
orders = mercadopago.SDK(TOKEN).order()

status, made = said(orders.create, order("oxxo", "ticket", "py_oxxo"), with_key("py-oxxo"))
check("OXXO has a voucher", status == 201 and made["transactions"]["payments"][0]["payment_method"]["ticket_url"], made)
status, spei = said(orders.create, order("clabe", "bank_transfer", "py_spei"), with_key("py-spei"))
check("SPEI has a CLABE", status == 201 and len(spei["transactions"]["payments"][0]["payment_method"]["reference"]) == 18, spei)
check("an order is fetched", said(orders.get, spei["id"])[1]["status"] == "action_required")
control("POST", "charges/%s/pay" % spei["id"])
check("a paid order is processed", said(orders.get, spei["id"])[1]["total_paid_amount"] == "150.00")
headers = told(spei["id"], "order.processed")
check("their check accepts the webhook", verdict(headers, spei["id"].lower()) is None, verdict(headers, spei["id"].lower()))
check("and no other secret", verdict(headers, spei["id"].lower(), "other") is not None)
status, back = said(orders.refund_transaction, spei["id"])
check("the money goes back", back["status"] == "refunded", back)
check("an order is cancelled", said(orders.cancel, made["id"])[1]["status"] == "canceled")
check("once", said(orders.cancel, made["id"])[0] == 409)
check("a used key is refused", said(orders.create, order("oxxo", "ticket", "py_oxxo"), with_key("py-oxxo"))[0] == 409)
check("an unknown order is not found", said(orders.get, "ORD01NOBODY")[0] == 404)
check("a wrong token is refused", said(mercadopago.SDK("nobody").order().get, spei["id"])[0] == 401)

# Peru
PERU = TOKEN + "-PE"
sdk = mercadopago.SDK(PERU)
body = {"transaction_amount": 100.5, "payment_method_id": "pagoefectivo_atm", "description": "Silla", "external_reference": "py_pe", "payer": {"email": "juana@example.com"}}
status, made = said(sdk.payment().create, body, with_key("py-pe"))
check("PagoEfectivo has a code", status == 201 and made["transaction_details"]["payment_method_reference_id"], made)
check("the same key is the same payment", said(sdk.payment().create, body, with_key("py-pe"))[1]["id"] == made["id"])
control("POST", "charges/%s/pay" % made["id"])
check("a paid payment is approved", said(sdk.payment().get, made["id"])[1]["status"] == "approved")
check("a part of it goes back", said(sdk.refund().create, made["id"], {"amount": 40.25})[1]["amount"] == 40.25)
check("limits are listed", said(sdk.payment_methods().list_all)[1][0]["max_allowed_amount"] == 10000)
print("pip: all of it holds")
