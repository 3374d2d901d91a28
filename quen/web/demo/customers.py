"""The demo company's customers, written in chunks with all that hangs on them."""

from datetime import datetime
from random import Random
from typing import Any

from quen.fields.models import CustomField, Value
from quen.kit.text import fold
from quen.people.models import Contact, Handle, Stay
from quen.sales.models import Deal, DealLine, Reason
from quen.sales.models import Stay as DealStay
from quen.web.demo import deals as deal_maker
from quen.web.demo.goods import Shelf
from quen.web.demo.history import Log, tell_deal, tell_person
from quen.web.demo.loading import load, moment, next_id
from quen.web.demo.people import Person
from quen.web.demo.plans import NOTES
from quen.web.demo.rows import (
    contact_row,
    deal_line,
    deal_row,
    deal_stays,
    handle_rows,
    stay_rows,
    value_rows,
)
from quen.work.models import Note, Task


class Writer:
    """Writes one chunk after another: the dice and the ids of deals go on between them."""

    def __init__(self, dice: Random, now: datetime, stages: list[Any], shelf: Shelf) -> None:
        self.dice, self.now, self.stages = dice, now, stages
        self.shelf = shelf
        self.reasons = list(Reason.objects.filter(kind=Reason.Kind.LOST))
        self.custom = {f.key: f for f in CustomField.objects.filter(type="contact")}
        self.log = Log(dice)
        self.deal_id = next_id(Deal)

    def write(self, chunk: list[Person]) -> None:
        deals = [deal for person in chunk for deal in self._deals(person)]
        self._contacts(chunk)
        self._deal_rows(deals)
        self._work(chunk, deals)
        for person in chunk:
            tell_person(self.log, person, self.now)
        for deal in deals:
            tell_deal(self.log, deal)
        self.log.flush()

    def _deals(self, person: Person) -> list[dict[str, Any]]:
        made = list(
            deal_maker.deals_of(
                self.dice, person, self.deal_id, self.shelf, self.stages, self.reasons, self.now
            )
        )
        self.deal_id += len(made)
        return made

    def _contacts(self, chunk: list[Person]) -> None:
        columns = [
            "id",
            "full_name",
            "given_name",
            "family_name",
            "nickname",
            "name_key",
            "norm",
            "gender",
            "language",
            "form_of_address",
            "birthday",
            "birthday_key",
            "birthday_calendar",
            "company",
            "job_title",
            "stage",
            "stage_entered_at",
            "round",
            "source",
            "email",
            "phone",
            "score",
            "last_activity_at",
            "next_step_at",
            "custom",
            "owner",
            "team",
            "version",
            "created_at",
            "updated_at",
        ]
        load(Contact, columns, (contact_row(p) for p in chunk))
        handles = [
            "contact",
            "kind",
            "value",
            "normal",
            "label",
            "primary",
            "identifies",
            "invalid",
        ]
        load(Handle, handles, (row for p in chunk for row in handle_rows(p)))
        stays = ["contact", "stage", "entered_at", "left_at", "why", "by", "round"]
        load(Stay, stays, (row for p in chunk for row in stay_rows(p)))
        values = ["field", "record_id", "slot", "number", "text", "moment", "reference", "currency"]
        load(Value, values, (row for p in chunk for row in value_rows(p, self.custom)))

    def _deal_rows(self, deals: list[dict[str, Any]]) -> None:
        columns = [
            "id",
            "name",
            "name_key",
            "norm",
            "contact",
            "company",
            "pipeline",
            "stage",
            "stage_entered_at",
            "amount",
            "currency",
            "probability",
            "state",
            "expected_close_on",
            "closed_at",
            "lost_reason",
            "lost_note",
            "source",
            "next_step_at",
            "last_activity_at",
            "custom",
            "owner",
            "team",
            "version",
            "created_at",
            "updated_at",
        ]
        load(Deal, columns, (deal_row(d) for d in deals))
        stays = ["deal", "stage", "entered_at", "left_at", "by"]
        load(DealStay, stays, (row for d in deals for row in deal_stays(d)))
        lines = [
            "deal",
            "product",
            "name",
            "unit",
            "quantity",
            "unit_price",
            "discount_percent",
            "vat_percent",
            "position",
        ]
        load(DealLine, lines, (deal_line(d) for d in deals))

    def _work(self, chunk: list[Person], deals: list[dict[str, Any]]) -> None:
        """An open task for what is planned with people and deals, a note on some of the others."""
        task = [
            "title",
            "norm",
            "due_on",
            "type",
            "record_id",
            "custom",
            "owner",
            "team",
            "version",
            "created_at",
            "updated_at",
        ]
        note = ["type", "record_id", "text", "owner", "team", "version", "created_at", "updated_at"]
        at = moment(self.now)
        tasks, notes = [], []
        for p in chunk:
            who = (p.owner.pk, p.owner.team_id, 1, at, at)
            if p.due:
                tasks.append((p.task, fold(p.task), p.due.isoformat(), "contact", p.pk, "{}", *who))
            elif self.dice.random() < 0.06:
                notes.append(("contact", p.pk, self.dice.choice(NOTES[p.language]), *who))
        for d in deals:
            if d["due"]:
                who = (d["owner"].pk, d["owner"].team_id, 1, at, at)
                days = d["due"].isoformat()
                tasks.append((d["task"], fold(d["task"]), days, "deal", d["pk"], "{}", *who))
        load(Task, task, tasks)
        load(Note, note, notes)
