"""What a customer fills in to book, and what a colleague fills in to make a booking page."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quen.accounts.forms import AskedForm
from quen.accounts.models import User
from quen.fields.catalogue import Field
from quen.work.booking.asking import askable, questions_of
from quen.work.booking.hours import spans_as_text, spans_in
from quen.work.models import BookingPage

DAYS = (
    *(gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday")),
    *(gettext_lazy("Thursday"), gettext_lazy("Friday"), gettext_lazy("Saturday")),
    gettext_lazy("Sunday"),
)
_KIND = re.compile(r"(\d{1,3})\s*(.*)")
_PLAIN = ("title", "slug", "intro", "place", "before", "after", "step", "notice", "ahead", "day_limit")  # fmt: skip
_FIXED = ("is_open", "company_hours")


class GuestForm(forms.Form):
    """Name, a way to reach them, and the page's own questions; what does not fit is said by the action."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=32,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=gettext_lazy("For the confirmation with an entry for your calendar."),
    )

    def __init__(self, page: BookingPage, **facts: Any) -> None:
        super().__init__(**facts)
        self.questions = questions_of(page.questions)
        for field in self.questions:
            self.fields[f"q-{field.key}"] = forms.Field(
                label=str(field.label), required=False, widget=_widget(field)
            )
        self.fields["text"] = forms.CharField(
            label=_("Anything we should know"),
            required=False,
            max_length=2000,
            widget=forms.Textarea({"rows": 3}),
        )

    def guest(self) -> dict[str, Any]:
        """What was typed, as `bookings.Guest` takes it."""
        given = {key: self.cleaned_data[key] for key in ("name", "phone", "email", "text")}
        answers = {field.key: self.cleaned_data[f"q-{field.key}"] for field in self.questions}
        return {**given, "answers": answers}

    def refuse(self, errors: dict[str, str], message: str) -> None:
        """Show an action's words at their fields."""
        for key, words in errors.items():
            name = f"q-{key}" if f"q-{key}" in self.fields else key
            self.add_error(name if name in self.fields else None, words)
        if not errors:
            self.add_error(None, message)


def _widget(field: Field) -> forms.Widget:
    options = [(str(choice.key), str(choice.label)) for choice in field.options()]
    if field.kind == "choices":
        return forms.CheckboxSelectMultiple(choices=options)
    if field.kind == "boolean":
        return forms.Select(choices=[("", "—"), ("yes", _("Yes")), ("no", _("No"))])
    if field.kind == "choice":
        return forms.Select(choices=[("", "—"), *options])
    if field.kind == "long_text":
        return forms.Textarea({"rows": 3})
    return forms.TextInput({"type": "date"} if field.kind == "date" else {})


class BookingPageForm(AskedForm):
    """A booking page: what it is about, who takes the meetings, when, and what is asked."""

    title = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    slug = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "The end of the link, as “tu-van”; made of the name where left out."
        ),
    )
    intro = forms.CharField(
        label=gettext_lazy("What customers read first"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("An address, a phone call, or the link of a video call."),
    )
    kinds = forms.CharField(
        label=gettext_lazy("Kinds of meetings"),
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("One a line: minutes and name, as “30 First talk”."),
    )
    before = forms.IntegerField(label=gettext_lazy("Minutes free before"), min_value=0)
    after = forms.IntegerField(label=gettext_lazy("Minutes free after"), min_value=0)
    step = forms.IntegerField(label=gettext_lazy("A start every (minutes)"), min_value=5)
    notice = forms.IntegerField(label=gettext_lazy("Hours of notice"), min_value=0)
    ahead = forms.IntegerField(label=gettext_lazy("Days ahead"), min_value=1)
    day_limit = forms.IntegerField(
        label=gettext_lazy("Most meetings a day and colleague"), min_value=1, required=False
    )
    is_open = forms.BooleanField(label=gettext_lazy("Customers can book"), required=False)
    company_hours = forms.BooleanField(
        label=gettext_lazy("Open in the company's working hours"),
        required=False,
        help_text=gettext_lazy(
            "Or take this away and write the hours of each day below, as “8:00-12:00, 13:30-17:30”; a day "
            "without hours is closed. Public holidays are left out in any case."
        ),
    )

    def __init__(self, colleagues: list[User], by: User, page: BookingPage | None = None, **facts: Any) -> None:  # fmt: skip
        super().__init__(initial=_start(page, by), **facts)
        self.page, self.colleagues = page, {str(one.pk): one for one in colleagues}
        for n, day in enumerate(DAYS):
            self.fields[f"day_{n}"] = forms.CharField(label=day, required=False, max_length=100)
        self.fields["hosts"] = forms.MultipleChoiceField(
            label=_("Who takes the meetings"),
            choices=[(key, one.full_name) for key, one in self.colleagues.items()],
            widget=forms.CheckboxSelectMultiple,
        )
        for host in page.hosts.all() if page else ():
            self.fields[f"weight_{host.user_id}"] = forms.IntegerField(
                label=_("Weight of %s") % host.user.full_name, min_value=1, max_value=100
            )
        if by.can("fields.manage_fields"):
            self.fields["questions"] = forms.MultipleChoiceField(
                label=_("Questions that fill fields of the customer"),
                choices=[(key, str(field.label)) for key, field in askable().items()],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def clean_kinds(self) -> list[dict[str, Any]]:
        known = {kind["name"]: kind["key"] for kind in self.page.kinds} if self.page else {}
        taken = {int(key[1:]) for key in known.values()}
        found = []
        for line in filter(None, map(str.strip, self.cleaned_data["kinds"].splitlines())):
            match = _KIND.fullmatch(line)
            if match is None or not match[2]:
                raise forms.ValidationError(_("Write each kind as “30 First talk”."))
            key = known.get(match[2]) or f"k{max(taken, default=0) + 1}"
            taken.add(int(key[1:]))
            found.append({"key": key, "name": match[2][:80], "minutes": int(match[1])})
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        hours = {}
        for n in range(7):
            try:
                spans = spans_in(given.pop(f"day_{n}", "") or "")
            except ValueError as error:
                self.add_error(f"day_{n}", str(error))
                continue
            if spans:
                hours[str(n)] = spans
        if not given.pop("company_hours", False) and not hours:
            self.add_error("company_hours", _("Give hours for at least one day."))
        given["hours"] = {} if self.data.get("company_hours") else hours
        weights = {key: given.pop(key) for key in list(given) if key.startswith("weight_")}
        chosen = given.pop("hosts", [])
        given["hosts"] = {self.colleagues[key]: weights.get(f"weight_{key}") or 1 for key in chosen}
        return given


def _start(page: BookingPage | None, by: User) -> dict[str, Any]:
    if page is None:
        first = _("First talk")
        return {
            "before": 0, "after": 15, "step": 30, "notice": 4, "ahead": 30, "company_hours": True,
            "is_open": True, "hosts": [str(by.pk)], "kinds": f"30 {first}",
        }  # fmt: skip
    start: dict[str, Any] = {key: getattr(page, key) for key in (*_PLAIN, "is_open", "questions")}
    start["kinds"] = "\n".join(f"{kind['minutes']} {kind['name']}" for kind in page.kinds)
    start["company_hours"] = not page.hours
    start |= {f"day_{n}": spans_as_text(spans) for n, spans in page.hours.items()}
    hosts = list(page.hosts.all())
    start["hosts"] = [str(host.user_id) for host in hosts]
    return start | {f"weight_{host.user_id}": host.weight for host in hosts}
