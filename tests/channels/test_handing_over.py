"""Mail leaves by the outbox: one row a send, handed to a real SMTP peer, never twice."""

import socketserver
import threading
from dataclasses import replace

import pytest
from django.core.mail import EmailMessage, send_mail

from quen.channels import smtp
from quen.channels.actions.outbox import plan_mail
from quen.channels.models import Outgoing
from quen.config.env import Mail
from quen.kit import worker


class Peer(socketserver.StreamRequestHandler):
    """A mail server that speaks just enough SMTP and does what it is told."""

    def handle(self) -> None:
        self.say("220 peer")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self.take()
            elif word == "RCPT" and "refused" in line:
                self.say("550 no such user")
            elif word == "RCPT" and "later" in line:
                self.say("451 try again")
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.got.append(b"".join(lines))
        if self.server.silent:
            self.connection.close()
            return
        self.say("250 taken")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def peer(settings):
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Peer)
    server.got, server.silent, server.daemon_threads = [], False, True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    mail = Mail(host="127.0.0.1", port=server.server_address[1], tls="none")
    settings.ENV = replace(settings.ENV, mail=mail)
    settings.ALLOWED_OUTBOUND = frozenset({f"127.0.0.1:{mail.port}", "127.0.0.1"})
    yield server
    server.shutdown()
    server.server_close()


pytestmark = pytest.mark.django_db(transaction=True)


def planned(recipient: str = "hong@example.com", key: str = "") -> Outgoing:
    return plan_mail(
        recipient=recipient,
        subject="Chào chị Hồng",
        text="Nội dung ส้ม",
        html="<p>Nội dung</p>",
        key=key,
    )


def test_a_planned_mail_is_handed_over_once_and_whole(peer):
    row = planned(key="k")
    assert planned(key="k").pk == row.pk
    worker.work_all()
    worker.work_all()
    row.refresh_from_db()
    assert (row.state, len(peer.got)) == ("sent", 1)
    assert b"Message-ID: <k@" in peer.got[0]


def test_django_s_mail_goes_the_same_road(peer, settings):
    settings.EMAIL_BACKEND = (
        "quen.channels.mailing.OutboxBackend"  # pytest-django put its own there
    )
    send_mail("S", "T", None, ["a@example.com", "b@example.com"])
    worker.work_all()
    assert Outgoing.objects.filter(state="sent").count() == 2


def test_a_refusal_for_good_is_not_tried_again(peer):
    row = planned("refused@example.com")
    worker.work_all()
    row.refresh_from_db()
    assert row.state == "failed"
    assert row.stuck_at
    assert "no such user" in row.error


def test_a_refusal_for_now_waits_and_is_tried_again(peer):
    row = planned("later@example.com")
    worker.work_all()
    row.refresh_from_db()
    assert (row.state, row.tries) == ("waiting", 1)
    assert row.due_at


def test_a_peer_that_falls_silent_after_the_message_leaves_it_doubtful(peer, monkeypatch):
    monkeypatch.setattr(smtp, "SECONDS", 1)
    peer.silent = True
    row = planned()
    worker.work_all()
    row.refresh_from_db()
    assert row.state == "doubtful"
    worker.work_all()
    assert len(peer.got) == 1


def test_a_hand_over_cut_off_by_a_crash_is_never_repeated_by_itself(peer):
    row = planned()
    Outgoing.objects.filter(pk=row.pk).update(state="handing_over")
    worker.work_all()
    row.refresh_from_db()
    assert row.state == "doubtful"
    assert peer.got == []


def test_line_breaks_in_headers_do_no_harm(peer):
    row = plan_mail(recipient="a@example.com", subject="Hi\r\nBcc: all@example.com", text="x")
    worker.work_all()
    row.refresh_from_db()
    assert row.state == "sent"
    assert b"\nBcc:" not in peer.got[0]


def test_without_a_mail_server_it_is_kept_and_shown(settings):
    settings.ENV = replace(settings.ENV, mail=Mail())
    row = planned()
    worker.work_all()
    row.refresh_from_db()
    assert (row.state, row.due_at) == ("kept", None)


def test_sr_26_what_opens_an_account_is_not_kept_once_it_is_sent(peer, settings):
    settings.EMAIL_BACKEND = "quen.channels.mailing.OutboxBackend"
    headers = {"X-Quen-Purpose": "access", "X-Other": "stays"}
    EmailMessage(
        "Reset", "https://quen.test/key/secret", None, ["an@quen.test"], headers=headers
    ).send()
    worker.work_all()
    sent = peer.got[0].decode()
    assert "key/secret" in sent
    assert "X-Other" in sent
    assert "X-Quen-Purpose" not in sent
    row = Outgoing.objects.get()
    assert (row.state, row.text, row.html) == ("sent", "", "")
