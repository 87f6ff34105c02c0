"""The vendor's own Python SDK, unchanged, against the sandbox: every call it has, as its users call it.

Run by `vendor_sdk.rs` (cargo feature `vendor-sdk`) with the Python of an environment in which one published version of the
package `compropago` is installed, and the sandbox's address. Says what it saw, or ends with the SDK's own exception.
"""

import sys
import time

import compropago.config as config
from compropago.client import Client
from compropago.factory.factory import Factory
from compropago.tools.validations import Validations

sandbox, webhook = sys.argv[1], sys.argv[2]
version = config.SETTINGS["sdk_version"]
newest = version.startswith("2.")

client = Client("pk_test_638e8b14112423a086", "sk_test_9c95e149614142822f", False)
client.deploy_uri = sandbox + "/v1/"


def check(what, holds):
    if not holds:
        sys.exit("SDK %s: %s does not hold" % (version, what))
    print("SDK %s: %s" % (version, what))


def refused(call, *arguments):
    try:
        call(*arguments)
    except Exception as refusal:  # the SDK raises nothing more exact
        return str(refusal)
    return None


# Keys
check("the keys are valid and of the client's mode", Validations.validate_gateway(client))
wrong = Client("pk_test_638e8b14112423a086", "not a key", False)
wrong.deploy_uri = client.deploy_uri
check("keys of no known form are refused", refused(Validations.eval_auth, wrong) is not None)

# Stores
everywhere = client.api.list_providers()
check("there are thirteen default stores", len(everywhere) == 13)
check("stores come by their rank", [store.rank for store in everywhere] == sorted(store.rank for store in everywhere))
check("only stores that take 15,000 are offered for it", all(s.transaction_limit >= 15000 for s in client.api.list_providers(15000)))
check("and likewise for 700 dollars", all(s.transaction_limit > 5000 for s in client.api.list_providers(700, "USD")))

# A charge
expiration = int(time.time()) + 6 * 60 * 60
order = Factory.get_instance_of(
    "PlaceOrderInfo",
    {
        "order_id": 12,
        "order_name": "M4 Python sdk",
        "order_price": 123.45,
        "customer_name": "Alejandra Leyva",
        "customer_email": "noreply@compropago.com",
        "payment_type": "SEVEN_ELEVEN",
        "currency": "USD",
        "expiration_time": expiration,
    },
)
made = client.api.place_order(order)
check("a charge has an id and a short one", made.id.startswith("ch_") and len(made.short_id) == 6)
check("the order's id comes back as text", made.order_info.order_id == "12")
check("the expiry comes back as it was sent", (made.expires_at if newest else made.exp_date) == expiration)
check("dollars are exchanged into pesos", made.order_info.exchange.final_currency == "MXN" and made.order_info.exchange.final_amount > 123.45)
check("there are steps to follow", all([made.instructions.step_1, made.instructions.step_2, made.instructions.step_3]))
check("a new charge is pending", (made.type == "charge.pending") if newest else (made.status == "pending"))

verified = client.api.verify_order(made.id)
check("it can be verified", verified.id == made.id and verified.type == "charge.pending")
check("one that is not there cannot", refused(client.api.verify_order, "ch_00000000-0000-0000-0000-000000000000") is not None)

# SMS
sent = client.api.send_sms_instructions("5561463627", made.id)
check("an SMS is sent", sent.type == "sms.success" and sent.data.object.id == made.id)
check("a number of nine digits gets none", refused(client.api.send_sms_instructions, "556146362", made.id) is not None)

# Webhooks
first = client.api.create_webhook(webhook)
check("a webhook is registered", first.url == webhook and first.status == "active")
check("twice it is not", "conflict.urls.create" in (refused(client.api.create_webhook, webhook) or ""))
check("it is listed", first.id in [hook.id for hook in client.api.list_webhooks()])
changed = client.api.update_webhook(first.id, webhook + "/changed")
check("it can be changed", changed.id == first.id and changed.url == webhook + "/changed")
if newest:
    check("it can be made the primary one", client.api.update_webhook(first.id, None, "primary").type == "primary")
    check("it can be switched off", client.api.deactive_webhook(first.id).status == "deactivated")
check("it can be deleted", client.api.delete_webhook(first.id).status == "deleted")
