"""Orders in lists: asked for by condition, sorted, changed many at once, exported, found; and what a role hides."""

import json
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from quen.accounts.actions.rights import refresh
from quen.accounts.actions.tokens import add_token
from quen.commerce.actions.orders import cancel_order, change_order, place_order, set_schedule
from quen.commerce.actions.payments import void_payment
from quen.commerce.actions.refunds import issue_credit_note
from quen.commerce.models import Order
from quen.fields import searching
from quen.fields.actions.bulk import start_bulk, undo_bulk
from quen.fields.actions.custom import add_field
from quen.fields.catalogue import catalogue, forget_custom
from quen.fields.conditions import parse
from quen.fields.cursors import Sort
from quen.fields.listing import page_of
from quen.kit.refused import Refused
from quen.kit.worker import work_all
from quen.kit.workspace import today
from quen.sales.actions.lines import set_lines
from quen.sales.actions.orders import order_from_deal
from tests.commerce.test_orders import STEEL, fresh, kinds, pay


def limit(user, **fields: str):
    """Have the role of a colleague hide fields of orders, or lock them."""
    user.roles.update(fields={f"order.{key}": how for key, how in fields.items()})
    refresh([user])
    return type(user).objects.get(pk=user.pk)


def found(user, *rules) -> list[str]:
    nodes = parse({"all": list(rules)}, catalogue("order", user))
    known = catalogue("order", user)
    ids = page_of(Order, user, nodes, Sort(known.get("ordered_on"), True)).ids
    return [Order.objects.get(pk=pk).title for pk in ids]


def asked(field: str, op: str, value=None) -> dict:
    return {"field": field, "op": op, "value": value}


@pytest.fixture
def shelf(contact, deal, office) -> dict[str, Order]:
    """Binh's orders: one open and late, one half paid, one paid, one cancelled, one of a deal."""
    place = lambda title, **how: place_order(  # noqa: E731
        by=office.binh, contact=contact, lines=[STEEL], title=title, **how
    )
    made = {"late": place("late", ordered_on=today() - timedelta(days=30)), "half": place("half")}
    pay(made["half"], 500000, office.giang)
    made |= {"paid": place("paid"), "off": place("off")}
    pay(made["paid"], 1100000, office.giang)
    cancel_order(made["off"], by=office.binh)
    set_lines(deal, [STEEL], by=office.binh)
    made["dealt"] = order_from_deal(deal, by=office.binh)
    change_order(made["dealt"], {"title": "dealt"}, by=office.binh)
    return made


@pytest.mark.parametrize(
    ("rule", "titles"),
    [
        (asked("state", "in", ["paid", "cancelled"]), ["off", "paid"]),
        (asked("open_amount", "above", 600000), ["dealt", "late"]),
        (asked("paid", "above", 0), ["paid", "half"]),
        (asked("total", "is", 1100000), ["dealt", "off", "paid", "half", "late"]),
        (asked("overdue", "is", True), ["late"]),
        (asked("overdue", "is", False), ["dealt", "off", "paid", "half"]),
        (asked("due_on", "empty"), ["off", "paid"]),
        (asked("ordered_on", "older_than_days", 10), ["late"]),
        (asked("currency", "is", "THB"), []),
        (asked("title", "contains", "al"), ["dealt", "half"]),
        (asked("deal_id", "empty"), ["off", "paid", "half", "late"]),
        (asked("contact.full_name", "contains", "hong"), ["dealt", "off", "paid", "half", "late"]),
        ({"event": "order.paid"}, ["paid"]),
    ],
)
def test_orders_are_asked_for_by_condition(rule, titles, shelf, office):
    assert found(office.binh, rule) == titles


def test_orders_of_a_deal_are_asked_for_by_it(shelf, deal, office):
    assert found(office.binh, asked("deal_id", "is", deal.pk)) == ["dealt"]
    assert "dealt" not in found(office.binh, asked("deal_id", "is_not", deal.pk))


def test_what_is_open_and_when_it_is_due_follow_every_change(order, office):
    assert (order.open_amount, order.due_on) == (1100000, order.ordered_on + timedelta(days=7))
    first, second = today() + timedelta(days=3), today() + timedelta(days=40)
    plan = [{"due_on": first.isoformat(), "share": "30%"}, {"due_on": second.isoformat()}]
    set_schedule(order, plan, by=office.binh)
    assert (fresh(order).open_amount, fresh(order).due_on) == (1100000, first)
    paid = pay(order, 330000, office.giang)
    assert (fresh(order).open_amount, fresh(order).due_on) == (770000, second)
    void_payment(paid, by=office.giang)
    assert fresh(order).due_on == first
    issue_credit_note(order, Decimal(770000), by=office.giang, reason="Xước")
    assert (fresh(order).open_amount, fresh(order).due_on) == (330000, first)
    cancel_order(order, by=office.binh)
    assert (fresh(order).open_amount, fresh(order).due_on) == (0, None)


@pytest.mark.parametrize(
    "sort", ["number", "-number", "-total", "-open_amount", "due_on", "-ordered_on"]
)
def test_orders_are_sorted_and_paged_by_each_column_that_can(sort, shelf, office):
    known = catalogue("order", office.binh)
    order = Sort(known.get(sort.removeprefix("-")), sort.startswith("-"))
    walked, cursor = [], ""
    while cursor is not None:
        step = page_of(Order, office.binh, [], order, cursor=cursor, limit=2)
        walked, cursor = walked + step.ids, step.next
    whole = sorted(
        Order.objects.filter(**{f"{order.field.key}__isnull": False}),
        key=lambda it: (getattr(it, order.field.key), it.pk),
        reverse=order.down,
    )
    assert walked[: len(whole)] == [it.pk for it in whole]
    assert len(set(walked)) == 5


def test_the_list_shows_amounts_filters_and_what_is_late(shelf, office, client):
    client.force_login(office.binh)
    html = client.get(reverse("commerce:orders")).content.decode()
    assert 'class="tone-bad"' in html
    assert shelf["late"].number in html
    rule = json.dumps({"all": [asked("state", "is", "paid")]})
    some = client.get(
        f"{reverse('commerce:orders')}?{urlencode({'filter': rule})}"
    ).content.decode()
    assert shelf["paid"].number in some
    assert shelf["late"].number not in some


def test_who_sees_which_orders_in_the_list(order, office, client):
    for who, sees in (("binh", True), ("an", True), ("chi", False), ("dung", False), ("em", True)):
        client.force_login(getattr(office, who))
        html = client.get(reverse("commerce:orders")).content.decode()
        assert (order.number in html) is sees, who


def test_a_view_of_orders_is_saved_and_shown(shelf, office, client):
    client.force_login(office.binh)
    rule = json.dumps({"all": [asked("overdue", "is", True)]})
    query = urlencode({"filter": rule, "sort": "due_on", "columns": "number,due_on"})
    given = {"name": "Quá hạn", "sharing": "me", "query": query}
    made = client.post(reverse("fields:view_new", args=["order"]), given)
    assert made.status_code == 302
    html = client.get(made["Location"]).content.decode()
    assert "Quá hạn" in html
    assert shelf["late"].number in html
    assert shelf["half"].number not in html


def test_many_orders_are_given_away_at_once_and_taken_back(shelf, office):
    ids = [it.pk for it in shelf.values()]
    run = start_bulk("order", ids, {"owner_id": office.chi.pk}, by=office.giang)
    work_all()
    run.refresh_from_db()
    assert (run.changed, set(Order.objects.values_list("owner_id", "team_id"))) == (
        5,
        {(office.chi.pk, office.chi.team_id)},
    )
    undo_bulk(run, by=office.giang)
    work_all()
    assert set(Order.objects.values_list("owner_id", flat=True)) == {office.binh.pk}


@pytest.mark.parametrize(
    "key", ["state", "total", "paid", "open_amount", "number", "contact_id", "due_on"]
)
def test_what_actions_alone_may_set_is_not_changed_field_by_field(key, order, office):
    with pytest.raises(Refused):
        change_order(order, {key: 1}, by=office.giang)
    with pytest.raises(Refused):
        start_bulk("order", [order.pk], {key: "1"}, by=office.giang)


def test_a_title_and_an_owner_are_changed_on_the_page_by_who_may(order, office, client):
    client.force_login(office.binh)
    edit = reverse("records:edit", args=["order", order.pk, "title"])
    assert (
        client.post(edit, {"value": "Thép quý 4"}, headers={"HX-Request": "true"}).status_code
        == 200
    )
    assert fresh(order).title == "Thép quý 4"
    assert kinds(order, office.binh)[0] == "order.changed"
    client.force_login(office.em)
    assert client.post(edit, {"value": "x"}).status_code == 403
    client.force_login(office.chi)
    assert client.post(edit, {"value": "x"}).status_code == 404
    assert fresh(order).title == "Thép quý 4"


def test_an_order_is_never_thrown_away(order, office, client):
    client.force_login(office.giang)
    assert client.post(reverse("records:trash", args=["order", order.pk])).status_code == 404
    assert client.get(reverse("records:trashed", args=["order"])).status_code == 404
    assert fresh(order).deleted_at is None


def test_orders_have_own_fields(order, office, client):
    add_field("order", by=office.giang, labels={"en": "Berth"}, kind="text")
    forget_custom()
    client.force_login(office.binh)
    page = reverse("commerce:order", args=[order.pk])
    assert (
        reverse("records:edit", args=["order", order.pk, "custom.berth"])
        in client.get(page).content.decode()
    )
    change_order(fresh(order), {"custom": {"berth": "B12"}, "tags": ["gấp"]}, by=office.binh)
    assert "B12" in client.get(page).content.decode()
    assert found(office.binh, asked("custom.berth", "is", "b12")) == [""]
    assert found(office.binh, asked("tags", "is", "gấp")) == [""]


def test_orders_are_found_by_number_title_reference_and_customer(order, office):
    change_order(order, {"title": "Giàn giáo"}, by=office.binh)
    for text in (order.number, "gian giao", order.reference, "hong"):
        assert searching.ids_for(office.binh, "order", text) == [order.pk], text
        assert searching.ids_for(office.chi, "order", text) == [], text


def api(client, user, url, **given):
    _token, key = add_token(user, name="t", by=None, scope="write")
    headers = {"Authorization": f"Bearer {key}", **given.pop("headers", {})}
    if given:
        return client.patch(
            url, json.dumps(given), content_type="application/json", headers=headers
        )
    return client.get(url, headers=headers)


def test_the_api_filters_sorts_pages_counts_and_changes(shelf, office, client):
    rule = urlencode(
        {
            "filter": json.dumps(asked("state", "is", "open")),
            "sort": "due_on",
            "limit": 2,
            "count": 1,
        }
    )
    first = api(client, office.binh, f"/api/v1/orders?{rule}").json()
    assert ([one["title"] for one in first["items"]], first["count"]) == (["late", "half"], 3)
    rest = api(client, office.binh, f"/api/v1/orders?{rule}&cursor={first['next']}").json()
    assert ([one["title"] for one in rest["items"]], rest["next"]) == (["dealt"], None)
    short = api(client, office.binh, "/api/v1/orders?state=paid&fields=title,open").json()
    assert [one | {"id": 0} for one in short["items"]] == [{"id": 0, "title": "paid", "open": "0"}]
    assert api(client, office.binh, "/api/v1/orders?state=lost").status_code == 400
    assert api(client, office.chi, f"/api/v1/orders?{rule}").json()["items"] == []
    it = fresh(shelf["half"])
    url = f"/api/v1/orders/{it.pk}"
    assert api(client, office.binh, url, title="Nửa").status_code == 428
    assert api(client, office.binh, url, title="Nửa", version=it.version).json()["title"] == "Nửa"
    assert api(client, office.binh, url, state="paid", version=it.version + 1).status_code == 400
    told = api(client, office.binh, f"{url}/timeline").json()["items"]
    assert told[0]["kind"] == "order.changed"


SECRET = ("1,100,000", "1100000", "1.100.000", "600,000", "600000")


def test_who_may_not_read_what_orders_come_to_finds_it_nowhere(shelf, office, client):
    it = shelf["half"]
    hidden = ("total", "net", "vat", "paid", "open_amount", "credited")
    binh = limit(office.binh, **dict.fromkeys(hidden, "hide"))
    client.force_login(binh)
    pages = [
        reverse("commerce:order", args=[it.pk]),
        f"{reverse('commerce:orders')}?columns=number,total,open_amount,paid",
        reverse("records:panels", args=["contact", it.contact_id]),
        reverse("commerce:order_contract", args=[it.pk]),
    ]
    for url in pages:
        answer = client.get(url)
        html = answer.content.decode().replace("\u202f", "")
        assert answer.status_code == 200, url
        assert not [one for one in SECRET if one in html], url
    assert client.get(reverse("commerce:order_pdf", args=[it.pk])).status_code == 403
    assert client.get(reverse("commerce:invoice_requests")).status_code == 403
    refused = f"{reverse('commerce:orders')}?{urlencode({'filter': json.dumps(asked('total', 'above', 1))})}"
    assert client.get(refused).status_code == 422
    assert api(client, office.giang, "/api/v1/invoice-requests").status_code == 200
    giang = limit(office.giang, total="hide")
    assert api(client, giang, "/api/v1/invoice-requests").status_code == 403
    facts = api(client, binh, f"/api/v1/orders/{it.pk}").json()
    assert not {*hidden, "open", "to_refund", "link", "lines", "schedule"} & set(facts)
    assert {"number", "state", "title"} <= set(facts)
    told = api(client, binh, f"/api/v1/orders/{it.pk}/timeline").content.decode()
    assert not [one for one in SECRET if one in told]


def test_who_may_read_what_orders_come_to_reads_it(shelf, office, client):
    it = shelf["half"]
    client.force_login(office.binh)
    assert "₫600,000" in client.get(reverse("commerce:order", args=[it.pk])).content.decode()
    assert api(client, office.binh, f"/api/v1/orders/{it.pk}").json()["open"] == "600000"


def test_a_locked_title_is_read_and_not_changed(order, office):
    binh = limit(office.binh, title="read")
    with pytest.raises(Refused):
        change_order(order, {"title": "x"}, by=binh)


def test_every_common_page_of_a_list_and_a_record_opens_for_orders(shelf, office, client):
    client.force_login(office.giang)
    it = shelf["late"]
    html = {"HX-Request": "true"}
    pages = [
        *(
            reverse(f"fields:{name}", args=["order"])
            for name in ("filter", "columns", "count", "view_new")
        ),
        f"{reverse('fields:calendar', args=['order'])}?by=due_on",
        reverse("records:custom", args=["order"]),
        reverse("accounts:why", args=["order", it.pk]),
        "/search/?q=late",
    ]
    for url in pages:
        assert client.get(url).status_code == 200, url
    assert (
        reverse("fields:board", args=["order"])
        not in client.get(reverse("commerce:orders")).content.decode()
    )
    assert (
        reverse("fields:board", args=["deal"])
        in client.get(reverse("sales:deals")).content.decode()
    )
    for name in ("side", "timeline"):
        part = reverse("records:part", args=["order", it.pk, name])
        assert client.get(part, headers=html).status_code == 200, name
        assert client.get(part).status_code == 200, name
    for route in ("print", "export"):
        for form in ("csv", "xlsx", "json"):
            answer = client.post(reverse(f"fields:{route}", args=["order"]), {"form": form})
            assert answer.status_code == 200, (route, form)
    printed = client.post(reverse("records:print", args=["order", it.pk]))
    assert it.number in printed.content.decode()
