"""Buyers: who comes, comes again, stays and leaves, told as a plain reader of the purchases would."""

import random
import re
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from quen.accounts.actions.roles import change_role
from quen.accounts.models import User
from quen.accounts.rights import RIGHTS
from quen.commerce.models import Order
from quen.fields.showing import words_for
from quen.insights import buyers, jobs, purchases
from quen.insights.actions.costs import Spent, set_active_days, set_costs
from quen.insights.asking import question_of
from quen.insights.kpi import Page
from quen.insights.measures import MEASURES
from quen.insights.models import Cost, Purchase, PurchaseMark, PurchaseTally
from quen.insights.purchase_kinds import KINDS
from quen.insights.purchases import differing
from quen.insights.reading import ask
from quen.insights.spans import Span
from quen.kit.models import Rate
from quen.kit.refused import Refused
from quen.kit.workspace import today
from quen.people import staging as people_staging
from quen.people.models import Company, Contact
from quen.sales import staging
from quen.sales.actions import orders as ordering
from quen.sales.models import Deal
from quen.timeline.models import Event

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
NOON = timedelta(hours=5)
CENT = Decimal("0.01")
DONE = {"open_amount": 0, "due_on": None}  # what an order says that nothing is open of


def value(user, key, *by, first=FIRST, last=LAST):
    answer = ask(question_of(MEASURES[key], user, first, last, by))
    return dict(answer.rows) if by else answer.total


def named(model, name: str, owner):
    """A contact or company as a row."""
    return model.objects.create(**facts_of(model, name, owner))


def facts_of(model, name: str, owner) -> dict:
    now = timezone.now()
    facts = {"owner": owner, "team": owner.team, "created_at": now, "updated_at": now}
    facts |= {"last_activity_at": now}
    key = "full_name" if model is Contact else "name"
    if model is Contact:
        facts |= {"stage_id": people_staging.stages()[0].pk, "stage_entered_at": now}
    return {key: name, **facts}


@pytest.fixture
def sell(office, stages, pipeline):
    """Write an order of these amounts, as a row."""
    made = []

    def call(*order, **more) -> Order:
        made.append(order_of(len(made), *order, **more))
        made[-1].save(force_insert=True)
        return made[-1]

    return call


def order_of(nth: int, customer, on: date, amount, owner, currency="VND", **more) -> Order:
    """An order that is not stored yet."""
    now, number = timezone.now(), f"S{nth}"
    whom = {"contact" if isinstance(customer, Contact) else "company": customer}
    net = Decimal(amount)
    facts = {"net": net, "vat": 0, "total": net, "currency": currency, "ordered_on": on}
    facts |= {"created_at": now, "updated_at": now, "number": number, "reference": number}
    facts |= {"owner": owner, "team": owner.team, "link_key": number}
    facts |= {} if "state" in more else {"open_amount": net, "due_on": on}
    return Order(**whom, **{**facts, **more})


def won(*deal) -> Deal:
    """A won deal as a row."""
    made = deal_of(*deal)
    made.save(force_insert=True)
    return made


def deal_of(customer, on: date, amount, owner, pipeline) -> Deal:
    """A won deal that is not stored yet."""
    at = datetime(on.year, on.month, on.day, tzinfo=UTC) + NOON
    stage = staging.stages(pipeline.pk)[-2]
    whom = {"contact" if isinstance(customer, Contact) else "company": customer}
    facts = {"created_at": at, "updated_at": at, "last_activity_at": at, "stage_entered_at": at}
    facts |= {"owner": owner, "team": owner.team, "stage": stage, "pipeline": pipeline}
    return Deal(
        name="W", name_key="w", amount=Decimal(amount), state="won", closed_at=at, **whom, **facts
    )


@pytest.fixture
def shop(office, stages, pipeline):
    """Some three hundred purchases of forty customers by three sellers over three years, in two currencies;
    every fifth is a won deal, every tenth order was cancelled, dollars have a rate for some days."""
    chance = random.Random(7)
    people = many(Contact, "P", 25, office.binh)
    firms = many(Company, "C", 15, office.chi)
    Rate.objects.create(currency="USD", base="VND", day=date(2024, 1, 1), rate=Decimal(25_000))
    Rate.objects.create(currency="USD", base="VND", day=date(2026, 1, 1), rate=Decimal(26_000))
    told, orders, deals = [], [], []
    for n in range(330):
        who = chance.choice(people + firms)
        on = date(2023, 9, 1) + timedelta(days=chance.randrange(1_030))
        owner = chance.choice([office.binh, office.chi, office.dung])
        currency = "USD" if n % 11 == 0 and n % 5 else "VND"
        amount = Decimal(chance.randrange(1_000, 9_000_000)) / (100 if currency == "USD" else 1)
        if n % 5 == 0:
            deals.append(deal_of(who, on, amount, owner, pipeline))
        elif n % 10 == 3:
            gone = {"state": "cancelled", "cancelled_at": timezone.now()}
            orders.append(order_of(n, who, on, amount, owner, currency, **gone))
            continue
        else:
            orders.append(order_of(n, who, on, amount, owner, currency))
        told.append(SimpleNamespace(who=(type(who), who.pk), on=on, owner=owner, amount=amount,
                                    currency=currency))  # fmt: skip
    Order.objects.bulk_create(orders)
    Deal.objects.bulk_create(deals)
    purchases.keep_right()
    return SimpleNamespace(office=office, bought=told)


def many(model, letter: str, count: int, owner) -> list:
    return model.objects.bulk_create(
        model(**facts_of(model, f"{letter}{n}", owner)) for n in range(count)
    )


def mine(shop, owner=None):
    return [one for one in shop.bought if owner is None or one.owner == owner]


def histories(shop) -> dict:
    days = defaultdict(list)
    for one in shop.bought:
        days[one.who].append(one.on)
    return {who: sorted(days) for who, days in days.items()}


def share(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(CENT, ROUND_HALF_UP)


def in_dong(one) -> Decimal:
    if one.currency == "VND":
        return one.amount
    return one.amount * (26_000 if one.on >= date(2026, 1, 1) else 25_000)


def active(days, on: date, within: int) -> bool:
    return any(on - timedelta(days=within) <= day < on for day in days)


def stayed(shop, first: date, last: date, within: int) -> tuple[int, int]:
    """How many were active when it began, and of them at its end; by every customer's whole history."""
    told = histories(shop).values()
    began = [days for days in told if active(days, first, within)]
    end = last + timedelta(days=1)
    return len(began), sum(1 for days in began if active(days, end, within))


def test_purchases_and_their_value_equal_a_recount(shop):
    inside = [one for one in shop.bought if FIRST <= one.on <= LAST]
    user, worth = shop.office.giang, sum(in_dong(one) for one in inside)
    assert len(shop.bought) > 290
    assert len({one.currency for one in inside}) == 2
    assert value(user, "customers.purchases") == len(inside)
    assert value(user, "customers.purchase_value") == {"VND": worth}
    mean = (worth / len(inside)).quantize(CENT, ROUND_HALF_UP)
    assert value(user, "customers.average_order") == {"VND": mean}
    by_owner = value(user, "customers.purchases", "owner")
    assert by_owner == {
        (str(owner.pk),): sum(1 for one in inside if one.owner == owner)
        for owner in {one.owner for one in inside}
    }


def test_who_comes_and_who_comes_again_equals_a_recount(shop):
    user, told = shop.office.giang, histories(shop)
    first = date(2024, 1, 1)
    months = defaultdict(int)
    for days in told.values():
        months[f"{days[0]:%Y-%m}"] += first <= days[0] <= LAST
    new = value(user, "customers.new", "month", first=first)
    assert {month: n for (month,), n in new.items() if n} == {m: n for m, n in months.items() if n}
    buying = [d for d in told.values() if any(FIRST <= one <= LAST for one in d)]
    again = 0
    for days in buying:
        inside = [n for n, one in enumerate(days) if FIRST <= one <= LAST]
        again += any(n > 0 for n in inside)
    assert value(user, "customers.repeat_rate") == share(again, len(buying))


@pytest.mark.parametrize("within", [60, 365])
@pytest.mark.parametrize(
    ("first", "last"),
    [(FIRST, LAST), (date(2025, 5, 1), date(2025, 5, 31)), (date(2024, 6, 1), date(2026, 5, 31))],
)
def test_retention_and_churn_equal_a_recount(within, first, last, shop):
    set_active_days(within, by=shop.office.giang)
    began, kept = stayed(shop, first, last, within)
    rate = value(shop.office.giang, "customers.retention_rate", first=first, last=last)
    churn = value(shop.office.giang, "customers.churn_rate", first=first, last=last)
    assert churn == share(began - kept, began)
    assert rate == 100 - churn
    scope = buyers.scope_of(shop.office.giang, first, last)
    assert buyers.kept_rows(scope, within).count() == kept


def test_each_month_has_its_own_churn(shop):
    set_active_days(90, by=shop.office.giang)
    months = value(shop.office.giang, "customers.churn_rate", "month")
    for (month,), rate in months.items():
        first = date.fromisoformat(f"{month}-01")
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        began, kept = stayed(shop, first, last, 90)
        assert rate == share(began - kept, began), month
    assert len(months) == 6


def test_a_customer_costs_what_was_spent_by_those_who_came(shop):
    user = shop.office.giang
    assert value(user, "customers.cac") is None
    set_costs(
        [
            Spent(date(2024, 2, 10), "marketing", Decimal("3000000"), "VND", "Facebook"),
            Spent(date(2024, 2, 1), "sales", Decimal("100"), "USD"),
            Spent(date(2024, 3, 1), "sales", Decimal("31"), "USD"),
        ],
        by=user,
    )
    first, last = date(2024, 2, 1), date(2024, 3, 10)
    new = sum(1 for days in histories(shop).values() if first <= days[0] <= last)
    spent = 3_000_000 + 25_000 * (100 + Decimal(31) * 10 / 31)
    assert new
    wanted = {"VND": (spent / new).quantize(CENT, ROUND_HALF_UP)}
    assert value(user, "customers.cac", first=first, last=last) == wanted


def test_a_lifetime_is_worth_what_a_year_brings_by_what_a_year_loses(shop):
    set_active_days(120, by=shop.office.giang)
    began, kept = stayed(shop, LAST - timedelta(days=364), LAST, 120)
    year = [one for one in shop.bought if LAST - timedelta(days=365) < one.on <= LAST]
    who = len({one.who for one in year})
    orders, worth = Decimal(len(year)), sum(in_dong(one) for one in year)
    life = Decimal(began) / (began - kept)
    wanted = worth / orders * (orders / who) * life
    told = value(shop.office.giang, "customers.clv")["VND"]
    assert abs(told - wanted) <= CENT


@pytest.mark.parametrize("who", ["binh", "chi", "dung", "an", "em"])
def test_everybody_counts_the_purchases_they_may_see(who, shop):
    user = getattr(shop.office, who)
    own = {"binh": {"binh"}, "chi": {"chi"}, "dung": {"dung"}, "an": {"binh", "chi"}}
    seen = own.get(who, {"binh", "chi", "dung"})
    owners = {getattr(shop.office, one) for one in seen}
    inside = [o for o in shop.bought if o.owner in owners and FIRST <= o.on <= LAST]
    assert value(user, "customers.purchases") == len(inside)


def test_what_a_customer_costs_is_for_those_who_see_all_and_may(shop):
    assert MEASURES["customers.cac"].is_for(shop.office.giang)
    assert not MEASURES["customers.cac"].is_for(shop.office.em)  # sees all, lacks the right
    role = shop.office.binh.roles.get()
    grants = {k: r for k, r in {**role.grants, "insights.view_costs": "all"}.items() if k in RIGHTS}
    change_role(role, name=role.name, grants=grants, fields={}, by=shop.office.giang)
    assert not MEASURES["customers.cac"].is_for(User.objects.get(pk=shop.office.binh.pk))


def test_the_table_of_purchases_follows_every_change_and_a_rebuild_is_the_same(shop, pipeline):
    chance = random.Random(3)
    orders, deals = list(Order.objects.all()), list(Deal.objects.all())
    other = Company.objects.first()
    for one in chance.sample(orders, 12):
        way = chance.randrange(4)
        if way == 0 and one.state == "open":
            one.state, one.cancelled_at = "cancelled", timezone.now()
            one.open_amount, one.due_on = 0, None
        elif way == 1:
            one.contact, one.company = None, other
        elif way == 2:
            one.deleted_at = timezone.now()
        else:
            one.ordered_on += timedelta(days=chance.randrange(-300, 20))
        one.save()
    Deal.objects.filter(pk__in=[d.pk for d in deals[:3]]).update(state="open", closed_at=None)
    deals[4].delete()
    assert PurchaseMark.objects.exists()
    purchases.keep_right()
    columns = ("kind", "record_id", "customer", "bought_on", "next_on", "nth", "cents", "owner_id")
    kept = set(Purchase.objects.values_list(*columns))
    cells = ("bought_on", "next_month", "currency", "count", "cents", "firsts")
    days = set(PurchaseTally.objects.values_list(*cells))
    purchases.rebuild()
    assert kept == set(Purchase.objects.values_list(*columns))
    assert days == set(PurchaseTally.objects.values_list(*cells))
    assert not any(differing(kind) for kind in KINDS.values())


@pytest.mark.parametrize("within", [30, 90, 365])
def test_sums_of_days_say_what_the_purchases_themselves_say(within, shop):
    """Of periods that begin and end in the middle of months, and of such that reach today."""
    chance, user = random.Random(within), shop.office.giang
    for n in range(16):
        first = date(2023, 9, 1) + timedelta(days=chance.randrange(1_150))
        last = first + timedelta(days=chance.choice([0, 5, 27, 30, 89, 364, 500]))
        if n % 8 == 0:
            last = today()
        whole = buyers.scope_of(user, first, max(first, last))
        apart = buyers.scope_of(user, first, max(first, last), more=Q(pk__gt=0))
        assert whole.is_all
        assert not apart.is_all
        for count in (buyers.purchases, buyers.buyers, buyers.first_timers, buyers.returners):
            assert count(whole) == count(apart), (count, first, last)
        for rate in (buyers.active_at_start, buyers.lost):
            assert rate(whole, within) == rate(apart, within), (rate, first, last)
        assert buyers.worth(whole) == buyers.worth(apart)


def test_a_deal_with_an_order_is_one_purchase_and_none_if_that_is_cancelled(office, sell, pipeline):
    who = named(Company, "Minh Long", office.binh)
    deal = won(who, FIRST, 500, office.binh, pipeline)
    jobs.keep_figures_right.func()
    assert value(office.giang, "customers.purchase_value") == {"VND": 500}
    order = sell(who, FIRST, 450, office.binh)
    ordering._linked(order, deal, None, office.binh)
    purchases.keep_right()
    assert value(office.giang, "customers.purchase_value") == {"VND": 450}
    Order.objects.filter(pk=order.pk).update(state="cancelled", cancelled_at=timezone.now(), **DONE)
    purchases.keep_right()
    assert value(office.giang, "customers.purchases") == 0


def test_a_credit_note_takes_net_and_vat_alike_and_all_of_it_the_purchase(office, sell):
    who = named(Company, "Minh Long", office.binh)
    order = sell(who, FIRST, 1000, office.binh, vat=100, total=1100, credited=550)
    purchases.keep_right()
    assert value(office.giang, "customers.purchase_value") == {"VND": 500}
    Order.objects.filter(pk=order.pk).update(credited=1100, state="paid", **DONE)
    purchases.keep_right()
    assert value(office.giang, "customers.purchases") == 0


def test_money_without_a_rate_stands_apart(office, sell):
    who = named(Company, "Minh Long", office.binh)
    sell(who, FIRST, 10, office.binh, "EUR")
    sell(who, FIRST, 70, office.binh)
    purchases.keep_right()
    apart = {"VND": 70, "EUR": 10}
    assert value(office.giang, "customers.purchase_value") == apart
    assert value(office.giang, "customers.average_order") == apart


KEYS = (
    "purchases", "purchase_value", "average_order", "new", "repeat_rate", "retention_rate",
    "churn_rate", "cac", "clv",
)  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_each_has_a_page_with_its_formula_and_says_why_it_is_empty(client, office, key):
    jobs.keep_figures_right.func()
    client.force_login(office.giang)
    for unit in ("day", "month", "year"):
        url = reverse("insights:measure", args=[f"customers.{key}"])
        page = client.get(url, {"unit": unit}).content.decode()
        known = MEASURES[f"customers.{key}"]
        assert str(known.formula_words) in page.replace("&#x27;", "'")
        assert "Why is this empty?" in page
        assert str(known.why_empty) in page
        assert ("Enter costs" in page) == (key == "cac")


def test_the_figure_on_its_page_leads_to_the_customers_behind(client, shop):
    client.force_login(shop.office.giang)
    days = {"from": FIRST.isoformat(), "to": LAST.isoformat()}
    for key, kind in (("new", "new"), ("purchases", "bought"), ("churn_rate", "lost")):
        page = client.get(reverse("insights:measure", args=[f"customers.{key}"]), days)
        assert f"/reports/buyers/{kind}/?from=2026-01-01" in page.content.decode()
    told = histories(shop)
    lost = stayed(shop, FIRST, LAST, 365)
    page = client.get(reverse("insights:buyers", args=["lost"]), days).content.decode()
    assert f"· {lost[0] - lost[1]}<" in page
    bought = sum(1 for days in told.values() if any(FIRST <= one <= LAST for one in days))
    page = client.get(reverse("insights:buyers", args=["bought"]), days).content.decode()
    assert f"· {bought}<" in page
    assert "/companies/" in page


def test_whom_one_may_not_see_is_named_without_a_link(client, shop):
    """Binh sold to companies that are Chi's."""
    client.force_login(shop.office.binh)
    days = {"from": "2023-01-01", "to": "2026-06-30"}
    page = client.get(reverse("insights:buyers", args=["bought"]), days).content.decode()
    assert "C1</td>" in page or "C2</td>" in page
    assert not re.search(r"/companies/\d", page)


def test_a_list_of_buyers_costs_the_same_however_long(client, shop, django_assert_max_num_queries):
    client.force_login(shop.office.giang)
    url = reverse("insights:buyers", args=["bought"])
    client.get(url, {"unit": "year"})
    for days in (
        {"from": "2026-06-01", "to": "2026-06-30"},
        {"from": "2023-01-01", "to": "2026-06-30"},
    ):
        with django_assert_max_num_queries(24):
            assert client.get(url, days).status_code == 200


def test_costs_are_entered_imported_replaced_and_taken_back(client, office):
    client.force_login(office.giang)
    typed = {
        "month": "11/2026",
        "kind": "marketing",
        "amount": "12,000,000",
        "currency": "",
        "channel": "",
    }
    assert client.post(reverse("insights:cost_add"), typed).status_code == 302
    assert (
        client.post(reverse("insights:cost_add"), {**typed, "amount": "9,000"}).status_code == 302
    )
    assert [(c.month, c.amount, c.currency) for c in Cost.objects.all()] == [
        (date(2026, 11, 1), Decimal(9000), "VND")
    ]
    sheet = "Month;Kind;Amount;Channel\n2026-10;sales;500;\n2026-10;marketing;700;Zalo\n"
    file = SimpleUploadedFile("c.csv", sheet.encode(), content_type="text/csv")
    assert client.post(reverse("insights:costs_import"), {"file": file}).status_code == 302
    assert Cost.objects.count() == 3
    page = client.get(reverse("insights:costs")).content.decode()
    assert "Zalo" in page
    bad = SimpleUploadedFile("c.csv", b"month,kind,amount\n2026-09,sales,5\n2026-13,sales,5\n")
    answer = client.post(reverse("insights:costs_import"), {"file": bad})
    assert answer.status_code == 422
    assert "Line 3" in answer.content.decode()
    assert Cost.objects.count() == 3
    client.post(reverse("insights:cost_remove", args=[Cost.objects.first().pk]))
    assert Cost.objects.count() == 2
    assert Event.objects.filter(kind__in=["costs.set", "cost.removed"]).count() == 4
    wrong = client.post(reverse("insights:cost_add"), {**typed, "amount": "-1"})
    assert wrong.status_code == 422
    client.force_login(office.binh)
    assert client.get(reverse("insights:costs")).status_code == 403


def test_the_days_of_an_active_customer_are_set_and_told(client, office):
    client.force_login(office.giang)
    assert client.post(reverse("insights:active_days"), {"days": "90"}).status_code == 302
    assert client.post(reverse("insights:active_days"), {"days": "x"}).status_code == 422
    page = client.get(reverse("insights:measure", args=["customers.churn_rate"])).content.decode()
    assert "active for 90 days" in page
    with pytest.raises(Refused, match="number of days"):
        set_active_days(3, by=office.giang)


def test_a_trend_on_a_dashboard_has_slots_that_the_figure_knows(client, shop):
    """Hours of one day are none of them."""
    user = shop.office.giang
    words = words_for(user)
    for key in ("customers.new", "customers.clv", "targets.attainment"):
        span = Span(LAST, LAST, "day", "hour")
        _chart, lines = Page(MEASURES[key], user, words, span, base="VND").trend()
        assert len(lines) == 1, key
