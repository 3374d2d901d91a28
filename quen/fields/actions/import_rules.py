"""Setting an import up step by step: columns, rules, the check, cells mended by hand, kept mappings."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quen.accounts.models import User
from quen.fields.importing.checking import check_again, run_check
from quen.fields.importing.fresh import add_fresh_fields
from quen.fields.importing.objects import IMPORTABLES
from quen.fields.importing.refusing import BadFile
from quen.fields.importing.running import header_of, start_check
from quen.fields.models import CheckedRow, ImportMapping, ImportRun
from quen.kit.refused import Refused
from quen.kit.text import clean, fold, one_line

MOST_PATCHES = 2_000
LONGEST = 2_000


@transaction.atomic
def map_columns(run: ImportRun, columns: Mapping[str, str]) -> ImportRun:
    """Say which column goes to which field; "new:KIND" makes a custom field of that kind. Raises Refused."""
    run = _locked(run)
    if not any(columns.values()):
        raise Refused(_("Choose a field for at least one column."))
    fresh = {name: key[4:] for name, key in columns.items() if key.startswith("new:")}
    it = IMPORTABLES[run.object]
    run.mapping["fields"] = [_asked(it.type, name, kind) for name, kind in fresh.items()]
    told = {field["from"]: f"custom.{field['key']}" for field in run.mapping["fields"]}
    run.mapping["columns"] = {n: told.get(n, key) for n, key in columns.items() if key}
    try:
        add_fresh_fields(run)
    except BadFile as error:
        raise Refused(str(error)) from error
    _forget_check(run)
    run.save()
    return run


def _asked(type_key: str, name: str, kind: str) -> dict[str, Any]:
    """A custom field called as its column is."""
    label = one_line(clean(name)).strip()[:60] or "x"
    folded = fold(label).replace(" ", "_")
    key = "".join(c for c in folded if c.isascii() and (c.isalnum() or c == "_"))[:40]
    labels = dict.fromkeys(("vi", "th", "en"), label)
    return {"type": type_key, "key": key or "field", "kind": kind, "labels": labels, "from": name}


@transaction.atomic
def set_rules(
    run: ImportRun, *, match: str, options: Mapping[str, Any], values: Mapping[str, Any]
) -> ImportRun:
    """Set the match rule, the options and the values' meaning, and have the whole file checked.

    Raises Refused.
    """
    run = _locked(run)
    run.mapping |= {"match": match, "options": dict(options), "values": dict(values)}
    _check_consent(options)
    _forget_check(run)
    try:
        start_check(run)
    except BadFile as error:
        raise Refused(str(error)) from error
    run_check.enqueue(run.pk)
    return run


def _check_consent(options: Mapping[str, Any]) -> None:
    told = options.get("consent") or {}
    if told.get("purpose") and not (told.get("channels") and str(told.get("source") or "").strip()):
        words = _("Say by which channels they agreed, and where the consent comes from.")
        raise Refused(words, errors={"consent": words})


@transaction.atomic
def mend_row(run: ImportRun, number: int, cells: Mapping[str, str]) -> ImportRun:
    """Put other cells over a row of the file, and try it again. Raises Refused."""
    run = _locked(run)
    if str(number) not in run.patches and len(run.patches) >= MOST_PATCHES:
        raise Refused(_("At most %d rows can be mended here; mend the file.") % MOST_PATCHES)
    if not CheckedRow.objects.filter(run=run, number=number).exists():
        raise Refused(_("There is no such row."))
    header = set(header_of(run))
    told = {name: clean(text)[:LONGEST] for name, text in cells.items() if name in header}
    run.patches[str(number)] = {**run.patches.get(str(number), {}), **told}
    run.save(update_fields=["patches"])
    check_again(run, number)
    return run


@transaction.atomic
def keep_mapping(run: ImportRun, name: str, *, by: User) -> ImportMapping:
    """Keep the run's mapping by name; the same name is written over. Raises Refused."""
    name = one_line(clean(name)).strip()[:80]
    if not name:
        words = _("Give the mapping a name.")
        raise Refused(words, errors={"name": words})
    kept = {key: run.mapping.get(key) for key in ("columns", "match", "options", "values")}
    facts = {"user": by, "header": [fold(cell) for cell in header_of(run)], "mapping": kept}
    return ImportMapping.objects.update_or_create(object=run.object, name=name, defaults=facts)[0]


@transaction.atomic
def use_mapping(run: ImportRun, kept: ImportMapping) -> ImportRun:
    """Take a kept mapping over, as far as the file has its columns."""
    run = _locked(run)
    header = {fold(name): name for name in header_of(run)}
    columns = {fold(name): key for name, key in (kept.mapping.get("columns") or {}).items()}
    run.mapping = {
        **kept.mapping,
        "columns": {header[n]: k for n, k in columns.items() if n in header},
    }
    _forget_check(run)
    run.save()
    return run


def _locked(run: ImportRun) -> ImportRun:
    found = ImportRun.objects.select_for_update().get(pk=run.pk)
    if found.state != ImportRun.State.DRAFT:
        raise Refused(_("This import has begun already."))
    return found


def _forget_check(run: ImportRun) -> None:
    run.check_state, run.checked = ImportRun.CheckState.NONE, 0
    run.checks.all().delete()
