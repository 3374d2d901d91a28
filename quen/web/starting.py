"""What a workspace needs before its first page: roles, stages, a pipeline, and the demo where wanted."""

from collections.abc import Iterator

from quen.accounts.models import Role, User
from quen.accounts.seeds import add_roles, give_new_rights
from quen.kit.starting import at_start
from quen.kit.workspace import change_workspace, workspace
from quen.people.models import Contact, Stage
from quen.people.seeds import add_defaults as add_people_defaults
from quen.sales.models import Pipeline
from quen.sales.seeds import add_defaults as add_sales_defaults
from quen.web.demo.company import build
from quen.web.demo.team import LOGINS, PASSWORD
from quen.web.interview import WAITING


@at_start("workspace", order=10)
def seed_workspace(demo: bool) -> Iterator[str]:
    """Roles, lifecycle stages and a pipeline, where there are none; what a company has edited stays.

    Colleagues may have been added before the first start, by `quen user add`.
    """
    if not Role.objects.exists():
        add_roles()
    give_new_rights()
    if not Stage.objects.exists():
        add_people_defaults()
    if not Pipeline.objects.exists():
        add_sales_defaults()
        if not demo and not Contact.objects.exists():
            change_workspace(first_hour=WAITING)
    yield from ()


@at_start("demo", order=80)
def demo_company(demo: bool) -> Iterator[str]:
    """The demo company, once, in an empty database; its log-ins at every start."""
    if demo and not User.objects.exists() and not Contact.objects.exists():
        yield "Making the demo company (a few seconds, once) …"
        build("small")
    if workspace().is_demo:
        yield f"Demo log-ins, password {PASSWORD}:"
        yield from (f"  {email:22} {role}" for email, _name, role, _team in LOGINS)
