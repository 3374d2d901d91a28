"""Quotes are drafted from a deal, changed, sent, and made anew as further editions."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.commerce.actions.numbering import next_number
from quen.commerce.customers import customer_of
from quen.commerce.lines.reading import Asked, read_lines
from quen.commerce.lines.totals import totals_of
from quen.commerce.links import fresh_key
from quen.commerce.models import PriceList
from quen.kit.refused import Refused
from quen.kit.text import clean, one_line
from quen.kit.workspace import today, workspace
from quen.sales import events
from quen.sales.discounts import over_limit
from quen.sales.models import Deal, DealLine, Quote, QuoteLine
from quen.sales.quote_mail import mail_quote
from quen.timeline.log import record

LANGUAGES = ("vi", "th", "en")
VALID_DAYS = 14
SPREAD = 15
_COPIED = ("kind", "spread_percent", "currency", "language", "title", "intro", "terms")


@transaction.atomic
def draft_quote(deal: Deal, *, by: User, kind: str = "firm") -> Quote:
    """Begin a quote with the lines of a deal. Raises Refused for a closed deal or an unknown kind."""
    if not deal.is_open:
        raise Refused(_("This deal is closed. Open it again first."))
    if kind not in Quote.Kind.values:
        raise Refused(_("Choose one."), errors={"kind": _("Choose one.")})
    speaks = deal.contact.language if deal.contact else ""
    it = _new(
        deal,
        kind=kind,
        spread_percent=SPREAD if kind == Quote.Kind.ROUGH else None,
        currency=deal.currency,
        language=speaks if speaks in LANGUAGES else workspace().language,
        title=deal.name,
        valid_until=today() + timedelta(days=VALID_DAYS),
    )
    _copy_lines(it, DealLine.objects.filter(deal=deal))
    record(events.QuoteCreated(name=deal.name), on=_on(it), by=by)
    return it


def _new(deal: Deal, **facts: Any) -> Quote:
    now = timezone.now()
    owner = {"owner_id": deal.owner_id, "team_id": deal.team_id}
    whom = {"contact": deal.contact, "company": deal.company}
    return Quote.objects.create(
        deal=deal, link_key=fresh_key(), created_at=now, updated_at=now, **owner, **whom, **facts
    )


def _copy_lines(it: Quote, lines: Any) -> None:
    keys = [f.attname for f in DealLine._meta.concrete_fields if f.name not in ("id", "deal")]
    rows = [QuoteLine(quote=it, **{key: getattr(one, key) for key in keys}) for one in lines]
    QuoteLine.objects.bulk_create(rows)
    _add_up(it, rows)


def _add_up(it: Quote, rows: Sequence[QuoteLine]) -> None:
    totals = totals_of(rows, it.currency)
    it.net, it.total = totals.net, totals.total
    it.save(update_fields=["net", "total"])


@transaction.atomic
def change_quote(
    quote: Quote,
    *,
    by: User,
    version: int | None = None,
    lines: Sequence[Mapping[str, Any]] | None = None,
    price_list: PriceList | None = None,
    numbers: str = "",
    **facts: Any,
) -> Quote:
    """Change a draft: `lines` as set_lines takes them, with numbers as in the language `numbers`, else as `by`
    writes them; `kind`, `spread_percent`, `language`, `currency`,
    `title`, `intro`, `terms`, `valid_until`. Raises Refused (412 for an old version) with errors by name."""
    it = locked_quote(quote)
    if it.state != Quote.State.DRAFT:
        raise Refused(_("A quote that was sent is not changed. Make a new edition of it."))
    if version is not None and version != it.version:
        raise Refused(_("Somebody else has changed this meanwhile."), status=412)
    _check(facts)
    for key, value in facts.items():
        setattr(it, key, value)
    it.title = one_line(clean(it.title)).strip()[:200]
    it.intro, it.terms = clean(it.intro)[:4000], clean(it.terms)[:8000]
    if it.kind == Quote.Kind.FIRM:
        it.spread_percent = None
    it.version, it.updated_at = it.version + 1, timezone.now()
    it.save()
    if lines is not None:
        asked = Asked(it.currency, numbers or by.language, today(), by, price_list)
        _replace_lines(it, read_lines(lines, asked))
    return it


def _check(facts: Mapping[str, Any]) -> None:
    errors = {}
    if unknown := set(facts) - {*_COPIED, "valid_until"}:
        raise TypeError(f"a quote has no {', '.join(sorted(unknown))}")
    if facts.get("kind", "firm") not in Quote.Kind.values:
        errors["kind"] = _("Choose one.")
    if facts.get("language", "vi") not in LANGUAGES:
        errors["language"] = _("Choose one.")
    spread = facts.get("spread_percent")
    if facts.get("kind") == Quote.Kind.ROUGH and not (spread and 1 <= spread <= 90):
        errors["spread_percent"] = _("Give a number from 1 to 90.")
    until = facts.get("valid_until")
    if until is not None and until < today():
        errors["valid_until"] = _("Choose a day to come.")
    if errors:
        raise Refused(_("The quote could not be saved."), errors=errors)


def _replace_lines(it: Quote, lines: Sequence[Any]) -> None:
    it.lines.all().delete()
    rows = [QuoteLine(quote=it, position=n, **line.columns()) for n, line in enumerate(lines)]
    QuoteLine.objects.bulk_create(rows)
    _add_up(it, rows)


@transaction.atomic
def send_quote(quote: Quote, *, by: User, to: str = "", words: str = "") -> Quote:
    """Let the customer see a draft; with `to` the link goes out by mail, with `words` before it.

    The first edition gets its number now; the edition before it stands replaced. Raises Refused without
    lines, for a day that has passed, for a discount above the limit of `by` that nobody approved, or where
    it was sent already.
    """
    it = locked_quote(quote)
    if it.state != Quote.State.DRAFT:
        raise Refused(_("This quote was sent already."))
    if not it.lines.exists():
        raise Refused(_("Add at least one line first."), errors={"lines": _("Add a line.")})
    if it.valid_until and it.valid_until < today():
        words_ = _("It would be valid until a day that has passed. Choose another.")
        raise Refused(words_, errors={"valid_until": words_})
    if over_limit(it, by):
        words_ = _("This discount is above your limit. Ask for approval first.")
        raise Refused(words_, errors={"discount": words_})
    earlier = _replace_earlier(it)
    it.number = it.number or next_number("quote", day=today())
    it.customer, it.state = customer_of(it), Quote.State.SENT
    it.sent_at = it.updated_at = timezone.now()
    it.version += 1
    it.save()
    told = events.QuoteSent(
        number=it.label, amount=str(it.total), currency=it.currency, to=to, replaces=earlier
    )
    record(told, on=_on(it), by=by)
    if to:
        mail_quote(it, to, words, by)
    return it


def _replace_earlier(it: Quote) -> str:
    """Every other edition that is open stands replaced."""
    if not it.number:
        return ""
    rows = Quote.objects.select_for_update().filter(number=it.number).exclude(pk=it.pk)
    held = list(
        rows.order_by("-edition")
    )  # a customer who says yes meanwhile waits, or was before us
    if any(one.state == Quote.State.ACCEPTED for one in held):
        raise Refused(_("The customer has accepted another edition of this quote."))
    out = [one for one in held if one.state in (Quote.State.SENT, Quote.State.EXPIRED)]
    replaced = {"state": Quote.State.REPLACED, "updated_at": timezone.now()}
    Quote.objects.filter(pk__in=[one.pk for one in out]).update(**replaced)
    return out[0].label if out else ""


@transaction.atomic
def new_edition(quote: Quote, *, by: User) -> Quote:
    """Begin the next edition of a quote as a draft; the one that is out stays out until it is sent.

    Raises Refused for a draft, an accepted quote, or where such a draft stands already.
    """
    it = locked_quote(quote)
    if it.state == Quote.State.DRAFT:
        raise Refused(_("This is a draft: change it as it is."))
    editions = Quote.objects.filter(number=it.number, deleted_at=None)
    if editions.filter(state=Quote.State.ACCEPTED).exists():
        raise Refused(_("The customer has accepted another edition of this quote."))
    if editions.filter(state=Quote.State.DRAFT).exists():
        raise Refused(_("A new edition is being drafted already."))
    last = max(editions.values_list("edition", flat=True))
    facts = {key: getattr(it, key) for key in _COPIED}
    ends = today() + timedelta(days=VALID_DAYS)
    made = _new(it.deal, number=it.number, edition=last + 1, replaces=it, valid_until=ends, **facts)
    _copy_lines(made, it.lines.all())
    record(events.QuoteCreated(name=made.label), on=_on(made), by=by)
    return made


@transaction.atomic
def delete_draft(quote: Quote, *, by: User) -> None:
    """Throw a draft away. Raises Refused for one that was sent."""
    it = locked_quote(quote)
    if it.state != Quote.State.DRAFT:
        raise Refused(_("A quote that was sent is kept."))
    record(events.QuoteDeleted(name=it.deal.name), on=[it.deal], by=by)
    it.delete()


@transaction.atomic
def expire_quotes(day: date | None = None) -> int:
    """Quotes whose day has passed are open no more; gives how many, at most 200 a time."""
    rows = Quote.objects.select_for_update().filter(
        state=Quote.State.SENT, valid_until__lt=day or today()
    )
    found = list(rows.order_by("valid_until", "pk")[:200])
    for it in found:
        it.state, it.updated_at = Quote.State.EXPIRED, timezone.now()
        it.save(update_fields=["state", "updated_at"])
        record(events.QuoteExpired(number=it.label), on=_on(it))
    return len(found)


def locked_quote(quote: Quote) -> Quote:
    """The quote as it stands, locked. Raises Refused where it is gone."""
    found: Quote | None = (
        Quote.objects.select_for_update().filter(pk=quote.pk, deleted_at=None).first()
    )
    if found is None:
        raise Refused(_("There is no such record."), status=404)
    return found


def _on(it: Quote) -> list[Any]:
    return [it.deal, it.contact, it.company]
