"""The consent ledger: giving and withdrawing are entries, nothing is ever changed (SR-43)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.catalogue import in_language
from quen.kit.refused import Refused
from quen.kit.text import clean, fold, one_line
from quen.people import events
from quen.people.models import ConsentEntry, ConsentPurpose, Contact
from quen.timeline.log import record

CHANNELS = ("email", "sms", "zalo", "line", "facebook", "phone")


@transaction.atomic
def write_consent(
    contact: Contact,
    purpose: ConsentPurpose,
    channel: str,
    *,
    given: bool,
    by: User | None,
    source: str = "",
    proof: Mapping[str, Any] | None = None,
) -> ConsentEntry:
    """Add an entry: consent given or withdrawn, with the wording that stood then and where it came from.

    Raises Refused for an unknown channel, a missing source, or an entry that says what holds already.
    """
    if channel not in CHANNELS:
        raise Refused(_("There is no such channel."))
    source = one_line(clean(source)).strip()[:80]
    if given and not source:
        words = _("Say where the consent comes from.")
        raise Refused(words, errors={"source": words})
    Contact.objects.select_for_update().get(pk=contact.pk)
    newest = ConsentEntry.objects.filter(contact=contact, purpose=purpose, channel=channel).first()
    if (newest.given if newest else False) is given:
        raise Refused(_("This is how it stands already."))
    entry = ConsentEntry.objects.create(
        contact=contact, purpose=purpose, channel=channel, given=given,
        wording=_wording(purpose, contact.language), wording_version=purpose.version,
        language=contact.language, source=source, proof=dict(proof or {}), at=timezone.now(), by=by,
    )  # fmt: skip
    kind = events.ConsentGiven if given else events.ConsentWithdrawn
    record(kind(purpose=purpose.label, channel=channel, source=source), on=[contact], by=by)
    return entry


@transaction.atomic
def write_consents(
    contacts: Sequence[Contact],
    purpose: ConsentPurpose,
    channel: str,
    *,
    by: User,
    source: str,
) -> int:
    """Add an entry of given consent for each of at most 500 contacts that has none that holds, with one
    event; gives how many. Raises Refused for an unknown channel or a missing source."""
    if channel not in CHANNELS:
        raise Refused(_("There is no such channel."))
    source = one_line(clean(source)).strip()[:80]
    if not source:
        words = _("Say where the consent comes from.")
        raise Refused(words, errors={"source": words})
    found = ConsentEntry.objects.filter(contact__in=contacts, purpose=purpose, channel=channel)
    newest: dict[int, bool] = {}
    for contact_id, given in found.values_list("contact_id", "given"):
        newest.setdefault(contact_id, given)
    asked = [it for it in contacts if not newest.get(it.pk)]
    now = timezone.now()
    ConsentEntry.objects.bulk_create(
        ConsentEntry(
            contact=it, purpose=purpose, channel=channel, given=True,
            wording=_wording(purpose, it.language), wording_version=purpose.version,
            language=it.language, source=source, at=now, by=by,
        )
        for it in asked
    )  # fmt: skip
    if asked:
        told = events.ConsentGiven(purpose=purpose.label, channel=channel, source=source)
        record(told, on=asked, by=by, via="import")
    return len(asked)


def _wording(purpose: ConsentPurpose, language: str) -> str:
    """The text as it is shown to customers of this language; the purpose's name where there is none."""
    told = purpose.wordings.get(language) or in_language(purpose.wordings)
    return told or purpose.labels.get(language) or purpose.label


@transaction.atomic
def save_purpose(
    purpose: ConsentPurpose | None,
    *,
    by: User,
    labels: Mapping[str, str],
    wordings: Mapping[str, str],
) -> ConsentPurpose:
    """Add a purpose or change its words; a changed wording is a new version. Raises Refused."""
    if not by.can("people.manage_stages"):
        raise Refused(_("Your role does not let you change these settings."), status=403)
    names, texts = _texts(labels, 80), _texts(wordings, 2000)
    if not names:
        words = _("Give the purpose a name.")
        raise Refused(words, errors={"labels": words})
    it = purpose or ConsentPurpose(key=_free_key(names), labels={}, wordings={})
    changes = {
        k: [getattr(it, k), v]
        for k, v in (("labels", names), ("wordings", texts))
        if getattr(it, k) != v
    }
    if "wordings" in changes and it.pk:
        it.version += 1
    it.labels, it.wordings = names, texts
    it.save()
    if changes:
        record(events.PurposeChanged(name=it.label, changes=changes), on=[], by=by)
    return it


def _texts(given: Mapping[str, str], most: int) -> dict[str, str]:
    told = {code: clean(str(given.get(code) or "")).strip()[:most] for code in ("vi", "th", "en")}
    return {code: words for code, words in told.items() if words}


def _free_key(names: Mapping[str, str]) -> str:
    folded = fold(in_language(dict(names))).replace(" ", "_")
    slug = "".join(c for c in folded if c.isascii() and (c.isalnum() or c == "_"))[:30] or "purpose"
    return f"{slug}_{ConsentPurpose.objects.count()}"
