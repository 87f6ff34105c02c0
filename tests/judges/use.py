"""A merchant's program over what openapi-python-client has made: every module of it is loaded, and some of it is used."""

import importlib
import io
import pkgutil
import sys

import ficha_client
from ficha_client import AuthenticatedClient, Client
from ficha_client.api.customer import read_picture
from ficha_client.api.merchant import add_picture, create_order, list_orders
from ficha_client.api.page import read_button
from ficha_client.models import CreateOrder
from ficha_client.types import File

for module in pkgutil.walk_packages(ficha_client.__path__, "ficha_client."):
    importlib.import_module(module.name)

url, token = sys.argv[1:]
anybody, merchant = Client(base_url=url), AuthenticatedClient(base_url=url, token=token)

assert read_button.sync(client=anybody, id="btn_demo").offer.total.amount == 15000

png = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63606060f80f00010401005fe5c34b"
    "0000000049454e44ae426082"
)
made = add_picture.sync(client=merchant, body=File(payload=io.BytesIO(png)))
asking = Client(base_url=url, headers={"Accept": "application/octet-stream"})
kept = read_picture.sync(client=asking, id=made.id)
assert kept.payload.read() == png, kept

order = create_order.sync(client=merchant, body=CreateOrder(amount=15000, currency="MXN", description="Zapatos"))
assert order.status == "open" and order.id in [listed.id for listed in list_orders.sync(client=merchant).orders]
print("sold")
