"""One row, several objects: a company and a deal come with their person, matched and not doubled.

Keys of objects that come along bear their name before a point: "company.tax_id", "deal.amount".
"""

from collections.abc import Mapping
from dataclasses import replace

from quen.fields.importing.objects import IMPORTABLES, Batch, Importable, Outcome, Row, Target

Rows = list[tuple[int, Row]]
SIGN = "\ue000"  # a private letter: no name begins with it


def all_targets(it: Importable, user: object) -> list[Target]:
    """Where columns can go: the object's own fields, then those of what comes along."""
    found = list(it.targets(user))
    for name in it.beside:
        other = IMPORTABLES.get(name)
        if other is not None and user.can(other.needs):  # type: ignore[attr-defined]
            found += [
                replace(
                    t, key=f"{name}.{t.key}", label=f"{other.label}: {t.label}", along=str(name)
                )
                for t in other.targets(user)
            ]
    return found


def write_together(it: Importable, batch: Batch) -> Outcome:
    """Write what a row's own record points at, the record, then what points at it."""
    own, along = _parted(batch.rows)
    if not along:
        return it.write(batch)
    refused: dict[int, dict[str, str]] = {}
    known = dict(batch.known)
    for name, joint in it.beside.items():
        if not joint.startswith(">") and name in along:
            _give(along[name], own, joint)
            told = _write_along(name, along[name], batch)
            refused |= _named(name, told)
            _point(own, joint, told, known)
    rows = [(n, row) for n, row in own if n not in refused]
    told = it.write(replace(batch, rows=rows, known=known))
    told.refused |= refused
    for name, joint in it.beside.items():
        if joint.startswith(">") and name in along:
            _write_behind(it, name, joint[1:], along[name], own, batch, told, known)
    return told


def _parted(rows: object) -> tuple[Rows, dict[str, Rows]]:
    own: Rows = []
    along: dict[str, Rows] = {}
    for number, row in rows:  # type: ignore[attr-defined]
        if not any("." in key and not key.startswith("custom.") for key in row):
            own.append((number, row))
            continue
        mine: Row = {}
        others: dict[str, Row] = {}
        for key, text in row.items():
            name, _point_sign, rest = key.partition(".")
            if rest and name in IMPORTABLES:
                others.setdefault(name, {})[rest] = text
            else:
                mine[key] = text
        own.append((number, mine))
        for name, other in others.items():
            along.setdefault(name, []).append((number, other))
    return own, along


def _give(along: Rows, own: Rows, joint: str) -> None:
    """What a row says of both: the name in the joining field, and the owner."""
    mine = dict(own)
    for number, row in along:
        if mine[number].get(joint) and not row.get("name"):
            row["name"] = mine[number][joint]
        if mine[number].get("owner_id"):
            row.setdefault("owner_id", mine[number]["owner_id"])


def _write_along(name: str, rows: Rows, batch: Batch) -> Outcome:
    """Rows that say the same are one: each distinct one is written once, and filled in, not overwritten."""
    first: dict[tuple[tuple[str, str], ...], int] = {}
    same: dict[int, int] = {}
    for number, row in rows:
        same[number] = first.setdefault(tuple(sorted(row.items())), number)
    distinct = [(number, row) for number, row in rows if same[number] == number]
    other = IMPORTABLES[name]
    options = {**batch.options, "on_match": "fill", "share": True}
    told = other.write(
        replace(
            batch,
            rows=distinct,
            match=other.along or batch.match,
            options=options,
            known={},
            earlier=None,
        )
    )
    told.done = {n: told.done[at] for n, at in same.items() if at in told.done}
    told.refused = {n: told.refused[at] for n, at in same.items() if at in told.refused}
    return told


def _point(own: Rows, joint: str, told: Outcome, known: dict[tuple[str, str], int]) -> None:
    """Let each row's own record point at what came along; the sign cannot be a name."""
    for number, row in own:
        if number in told.done:
            pk = told.done[number][1]
            row[joint] = f"{SIGN}{pk}"
            known[joint, row[joint]] = pk


def _write_behind(
    it: Importable,
    name: str,
    joint: str,
    rows: Rows,
    own: Rows,
    batch: Batch,
    told: Outcome,
    known: Mapping[tuple[str, str], int],
) -> None:
    mine = dict(own)
    pointing = dict(known)
    ready: Rows = []
    for number, row in rows:
        if number not in told.done or not any(text.strip() for text in row.values()):
            continue
        sign = f"{SIGN}{told.done[number][1]}"
        pointing[joint, sign] = told.done[number][1]
        shared = {k: mine[number][k] for k in ("company_id", "owner_id") if mine[number].get(k)}
        ready.append((number, {**shared, **row, joint: sign}))
    other = IMPORTABLES[name]
    options = {**batch.options, "on_match": "fill"}
    joined = replace(
        batch, rows=ready, match=other.along, options=options, known=pointing, earlier=None
    )
    told.refused |= _named(name, other.write(joined))


def _named(name: str, told: Outcome) -> dict[int, dict[str, str]]:
    return {
        number: {f"{name}.{key}" if key else name: why for key, why in reasons.items()}
        for number, reasons in told.refused.items()
    }
