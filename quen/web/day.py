"""The day: what waits for whom, each line with what can be done about it (product map, section 6.11)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.urls import reverse
from django.utils.translation import gettext as _

from quen.commerce.models import Contract
from quen.fields.masking import veil
from quen.fields.showing import Words
from quen.kit import days, lunar, money
from quen.kit.masks import Masked
from quen.kit.records import TYPES
from quen.kit.workspace import today
from quen.people.models import Contact
from quen.people.staging import stage_named
from quen.sales.models import Deal
from quen.timeline.models import LastEvent
from quen.web import day_more
from quen.web.day_more import COUNTED
from quen.web.figures import kept, scoped
from quen.work import lines
from quen.work.models import Task

MOST_TASKS, MOST_DEALS, MOST_PEOPLE, MOST_COLLEAGUES, MOST_CONTRACTS = 60, 5, 5, 30, 5
# Only the newest of a stage are looked through: the page costs the same however many there are.
LOOKED_AT = 200
# Lines, and what leads to those that are left out.
Found = tuple[list[dict[str, Any]], dict[str, str] | None]
NOTHING: Found = ([], None)


def groups(user: Any, scope: str, words: Words) -> list[dict[str, Any]]:
    """What waits, by kind, the most pressing first; kinds with nothing are left out.

    At most 10 queries, each over an index and at most COUNTED rows, and one more where tasks are left out.
    """
    found = [
        *_tasks(user, scope),
        _group("uncalled", _("Ready to buy, not yet called"), _uncalled(user, scope)),
        _group("idle", _("Deals without a next step"), _idle(user, scope, words)),
        _group("renewals", _("Contracts near their end"), _renewals(user, scope, words)),
        _group("birthdays", _("Birthdays today"), _birthdays(user, scope)),
    ]
    return [group for group in found if group["lines"]]


def _group(key: str, label: str, found: Found) -> dict[str, Any]:
    return {"key": key, "label": label, "lines": found[0], "more": found[1]}


def _tasks(user: Any, scope: str) -> list[dict[str, Any]]:
    """Tasks that are due under their headings; below the last stands how many more there are."""
    if not user.can("work.view_task"):
        return []
    rows: Any = scoped(Task.objects.visible_to(user), user, scope)
    due = rows.due_by(lines.today_of(user))
    shown = due.select_related("owner").order_by("due_on", "id")[:MOST_TASKS]
    groups_ = lines.grouped(lines.lines_of(shown, user))
    count = sum(len(group["lines"]) for group in groups_)
    all_ = due.order_by()[: COUNTED + MOST_TASKS].count() if count >= MOST_TASKS else count
    more = day_more.more(all_ - count, day_more.tasks_url(scope))
    return [*groups_[:-1], groups_[-1] | {"more": more}] if groups_ else []


def _idle(user: Any, scope: str, words: Words) -> Found:
    """Open deals without a next step, the greatest first."""
    if not user.can("sales.view_deal"):
        return NOTHING
    rows: Any = scoped(Deal.objects.visible_to(user), user, scope)
    idle = rows.open().filter(next_step_at=None).order_by("-amount", "-pk")
    all_ = list(idle.values_list("pk", flat=True)[: COUNTED + MOST_DEALS])
    ids = all_[:MOST_DEALS]
    found = Deal.objects.visible_to(user).filter(pk__in=ids)
    shown = found.select_related("company", "contact", "owner")
    found_lines = [_deal(one, user, words) for one in sorted(shown, key=lambda d: ids.index(d.pk))]
    return found_lines, day_more.more(len(all_) - len(ids), day_more.idle_url(user, scope))


def _deal(deal: Deal, user: Any, words: Words) -> dict[str, Any]:
    who = deal.company.name if deal.company else deal.contact.full_name if deal.contact else ""
    return _line("deal", deal, deal.name, [who], user) | {
        "when": money.short(money.Money(deal.amount, deal.currency), words.language),
    }


def _renewals(user: Any, scope: str, words: Words) -> Found:
    """Contracts that near their end and that nothing continues yet, those that end first on top."""
    hidden = not user.may_read_field("contract.ends_on")
    if hidden or not user.can("commerce.view_contract"):
        return NOTHING
    rows: Any = scoped(Contract.objects.visible_to(user), user, scope)
    ending = rows.to_renew(today()).order_by("ends_on", "pk")
    ids = list(ending.values_list("pk", flat=True)[: COUNTED + MOST_CONTRACTS])
    found = Contract.objects.visible_to(user).filter(pk__in=ids[:MOST_CONTRACTS])
    shown = found.select_related("company", "contact", "owner").order_by("ends_on", "pk")
    told = [_contract(one, user, words) for one in shown]
    return told, day_more.more(len(ids) - len(told), day_more.renewals_url(user, scope))


def _contract(it: Contract, user: Any, words: Words) -> dict[str, Any]:
    who = it.company.name if it.company else it.contact.full_name if it.contact else ""
    era, ends = words.showing.era, it.ends_on
    return _line("contract", it, it.name, [who], user) | {
        "when": days.shown_day(ends, words.language, era) if ends else "",
    }


def _uncalled(user: Any, scope: str) -> Found:
    """Customers who are ready for a talk and were never called, the highest score first."""
    stage = stage_named("sql")
    if stage is None or not user.can("people.view_contact"):
        return NOTHING
    rows = scoped(Contact.objects.visible_to(user), user, scope).filter(stage=stage)
    newest = list(
        rows.order_by("-last_activity_at", "-pk").values_list("pk", flat=True)[:LOOKED_AT]
    )
    called = LastEvent.objects.filter(
        type="contact", record_id=OuterRef("pk"), kind__in=("call.made", "meeting.held")
    )
    waiting = Contact.objects.visible_to(user).filter(~Exists(called), pk__in=newest)
    counted = waiting.annotate(all_waiting=Window(Count("pk")))
    found = list(counted.select_related("owner", "company").order_by("-score", "pk")[:MOST_PEOPLE])
    rest = found[0].all_waiting - len(found) if found else 0
    url = day_more.uncalled_url(user, scope, stage.key)
    return [_person(one, user) for one in found], day_more.more(rest, url)


def _birthdays(user: Any, scope: str) -> Found:
    """Customers whose birthday is today, by the sun or by the moon, the highest score first."""
    if not user.can("people.view_contact"):
        return NOTHING
    rows = scoped(Contact.objects.visible_to(user), user, scope).filter(_born_today())
    # By a sum, or a database walks all customers by score to spare itself the sorting of a few.
    ordered = rows.order_by((F("score") + 0).desc(), "-pk").values_list("pk", flat=True)
    ids = list(ordered[: COUNTED + MOST_PEOPLE])
    found = Contact.objects.visible_to(user).filter(pk__in=ids[:MOST_PEOPLE])
    shown = found.select_related("owner", "company")
    told = [_person(one, user) for one in sorted(shown, key=lambda c: (-c.score, -c.pk))]
    return told, day_more.more(len(ids) - len(told), day_more.birthdays_url(user, scope))


def _born_today() -> Q:
    day = today()
    moon = lunar.to_lunar(day)
    keys = {"solar": 100 * day.month + day.day}
    if not moon.leap:
        keys["lunar"] = 100 * moon.month + moon.day
    born = Q(pk__in=[])
    for calendar, key in keys.items():
        born |= Q(birthday_calendar=calendar, birthday_key=key)
    return born & Q(birthday_key__in=list(keys.values()))


def _person(contact: Contact, user: Any) -> dict[str, Any]:
    firm = contact.company.name if contact.company else ""
    if not user.may_read_field("contact.phone"):
        contact.phone = ""
    veil(contact, user, "contact")
    return _line("contact", contact, contact.shown_name, [firm, contact.phone], user)


def _line(
    type_key: str, record: Any, title: str, about: Sequence[str], user: Any
) -> dict[str, Any]:
    whose = record.owner.full_name if record.owner and record.owner_id != user.pk else ""
    may_plan = user.can("work.add_task")
    return {
        "title": title,
        "icon": TYPES[type_key].icon,
        "url": TYPES[type_key].url(record.pk),
        "sub": " · ".join(filter(None, (whose, *about))),
        "when": "",
        **_calling(type_key, record),
        "plan_url": reverse("work:task_next", args=[type_key, record.pk]) if may_plan else "",
    }


def _calling(type_key: str, record: Any) -> dict[str, str]:
    """Where to call, or where to ask for the number that is masked."""
    number = getattr(record, "phone", "")
    if isinstance(number, Masked):
        return {"reveal_url": reverse("records:reveal", args=[type_key, record.pk, "phone", 0])}
    return {"call_url": f"tel:{number}"} if number else {}


def by_colleague(user: Any, scope: str) -> list[dict[str, Any]]:
    """For who looks at more than their own: how much is overdue and due, colleague by colleague."""
    if scope == "own" or user.reach("work.view_task") in ("", "own"):
        return []
    found = kept(("by colleague", user.pk, scope), lambda: _by_colleague(user, scope))
    return found or []


def _by_colleague(user: Any, scope: str) -> list[dict[str, Any]]:
    rows: Any = scoped(Task.objects.visible_to(user), user, scope)
    due = rows.due_by(lines.today_of(user)).filter(owner__isnull=False).order_by()
    late = Count("pk", filter=Q(due_on__lt=lines.today_of(user)))
    told = due.values_list("owner__full_name").annotate(late=late, all=Count("pk"))
    ordered = sorted(told, key=lambda row: (-row[1], -row[2], row[0]))[:MOST_COLLEAGUES]
    return [{"name": name, "late": late, "due": all_ - late} for name, late, all_ in ordered]
