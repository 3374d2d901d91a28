"""Phones and mails are masked by role: set by an administrator, told to the audit, and by nobody's own hand."""

import pytest
from django.urls import reverse

from quen.accounts.actions.masking import set_masking
from quen.accounts.actions.rights import refresh
from quen.accounts.actions.roles import change_role
from quen.accounts.actions.users import set_roles
from quen.accounts.holding import holds_as_much, sees_as_much
from quen.accounts.models import Role, User
from quen.kit.refused import Refused
from quen.kit.workspace import workspace
from quen.timeline.models import Event

URL = "accounts:masking"


def fresh(user) -> User:
    return User.objects.get(pk=user.pk)


def mask(office, *keys, by=None):
    roles = list(Role.objects.filter(key__in=keys))
    return set_masking(roles=roles, own=True, reveals_an_hour=60, by=by or office.giang)


def test_off_at_first(office):
    assert not any(one.masked for one in User.objects.all())
    assert not workspace().masks


def test_roles_are_chosen_on_a_page_and_it_is_told_to_the_audit(office, client):
    client.force_login(office.giang)
    rep = Role.objects.get(key="rep")
    page = client.get(reverse(URL)).content.decode()
    assert "Roles that read phones and mails masked" in page
    answer = client.post(reverse(URL), {"roles": [rep.pk], "own": "on", "reveals_an_hour": 30})
    assert answer.status_code == 302
    assert fresh(office.binh).masked
    assert not fresh(office.an).masked
    now = workspace()
    assert (now.masks, now.masks_own, now.reveals_an_hour) == (True, True, 30)
    [told] = Event.objects.filter(kind="workspace.changed")
    assert told.data["changes"] == {"masked_roles": [[], ["rep"]], "reveals_an_hour": [60, 30]}
    client.post(reverse(URL), {"roles": [rep.pk], "own": "on", "reveals_an_hour": 30})
    assert Event.objects.filter(kind="workspace.changed").count() == 1


def test_only_who_manages_roles_may(office, client):
    client.force_login(office.an)
    assert client.get(reverse(URL)).status_code == 403


def test_of_several_roles_the_one_that_sees_more_counts(office):
    mask(office, "rep")
    office.binh.roles.add(Role.objects.get(key="lead"))
    refresh([office.binh])
    assert not fresh(office.binh).masked


def test_somebody_must_go_on_reading_whole(office, client):
    client.force_login(office.giang)
    every = list(Role.objects.values_list("pk", flat=True))
    answer = client.post(reverse(URL), {"roles": every, "reveals_an_hour": 60})
    assert answer.status_code == 422
    assert "must go on reading" in answer.content.decode()
    assert not User.objects.filter(masked=True).exists()


def test_nobody_opens_what_is_masked_for_themselves(office):
    """Not by the setting, not by a role given or changed, not by acting for another."""
    manager = Role.objects.create(
        key="second", name="second", grants=office.giang.grants, masked=True
    )
    office.hanh.roles.set([manager])
    refresh([office.hanh])
    mask(office, "second", "rep")
    by = fresh(office.hanh)
    with pytest.raises(Refused, match="masked yourself"):
        mask(office, "second", by=by)
    lead = Role.objects.get(key="lead")
    with pytest.raises(Refused, match="may do more than you"):
        set_roles(fresh(office.binh), [lead], by=by, team=office.north)
    with pytest.raises(Refused, match="may do more than you"):
        change_role(lead, by=by, name="leader", grants={"web.use": "all"}, fields={})
    assert not holds_as_much(by, fresh(office.an))
    assert not sees_as_much(by, fresh(office.an))
    assert holds_as_much(by, fresh(office.binh))


def test_a_copy_of_a_masked_role_is_masked(office, client):
    mask(office, "rep")
    client.force_login(office.giang)
    rep = Role.objects.get(key="rep")
    client.post(reverse("accounts:role_new"), {"name": "Rep in the south", "copy_of": rep.pk})
    assert Role.objects.get(name="Rep in the south").masked
    assert "reads masked" in client.get(reverse("accounts:roles")).content.decode()
