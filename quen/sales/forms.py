"""Forms of the settings of selling: pipelines, stages with their playbooks, reasons, competitors."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from quen.accounts.forms import AskedForm
from quen.fields.catalogue import Field, all_fields
from quen.people.forms import LANGUAGES, Worded, read_rule
from quen.sales import staging
from quen.sales.models import PlaybookItem, Quote, Reason, Stage, Story

SPARE = 3
NAMED = (("labels", gettext_lazy("Name"), False),)


class PipelineForm(Worded):
    """What a pipeline is called."""

    worded = NAMED

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {"labels": self.words("labels")}


class StageForm(Worded):
    """A stage of a pipeline and its playbook; the exit rule is a condition over deals, as JSON."""

    worded = (
        ("labels", gettext_lazy("Name"), False),
        ("goal", gettext_lazy("Goal"), True),
        ("script", gettext_lazy("Script"), True),
    )

    step = forms.ChoiceField(
        label=gettext_lazy("Standard step"),
        choices=Stage.Step.choices,
        help_text=gettext_lazy("It makes different pipelines comparable in reports."),
    )
    probability = forms.IntegerField(
        label=gettext_lazy("Probability (%)"), min_value=0, max_value=100, required=False
    )
    rot_days = forms.IntegerField(
        label=gettext_lazy("Days without contact until a deal is left alone too long"),
        min_value=1, max_value=365, required=False,
    )  # fmt: skip
    required_fields = forms.MultipleChoiceField(
        label=gettext_lazy("Fields to fill before a deal goes on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    exit_rule = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=20_000)

    def __init__(self, stage: Stage | None, **facts: Any) -> None:
        super().__init__(**facts)
        self.stage = stage
        options = [(f.key, str(f.label)) for f in askable_fields()]
        self.fields["required_fields"].choices = options  # type: ignore[attr-defined]
        told = [f"{name}_{code}" for name, _label, _long in self.worded for code, _l in LANGUAGES]
        self.order_fields([*told[:3], "step", "probability", "rot_days", *told[3:]])

    def clean_exit_rule(self) -> Any:
        return read_rule(self.cleaned_data["exit_rule"])

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        keys = ("step", "rot_days", "required_fields", "exit_rule")
        return {
            **{name: self.words(name) for name in ("labels", "goal", "script")},
            **{key: given[key] for key in keys},
            "probability": given["probability"] or 0,
            "items": self.items(),
        }

    def items(self) -> list[dict[str, Any]]:
        """The lines of the checklist that have words; other languages stay while the words do."""
        known = {str(item.pk): item for item in self._items()}
        found = []
        for n in range(len(self._sent("item"))):
            words = self._sent("item_label")[n].strip()
            item = known.get(self._sent("item")[n])
            if words:
                same = item is not None and item.label == words
                found.append(
                    {
                        "id": item.pk if item else None,
                        "kind": self._kind(n),
                        "labels": item.labels if item and same else in_this_language(words),
                        "required": str(n) in self._sent("item_required"),
                    }
                )
        return found

    def _sent(self, name: str) -> list[str]:
        return list(self.data.getlist(name))  # type: ignore[attr-defined]

    def _kind(self, n: int) -> str:
        given = self._sent("item_kind")
        return given[n] if n < len(given) and given[n] in PlaybookItem.Kind.values else "step"

    def _items(self) -> list[PlaybookItem]:
        return list(self.stage.items.filter(removed_at=None)) if self.stage else []

    def lines(self) -> list[dict[str, Any]]:
        """The lines of the checklist as the page shows them, and a few empty ones."""
        kinds = PlaybookItem.Kind.choices
        lines = [
            {"n": n, "id": i.pk, "label": i.label, "kind": i.kind, "required": i.required}
            for n, i in enumerate(self._items())
        ]
        spare = [
            {"n": len(lines) + n, "id": "", "label": "", "kind": "step", "required": False}
            for n in range(SPARE)
        ]
        return [
            {**one, "kinds": [(k, w, k == one["kind"]) for k, w in kinds]} for one in lines + spare
        ]


def in_this_language(words: str) -> dict[str, str]:
    """Words under the language that is being read."""
    return {get_language() or "vi": words}


def askable_fields() -> list[Field]:
    """Fields of deals that a stage may ask for."""
    left_out = {"name", "stage_id", "pipeline_id", "owner_id", "tags"}
    return [f for f in all_fields("deal").values() if f.write and f.key not in left_out]


class ReasonForm(Worded):
    """A reason why deals are won or lost, and where in the tree it hangs."""

    worded = NAMED

    parent = forms.ChoiceField(label=gettext_lazy("Hangs below"), required=False)
    names_competitor = forms.BooleanField(label=gettext_lazy("Ask against whom"), required=False)

    def __init__(self, kind: str, reason: Reason | None, **facts: Any) -> None:
        super().__init__(**facts)
        self.kind = kind
        self.above = {
            str(one.pk): one
            for one in staging.reasons(kind)
            if reason is None or one.pk != reason.pk
        }
        options = [(key, staging.path_of(one)) for key, one in self.above.items()]
        self.fields["parent"].choices = [("", _("Nothing, it stands on top")), *options]  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            "labels": self.words("labels"),
            "kind": self.kind,
            "parent": self.above.get(given["parent"]),
            "names_competitor": given["names_competitor"],
        }


class CompetitorForm(Worded):
    """Who else wants to sell."""

    name = forms.CharField(label=pgettext_lazy("company", "Name"), max_length=120, required=False)

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {"name": self.cleaned_data["name"]}


class QuoteForm(AskedForm):
    """The words of a quote; its lines stand beside it."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Quote.Kind.choices)
    spread_percent = forms.IntegerField(
        label=gettext_lazy("Range of a rough quote, ± %"), required=False, min_value=1, max_value=90
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the document"), choices=LANGUAGES)
    valid_until = forms.DateField(
        label=gettext_lazy("Valid until"), required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    intro = forms.CharField(
        label=gettext_lazy("Words before the lines"), required=False, max_length=4000,
        widget=forms.Textarea({"rows": "3"}),
    )  # fmt: skip
    terms = forms.CharField(
        label=gettext_lazy("Terms"), required=False, max_length=8000,
        widget=forms.Textarea({"rows": "4"}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput())

    @staticmethod
    def start(it: Quote) -> dict[str, Any]:
        """What a draft holds."""
        keys = ("title", "kind", "spread_percent", "language", "valid_until", "intro", "terms")
        return {key: getattr(it, key) for key in (*keys, "version")}

    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)

    def refuse(self, errors: dict[str, str], message: str) -> None:
        """Show the action's words at their fields."""
        for name, told in errors.items():
            self.add_error(name if name in self.fields else None, told)
        if not self.errors:
            self.add_error(None, message)


class SendForm(AskedForm):
    """Where a quote goes by mail; empty, it is only opened for its link."""

    to = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    words = forms.CharField(
        label=gettext_lazy("Words"), required=False, max_length=2000,
        widget=forms.Textarea({"rows": "3"}),
    )  # fmt: skip


class StoryForm(AskedForm):
    """A story or a document; its file stands beside the form."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Story.Kind.choices)
    industry = forms.CharField(
        label=gettext_lazy("Industry"), max_length=80, required=False,
        help_text=gettext_lazy("As companies have it; empty for all of them."),
    )  # fmt: skip
    problem = forms.CharField(label=gettext_lazy("What it solves"), max_length=200, required=False)
    words = forms.CharField(
        label=gettext_lazy("Words"), required=False, max_length=4000,
        widget=forms.Textarea({"rows": "6"}),
    )  # fmt: skip
    address = forms.URLField(
        label=gettext_lazy("Address of a page or video"), required=False, max_length=300,
        assume_scheme="https",
    )  # fmt: skip
