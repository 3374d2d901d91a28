"""Leads: who becomes one, who closes, told as a plain reader of stays and deals would."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from quen.accounts.actions.roles import change_role
from quen.accounts.models import User
from quen.accounts.rights import RIGHTS
from quen.fields.actions.merging import merge_records, unmerge
from quen.insights import jobs, leads
from quen.insights.actions.costs import set_lead_stage
from quen.insights.asking import question_of
from quen.insights.lead_rule import stage_ids
from quen.insights.measures import MEASURES
from quen.insights.models import Lead, LeadMark
from quen.insights.reading import ask
from quen.kit.privacy import HOLDINGS
from quen.kit.refused import Refused
from quen.kit.workspace import workspace
from quen.people.actions.contacts import add_contact
from quen.people.actions.lifecycle import move_stage
from quen.people.models import Company, Contact, Stage, Stay
from quen.people.staging import forget_stages, stage_named
from quen.sales.models import Deal
from tests.insights.test_buyers import deal_of, facts_of, many, named, won

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
BEFORE = ("subscriber", "lead", "mql", "sql")
SOURCES = ("Zalo", "Facebook", "")


def value(user, key, *by, first=FIRST, last=LAST):
    answer = ask(question_of(MEASURES[f"customers.{key}"], user, first, last, by))
    return dict(answer.rows) if by else answer.total


def at(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 5, tzinfo=UTC)


def stay(contact, key: str, on: date) -> None:
    Stay.objects.filter(contact=contact, left_at=None).update(left_at=at(on))
    Stay.objects.create(contact=contact, stage=stage_named(key), entered_at=at(on))


def stayed(contact, told: list[tuple[str, date]]) -> list[Stay]:
    """A contact's stays in the stages of these keys, each until the next began; not stored yet."""
    ends = [at(on) for _key, on in told[1:]] + [None]
    return [
        Stay(contact=contact, stage=stage_named(key), entered_at=at(on), left_at=end)
        for (key, on), end in zip(told, ends, strict=True)
    ]


@pytest.fixture
def crowd(office, stages, pipeline):
    """Eighty people of three sellers who went round the loop, some of them in companies, some with deals."""
    chance = random.Random(11)
    firms = many(Company, "C", 6, office.chi)
    sellers = [office.binh, office.chi, office.dung]
    people, contacts, stays = [], [], []
    for n in range(80):
        owner = chance.choice(sellers)
        firm = chance.choice(firms) if n % 3 == 0 else None
        added = FIRST + timedelta(days=chance.randrange(-90, 170))
        facts = {"company": firm, "source": SOURCES[n % 3], "created_at": at(added)}
        contacts.append(Contact(**{**facts_of(Contact, f"P{n}", owner), **facts}))
        keys, on, told = list(BEFORE), added, []
        if n % 7 == 0:
            keys = ["customer"]  # was one before they came
        for key in keys[chance.randrange(3) if len(keys) > 1 else 0 :][: 1 + n % 4]:
            told.append((key, on))
            on += timedelta(days=chance.randrange(1, 40))
        stays += stayed(contacts[-1], told)
        people.append(SimpleNamespace(contact=contacts[-1], firm=firm, owner=owner, added=added,
                                      source=SOURCES[n % 3], stays=told, name=f"P{n}"))  # fmt: skip
    Contact.objects.bulk_create(contacts)
    Stay.objects.bulk_create(stays)
    for one in people:
        one.pk = one.contact.pk
    deals = []
    for n in range(40):
        whom = chance.choice(firms) if n % 4 == 0 else contacts[n * 2]
        on = FIRST + timedelta(days=chance.randrange(-120, 200))
        deals.append((deal_of(whom, on, 100, office.binh, pipeline), whom, on))
    Deal.objects.bulk_create(deal for deal, _whom, _on in deals)
    leads.keep_right()
    return SimpleNamespace(office=office, people=people, deals=deals)


def became(one, key: str) -> date | None:
    if not key:
        return one.added
    wanted = BEFORE[BEFORE.index(key) :]
    return min((on for stage, on in one.stays if stage in wanted), default=None)


def closed(crowd, one, on: date) -> bool:
    mine = {("Contact", one.pk)} | ({("Company", one.firm.pk)} if one.firm else set())
    return any(day >= on and (type(w).__name__, w.pk) in mine for _d, w, day in crowd.deals)


def recounted(crowd, key="lead", first=FIRST, last=LAST, part=lambda one: ""):
    sums = defaultdict(lambda: [0, 0])
    for one in crowd.people:
        on = became(one, key)
        if on and first <= on <= last:
            sums[part(one)][0] += 1
            sums[part(one)][1] += closed(crowd, one, on)
    return sums


def share(n: int, among: int) -> Decimal:
    return (Decimal(100 * n) / among).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("key", ["", "subscriber", "lead", "mql", "sql"])
def test_the_close_rate_equals_a_recount_for_every_meaning_of_lead(key, crowd):
    user = crowd.office.giang
    set_lead_stage(key, by=user)
    leads.keep_right()
    n, shut = recounted(crowd, key)[""]
    assert 0 < shut < n
    assert value(user, "leads") == n
    assert value(user, "close_rate") == share(shut, n)


@pytest.mark.parametrize("by", ["owner", "team", "source"])
def test_each_part_has_its_own_rate(by, crowd):
    part = {
        "owner": lambda one: str(one.owner.pk),
        "team": lambda one: str(one.owner.team_id or ""),
        "source": lambda one: one.source,
    }[by]
    told = recounted(crowd, part=part)
    assert len(told) > 1
    wanted = {(k,): share(shut, n) for k, (n, shut) in told.items()}
    assert value(crowd.office.giang, "close_rate", by) == wanted


def test_each_month_is_a_cohort_of_its_own(crowd):
    told = value(crowd.office.giang, "close_rate", "month")
    assert len(told) == 6
    for (month,), rate in told.items():
        first = date.fromisoformat(f"{month}-01")
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        n, shut = recounted(crowd, first=first, last=last)[""]
        assert rate == share(shut, n), month


@pytest.mark.parametrize("who", ["binh", "chi", "dung", "an", "em"])
def test_everybody_counts_the_leads_they_may_see(who, crowd):
    user = getattr(crowd.office, who)
    own = {"binh": {"binh"}, "chi": {"chi"}, "dung": {"dung"}, "an": {"binh", "chi"}}
    seen = {getattr(crowd.office, o) for o in own.get(who, {"binh", "chi", "dung"})}
    told = recounted(crowd, part=lambda one: one.owner)
    assert value(user, "leads") == sum(n for owner, (n, _shut) in told.items() if owner in seen)


def test_the_table_of_leads_follows_every_change_and_a_rebuild_is_the_same(crowd):
    chance = random.Random(5)
    people = list(Contact.objects.order_by("pk"))
    for n, one in enumerate(chance.sample(people, 24)):
        if n % 4 == 0:
            Contact.objects.filter(pk=one.pk).update(deleted_at=at(LAST))
        elif n % 4 == 1:
            Contact.objects.filter(pk=one.pk).update(company=Company.objects.first(), source="X")
        elif n % 4 == 2:
            stay(one, "sql", LAST)
        else:
            Stay.objects.filter(contact=one).delete()
    deals = list(Deal.objects.order_by("pk"))
    Deal.objects.filter(pk__in=[d.pk for d in deals[:5]]).update(state="open", closed_at=None)
    Deal.objects.filter(pk__in=[d.pk for d in deals[5:9]]).update(deleted_at=at(LAST))
    deals[10].delete()
    assert LeadMark.objects.exists()
    leads.keep_right()
    columns = ("contact_id", "became_on", "closed_on", "owner_id", "team_id", "source")
    kept = set(Lead.objects.values_list(*columns))
    leads.rebuild()
    assert kept == set(Lead.objects.values_list(*columns))
    assert not list(leads.leads_are_right())


def test_who_closed_before_they_were_a_lead_has_not_closed_since(office, stages, pipeline):
    one = named(Contact, "Hoa", office.binh)
    stay(one, "lead", date(2026, 3, 10))
    deal = won(one, date(2026, 3, 9), 5, office.binh, pipeline)
    jobs.keep_figures_right.func()
    assert value(office.giang, "close_rate") == 0
    Deal.objects.filter(pk=deal.pk).update(closed_at=at(date(2026, 3, 10)))
    leads.keep_right()
    assert value(office.giang, "close_rate") == 100


def test_coming_back_as_a_lead_counts_once_on_the_first_day(office, stages):
    one = add_contact({"full_name": "Mai"}, by=office.binh)
    move_stage(one, "customer", by=office.binh)
    move_stage(Contact.objects.get(pk=one.pk), "mql", by=office.binh)
    leads.keep_right()
    came = Stay.objects.filter(stage__in=stage_ids()).order_by("entered_at").first()
    zone = ZoneInfo(workspace().zone)
    assert [lead.became_on for lead in Lead.objects.all()] == [
        came.entered_at.astimezone(zone).date()
    ]


def test_who_is_merged_is_one_lead_since_the_first_of_both_and_undoing_makes_two(
    office, stages, pipeline
):
    one, other = (add_contact({"full_name": name}, by=office.binh) for name in ("Mai", "Mai A"))
    for it, on in ((one, date(2026, 3, 10)), (other, date(2026, 2, 1))):
        Stay.objects.filter(contact=it).delete()
        stay(it, "lead", on)
    won(other, date(2026, 2, 20), 5, office.binh, pipeline)
    jobs.keep_figures_right.func()
    assert (value(office.giang, "leads"), value(office.giang, "close_rate")) == (2, 50)
    merge = merge_records("contact", one.pk, [other.pk], by=office.giang)
    leads.keep_right()
    (lead,) = Lead.objects.all()
    assert (lead.contact_id, lead.became_on) == (one.pk, date(2026, 2, 1))
    assert lead.closed_on == date(2026, 2, 20)
    unmerge(merge, by=office.giang)
    leads.keep_right()
    assert (value(office.giang, "leads"), value(office.giang, "close_rate")) == (2, 50)


def test_nothing_is_left_of_a_lead_who_is_erased(crowd):
    pk = Lead.objects.exclude(closed_on=None).values_list("contact_id", flat=True).first()
    before = Lead.objects.count()
    for held in (Lead, Stay):
        assert HOLDINGS[held].export(pk)
        HOLDINGS[held].erase(pk)
    leads.keep_right()
    assert Lead.objects.count() == before - 1
    assert not Lead.objects.filter(contact_id=pk).exists()


def test_only_a_stage_before_a_purchase_makes_a_lead(client, office, stages):
    with pytest.raises(Refused, match="before a purchase"):
        set_lead_stage("customer", by=office.giang)
    client.force_login(office.giang)
    url = reverse("insights:lead_stage")
    assert client.post(url, {"stage": "nothing"}).status_code == 422
    assert client.post(url, {"stage": "mql"}).status_code == 302
    leads.keep_right()
    page = client.get(reverse("insights:measure", args=["customers.close_rate"])).content.decode()
    assert "reached the stage MQL" in page
    assert "Why is this empty?" in page
    assert "Nobody became a lead" in page
    assert "Say what a lead is" in page
    client.post(url, {"stage": ""})
    page = client.get(reverse("insights:measure", args=["customers.close_rate"])).content.decode()
    assert "whoever was added" in page
    client.force_login(office.binh)
    assert client.post(url, {"stage": "mql"}).status_code == 403


def test_the_figure_leads_to_the_leads_behind(client, crowd):
    client.force_login(crowd.office.giang)
    days = {"from": FIRST.isoformat(), "to": LAST.isoformat()}
    page = client.get(reverse("insights:measure", args=["customers.close_rate"]), days)
    assert "/reports/leads/closed/?from=2026-01-01" in page.content.decode()
    n, shut = recounted(crowd)[""]
    for kind, number in (("all", n), ("closed", shut), ("open", n - shut)):
        page = client.get(reverse("insights:leads", args=[kind]), days).content.decode()
        assert f"· {number}<" in page
    n, shut = recounted(crowd, part=lambda one: one.source)["Zalo"]
    url = reverse("insights:leads", args=["closed"])
    assert f"· {shut}<" in client.get(url, {**days, "source": "Zalo"}).content.decode()
    assert client.get(reverse("insights:leads", args=["x"]), days).status_code == 404


def test_pages_of_leads_hold_each_lead_once(client, crowd, django_assert_max_num_queries):
    client.force_login(crowd.office.giang)
    url, days = reverse("insights:leads", args=["all"]), {"from": "2025-01-01", "to": "2026-12-31"}
    client.get(url, days)
    with django_assert_max_num_queries(20):
        first = client.get(url, days).content.decode()
    after = f"{first.split('after=')[1].split(chr(34))[0]}"
    second = client.get(url, {**days, "after": after}).content.decode()
    names = [
        one.name for one in crowd.people for page in (first, second) if f">{one.name}<" in page
    ]
    assert sorted(names) == sorted(one.name for one in crowd.people if became(one, "lead"))
    assert client.get(url, {**days, "after": "junk"}).status_code == 200


def test_who_sees_no_deals_sees_leads_and_no_close_rate(client, crowd):
    role = crowd.office.binh.roles.get()
    grants = {k: r for k, r in role.grants.items() if k in RIGHTS and k != "sales.view_deal"}
    change_role(role, name=role.name, grants=grants, fields={}, by=crowd.office.giang)
    binh = User.objects.get(pk=crowd.office.binh.pk)
    assert MEASURES["customers.leads"].is_for(binh)
    assert not MEASURES["customers.close_rate"].is_for(binh)
    client.force_login(binh)
    assert client.get(reverse("insights:leads", args=["closed"])).status_code == 404
    page = client.get(reverse("insights:leads", args=["all"])).content.decode()
    assert ">Closed<" not in page


def test_a_stage_that_moves_up_makes_the_leads_anew(crowd):
    assert not leads.is_unsettled()
    Stage.objects.filter(key="sql").update(position=0)
    forget_stages()
    assert leads.is_unsettled()
    leads.keep_right()
    assert not leads.is_unsettled()
