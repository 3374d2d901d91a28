"""Colleagues and tokens on the command line, for who sits at the machine."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from django.db import transaction

from quen.accounts.actions import tokens, users
from quen.accounts.actions.teams import add_team
from quen.accounts.models import Role, Team, Token, User
from quen.accounts.seeds import add_roles
from quen.kit.cli import AsJson, Failed, say, verb
from quen.kit.refused import Refused

Name = Annotated[str, typer.Option(help="The name as people write it.")]
Password = Annotated[str, typer.Option(help="Left out: one is made and shown.")]


@verb("user add")
def user_add(
    email: str,
    name: Name,
    role: Annotated[str, typer.Option(help="A role's key or name, such as sales.")],
    team: Annotated[str, typer.Option(help="A team's name; made where it is missing.")] = "",
    password: Password = "",
    json: AsJson = False,
) -> None:
    """Add a colleague who can sign in at once."""
    chosen = password or secrets.token_urlsafe(12)
    with told(), transaction.atomic():
        add_roles()
        made = users.add_user(
            email=email,
            full_name=name,
            roles=[_role(role)],
            team=_team(team),
            password=chosen,
            by=None,
        )
    facts = {"id": made.pk, "email": made.email} | ({} if password else {"password": chosen})
    shown = "" if password else f" Password: {chosen}"
    say(facts, f"{made.email} can sign in now.{shown}", json=json)


@verb("user disable")
def user_disable(email: str, json: AsJson = False) -> None:
    """Switch a colleague off; sessions and tokens end at once."""
    with told():
        user = users.disable_user(_user(email), by=None)
    say({"id": user.pk, "email": user.email}, f"{user.email} is switched off.", json=json)


@verb("user password")
def user_password(email: str, password: Password = "", json: AsJson = False) -> None:
    """Set a colleague's password; all their sessions end."""
    chosen = password or secrets.token_urlsafe(12)
    with told():
        user = users.set_password(_user(email), chosen, by=None)
    facts = {"id": user.pk, "email": user.email} | ({} if password else {"password": chosen})
    shown = "" if password else f" Password: {chosen}"
    say(facts, f"{user.email} has a new password.{shown}", json=json)


@verb("token add")
def token_add(
    email: str,
    name: Annotated[str, typer.Option(help="The program that will use it.")],
    scope: Annotated[str, typer.Option(help="read or write.")] = "read",
    json: AsJson = False,
) -> None:
    """Make an API token; it is shown this once."""
    with told():
        token, secret = tokens.add_token(_user(email), name=name, scope=scope, by=None)
    say({"id": token.pk, "token": secret}, secret, json=json)


@verb("token revoke")
def token_revoke(id: int, json: AsJson = False) -> None:
    """End an API token at once."""
    found = Token.objects.filter(pk=id).first()
    if found is None:
        raise Failed(f"There is no token {id}.")
    with told():
        tokens.revoke_token(found, by=None)
    say({"id": id}, f"Token {id} no longer works.", json=json)


@contextmanager
def told() -> Iterator[None]:
    """A refusal becomes the sentence of a failed verb."""
    try:
        yield
    except Refused as error:
        raise Failed(str(error.message)) from error


def _user(email: str) -> User:
    found: User | None = User.objects.filter(email__iexact=email.strip()).first()
    if found is None:
        raise Failed(f"There is no colleague {email}.")
    return found


def _role(name: str) -> Role:
    wanted = name.strip().casefold()
    roles: list[Role] = list(Role.objects.all())
    for role in roles:
        if wanted in (role.key.casefold(), role.name.casefold()):
            return role
    raise Failed(f"There is no role {name}; there are {', '.join(sorted(r.key for r in roles))}.")


def _team(name: str) -> Team | None:
    if not name.strip():
        return None
    found = Team.objects.filter(name__iexact=name.strip()).first()
    return found or add_team(name=name, by=None)
