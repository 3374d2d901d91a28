"""The answers of the first hour are kept one by one, and the workspace is built from them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.actions.workspace import change_workspace
from quen.accounts.models import User
from quen.fields.actions.custom import change_field
from quen.fields.actions.imports import new_import, reread_import
from quen.fields.actions.packs import apply_pack
from quen.fields.models import CustomField, ImportRun, Value
from quen.kit.refused import Refused
from quen.kit.workspace import workspace
from quen.people.calling import word_of
from quen.people.seeds import CHANNELS, labels
from quen.sales.actions.pipelines import change_stages
from quen.timeline.log import record
from quen.web import events, interview
from quen.web.models import FirstHour
from quen.web.packs import packs, people

CHANNEL_FIELD = "preferred_channel"


@transaction.atomic
def answer(step: str, given: Mapping[str, Any], *, by: User) -> FirstHour:
    """Keep the answer to one question; an empty one says that it was skipped. Raises Refused.

    Where the company is counts at once: what is shown from then on speaks its language.
    """
    _may(by)
    _settle_country(given.get("country", ""), by)
    row, _new = FirstHour.objects.select_for_update().get_or_create(pk=1)
    row.answers = {**row.answers, step: dict(given)}
    row.save()
    return row


def _settle_country(country: str, by: User) -> None:
    """Language, zone and currency follow from another country, and may be set apart afterwards."""
    if country in interview.COUNTRIES and country != workspace().country:
        language, zone, currency, _words = interview.COUNTRIES[country]
        facts = {"language": language, "zone": zone, "currency": currency}
        change_workspace(by=by, country=country, **facts)


def give_file(object_name: str, name: str, chunks: Iterable[bytes], *, by: User) -> ImportRun:
    """Keep the file that was given along; it waits as a draft for the workspace to be built. Raises
    Refused where it cannot be read."""
    _may(by)
    run = new_import(object_name, name, chunks, by=by)
    row = answer("file", {"name": run.name, "object": object_name}, by=by)
    FirstHour.objects.filter(pk=row.pk).update(draft=run)
    return run


@transaction.atomic
def drop_file(*, by: User) -> None:
    """Forget the file that was given along; the draft stays among the imports."""
    row = answer("file", {}, by=by)
    FirstHour.objects.filter(pk=row.pk).update(draft=None)


@transaction.atomic
def build(*, by: User, samples: bool = False) -> ImportRun | None:
    """Build the workspace from the answers: word, channels, pack, stages; gives the file that waits.

    What was answered before and stands is changed, nothing is made twice. Raises Refused, and then
    nothing was built.
    """
    _may(by)
    row, _new = FirstHour.objects.select_for_update().get_or_create(pk=1)
    told = row.answers
    pack = packs().get(told.get("trade", {}).get("pack", ""))
    facts: dict[str, Any] = {"first_hour": interview.DONE}
    if told.get("word"):
        facts["customer_word"] = word_of(told["word"].get("key", ""), told["word"].get("own", ""))
    if told.get("channels"):
        facts["channels"] = told["channels"]["keys"]
        _offer_channels(told["channels"]["keys"], by)
    change_workspace(by=by, **facts)
    if pack:
        apply_pack(pack, by=by, people=people(), samples=False)
    _settle_stages(told, by)
    if pack and samples:
        apply_pack(pack, by=by, people=people())
    FirstHour.objects.filter(pk=1).update(built_at=timezone.now())
    word = str(facts.get("customer_word", {}))
    record(events.FirstHourBuilt(pack=pack["key"] if pack else "", word=word), on=[], by=by)
    return _file(row)


def _settle_stages(told: Mapping[str, Any], by: User) -> None:
    """The pipeline has the stages that were answered, where they differ from what stands."""
    given = told.get("stages") or {}
    pipeline = interview.pipeline_of(dict(told))
    if given.get("rows") and pipeline and given.get("of") == interview.pipeline_key(dict(told)):
        now = [vars(one) for one in interview.standing_rows(dict(told))]
        if now != given["rows"]:
            change_stages(pipeline, given["rows"], by=by)


def _offer_channels(keys: list[str], by: User) -> None:
    """The field that asks how somebody likes to be reached offers these, and what records hold."""
    field = CustomField.objects.live().filter(type="contact", key=CHANNEL_FIELD).first()
    if field is None or not keys:
        return
    held = set(Value.objects.filter(field=field).values_list("text", flat=True))
    mine = [c for c in field.choices if c["key"] not in {key for key, *_words in CHANNELS}]
    offered = [
        {"key": key, "labels": labels(*words)}
        for key, *words in CHANNELS
        if key in keys or key in held
    ]
    change_field(field, by=by, choices=[*offered, *mine])


def _file(row: FirstHour) -> ImportRun | None:
    """The draft, its columns guessed anew: the pack's fields may be among them."""
    draft = row.draft
    waits = draft and draft.state == ImportRun.State.DRAFT
    return reread_import(draft, {}) if draft and waits else None


@transaction.atomic
def leave(*, by: User) -> None:
    """Go on without the questions; they stay in the settings."""
    _may(by)
    change_workspace(by=by, first_hour=interview.SKIPPED)


def _may(by: User) -> None:
    if not by.can("kit.change_workspace"):
        raise Refused(_("Your role does not let you change these settings."), status=403)
