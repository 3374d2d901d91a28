"""Rights of a newer version reach the administrator, who could not grant them otherwise."""

from quen.accounts.models import Role, User
from quen.accounts.rights import RIGHTS
from quen.accounts.seeds import add_roles, give_new_rights
from quen.timeline.models import Event

NEW = "web.keep_backups"


def test_what_no_role_grants_goes_to_the_administrator_at_the_next_start(db):
    admin = add_roles()["admin"]
    user = User.objects.create(email="a@quen.test", full_name="A")
    user.roles.set([admin])
    Role.objects.update(grants={key: "all" for key in RIGHTS if key != NEW})
    assert give_new_rights() == [NEW]
    user.refresh_from_db()
    assert user.can(NEW)
    told = Event.objects.filter(kind="role.changed").latest("pk").data["changes"]["grants"]
    assert set(told[1]) - set(told[0]) == {NEW}
    assert give_new_rights() == []


def test_what_an_administrator_gave_to_another_role_alone_stays_there(db):
    roles = add_roles()
    Role.objects.filter(pk=roles["admin"].pk).update(
        grants={key: "all" for key in RIGHTS if key != NEW}
    )
    Role.objects.filter(pk=roles["manager"].pk).update(grants={NEW: "all"})
    assert give_new_rights() == []
