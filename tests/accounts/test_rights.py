"""Colleagues, their rights, and how far those reach."""

import pytest
from django.contrib.sessions.models import Session

from quen.accounts.actions import rights, roles, teams, tokens, users
from quen.accounts.models import Role, Share, Token
from quen.kit.refused import Refused
from quen.timeline.models import Event

pytestmark = pytest.mark.django_db


def test_rights_of_several_roles_add_up_to_the_widest(office):
    wide = Role.objects.create(key="w", name="w", grants={"people.view_contact": "tree"})
    office.binh.roles.add(wide)
    rights.refresh([office.binh])
    assert office.binh.reach("people.view_contact") == "tree"
    assert office.binh.reach("people.change_contact") == "own"


def test_a_field_is_limited_only_where_every_role_limits_it(office):
    hides = Role.objects.create(key="h", name="h", fields={"contact.phone": "hide"})
    office.em.roles.set([hides])
    rights.refresh([office.em])
    assert not office.em.may_read_field("contact.phone")
    office.em.roles.add(Role.objects.create(key="o", name="o", fields={"contact.phone": "read"}))
    rights.refresh([office.em])
    assert office.em.may_read_field("contact.phone")
    assert not office.em.may_write_field("contact.phone")


def test_moving_a_team_moves_what_its_leaders_may_see(office):
    assert set(office.hanh.team_tree()) == {office.country.pk, office.north.pk, office.south.pk}
    teams.change_team(office.south, by=office.giang, name="South", parent=None)
    office.hanh.refresh_from_db()
    assert office.south.pk not in office.hanh.team_tree()


def test_a_team_cannot_hang_below_itself(office):
    with pytest.raises(Refused):
        teams.change_team(office.country, by=office.giang, name="V", parent=office.north)


def test_nobody_gives_a_role_that_may_do_more_than_they_may(office):
    admin = Role.objects.get(key="administrator")
    with pytest.raises(Refused):
        users.set_roles(office.binh, [admin], by=office.an, team=office.north)
    assert not office.binh.roles.filter(pk=admin.pk).exists()
    users.set_roles(office.binh, [admin], by=office.giang, team=office.north)
    assert Event.objects.filter(kind="user.role_changed").count() == 1


def test_the_last_administrator_keeps_the_right(office):
    admin = Role.objects.get(key="administrator")
    with pytest.raises(Refused):
        roles.change_role(admin, by=office.giang, name="x", grants={}, fields={})


def test_switching_a_colleague_off_ends_sessions_and_tokens_at_once(office, client):
    client.force_login(office.binh)
    tokens.add_token(office.binh, name="app", by=office.binh)
    assert client.get("/").status_code == 200
    users.disable_user(office.binh, by=office.giang)
    assert client.get("/").status_code == 302
    assert not Token.objects.usable().filter(user=office.binh).exists()
    assert Session.objects.count() <= 1


def test_a_token_s_secret_is_not_stored(office):
    token, secret = tokens.add_token(office.binh, name="app", by=office.binh)
    assert secret.startswith("quen_")
    assert secret not in str(vars(token))
    assert Token.objects.usable().get(hash=Token.hashed(secret)) == token
    tokens.revoke_token(token, by=office.binh)
    assert not Token.objects.usable().filter(pk=token.pk).exists()


def test_a_taken_or_wrong_address_is_refused_in_words(office):
    for bad in ("binh@quen.test", "BINH@quen.test", "no mail", ""):
        with pytest.raises(Refused) as refused:
            users.add_user(email=bad, full_name="X", by=office.giang)
        assert "email" in refused.value.errors


def test_a_share_reaches_one_colleague_until_it_ends(office):
    Share.objects.create(type="contact", record_id=7, user=office.chi, by=office.giang)
    rights.refresh([office.chi])
    assert office.chi.shared_ids("contact") == [7]
    assert office.binh.shared_ids("contact") == []
