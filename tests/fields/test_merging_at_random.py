"""Random groups are merged and unmerged, with messages and edits in between that stay where they are.

QUEN_MERGE_TRIES=1000 tries a thousand groups of each; the suite tries a few.
"""

import io
import os
import random
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from quen.accounts.actions.shares import share_record
from quen.fields.actions.attaching import add_files
from quen.fields.actions.files import keep_file
from quen.fields.actions.merging import merge_records, unmerge
from quen.fields.actions.tags import tags_named
from quen.fields.catalogue import forget_custom
from quen.fields.merging.choosing import choosable
from quen.fields.models import CustomField
from quen.fields.nouns import NOUNS
from quen.kit.records import TYPES
from quen.kit.refused import Refused
from quen.people.actions.companies import add_company, change_company
from quen.people.actions.consents import write_consent
from quen.people.actions.contacts import add_contact, change_contact
from quen.people.actions.lifecycle import move_stage
from quen.people.actions.relations import add_relation
from quen.people.models import ConsentPurpose, RelationKind
from quen.sales.actions.deals import add_deal, change_deal
from quen.sales.actions.moving import win_deal
from quen.timeline.models import Event
from quen.work.actions.notes import write_note
from quen.work.actions.tasks import add_task
from tests.fields.merging import differences, everything, hashed

TRIES = int(os.environ.get("QUEN_MERGE_TRIES", "6"))
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(max(120, TRIES))]

BEGIN = datetime(2026, 3, 2, 3, tzinfo=UTC)
NAMES = ("Nguyễn Văn An", "Nguyen Van An", "Trần Thị Bình", "สมชาย ใจดี", "Lê Cường")
# Of new rows: PostgreSQL takes no number back that was rolled back.
NUMBERS = {"id", "file_id", "entry_id"}
CHANGE = {"contact": change_contact, "company": change_company, "deal": change_deal}


class Try:
    """One random group of one type in a small company of its own."""

    def __init__(self, seed: int, type_key: str, by):
        self.any, self.type, self.by, self.seed = random.Random(seed), type_key, by, seed
        self.number = 0
        self.group = [self._record() for _n in range(self.any.randint(2, 5))]
        for _n in range(self.any.randint(2, 9)):
            self._something(self.any.choice(self.group))
        self.survivor = self.any.choice(self.group)

    def _phone(self) -> str:
        self.number += 1
        return f"09{self.seed % 10_000:04d}{self.number:04d}"

    def _record(self):
        pick = self.any
        if self.type == "deal":
            given = {"name": pick.choice(NAMES), "amount": str(pick.randint(0, 9) * 1000)}
            return add_deal(given | self._maybe(source="website"), by=self.by)
        given = {"full_name" if self.type == "contact" else "name": pick.choice(NAMES)}
        given |= self._maybe(
            phone=self._phone(), email=f"a{self._phone()}@x.vn", tags=["VIP", "Sỉ"]
        )
        given |= self._maybe(source="website", **{"custom.size": pick.choice("SMLX")})
        if self.type == "company":
            return add_company(given | self._maybe(tax_id="0302011234", employees="50"), by=self.by)
        address = {"street": "12 Lê Lợi", "province": pick.choice(("Huế", "Hà Nội"))}
        given |= self._maybe(birthday="1988-03-14", job_title="Kế toán", addresses=[address])
        return add_contact(given, by=self.by)

    def _maybe(self, **facts):
        return {key: value for key, value in facts.items() if self.any.random() < 0.5}

    def _something(self, it) -> None:
        ways = [self._note, self._file, self._task, self._share, self._tag]
        ways += {
            "contact": [self._deal, self._consent, self._stage, self._relate, self._shared_phone],
            "company": [self._deal, self._person, self._branch, self._relate],
            "deal": [self._win, self._moved_stage],
        }[self.type]
        self.any.choice(ways)(it)

    def _note(self, it):
        files = [self._kept()] if self.any.random() < 0.3 else []
        text = f"Ghi chú {self.any.random()}"
        write_note(self.type, it.pk, text, by=self.by, files=files)

    def _file(self, it):
        add_files(self.type, it.pk, [self._kept()], by=self.by)

    def _kept(self):
        return keep_file("báo giá.pdf", io.BytesIO(b"%PDF-1.7\n"), by=self.by)

    def _task(self, it):
        on = {"type_key": self.type, "record_id": it.pk}
        day = date(2026, 5, 1) + timedelta(self.any.randint(0, 40))
        add_task(title="Gọi lại", due_on=day, by=self.by, **on)

    def _share(self, it):
        share_record(it, by=self.by, user=self.office.em, may_change=self.any.random() < 0.5)

    def _tag(self, it):
        tags = NOUNS[self.type].value(it, "tags")
        CHANGE[self.type](it, {"tags": [*tags, self.any.choice(("Nợ", "Mới"))]}, by=self.by)

    def _deal(self, it):
        add_deal({"name": "Tôn", f"{self.type}_id": it.pk}, by=self.by)

    def _consent(self, it):
        purpose, channel = ConsentPurpose.objects.first(), self.any.choice(("zalo", "sms"))
        try:
            write_consent(
                it, purpose, channel, given=self.any.random() < 0.6, by=self.by, source="giấy"
            )
        except Refused:
            return  # it stands so already

    def _stage(self, it):
        it.refresh_from_db()
        move_stage(it, self.any.choice(("mql", "customer", "lost")), by=self.by, why="thử")

    def _relate(self, it):
        other = self.any.choice(self.group)
        kind = RelationKind.objects.filter(from_type=self.type, to_type=self.type).first()
        if kind is None or other.pk == it.pk:
            return
        try:
            add_relation(kind, (self.type, it.pk), (self.type, other.pk), by=self.by)
        except Refused:
            return  # related already

    def _shared_phone(self, it):
        other = self.any.choice(self.group)
        other.refresh_from_db()
        if other.phone and other.pk != it.pk:
            change_contact(it, {"phone": other.phone}, by=self.by, share=True)

    def _person(self, it):
        add_contact({"full_name": "Lan", "company_id": it.pk}, by=self.by)

    def _branch(self, it):
        other = self.any.choice(self.group)
        try:
            change_company(other, {"parent_id": it.pk}, by=self.by)
        except Refused:
            return  # a company cannot stand below itself

    def _win(self, it):
        it.refresh_from_db()
        if it.is_open:
            win_deal(it, by=self.by)

    def _moved_stage(self, it):
        it.refresh_from_db()
        stages = [s for s in it.pipeline.stages.order_by("position") if s.kind == "open"]
        if it.is_open:
            change_deal(it, {"stage_id": self.any.choice(stages).pk}, by=self.by)

    def choices(self) -> dict[str, int]:
        keys = [key for key in choosable(self.type, self.by) if self.any.random() < 0.4]
        return {key: self.any.choice(self.group).pk for key in keys}

    def merge(self, choices):
        losers = [it.pk for it in self.group if it.pk != self.survivor.pk]
        return merge_records(self.type, self.survivor.pk, losers, choices, by=self.by)

    def edits(self, choices):
        """Edits that mean the same on the survivor alone and on the merged record."""
        made = [self._note, self._task, self._named, self._tagged]
        staged = choices.get("lifecycle_stage", self.survivor.pk) == self.survivor.pk
        made += [self._phoned] if self.type != "deal" else []
        made += [self._staged] if self.type == "contact" and staged else []
        return self.any.sample(made, self.any.randint(1, len(made)))

    def _named(self, it):
        key = "full_name" if self.type == "contact" else "name"
        CHANGE[self.type](it, {key: "Tên mới"}, by=self.by)

    def _tagged(self, it):
        tags = NOUNS[self.type].value(it, "tags")
        CHANGE[self.type](it, {"tags": [*tags, "Sau"]}, by=self.by)

    def _phoned(self, it):
        listed = [
            {k: row[k] for k in ("value", "label", "primary")}
            for row in NOUNS[self.type].value(it, "phones")
        ]
        listed.append({"value": f"0888{self.seed % 1_000_000:06d}"})
        CHANGE[self.type](it, {"phones": listed}, by=self.by, share=True)

    def _staged(self, it):
        it.refresh_from_db()
        move_stage(it, "loyal", by=self.by, why="thử")


@pytest.fixture
def world(office, stages, pipeline):
    CustomField.objects.create(type="contact", key="size", labels={"en": "Size"}, kind="text")
    CustomField.objects.create(type="company", key="size", labels={"en": "Size"}, kind="text")
    forget_custom()
    tags_named(
        ["VIP", "Sỉ", "Nợ", "Mới", "Sau"]
    )  # PostgreSQL takes no number back that was rolled back
    Try.office = office
    return office


@pytest.mark.parametrize("type_key", ["contact", "company", "deal"])
def test_merging_and_undoing_gives_exactly_what_was(world, type_key):
    for seed in range(TRIES):
        with _forgotten():
            _there_and_back(seed, type_key, world)


def _there_and_back(seed, type_key, world):
    one, last, was = _begun(seed, type_key, world)
    with time_machine.travel(BEGIN + timedelta(hours=1), tick=False):
        done = one.merge(one.choices())
    with time_machine.travel(BEGIN + timedelta(hours=3), tick=False):
        unmerge(done, by=world.binh)
    now = everything(links_to=last)
    assert hashed(was) == hashed(now), (seed, differences(was, now)[:5])


@pytest.mark.parametrize("type_key", ["contact", "company", "deal"])
def test_what_happens_in_between_ends_as_though_there_had_been_no_merge(world, type_key):
    for seed in range(5_000, 5_000 + TRIES):
        with _forgotten():
            _with_edits_in_between(seed, type_key, world)


def _with_edits_in_between(seed, type_key, world):
    one, last, was = _begun(seed, type_key, world)
    choices = one.choices()
    edits, state = one.edits(choices), one.any.getstate()
    alone = _without_merge(one, edits)
    one.any.setstate(state)
    with time_machine.travel(BEGIN + timedelta(hours=1), tick=False):
        done = one.merge(choices)
    _edit(one, edits)
    with time_machine.travel(BEGIN + timedelta(hours=3), tick=False):
        unmerge(done, by=world.binh)
    now = _told(everything(links_to=last), was)
    assert not (apart := _apart(alone, now)), f"try {seed}: {apart}"


def _begun(seed, type_key, world):
    with time_machine.travel(BEGIN, tick=False):
        one = Try(seed, type_key, world.binh)
    last = Event.objects.latest("id").pk
    return one, last, everything(links_to=last)


def _edit(one, edits):
    with time_machine.travel(BEGIN + timedelta(hours=2), tick=False):
        for edit in edits:
            edit(TYPES[one.type].model.objects.get(pk=one.survivor.pk))


class _BackError(Exception):
    """Takes back what was done in between."""


@contextmanager
def _forgotten():
    """What happens within is rolled back."""
    try:
        with transaction.atomic():
            yield
            raise _BackError
    except _BackError:
        return


def _without_merge(one, edits):
    """What the same edits make of the survivor when nobody merges anything."""
    last, was = Event.objects.latest("id").pk, everything()
    found = {}
    with _forgotten():
        _edit(one, edits)
        found = _told(everything(links_to=last), was)
    return found


def _told(state, was):
    """Rows that stood before by their ids, new ones by what they hold."""
    told = {}
    for table, rows in state.items():
        if table == "timeline.Follow":
            continue  # whoever writes follows, and on the merged record they may have followed already
        if not isinstance(rows, dict):
            told[table] = rows
            continue
        old = {pk: row for pk, row in rows.items() if pk in was[table]}
        fresh = [
            {k: v for k, v in row.items() if k not in NUMBERS} if isinstance(row, dict) else row
            for pk, row in rows.items()
            if pk not in was[table]
        ]
        told[table] = (old, sorted(map(str, fresh)))
    return told


def _apart(one, other):
    """The rows that are not the same, to read when a try fails."""
    found = []
    for table in one:
        if one[table] != other[table] and isinstance(one[table], tuple):
            found += differences({table: one[table][0]}, {table: other[table][0]})
            found += [(table, sorted(set(one[table][1]) ^ set(other[table][1])))]
        elif one[table] != other[table]:
            found.append((table, one[table], other[table]))
    return "\n".join(map(str, found))
