"""The demo company's colleagues, teams and roles, with the log-ins that the contract names."""

from random import Random

from quen.accounts.actions.rights import refresh
from quen.accounts.actions.teams import add_team
from quen.accounts.actions.users import add_user
from quen.accounts.models import Role, Team, User
from quen.accounts.seeds import add_roles
from quen.web.demo import names

PASSWORD = "demo"  # noqa: S105 - the demo company says so on every page
LOGINS = (
    ("admin@demo.quen", "Lê Thu Hà", "admin", ""),
    ("manager@demo.quen", "Trần Quốc Bảo", "manager", ""),
    ("sales@demo.quen", "Trần Minh Phương", "sales", "South"),
    ("sales2@demo.quen", "Nguyễn Hải Nam", "sales", "North"),
    ("marketing@demo.quen", "Đặng Mỹ Linh", "marketing", ""),
    ("support@demo.quen", "กนกวรรณ ศรีสุข", "support", ""),
    ("viewer@demo.quen", "Oliver Bennett", "viewer", ""),
)


def add_team_and_people(dice: Random, sellers: int) -> list[User]:
    """Make teams, log-ins and further sellers; gives those who own customers."""
    roles = add_roles()
    root = add_team(name="Demo", by=None)
    teams = {name: add_team(name=name, by=None, parent=root) for name in ("South", "North")}
    people = [
        _add(email, name, roles[role], teams.get(team, root)) for email, name, role, team in LOGINS
    ]
    owners = [p for p, login in zip(people, LOGINS, strict=True) if login[2] == "sales"]
    return owners + _more_sellers(dice, sellers - len(owners), roles["sales"], list(teams.values()))


def _more_sellers(dice: Random, count: int, role: Role, regions: list[Team]) -> list[User]:
    """Further sellers in teams of ten below the regions; they cannot sign in."""
    made = []
    team = regions[0]
    for n in range(max(count, 0)):
        if n % 10 == 0:
            parent = regions[(n // 10) % len(regions)]
            team = add_team(name=f"{parent.name} {n // 10 + 1}", by=None, parent=parent)
        full_name, language, _gender = names.person(dice)
        user = add_user(
            email=f"seller{n + 1}@demo.quen",
            full_name=full_name,
            by=None,
            roles=[role],
            team=team,
            language=language,
        )
        made.append(user)
    return made


def _add(email: str, full_name: str, role: Role, team: Team) -> User:
    user = add_user(email=email, full_name=full_name, by=None, roles=[role], team=team)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    refresh([user])
    return user


def admin() -> User:
    """Who set the demo company up."""
    return User.objects.get(email="admin@demo.quen")
