"""The outbox page."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.channels.actions.outbox import KEPT, forget_access, plan_mail
from quen.channels.models import Outgoing
from quen.timeline.models import Event

pytestmark = pytest.mark.django_db
OUTBOX = "channels:outbox"


@pytest.fixture
def mail(db):
    return plan_mail(recipient="hong@thepvieta.vn", subject="Báo giá", text="Xin chào <b>")


@pytest.mark.parametrize(("who", "status"), [("giang", 200), ("binh", 403)])
def test_only_who_may_reads_the_outbox(client, office, mail, who, status):
    client.force_login(getattr(office, who))
    assert client.get(reverse(OUTBOX)).status_code == status
    assert client.get(reverse("channels:outgoing", args=[mail.pk])).status_code == status
    assert client.post(reverse("channels:again", args=[mail.pk])).status_code in (status, 422)


def test_a_message_is_listed_by_state_and_shown_as_text(client, office, mail):
    client.force_login(office.giang)
    assert "Báo giá" in client.get(reverse(OUTBOX), {"state": "kept"}).content.decode()
    assert "Báo giá" not in client.get(reverse(OUTBOX), {"state": "sent"}).content.decode()
    assert (
        "Xin chào &lt;b&gt;"
        in client.get(reverse("channels:outgoing", args=[mail.pk])).content.decode()
    )


def test_a_failed_message_is_sent_again_and_told(client, office, mail, settings):
    client.force_login(office.giang)
    Outgoing.objects.update(state="failed", error="550 no such user")
    url = reverse("channels:again", args=[mail.pk])
    assert client.post(url).status_code == 422, "there is no mail server"
    settings.ENV = replace(settings.ENV, mail=replace(settings.ENV.mail, host="mail.test"))
    assert client.post(url).status_code == 302
    row = Outgoing.objects.get()
    assert (row.state, row.error, row.tries) == ("waiting", "", 0)
    assert Event.objects.filter(kind="work.retried", actor=office.giang).exists()
    assert client.post(url).status_code == 422, "it is on its way already"


@pytest.fixture
def reset(db):
    text = "https://quen.test/key/secret"
    return plan_mail(recipient="an@quen.test", subject="Reset", text=text, purpose="access")


def test_sr_26_a_link_to_an_account_is_shown_only_while_nothing_can_be_sent_and_to_few(
    client, office, reset
):
    page = reverse("channels:outgoing", args=[reset.pk])
    client.force_login(office.giang)
    assert "key/secret" in client.get(page).content.decode()
    Outgoing.objects.update(state="failed")
    assert "key/secret" not in client.get(page).content.decode()
    Outgoing.objects.update(state="kept")
    office.binh.grants |= {"channels.view_outbox": "all"}
    office.binh.save()
    client.force_login(office.binh)
    assert "key/secret" not in client.get(page).content.decode()


def test_sr_26_a_week_later_the_link_is_forgotten_and_cannot_be_sent(
    client, office, reset, settings
):
    Outgoing.objects.update(created_at=timezone.now() - KEPT - timedelta(minutes=1))
    assert forget_access() == 1
    settings.ENV = replace(settings.ENV, mail=replace(settings.ENV.mail, host="mail.test"))
    client.force_login(office.giang)
    answer = client.post(reverse("channels:again", args=[reset.pk]))
    assert answer.status_code == 422
    assert "run out" in answer.content.decode()
