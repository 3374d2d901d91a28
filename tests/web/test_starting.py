"""The first start: what a workspace needs is there once, whoever came before it."""

from quen.accounts.models import Role
from quen.people.models import Stage
from quen.sales.models import Pipeline
from quen.web.starting import seed_workspace


def test_a_colleague_added_before_the_first_start_finds_a_whole_workspace(office):
    list(seed_workspace(False))
    assert Stage.objects.filter(key="customer").exists()
    assert Pipeline.objects.filter(key="sales").exists()


def test_what_a_company_took_away_does_not_come_back(office, stages, pipeline):
    Stage.objects.filter(key="dormant").delete()
    roles = Role.objects.count()
    list(seed_workspace(False))
    assert not Stage.objects.filter(key="dormant").exists()
    assert Role.objects.count() == roles
