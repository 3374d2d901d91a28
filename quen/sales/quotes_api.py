"""Quotes and the lines of deals in the API."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.params.functions import Body, Query

from quen.accounts.bearer import need
from quen.commerce.lines.reading import KEYS as LINE_KEYS
from quen.fields.drafts import Invalid
from quen.fields.resources import Id, answer, seen, version_of
from quen.kit.api_shapes import (
    MAYBE_TEXT,
    TEXT,
    TRASHED,
    answers,
    columns_of,
    object_of,
    paged,
    takes,
)
from quen.kit.idempotency import once
from quen.kit.plain_rows import plain
from quen.kit.problems import of_refusal, problem
from quen.kit.refused import Refused
from quen.sales.actions import deciding
from quen.sales.actions import quotes as actions
from quen.sales.actions.lines import set_lines
from quen.sales.api import DEALS, SHAPE, facts
from quen.sales.models import Quote
from quen.sales.quote_mail import link_to
from quen.work import asked

router = Router(tags=["sales"])
Facts = dict[str, Any]

KEYS = (
    *("deal_id", "contact_id", "company_id", "owner_id", "team_id", "number", "edition", "kind"),
    *("spread_percent", "state", "currency", "language", "title", "intro", "terms", "net", "total"),
    *(
        "valid_until",
        "sent_at",
        "decided_at",
        "decided_note",
        "created_at",
        "updated_at",
        "version",
    ),
)
WRITTEN = ("kind", "spread_percent", "language", "title", "intro", "terms", "valid_until", "lines")
LINE: Facts = {
    "type": "object",
    "properties": {
        "product_id": {"type": ["integer", "null"]},
        "name": TEXT,
        "unit": TEXT,
        "quantity": TEXT,
        "unit_price": TEXT,
        "discount_percent": TEXT,
        "vat_percent": MAYBE_TEXT,
    },
}
LINES: Facts = {"type": "array", "maxItems": 200, "items": LINE}
QUOTE = object_of({**columns_of(Quote, KEYS), "lines": LINES, "link": TEXT}, set(WRITTEN))
GIVEN = object_of({**columns_of(Quote, KEYS), "lines": LINES}, set(WRITTEN))


def quote_facts(it: Quote) -> Facts:
    """A quote as the API shows it, with its lines; the link once it is open before the customer."""
    told = {"id": it.pk, **{key: plain(getattr(it, key)) for key in KEYS}}
    link = link_to(it) if it.state != Quote.State.DRAFT else ""
    return told | {"lines": [line_facts(line) for line in it.lines.all()], "link": link}


def line_facts(line: Any) -> Facts:
    """A line as the API shows it; `vat_percent` of null means that no VAT is due."""
    return {key: plain(getattr(line, key)) for key in LINE_KEYS}


@router.get(
    "/quotes",
    summary="List quotes",
    operation_id="list_quotes",
    openapi_extra=answers(paged(QUOTE)),
)
def quotes(
    request: HttpRequest,
    limit: int = Query(50, ge=1, le=200),
    cursor: int = Query(0, ge=0, le=2**63 - 1),
    state: str = Query("", max_length=8),
) -> Any:
    """Those the token may see, newest first; `state` is draft, sent, accepted, declined, expired or replaced."""
    rows = Quote.objects.visible_to(need(request, "sales.view_quote")).prefetch_related("lines")
    rows = rows.filter(state=state) if state else rows
    return asked.paged_answer(rows, cursor, limit, quote_facts)


@router.get(
    "/quotes/{pk}", summary="Read one", operation_id="read_quotes", openapi_extra=answers(QUOTE)
)
def read(request: HttpRequest, pk: int = Id) -> Any:
    """One quote."""
    return answer(quote_facts(asked.seen(Quote, need(request, "sales.view_quote"), pk)))


@router.post(
    "/deals/{pk}/quotes",
    summary="Draft a quote",
    operation_id="add_quotes",
    openapi_extra=answers(QUOTE, 201) | takes({"type": "object", "properties": {"kind": TEXT}}),
)
def draft(request: HttpRequest, given: Facts | None = Body(None), pk: int = Id) -> Any:
    """`{"kind": "firm"}` or `"rough"`; it takes over the lines of the deal."""
    user = need(request, "sales.add_quote")
    asked.only(given or {}, {"kind"})
    kind = asked.text(given or {}, "kind") or "firm"
    deal = seen(DEALS, pk, user, "change")
    return asked.added(request, lambda: actions.draft_quote(deal, by=user, kind=kind), quote_facts)


@router.patch(
    "/quotes/{pk}",
    summary="Change a draft",
    operation_id="change_quotes",
    openapi_extra=answers(QUOTE) | takes(GIVEN),
)
def change(request: HttpRequest, given: Facts = Body(...), pk: int = Id) -> Any:
    """Change what is given; the version seen must be named."""
    user = need(request, "sales.change_quote")
    it = asked.seen(Quote, user, pk, "change")
    version = version_of(request, given.pop("version", None))
    if version is None:
        return problem(428)
    asked.only(given, set(WRITTEN))
    told = _written(given)
    return answer(
        quote_facts(actions.change_quote(it, by=user, version=version, numbers="en", **told))
    )


def _written(given: Facts) -> Facts:
    read = {
        "valid_until": asked.day,
        "spread_percent": lambda b, k: asked.number(b, k, 90),
        "lines": _lines,
    }
    return {key: read.get(key, asked.text)(given, key) for key in WRITTEN if key in given}


def _lines(given: Facts, key: str) -> list[Facts]:
    """The lines; null for VAT means that none is due. Raises Invalid for what is no list of objects."""
    rows = given.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        words = _("Give a list of objects.")
        raise Invalid(words, {"lines": words})
    none = {"vat_percent": "none"}
    return [
        row | none if "vat_percent" in row and row["vat_percent"] is None else row for row in rows
    ]


@router.post(
    "/deals/{pk}/lines",
    summary="Set the lines",
    operation_id="set_deal_lines",
    openapi_extra=answers(SHAPE)
    | takes({"type": "object", "required": ["lines"], "properties": {"lines": LINES}}),
)
def lines(request: HttpRequest, given: Facts = Body(...), pk: int = Id) -> Any:
    """Make these the lines of a deal; its amount becomes what they add up to before VAT."""
    user = need(request, "sales.change_deal")
    asked.only(given, {"lines"})
    deal, rows = seen(DEALS, pk, user, "change"), _lines(given, "lines")

    def work() -> HttpResponse:
        try:
            set_lines(deal, rows, by=user, language="en")
        except Refused as refused:
            return of_refusal(refused)
        return answer(facts([pk], None, user)[0])

    return once(request, work)


def _verb(path: str, name: str, summary: str, takes_: Facts, do: Any) -> None:
    """Mount a verb on a quote: the same action as the page's, once per Idempotency-Key."""

    @router.post(
        f"/quotes/{{pk}}/{path}",
        summary=summary,
        operation_id=name,
        openapi_extra=answers(QUOTE) | takes({"type": "object", "properties": takes_}),
    )
    def verb(request: HttpRequest, given: Facts | None = Body(None), pk: int = Id) -> Any:
        user = need(request, "sales.change_quote")
        asked.only(given or {}, set(takes_))
        told = {key: asked.text(given or {}, key) for key in takes_}
        it = asked.seen(Quote, user, pk, "change")

        def work() -> HttpResponse:
            try:
                return answer(quote_facts(do(it, user, **told)))
            except Refused as refused:
                return of_refusal(refused)

        return once(request, work)


def _accept(it: Quote, user: Any, name: str) -> Quote:
    return deciding.accept_quote(it, name=name, proof={"by": "api", "user": user.pk}, by=user)


_verb("send", "send_quote", "Send", {"to": TEXT, "words": TEXT},
      lambda it, user, **told: actions.send_quote(it, by=user, **told))  # fmt: skip
_verb("edition", "new_quote_edition", "Begin the next edition", {},
      lambda it, user: actions.new_edition(it, by=user))  # fmt: skip
_verb("accept", "accept_quote", "Write down a yes", {"name": TEXT}, _accept)
_verb("decline", "decline_quote", "Write down a no", {"reason": TEXT},
      lambda it, user, reason: deciding.decline_quote(it, reason=reason, by=user))  # fmt: skip


@router.delete(
    "/quotes/{pk}",
    summary="Throw a draft away",
    operation_id="trash_quotes",
    openapi_extra=TRASHED,
)
def throw_away(request: HttpRequest, pk: int = Id) -> Any:
    """Throw a draft away; the version seen must be named. One that was sent is kept."""
    user = need(request, "sales.change_quote")
    it = asked.seen(Quote, user, pk, "change")
    return asked.trashed(request, it, actions.delete_draft, user)
