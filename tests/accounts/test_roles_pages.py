"""Teams and roles on their pages."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from quen.accounts.actions.rights import refresh
from quen.accounts.models import Role, Team, User
from quen.accounts.models.role import BUILT_IN
from quen.accounts.rights import RIGHTS
from quen.timeline.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def giang(client, office):
    client.force_login(office.giang)
    return client


def grid_of(role: Role, **changed: str) -> dict[str, str]:
    told = {f"grant:{key}": reach for key, reach in role.grants.items() if key in RIGHTS}
    return {"name": role.name} | told | changed


def test_a_team_is_added_renamed_and_moved_with_all_below_it(giang, office):
    giang.post(reverse("accounts:team_new"), {"name": "Hanoi", "parent": office.north.pk})
    hanoi = Team.objects.get(name="Hanoi")
    url = reverse("accounts:team_change", args=[office.north.pk])
    told = {
        f"team-{office.north.pk}-name": "Bắc",
        f"team-{office.north.pk}-parent": office.south.pk,
    }
    assert giang.post(url, told).status_code == 302
    hanoi.refresh_from_db()
    assert hanoi.path.startswith(Team.objects.get(pk=office.south.pk).path)
    assert "Bắc" in giang.get(reverse("accounts:teams")).content.decode()


def test_a_taken_team_name_is_refused_on_the_page(giang):
    answer = giang.post(reverse("accounts:team_new"), {"name": "North", "parent": ""})
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()


def test_a_team_cannot_be_moved_below_itself(giang, office):
    pk = office.country.pk
    url = reverse("accounts:team_change", args=[pk])
    answer = giang.post(url, {f"team-{pk}-name": "V", f"team-{pk}-parent": office.north.pk})
    assert answer.status_code == 422


def test_the_grid_changes_reach_plain_rights_and_fields_at_once(giang, office):
    rep = Role.objects.get(key="rep")
    url = reverse("accounts:role", args=[rep.pk])
    told = grid_of(
        rep,
        **{
            "grant:sales.view_deal": "team",
            "grant:sales.delete_deal": "none",
            "grant:fields.share_views": "on",
            "field:contact.phone": "hide",
        },
    )
    assert giang.post(url, told).status_code == 302
    binh = User.objects.get(pk=office.binh.pk)
    assert binh.reach("sales.view_deal") == "team"
    assert not binh.can("sales.delete_deal")
    assert binh.can("fields.share_views")
    assert not binh.may_read_field("contact.phone")
    assert Event.objects.filter(kind="role.changed", actor=office.giang).exists()


def test_a_role_page_shows_the_grid_the_fields_and_who_has_it(giang):
    rep = Role.objects.get(key="rep")
    page = giang.get(reverse("accounts:role", args=[rep.pk])).content.decode()
    assert 'name="grant:people.view_contact"' in page
    assert 'name="field:contact.phone"' in page
    assert "Binh" in page
    assert "Chi" in page


def test_a_copied_role_holds_what_the_other_holds(giang):
    rep = Role.objects.get(key="rep")
    answer = giang.post(reverse("accounts:role_new"), {"name": "Junior", "copy_of": rep.pk})
    assert answer.status_code == 302
    assert Role.objects.get(name="Junior").grants == {
        k: v for k, v in rep.grants.items() if k in RIGHTS
    }


def test_sr_11_nobody_widens_a_role_beyond_what_they_hold(client, office):
    give_roles = {"accounts.manage_roles": "all"}
    office.an.roles.add(Role.objects.create(key="hr", name="HR", grants=give_roles))
    refresh_all()
    client.force_login(User.objects.get(pk=office.an.pk))
    rep = Role.objects.get(key="rep")
    before = rep.grants
    url = reverse("accounts:role", args=[rep.pk])
    page = client.get(url).content.decode()
    assert '<option value="tree"' not in page
    answer = client.post(url, grid_of(rep, **{"grant:sales.view_deal": "all"}))
    assert answer.status_code == 422
    assert Role.objects.get(pk=rep.pk).grants == before


def test_sr_11_nobody_opens_a_field_that_is_hidden_from_themselves(client, office):
    office.an.roles.set(
        [
            Role.objects.create(
                key="h",
                name="h",
                grants={"accounts.manage_roles": "all", "web.use": "all"},
                fields={"contact.phone": "hide"},
            )
        ]
    )
    closed = Role.objects.create(key="c", name="c", grants={}, fields={"contact.phone": "hide"})
    refresh_all()
    client.force_login(User.objects.get(pk=office.an.pk))
    url = reverse("accounts:role", args=[closed.pk])
    answer = client.post(url, {"name": "c", "field:contact.phone": "write"})
    assert answer.status_code == 422
    assert Role.objects.get(pk=closed.pk).fields == {"contact.phone": "hide"}


def refresh_all() -> None:
    refresh(User.objects.all())


def test_a_built_in_role_is_named_in_the_readers_language_until_somebody_renames_it(giang, office):
    role = Role.objects.create(key="sales", name=BUILT_IN["sales"], grants={"web.use": "all"})
    with override("vi"):
        shown = role.label
        assert shown != "Sales"
    office.giang.language = "vi"
    office.giang.save(update_fields=["language"])
    url = reverse("accounts:role", args=[role.pk])
    assert shown in giang.get(url).content.decode()
    giang.post(url, grid_of(role, name=shown))
    role.refresh_from_db()
    assert role.name == "Sales"
    role.name = "Field force"
    assert role.label == "Field force"
