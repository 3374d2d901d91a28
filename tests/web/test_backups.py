"""The settings page of backups; how they are made and come back is tried in tests/config/test_backup.py."""

import zipfile
from datetime import UTC, datetime, timedelta

import orjson
import pytest
import time_machine
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from quen.channels.actions.outbox import plan_mail
from quen.channels.models import Outgoing
from quen.config import checks
from quen.kit.backup import shelf
from quen.kit.backup.archive import Manifest
from quen.kit.models import BackupRun, Job
from quen.kit.refused import Refused
from quen.kit.workspace import change_workspace
from quen.timeline.models import Event
from quen.web import jobs
from quen.web.actions import backups, restored

PAGE = "/settings/backups/"


@pytest.fixture
def folder(tmp_path):
    with override_settings(BACKUPS=tmp_path):
        yield tmp_path


@pytest.fixture
def one(folder):
    """A backup as far as the page reads it."""
    return made(folder, timezone.now())


def made(folder, at):
    path = folder / f"quen-{at:%Y%m%d-%H%M%S}.zip"
    told = Manifest(made_at=at.isoformat(), database="sqlite", migrations=[], key_sha256="")
    told.tables = {"people_contact": {"rows": 2000}}
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("manifest.json", orjson.dumps(vars(told)))
    return path


def test_the_page_lists_what_there_is_and_says_what_cannot_be_read(client, office, folder, one):
    (folder / "quen-20200101-000000.zip").write_text("not a zip")
    client.force_login(office.giang)
    told = client.get(PAGE).content.decode()
    assert "2,000 rows" in told
    assert "cannot be read" in told


@pytest.mark.parametrize("who", ["an", "binh", "em"])
def test_without_the_right_nobody_comes_near_a_backup(who, client, office, one):
    client.force_login(getattr(office, who))
    assert client.get(PAGE).status_code == 403
    asked = (reverse("web:back_up_now"), reverse("web:backup_download", args=[one.name]))
    assert [client.post(url).status_code for url in asked] == [403, 403]
    assert not BackupRun.objects.exists()


def test_a_download_asks_for_the_password_again_and_is_told_to_the_audit(client, office, one):
    client.force_login(office.giang)
    url = reverse("web:backup_download", args=[one.name])
    answer = client.post(url)
    assert answer.status_code == 302
    assert "/account/reauthenticate/" in answer["Location"]
    assert not Event.objects.filter(kind="backup.downloaded").exists()
    office.giang.set_password("mật khẩu dài")
    office.giang.save()
    client.force_login(office.giang)
    client.post(url)
    answer = client.post(f"/account/reauthenticate/?next={url}", {"password": "mật khẩu dài"})
    assert b"".join(answer.streaming_content) == one.read_bytes()
    assert Event.objects.get(kind="backup.downloaded").actor == office.giang


@pytest.mark.parametrize("name", ["quen-19990101-000000.zip", "erased.jsonl", "..%2Fsecret_key"])
def test_only_a_backup_of_the_folder_can_be_taken(name, office, one):
    with pytest.raises(Refused):
        backups.note_download(name, by=office.giang)


def test_back_up_now_runs_in_the_background_and_only_once(client, office, folder):
    client.force_login(office.giang)
    assert client.post(reverse("web:back_up_now")).status_code == 302
    run = BackupRun.objects.get()
    assert Job.objects.get(task="quen.web.launching.launch").args == [run.pk]
    assert client.post(reverse("web:back_up_now")).status_code == 422
    assert "job__bar" in client.get(PAGE).content.decode()
    assert "job__bar" in client.get(reverse("web:backup_progress")).content.decode()


def test_a_run_that_fell_silent_does_not_stand_in_the_way(office, folder):
    run = backups.begin(BackupRun.Kind.BACKUP)
    BackupRun.objects.update(beat_at=timezone.now() - timedelta(minutes=11))
    backups.begin(BackupRun.Kind.BACKUP)
    run.refresh_from_db()
    assert (run.state, run.error) == ("failed", "It was cut off.")


def test_a_drill_without_a_backup_is_refused(client, office, folder):
    client.force_login(office.giang)
    assert client.post(reverse("web:drill_now")).status_code == 422


def test_the_page_tells_how_the_last_drill_went(client, office, one):
    run = backups.begin(BackupRun.Kind.DRILL)
    backups.note_drill(run, one.name, {"rows": 54216, "files": 3})
    client.force_login(office.giang)
    assert "54,216 rows and 3 files" in client.get(PAGE).content.decode()
    run = backups.begin(BackupRun.Kind.DRILL)
    backups.note_failed_drill(run, one.name, "its table people_contact is not what was written")
    assert "not what was written" in client.get(PAGE).content.decode()
    assert any("did not come back" in words for words in checks.backups())


def test_a_backup_is_made_once_a_night_and_tried_once_a_month(office, folder):
    with time_machine.travel(datetime(2026, 11, 22, 18, 30, tzinfo=UTC), tick=False) as clock:
        jobs.keep_backups.func()  # half past one in Vietnam: yesterday's is late
        assert BackupRun.objects.count() == 1
        BackupRun.objects.update(state="done")
        jobs.keep_backups.func()
        assert BackupRun.objects.count() == 1
        clock.shift(timedelta(hours=1))
        jobs.keep_backups.func()
        assert BackupRun.objects.filter(kind="backup", scheduled=True).count() == 2
        BackupRun.objects.update(state="done")
        made(folder, timezone.now())
        jobs.keep_backups.func()
        jobs.keep_backups.func()
        assert BackupRun.objects.filter(kind="drill").count() == 1


def test_the_clock_leaves_backups_alone_where_they_are_switched_off(client, office, folder):
    client.force_login(office.giang)
    asked = {"backup_hour": "3", "backups_kept": "5"}
    assert client.post(PAGE, asked).status_code == 302
    jobs.keep_backups.func()
    assert not BackupRun.objects.exists()
    assert backups.kept_count() == 5
    assert Event.objects.filter(kind="workspace.changed").exists()


def test_doctor_misses_a_fresh_backup(office, folder):
    assert "there is no backup" in next(iter(checks.backups()))
    made(folder, timezone.now() - timedelta(days=3))
    assert "the newest backup is of" in next(iter(checks.backups()))
    made(folder, timezone.now())
    assert list(checks.backups()) == []


def test_after_a_restore_mail_is_held_until_an_administrator_switches_sending_on(
    client, office, folder, settings
):
    settings.ENV = type(settings.ENV)(
        **{**vars(settings.ENV), "mail": type(settings.ENV.mail)(host="mail.vn")}
    )
    waiting = plan_mail(recipient="a@b.vn", subject="s", text="t")
    told = Manifest(
        made_at=timezone.now().isoformat(), database="sqlite", migrations=[], key_sha256=""
    )
    assert restored.settle(told, folder)["doubtful"] == 1
    held = plan_mail(recipient="c@d.vn", subject="s", text="t")
    assert (held.state, held.due_at) == ("held", None)
    client.force_login(office.giang)
    page = client.get(PAGE).content.decode()
    assert "nothing is sent" in page
    assert client.post(reverse("web:sending_on")).status_code == 302
    states = dict(Outgoing.objects.values_list("pk", "state"))
    assert states == {waiting.pk: "doubtful", held.pk: "waiting"}
    assert Event.objects.get(kind="sending.switched_on").data["held"] == 1
    assert client.post(reverse("web:sending_on")).status_code == 422


def test_what_leaves_the_trash_is_written_down_beside_the_backups(
    contact, office, folder, django_capture_on_commit_callbacks
):
    from quen.fields.actions.trash import empty_trash
    from quen.people.actions.contacts import trash_contacts

    begin = timezone.now().isoformat()
    trash_contacts([contact], by=office.binh)
    type(contact)._base_manager.update(deleted_at=timezone.now() - timedelta(days=61))
    with django_capture_on_commit_callbacks(execute=True):
        empty_trash()
    (line,) = shelf.erased_since(begin, folder)
    assert (line["kind"], line["type"], line["ids"]) == ("purged", "contact", [contact.pk])
    assert shelf.erased_since(timezone.now().isoformat(), folder) == []


def test_only_the_newest_are_kept(folder, db):
    for day in range(1, 6):
        made(folder, datetime(2026, 1, day, tzinfo=UTC))
    change_workspace(backups_kept=2)
    gone = shelf.thin_out(backups.kept_count())
    assert [path.name[5:13] for path in gone] == ["20260103", "20260102", "20260101"]
    assert len(shelf.kept()) == 2
