"""The outbox page."""

from dataclasses import replace

import pytest
from django.urls import reverse

from quen.channels.actions.outbox import plan_mail
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
