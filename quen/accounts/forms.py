"""What colleagues fill in about themselves, each other, teams, roles and shares."""

from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quen.accounts.models import Role, Team, Token, User
from quen.accounts.models.user import LANGUAGES, SIGNATURE
from quen.kit.refused import Refused

Made = TypeVar("Made")
SCOPES = [("read", _("Read only")), ("write", _("Read and write"))]
THEMES = [("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))]


def zones() -> list[tuple[str, str]]:
    """Every time zone by its own name."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


class AskedForm(forms.Form):
    """A form whose last word is the action's: what it refuses stands at its field."""

    use_required_attribute = False

    def accepted(self, act: Callable[..., Made]) -> Made | None:
        """What `act(**answers)` made, or None with the words of the refusal on the form."""
        if not self.is_valid():
            return None
        try:
            return act(**self.cleaned_data)
        except Refused as error:
            for name, words in (error.errors or {"": str(error.message)}).items():
                self.add_error(name if name in self.fields else None, words)
            return None


class ProfileForm(AskedForm):
    """Name, language, zone, era, theme and signature of one's own."""

    full_name = forms.CharField(label=_("Name"), max_length=160)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    theme = forms.ChoiceField(label=_("Appearance"), choices=THEMES)
    buddhist_years = forms.BooleanField(label=_("Show years in the Buddhist era"), required=False)
    signature = forms.CharField(
        label=_("Signature"),
        required=False,
        max_length=SIGNATURE,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Kept for mails to customers in your name. Quen does not send any yet."),
    )


class TokenForm(AskedForm):
    """A new API token."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=120, help_text=_("The program that will use it.")
    )
    scope = forms.ChoiceField(label=_("May"), choices=SCOPES)
    expires_on = forms.DateField(
        label=_("Ends on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(gettext("Choose a day that is still to come."))
        return day


class PlacedForm(AskedForm):
    """Roles and a team, chosen among those there are."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), widget=forms.CheckboxSelectMultiple, required=False
    )
    team = forms.ChoiceField(label=_("Team"), required=False)

    def __init__(self, *args: Any, roles: list[Role], teams: list[Team], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self._roles, self._teams = {str(r.pk): r for r in roles}, {str(t.pk): t for t in teams}
        self.fields["roles"].choices = [(r.pk, r.label) for r in roles]  # type: ignore[attr-defined]
        self.fields["team"].choices = team_choices(teams)  # type: ignore[attr-defined]

    def clean_roles(self) -> list[Role]:
        return [self._roles[pk] for pk in self.cleaned_data["roles"]]

    def clean_team(self) -> Team | None:
        return self._teams.get(self.cleaned_data["team"])


class InviteForm(PlacedForm):
    """Whom to invite."""

    email = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.EmailInput)
    full_name = forms.CharField(label=_("Name"), max_length=160, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    field_order = ("email", "full_name", "language", "team", "roles")


class JoinForm(AskedForm):
    """The answer to an invitation."""

    full_name = forms.CharField(label=_("Name"), max_length=160)
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters that nobody would guess."),
    )


class TeamForm(AskedForm):
    """A team's name and where it hangs."""

    name = forms.CharField(label=_("Name"), max_length=120)
    parent = forms.ChoiceField(label=_("Below"), required=False)

    def __init__(self, *args: Any, teams: list[Team], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self._teams = {str(t.pk): t for t in teams}
        self.fields["parent"].choices = team_choices(teams)  # type: ignore[attr-defined]

    def clean_parent(self) -> Team | None:
        return self._teams.get(self.cleaned_data["parent"])


class RoleForm(AskedForm):
    """A new role, empty or as a copy."""

    name = forms.CharField(label=_("Name"), max_length=120)
    copy_of = forms.ChoiceField(label=_("As a copy of"), required=False)

    def __init__(self, *args: Any, roles: list[Role], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self._roles = {str(r.pk): r for r in roles}
        none = ("", gettext("None: start empty"))
        self.fields["copy_of"].choices = [none, *((r.pk, r.label) for r in roles)]  # type: ignore[attr-defined]

    def clean_copy_of(self) -> Role | None:
        return self._roles.get(self.cleaned_data["copy_of"])


class MaskingForm(AskedForm):
    """Which roles read phones and mails masked."""

    roles = forms.MultipleChoiceField(
        label=_("Roles that read phones and mails masked"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Of several roles of a colleague the one that sees more counts. None: nobody."),
    )
    own = forms.BooleanField(
        label=_("Also those of customers that they own themselves"), required=False
    )
    reveals_an_hour = forms.IntegerField(
        label=_("Values shown whole within an hour that are unusual"),
        min_value=1,
        max_value=10_000,
        help_text=_("So many make a notice to the data owner and the administrators."),
    )

    def __init__(self, *args: Any, roles: list[Role], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self._roles = {str(role.pk): role for role in roles}
        self.fields["roles"].choices = [(r.pk, r.label) for r in roles]  # type: ignore[attr-defined]

    def clean_roles(self) -> list[Role]:
        return [self._roles[pk] for pk in self.cleaned_data["roles"]]


class ShareForm(AskedForm):
    """With whom to share a record, and until when."""

    whom = forms.ChoiceField(label=_("With"))
    may_change = forms.BooleanField(label=_("They may change it"), required=False)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until you end it."),
    )

    def __init__(self, *args: Any, users: Iterable[User], teams: list[Team], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self._whom: dict[str, dict[str, Any]] = {f"user-{u.pk}": {"user": u} for u in users}
        self._whom |= {f"team-{t.pk}": {"team": t} for t in teams}
        people = [(k, str(v["user"])) for k, v in self._whom.items() if "user" in v]
        groups = [(k, str(v["team"])) for k, v in self._whom.items() if "team" in v]
        self.fields["whom"].choices = [  # type: ignore[attr-defined]
            (gettext("Colleagues"), people),
            (gettext("Teams"), groups),
        ]

    def answers(self) -> dict[str, Any]:
        """As the action takes them; a day ends at midnight of the giver's zone."""
        day = self.cleaned_data["until"]
        end = datetime.combine(day, time.max, timezone.get_current_timezone()) if day else None
        may_change = self.cleaned_data["may_change"]
        return {**self._whom[self.cleaned_data["whom"]], "may_change": may_change, "until": end}


def team_choices(teams: list[Team]) -> list[tuple[Any, str]]:
    """Teams in their tree, those below indented, and none."""
    return [("", "—"), *((t.pk, "\u2003" * t.depth + t.name) for t in teams)]


def end_of(day: Any, user: User) -> datetime | None:
    """The last moment of a day where the user lives."""
    return datetime.combine(day, time.max, ZoneInfo(user.zone)) if day else None


def scope_label(token: Token) -> str:
    """What the token may, in words."""
    return str(dict(SCOPES)[token.scope])
