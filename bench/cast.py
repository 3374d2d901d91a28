"""The people who are measured, added to a demo company, and the view that finds twenty rows.

An administrator; a lead whose teams own a fifth of all contacts; a salesperson with two in a hundred;
an owner of five. Rows are handed over in place, so that size and history stay the demo's.
"""

from typing import Any

from quen.accounts.actions.teams import add_team, change_team
from quen.accounts.actions.users import add_user
from quen.accounts.models import Role, Team, User
from quen.fields.models import SearchRow
from quen.fields.searching.tokens import marks
from quen.kit.db import analyze
from quen.people.models import Contact

RARE = "Bench: one of twenty"
EMAILS = {
    "administrator": "admin@demo.quen",
    "lead": "bench-lead@demo.quen",
    "sales": "bench-sales@demo.quen",
    "five": "bench-five@demo.quen",
}


def add() -> None:
    """Add them once; harmless when repeated."""
    if User.objects.filter(email=EMAILS["five"]).exists():
        return
    roles = {role.key: role for role in Role.objects.all()}
    root = Team.objects.get(name="Demo")
    fifth = add_team(name="Bench: a fifth", by=None, parent=root)
    for team in Team.objects.filter(name__regex=r"^(South|North) \d+$").order_by("pk")[:4]:
        change_team(team, by=None, name=team.name, parent=fifth)
    alone = add_team(name="Bench: alone", by=None, parent=root)
    _user("lead", roles["manager"], fifth)
    sellers = list(User.objects.filter(email__startswith="seller").order_by("-pk")[:6])
    _give(_user("sales", roles["sales"], alone), sellers, Contact.objects.count() // 50)
    _give(_user("five", roles["sales"], alone), sellers, 5)
    rare = Contact.objects.order_by("-pk").values_list("pk", flat=True)[100::37]
    Contact.objects.filter(pk__in=list(rare[:20])).update(job_title=RARE)
    analyze(Contact._meta.db_table)


def people() -> dict[str, Any]:
    """The users by the names of this file."""
    return {name: User.objects.get(email=email) for name, email in EMAILS.items()}


def _user(name: str, role: Role, team: Team) -> User:
    return add_user(email=EMAILS[name], full_name=f"Bench {name}", by=None, roles=[role], team=team)


def _give(user: User, sellers: list[User], count: int) -> None:
    rows = Contact.objects.filter(owner__in=sellers).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:count])
    for at in range(0, len(ids), 5_000):
        some = ids[at : at + 5_000]
        Contact.objects.filter(pk__in=some).update(owner=user, team_id=user.team_id)
        SearchRow.objects.filter(type="contact", record_id__in=some).update(
            owner_id=user.pk, team_id=user.team_id, marks=marks("contact", user.pk, user.team_id)
        )
