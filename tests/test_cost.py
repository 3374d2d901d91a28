"""Two rows and twenty cost a page the same number of queries, and that number is kept beside this test.

`QUERIES=write bin/test tests/test_cost.py` rewrites the counts; look at the difference before you commit it.
"""

import json
import os
from datetime import date
from pathlib import Path

from django.db import connection

from quen.accounts.actions.tokens import add_token
from quen.commerce.actions.orders import place_order
from quen.commerce.actions.products import add_product
from quen.people.actions.companies import add_company
from quen.people.actions.contacts import add_contact
from quen.sales.actions.deals import add_deal
from quen.work.actions.tasks import add_task
from tests.commerce.test_orders import STEEL
from tests.counting import questions

KEPT = Path(__file__).with_name("test_cost.json")
LISTS = (
    "/contacts/",
    "/companies/",
    "/deals/",
    "/deals/board/",
    "/tasks/",
    "/products/",
    "/orders/",
    "/search/?q=khach",
    "/",
    "/api/v1/contacts",
    "/api/v1/companies",
    "/api/v1/deals",
    "/api/v1/tasks",
    "/api/v1/products",
    "/api/v1/orders",
)


def fill(start: int, end: int, by) -> None:
    """Customers with a company, a deal, a product, an order and a task each, all of one salesperson."""
    for n in range(start, end):
        company = add_company({"name": f"Khach {n}"}, by=by)
        given = {"full_name": f"Khach {n}", "company_id": company.pk, "tags": [f"nhan {n}"]}
        contact = add_contact(given, by=by)
        deal = {"name": f"Khach {n}", "contact_id": contact.pk, "company_id": company.pk}
        add_deal({**deal, "amount": n}, by=by)
        add_product({"name": f"Khach {n}", "tags": [f"nhan {n}"]}, by=by)
        place_order(contact=contact, company=company, lines=[STEEL], title=f"Khach {n}", by=by)
        add_task(
            title=f"Khach {n}",
            by=by,
            due_on=date(2026, 12, 1),
            type_key="contact",
            record_id=contact.pk,
        )


def cost(client, url: str, key: str) -> int:
    """Queries of one page when what is kept in memory for seconds is there."""
    headers = {"Authorization": f"Bearer {key}"} if url.startswith("/api/") else {}
    assert client.get(url, headers=headers).status_code == 200, url
    return questions(lambda: client.get(url, headers=headers))


def test_two_rows_and_twenty_cost_each_page_the_same(office, stages, pipeline, client):
    client.force_login(office.an)
    _token, key = add_token(office.an, name="cost", by=None, scope="read")
    fill(0, 2, office.binh)
    few = {url: cost(client, url, key) for url in LISTS}
    fill(2, 20, office.binh)
    many = {url: cost(client, url, key) for url in LISTS}
    grown = {url: (few[url], many[url]) for url in LISTS if many[url] > few[url]}
    assert not grown, f"more rows cost more queries: {grown}"
    assert max(many[url] for url in LISTS[:3]) <= 8
    kept = json.loads(KEPT.read_text())  # by database: SQLite searches words and parts apart
    if os.environ.get("QUERIES") == "write":
        KEPT.write_text(json.dumps({**kept, connection.vendor: many}, indent=1) + "\n")
    else:
        assert many == kept[connection.vendor]
