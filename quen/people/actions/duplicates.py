"""Pairs that may be the same are looked for, judged and put off. Nothing is merged here.

A full search runs as a job in steps, each of which may be repeated: fit the model, then a share of the
passes at a time, then settle the prior. A reader looks again at records that changed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import timedelta
from math import log
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from quen.accounts.models import User
from quen.kit import rows
from quen.kit.calm import calm
from quen.kit.records import TYPES
from quen.kit.tasks import task
from quen.people import events
from quen.people.duplicates.blocking import pairs
from quen.people.duplicates.facts import SPECS, records
from quen.people.duplicates.fitting import Model, certain, fit, settle_prior
from quen.people.duplicates.keeping import forget_fitted
from quen.people.duplicates.kinds import compared
from quen.people.duplicates.searching import LIKELY
from quen.people.models import Company, Contact, DuplicatePair, DuplicateSearch, Handle
from quen.timeline.log import record

ALL_AT_ONCE, SHARES = 20_000, 4
KEEP_ABOVE = -4.0  # log odds below the likely that a better prior may still lift
PUT_OFF = timedelta(days=30)
BATCH = 200  # whoever writes meanwhile waits for these


@transaction.atomic
def start_search(type_key: str) -> DuplicateSearch:
    """Begin a full search; one that is under way for less than an hour goes on instead."""
    one, _new = DuplicateSearch.objects.select_for_update().get_or_create(type=type_key)
    now = timezone.now()
    if one.is_running and one.started_at and one.started_at > now - timedelta(hours=1):
        return one
    one.run, one.position, one.steps = one.run + 1, 0, 0
    one.started_at, one.finished_at = now, None
    one.save()
    go_on.enqueue(type_key, one.run)
    return one


@task(outside=True)
def go_on(type_key: str, run: int) -> None:
    """The next step of a search. Whoever dies within it repeats this step alone."""
    one = DuplicateSearch.objects.get(type=type_key)
    if one.run != run or not one.is_running:
        return
    if one.position == 0:
        _fit(one)
    elif one.position <= one.steps:
        _look(one)
    else:
        _finish(one)
        return
    go_on.enqueue(type_key, run)


def _fit(one: DuplicateSearch) -> None:
    _ids, held = records(one.type)
    fitted = fit(held, SPECS[one.type]) if len(held) > 1 else None
    one.model = asdict(fitted) if fitted else {}
    one.looked = len(held)
    one.steps = (1 if len(held) <= ALL_AT_ONCE else SHARES) if fitted else 0
    one.position = 1
    one.save(update_fields=["model", "looked", "steps", "position"])


def _look(one: DuplicateSearch) -> None:
    """Score the pairs of a share of the passes."""
    ids, held = records(one.type)
    known, fitted = SPECS[one.type], Model(**one.model)
    seen: set[tuple[int, int]] = set()
    for each in known.passes[one.position - 1 :: one.steps]:
        seen.update(pairs(held, each, known.sort))
    base = log(fitted.prior) - log(1 - fitted.prior)
    found = []
    for a, b in seen:
        levels = compared(known.kinds, held[a], held[b])
        weight = fitted.weight(known, levels, held[a], held[b])
        if weight > KEEP_ABOVE:
            found.append((ids[a], ids[b], weight - base, levels))
    for at in range(0, len(found), BATCH):
        with calm():
            _keep(one.type, found[at : at + BATCH], one.run, base)
    one.position += 1
    one.save(update_fields=["position"])


def _keep(type_key: str, found: Iterable[tuple[Any, ...]], run: int, base: float) -> None:
    """Write pairs; what people have said of them stays."""
    keys = [key for key, _kind in SPECS[type_key].fields]
    fresh = {
        (one, other): DuplicatePair(
            type=type_key, one_id=one, other_id=other, weight=weight, run=run,
            probability=certain(weight + base), levels=dict(zip(keys, levels, strict=True)),
        )
        for one, other, weight, levels in found
    }  # fmt: skip
    ones, others = {one for one, _b in fresh}, {other for _a, other in fresh}
    standing = DuplicatePair.objects.filter(type=type_key, one_id__in=ones, other_id__in=others)
    known = {(row.one_id, row.other_id): row for row in standing}
    again = [known[key] for key in fresh if key in known]
    for row in again:
        new = fresh.pop((row.one_id, row.other_id))
        row.weight, row.levels, row.run = new.weight, new.levels, new.run
        row.probability = new.probability
    with transaction.atomic():
        rows.update_all(again, ["weight", "levels", "run", "probability"])
        DuplicatePair.objects.bulk_create(fresh.values(), ignore_conflicts=True)


def _finish(one: DuplicateSearch) -> None:
    """Settle the prior over all that was found, and forget what is not likely after all."""
    mine = DuplicatePair.objects.filter(type=one.type)
    if one.model:
        fitted = Model(**one.model)
        base = log(fitted.prior) - log(1 - fitted.prior)
        weights = mine.filter(run=one.run).values_list("weight", flat=True)
        settle_prior(fitted, [weight + base for weight in weights])
        _weigh_anew(mine.filter(run=one.run), fitted.prior)
        one.model = asdict(fitted)
    stale = mine.filter(state=DuplicatePair.State.OPEN)
    _forget(stale.filter(Q(run__lt=one.run) | Q(probability__lt=LIKELY)))
    one.finished_at = timezone.now()
    one.save(update_fields=["model", "finished_at"])
    forget_fitted()


def _forget(stale: Any) -> None:
    """Some at a time; what somebody has judged since it was looked up is stale no more."""
    while batch := list(stale.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with calm():
            stale.filter(pk__in=batch).delete()


def _weigh_anew(found: Any, prior: float) -> None:
    base, after = log(prior) - log(1 - prior), 0
    while batch := list(found.filter(pk__gt=after).order_by("pk")[:BATCH]):
        for row in batch:
            row.probability = certain(row.weight + base)
        with calm(), transaction.atomic():
            rows.update_all(batch, ["probability"])
        after = batch[-1].pk


@transaction.atomic
def look_again(type_key: str, ids: Sequence[int]) -> None:
    """Compare records that are new or changed with those that share something with them.

    A pair that still looks alike keeps its row: somebody may have it before them to judge.
    """
    one = DuplicateSearch.objects.filter(type=type_key).first()
    if one is None or not one.model:
        return  # nobody has searched yet: the first search will find them
    fitted, known = Model(**one.model), SPECS[type_key]
    base = log(fitted.prior) - log(1 - fitted.prior)
    for pk in ids:
        near = _near(type_key, pk) | _paired(type_key, pk)
        held = dict(zip(*records(type_key, [pk, *near]), strict=True))
        found = []
        for other in near & held.keys() if pk in held else ():
            levels = compared(known.kinds, held[pk], held[other])
            weight = fitted.weight(known, levels, held[pk], held[other])
            if certain(weight) >= LIKELY:
                found.append((min(pk, other), max(pk, other), weight - base, levels))
        _keep(type_key, found, one.run, base)
        _forget_others(type_key, pk, {other for pair in found for other in pair[:2]})


def _open(type_key: str, pk: int) -> QuerySet[DuplicatePair]:
    """This record's pairs that nobody has judged."""
    mine = DuplicatePair.objects.filter(Q(one_id=pk) | Q(other_id=pk), type=type_key)
    return mine.filter(state=DuplicatePair.State.OPEN)


def _paired(type_key: str, pk: int) -> set[int]:
    """Who stands in a pair with this record: a full search brings together more than an index finds."""
    both = _open(type_key, pk).values_list("one_id", "other_id")
    return {side for pair in both for side in pair} - {pk}


def _forget_others(type_key: str, pk: int, alike: set[int]) -> None:
    still = Q(one_id__in=alike, other_id__in=alike)
    _open(type_key, pk).exclude(still).delete()


def _near(type_key: str, pk: int) -> set[int]:
    """Records that share a phone, mail, name, tax id or birthday with this one; each look is an index."""
    holder = f"{type_key}_id"
    near: set[int] = set()
    for kind, normal in Handle.objects.filter(**{holder: pk}).values_list("kind", "normal"):
        same = Handle.objects.filter(kind=kind, normal=normal, **{f"{holder}__isnull": False})
        near.update(same.values_list(holder, flat=True)[:50])
    model: Any = Contact if type_key == "contact" else Company
    it = model._base_manager.filter(pk=pk).first()
    if it is not None:
        live = model._base_manager.filter(deleted_at=None)
        near.update(live.filter(name_key=it.name_key).values_list("pk", flat=True)[:50])
        near.update(_same_sign(live, it))
    return near - {pk}


def _same_sign(live: Any, it: Any) -> Iterable[int]:
    if isinstance(it, Company):
        same = Q(tax_id=it.tax_id) if it.tax_id else Q(pk__in=[])
        same |= Q(norm=it.norm) if it.norm else Q(pk__in=[])
        return list(live.filter(same).values_list("pk", flat=True)[:50])
    if not it.birthday_key:
        return []
    born = live.filter(birthday_key=it.birthday_key, birthday=it.birthday)
    return list(born.values_list("pk", flat=True)[:50])


@transaction.atomic
def tell_apart(pair: DuplicatePair, *, by: User) -> DuplicatePair:
    """The two are not the same: never offered again, told on both timelines."""
    pair = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    pair.state, pair.until, pair.by = DuplicatePair.State.APART, None, by
    pair.save(update_fields=["state", "until", "by"])
    known = TYPES[pair.type]
    found = known.visible_to(by).in_bulk([pair.one_id, pair.other_id])
    both = [found[pk] for pk in (pair.one_id, pair.other_id) if pk in found]
    names = ", ".join(known.title(it) for it in both)
    record(events.DuplicateDismissed(names=names), on=both, by=by)
    return pair


@transaction.atomic
def put_off(pair: DuplicatePair, *, by: User) -> DuplicatePair:
    """Ask again in a month; nothing has happened to the records, so nothing is told."""
    pair = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    pair.state, pair.until, pair.by = DuplicatePair.State.LATER, timezone.now() + PUT_OFF, by
    pair.save(update_fields=["state", "until", "by"])
    return pair
