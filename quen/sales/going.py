"""Where a deal goes on to: the one dialog that asks for what is missing and why it is won or lost."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.fields.actions.files import keep_file
from quen.fields.catalogue import Field
from quen.fields.forms.new import NewForm
from quen.fields.record_pages import PAGES, values_on
from quen.kit.refused import Refused
from quen.sales import staging
from quen.sales.models import Deal, PlaybookItem, Stage
from quen.sales.requirements import lacks


class GoForm(NewForm):
    """The fields, items and documents that a deal lacks on its way to a stage, and what closes it."""

    def __init__(self, deal: Deal, stage: Stage, user: Any, **facts: Any) -> None:
        self.deal, self.stage = deal, stage
        self.missing = lacks(deal, stage)
        super().__init__(PAGES["deal"], user, values_on(PAGES["deal"], deal, user), **facts)
        if stage.kind != Stage.Kind.OPEN:
            self._ask_why()

    def _described(self) -> dict[str, Field]:
        mine = self.known.fields(self.user)
        keys = [f.key for lack in self.missing for f in lack.fields]
        writable = (key for key in keys if key in mine)
        return {key: mine[key] for key in writable if self.user.may_write_field(mine[key].right)}

    def _ask_why(self) -> None:
        lost = self.stage.kind == Stage.Kind.LOST
        label = _("Lost reason") if lost else _("Won reason")
        reasons = [(one.key, staging.path_of(one)) for one in staging.reasons(self.stage.kind)]
        rivals = [(str(one.pk), one.name) for one in staging.competitors()]
        self._choice("reason", label, reasons)
        self.fields["reason"].required = lost  # the star; the action decides
        if rivals:
            self._choice("competitor", _("Competitor"), rivals)
        self.fields["note"] = forms.CharField(
            label=gettext_lazy("Note"), required=False, widget=forms.Textarea({"rows": "2"})
        )
        if lost:
            self.fields["ask_again_on"] = forms.DateField(
                label=gettext_lazy("Ask again on"), required=False,
                widget=forms.DateInput({"type": "date"}),
                help_text=gettext_lazy("Plans a call on that day."),
            )  # fmt: skip

    def _choice(self, name: str, label: str, options: list[tuple[str, str]]) -> None:
        choices = [("", "—"), *options]
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices)

    @property
    def words(self) -> list[str]:
        """Rules that the deal does not meet yet."""
        return [lack.rule for lack in self.missing if lack.rule]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The items that are not done: to tick, or to attach."""
        ticked = set(self._sent("item")) if self.is_bound else set()
        return [
            {
                "pk": item.pk,
                "label": item.label,
                "document": item.kind == PlaybookItem.Kind.DOCUMENT,
                "on": str(item.pk) in ticked,
            }
            for lack in self.missing
            for item in lack.items
        ]

    def _sent(self, name: str) -> list[str]:
        return list(self.data.getlist(name))  # type: ignore[attr-defined]

    def done_items(self) -> list[PlaybookItem]:
        """What was ticked or attached."""
        ticked = set(self._sent("item"))
        items = [item for lack in self.missing for item in lack.items]
        return [i for i in items if str(i.pk) in ticked or f"file_{i.pk}" in self.files]

    def documents(self, by: Any) -> dict[int, Any]:
        """The attached documents, kept; by item. Raises Refused for one that cannot be kept."""
        sent = {item.pk: self.files.get(f"file_{item.pk}") for item in self.done_items()}
        return {pk: keep_file(one.name or "", one, by=by) for pk, one in sent.items() if one}

    def closing(self) -> Mapping[str, Any]:
        """Why it is won or lost."""
        if self.stage.kind == Stage.Kind.OPEN:
            return {}
        day = (
            self.fields["ask_again_on"].to_python(self._one("ask_again_on")) if self._lost else None
        )
        rival = self._one("competitor")
        return {
            "reason": staging.reason(self._one("reason"), self.stage.kind),
            "competitor": next((c for c in staging.competitors() if str(c.pk) == rival), None),
            "note": self._one("note"),
            "ask_again_on": day,
        }

    @property
    def _lost(self) -> bool:
        return self.stage.kind == Stage.Kind.LOST

    def _one(self, name: str) -> str:
        return str(self.data.get(name) or "").strip()


def read_closing(form: GoForm) -> Mapping[str, Any]:
    """`closing`, with a day that is none said at its field. Raises Refused."""
    try:
        return form.closing()
    except forms.ValidationError:
        words = _("This is no day.")
        raise Refused(words, errors={"ask_again_on": words}) from None
