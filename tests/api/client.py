"""What a program in Python does with the client that openapi-python-client makes of the description."""

import sys

from hallmark_client import Client
from hallmark_client.api.journal import list_entries
from hallmark_client.api.lots import get_lot, list_lots
from hallmark_client.api.organisations import list_organisations
from hallmark_client.api.products import get_product, list_products_as_table
from hallmark_client.api.search import search
from hallmark_client.models import ListEntriesSubject, Problem

url, gtin = sys.argv[1:]
client = Client(base_url=url)


def equal(what, is_, wanted):
    assert is_ == wanted, f"{what}: {is_!r}, not {wanted!r}"


# A list in pages of two is the list in one page.
ids = [it.id for it in list_organisations.sync(client=client).items]
paged, cursor = [], None
while True:
    more = {} if cursor is None else {"cursor": cursor}
    page = list_organisations.sync(client=client, limit=2, **more)
    paged += [it.id for it in page.items]
    cursor = page.next_
    if cursor is None:
        break
equal("organisations", paged, ids)

product = get_product.sync(gtin, client=client)
equal("gtin", product.gtin, gtin)
entries = list_entries.sync(client=client, subject=ListEntriesSubject.PRODUCT, number=int(gtin))
equal("first entry", entries.items[0].kind, "ProductRegistered")
found = search.sync(client=client, text=gtin)
assert any(hit.kind == "product" and hit.id == gtin for hit in found.items), found

table = list_products_as_table.sync_detailed(client=client)
lines = table.content.decode().split("\r\n")
equal("columns", lines[0], "gtin14,name,category,origin,hs6,sheet")
assert any(line.startswith(gtin) for line in lines), lines

# Problems are objects too.
wrong = list_lots.sync(client=client, limit=0)
assert isinstance(wrong, Problem), wrong
equal("field", wrong.field, "limit")
equal("status", get_lot.sync_detailed(4_000_000_000, client=client).status_code, 404)
