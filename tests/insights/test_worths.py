"""What customers bought so far: beside each of them, and all of them by value."""

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.urls import reverse

from quen.accounts.actions.roles import change_role
from quen.accounts.actions.tokens import add_token
from quen.accounts.models import User
from quen.accounts.rights import RIGHTS
from quen.commerce.models import Order
from quen.insights import buyer_lists, jobs, purchases, worths
from quen.insights.models import Buyer
from quen.insights.panels import bought
from quen.kit.models import Rate
from quen.kit.rates import forget_rates
from quen.kit.workspace import today
from quen.people.models import Company, Contact
from tests.insights.test_buyers import CENT, in_dong, named, sell, shop  # noqa: F401 - fixtures

URL = "insights:worths"


def has_rate(one) -> bool:
    return one.currency == "VND" or one.on >= date(2024, 1, 1)


def recounted(shop) -> dict[int, tuple[int, Decimal, Decimal, date, date]]:  # noqa: F811
    """By customer: how many, what they are worth in đồng, dollars of days without a rate, first and last."""
    told = defaultdict(list)
    for one in shop.bought:
        model, pk = one.who
        told[pk if model is Company else -pk].append(one)
    return {
        who: (
            len(all_),
            sum((in_dong(one) for one in all_ if has_rate(one)), Decimal(0)).quantize(
                CENT, ROUND_HALF_UP
            ),
            sum((one.amount for one in all_ if not has_rate(one)), Decimal(0)),
            min(one.on for one in all_),
            max(one.on for one in all_),
        )
        for who, all_ in told.items()
    }


def kept() -> dict:
    columns = ("purchases", "cents", "first_on", "last_on", "apart")
    return {row["customer"]: row for row in Buyer.objects.values("customer", *columns)}


def test_every_customer_s_sum_equals_a_recount(shop):  # noqa: F811
    told = recounted(shop)
    rows = {row.customer: row for row in Buyer.objects.all()}
    assert rows.keys() == told.keys()
    assert any(apart for _n, _worth, apart, _first, _last in told.values())
    for who, (n, worth, apart, first, last) in told.items():
        row = rows[who]
        assert (row.purchases, row.first_on, row.last_on) == (n, first, last)
        assert row.apart == ({"USD": int(apart * 100)} if apart else {})
        assert Decimal(row.cents).scaleb(-2) == worth
        alone = worths.worth_of(who, shop.office.giang)
        assert alone == worths.told(row)


def test_the_sums_follow_every_change_and_a_rebuild_is_the_same(shop):  # noqa: F811
    chance, other = random.Random(9), Company.objects.first()
    for n, one in enumerate(chance.sample(list(Order.objects.all()), 30)):
        if n % 3 == 0:
            one.deleted_at = one.updated_at
        elif n % 3 == 1:
            one.contact, one.company = None, other
        else:
            one.net = one.total = one.net + 7
        one.save()
    purchases.keep_right()
    before = kept()
    purchases.rebuild()
    assert before == kept()
    assert not list(purchases.purchases_are_right())
    Buyer.objects.first().delete()
    assert any("bought so far" in words for words in purchases.purchases_are_right())


def test_a_new_rate_sums_other_money_up_anew(office, sell):  # noqa: F811
    who = named(Company, "Minh Long", office.binh)
    sell(who, date(2026, 3, 1), 10, office.binh, "EUR")
    sell(who, date(2026, 3, 2), 70, office.binh)
    jobs.keep_figures_right.func()
    assert kept()[who.pk]["cents"] == 7_000
    assert kept()[who.pk]["apart"] == {"EUR": 1_000}
    assert bought(who, office.giang)["rows"][1:3] == [
        ("Value of purchases", "₫70 · €10.00"),
        ("Without a rate", "EUR"),
    ]
    Rate.objects.create(currency="EUR", base="VND", day=date(2026, 1, 1), rate=Decimal(28_000))
    jobs.keep_figures_right.func()
    assert kept()[who.pk]["cents"] == 28_007_000
    assert kept()[who.pk]["apart"] == {}
    forget_rates()


def test_the_page_of_a_customer_tells_what_they_bought(client, office, sell):  # noqa: F811
    who = named(Contact, "Hoa", office.binh)
    client.force_login(office.binh)
    url = reverse("records:panels", args=["contact", who.pk])
    assert "Bought so far" not in client.get(url).content.decode()
    sell(who, today() - timedelta(days=400), 500, office.binh)
    purchases.keep_right()
    page = client.get(url).content.decode()
    assert "Bought so far" in page
    assert "400 days ago" in page
    assert "Not active any more" in page
    sell(who, today(), 200, office.binh)
    purchases.keep_right()
    page = client.get(url).content.decode()
    assert "₫700" in page
    assert "Not active any more" not in page


def test_beside_a_customer_stands_only_what_one_may_see(office, sell):  # noqa: F811
    who = named(Company, "Minh Long", office.binh)
    sell(who, date(2026, 3, 1), 10, office.binh)
    sell(who, date(2026, 3, 2), 70, office.dung)
    purchases.keep_right()
    assert worths.worth_of(who.pk, office.giang).purchases == 2
    assert worths.worth_of(who.pk, office.binh).worth == {"VND": Decimal(10)}
    assert bought(who, office.chi) is None
    role = office.binh.roles.get()
    grants = {k: r for k, r in role.grants.items() if k in RIGHTS}
    hidden = {"order.total": "hide"}
    change_role(role, name=role.name, grants=grants, fields=hidden, by=office.giang)
    binh = User.objects.get(pk=office.binh.pk)
    assert [label for label, _value in bought(who, binh)["rows"]] == [
        "Purchases", "First purchase", "Last purchase",
    ]  # fmt: skip


def test_all_customers_stand_by_value_on_pages_of_the_same_cost(
    client,
    shop,  # noqa: F811
    monkeypatch,
    django_assert_max_num_queries,
):
    monkeypatch.setattr("quen.insights.views.worths.PAGE", 7)
    client.force_login(shop.office.giang)
    told = recounted(shop)
    wanted = sorted(told, key=lambda who: (-told[who][1], -who))
    names, at, seen = buyer_lists.names_of(wanted), reverse(URL), []
    client.get(at)
    while at:
        with django_assert_max_num_queries(20):
            page = client.get(at).content.decode()
        body = page.split("<tbody>")[1].split("</tbody>")[0]
        seen += [row.split("</td>")[0].split(">")[-2 if "</a>" in row else -1].split("<")[0]
                 for row in body.split("<tr>")[1:]]  # fmt: skip
        at = page.split('href="')[-1].split('"')[0] if ">More<" in page else ""
        more = [p for p in page.split('href="') if p.startswith(f"{reverse(URL)}?after=")]
        at = more[0].split('"')[0] if more else ""
    assert seen == [names[who] for who in wanted]
    assert client.get(reverse(URL), {"after": "junk"}).status_code == 200


def test_the_api_pages_through_all_customers(client, shop):  # noqa: F811
    secret = add_token(shop.office.giang, name="t", by=shop.office.giang, scope="read")[1]
    headers = {"Authorization": f"Bearer {secret}"}
    told, seen, cursor = recounted(shop), [], ""
    while cursor is not None:
        asked = {"limit": 9, "cursor": cursor}
        answer = client.get("/api/v1/buyers", asked, headers=headers).json()
        seen += answer["items"]
        cursor = answer["next"]
    assert len(seen) == len(told)
    for one in seen:
        who = one["id"] if one["type"] == "company" else -one["id"]
        worth = {sum_["currency"]: Decimal(sum_["amount"]) for sum_ in one["value"]}
        assert (worth.get("VND", 0), worth.get("USD", 0)) == told[who][1:3]
        assert (one["purchases"], one["first_on"]) == (told[who][0], told[who][3].isoformat())


@pytest.mark.parametrize("who", ["an", "binh"])
def test_who_does_not_see_every_purchase_has_no_list_of_all(client, who, shop):  # noqa: F811
    client.force_login(getattr(shop.office, who))
    assert client.get(reverse(URL)).status_code == 404
    assert reverse(URL) not in client.get(reverse("insights:library")).content.decode()
    client.force_login(shop.office.giang)
    assert reverse(URL) in client.get(reverse("insights:library")).content.decode()
