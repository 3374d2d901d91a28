"""A care plan as a flow: its lines become waits and verbs, in the order of their days."""

from collections.abc import Iterator
from typing import Any

from django.utils import translation

from quen.automation.answers import ANSWERED
from quen.automation.flows import Definition, Spec, do, wait
from quen.fields.catalogue import in_language
from quen.kit.workspace import workspace
from quen.work.models import CareLine, CarePlan

HOUR = "09:00"


def definition_of(plan: CarePlan, language: str) -> Definition:
    """The plan's flow; what goes to the customer is in their language."""
    stops = (ANSWERED,) if plan.stops_on_answer else ()
    lines = list(plan.lines.all())
    return Definition(
        key=f"plan:{plan.pk}",
        label=plan.label,
        type=plan.type,
        steps=tuple(_steps(lines, language)),
        stops_on=stops,
        again="always",
    )


def _steps(lines: list[CareLine], language: str) -> Iterator[Spec]:
    passed = 0
    for line in lines:
        ahead = line.days - passed
        passed = line.days
        if ahead:
            yield wait(days=ahead, working=line.working, at=HOUR)
        elif line.working and line.kind == CareLine.Kind.MAIL:
            yield wait(working=True)  # nobody is written to in the night
        yield _done(line, language) | {"line": line.pk, "shown": line.shown}


def _done(line: CareLine, language: str) -> Spec:
    if line.kind != CareLine.Kind.MAIL:
        return do(
            "task.add",
            title=line.label,
            kind=line.kind,
            text=in_language(line.texts),
            whom=line.whom,
        )
    with translation.override(language):
        return do("mail.send", subject=in_language(line.labels), text=in_language(line.texts))


def language_of(record: Any) -> str:
    """The customer's language, else the company's."""
    person = record if hasattr(record, "form_of_address") else getattr(record, "contact", None)
    spoken = getattr(person, "language", "") if person else ""
    return spoken if spoken in ("vi", "th", "en") else workspace().language
