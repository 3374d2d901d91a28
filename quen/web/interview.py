"""The five questions of the first hour: what is asked, what was answered, and what would be built."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.fields.catalogue import in_language
from quen.kit.records import TYPES
from quen.kit.workspace import workspace
from quen.people.calling import CALLED
from quen.people.choices import CHANNELS
from quen.sales import staging
from quen.sales.models import Pipeline, Stage
from quen.web.models import FirstHour
from quen.web.packs import packs

WAITING, DONE, SKIPPED = "waiting", "done", "skipped"
STEPS = {
    "trade": gettext_lazy("Trade"),
    "word": gettext_lazy("Word"),
    "stages": gettext_lazy("Stages"),
    "channels": gettext_lazy("Channels"),
    "file": gettext_lazy("File"),
}
BUILD = "build"
SELLS_TO = (
    ("people", gettext_lazy("To people")),
    ("companies", gettext_lazy("To companies")),
    ("both", gettext_lazy("To both")),
)
# What follows from a company's country: language, time zone, currency.
COUNTRIES = {
    "VN": ("vi", "Asia/Ho_Chi_Minh", "VND", gettext_lazy("In Vietnam")),
    "TH": ("th", "Asia/Bangkok", "THB", gettext_lazy("In Thailand")),
}
ELSEWHERE = "other"
SPARE_ROWS = 2


def is_waiting(user: Any) -> bool:
    """Whether this colleague is to answer the questions first."""
    return workspace().first_hour == WAITING and user.can("kit.change_workspace")


def answers() -> dict[str, Any]:
    """What was answered so far, by question."""
    row = first_hour()
    return dict(row.answers) if row else {}


def first_hour() -> FirstHour | None:
    """The interview, once something was answered."""
    return FirstHour.objects.filter(pk=1).first()


def bar(now: str) -> list[tuple[str, str]]:
    """(name, state) of each question and of the look before building, for the stepper."""
    names = {**{key: str(label) for key, label in STEPS.items()}, BUILD: _("Build")}
    at = list(names).index(now)
    states = ["done"] * at + ["now"] + [""] * (len(names) - at - 1)
    return list(zip(names.values(), states, strict=True))


def next_of(step: str) -> str:
    """The address after a question."""
    keys = list(STEPS)
    at = keys.index(step) + 1
    if at == len(keys):
        return reverse("web:first_hour_build")
    return reverse("web:first_hour_step", args=[keys[at]])


def before(step: str) -> str:
    """The address before a question; empty at the first."""
    keys = [*STEPS, BUILD]
    at = keys.index(step)
    return reverse("web:first_hour_step", args=[keys[at - 1]]) if at else ""


def first_open(told: dict[str, Any]) -> str:
    """The question to go on with: the first one without an answer; all answered begins anew."""
    return next((key for key in STEPS if key not in told), next(iter(STEPS)))


def trades(chosen: str) -> list[dict[str, Any]]:
    """The packs to choose from, and none."""
    lines = [
        {
            "key": key,
            "icon": content["icon"],
            "name": in_language(content["labels"]),
            "about": in_language(content["about"]),
            "on": key == chosen,
        }
        for key, content in packs().items()
    ]
    none = _("Another trade")
    about = _("Begin with the general stages; a pack can be taken in later.")
    plain = {"key": "none", "icon": "building-store", "name": none, "about": about}
    return [*lines, plain | {"on": chosen == "none"}]


def countries(chosen: str, user: Any) -> list[tuple[str, str, bool]]:
    """(key, words, chosen) of where the company is; before the first answer as the asked one speaks."""
    fresh = "TH" if user.language == "th" and workspace().first_hour == WAITING else ""
    now = chosen or fresh or workspace().country
    now = now if now in COUNTRIES else ELSEWHERE
    named = [(key, str(facts[3])) for key, facts in COUNTRIES.items()]
    return [(key, label, key == now) for key, label in [*named, (ELSEWHERE, _("Elsewhere"))]]


def words(told: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """(key, word, chosen) of what a customer may be called; the trade's own word comes first."""
    of_trade = packs().get(told.get("trade", {}).get("pack", ""), {}).get("customer", "customer")
    given = told.get("word") or workspace().customer_word or {}
    now = "" if given.get("own") else given.get("key", of_trade)
    keys = sorted(CALLED, key=lambda key: (key != of_trade, key != "customer"))
    return [(key, str(CALLED[key][1]), key == now) for key in keys]


@dataclass(frozen=True)
class Row:
    """A stage as the form shows it; `key` is empty for a new one."""

    key: str
    name: str
    probability: int


def stage_rows(told: dict[str, Any]) -> list[Row]:
    """The stages as they were answered, else those of the pipeline or pack, and empty rows below."""
    given = told.get("stages") or {}
    if given.get("rows") and given.get("of") == pipeline_key(told):
        rows = [Row(one["key"], one["name"], one["probability"]) for one in given["rows"]]
    else:
        rows = standing_rows(told)
    return rows + [Row("", "", 50)] * SPARE_ROWS


def standing_rows(told: dict[str, Any]) -> list[Row]:
    """The open stages of the pipeline as it stands, or as the chosen pack would make it."""
    pipeline = pipeline_of(told)
    if pipeline is not None:
        stages = [s for s in staging.stages(pipeline.pk) if s.kind == Stage.Kind.OPEN]
        return [Row(s.key, s.label, s.probability) for s in stages]
    specs = packs()[told["trade"]["pack"]]["pipelines"][0]["stages"]
    return [
        Row(s["key"], in_language(s["labels"]), s["probability"])
        for s in specs
        if s["kind"] == Stage.Kind.OPEN
    ]


def pipeline_key(told: dict[str, Any]) -> str:
    """The key of the pipeline that the answers are about; empty for the company's first."""
    pack = packs().get(told.get("trade", {}).get("pack", ""))
    return pack["pipelines"][0]["key"] if pack else ""


def pipeline_of(told: dict[str, Any]) -> Pipeline | None:
    """That pipeline, where it stands; None while its pack is not taken in."""
    key = pipeline_key(told)
    live = staging.pipelines()
    return next((one for one in live if one.key == key), None) if key else live[0]


def channels(told: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """(key, name, chosen) of the channels customers are reached by."""
    pack = packs().get(told.get("trade", {}).get("pack", ""), {})
    suggested = pack.get("channels", ["phone", "zalo", "email"])
    chosen = told.get("channels", {}).get("keys", workspace().channels or suggested)
    return [(key, str(label), key in chosen) for key, label in CHANNELS]


def likeliest(user: Any) -> list[dict[str, str]]:
    """The two likeliest actions of a company that has nobody in yet; nothing after the first."""
    if workspace().first_hour not in (DONE, SKIPPED):
        return []
    to = "company" if answers().get("trade", {}).get("to") == "companies" else "contact"
    if any(TYPES[key].model._base_manager.exists() for key in ("contact", "company")):
        return []
    found = []
    if user.can("people.import"):
        objects = {"contact": "contacts", "company": "companies"}[to]
        url = f"{reverse('fields:import_new')}?object={objects}"
        found.append({"label": _("Bring your list in"), "url": url, "icon": "upload"})
    if user.can(f"people.add_{to}"):
        label = _("Add the first one by hand")
        found.append({"label": label, "url": reverse(f"people:{to}_new"), "icon": "plus"})
    return found
