"""The first hour: five questions, kept as they are answered, build the workspace and lead on to the file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from quen.fields.models import CustomField, ImportRun
from quen.kit.models import Workspace
from quen.kit.workspace import change_workspace, workspace
from quen.people.models import Contact
from quen.sales.models import Deal, Pipeline
from quen.timeline.models import Event
from quen.web.models import FirstHour
from quen.web.starting import seed_workspace

SHEET = "Họ tên,SĐT,Dị ứng\nNguyễn Thị Hồng,0903221884,Aspirin\n".encode()


@pytest.fixture
def owner(office, client):
    """Giang before a workspace that was started for the first time, in Vietnamese."""
    list(seed_workspace(False))
    client.force_login(office.giang)
    return client


def told(client, step):
    return client.get(f"/first-hour/{step}/").content.decode()


def test_the_first_start_without_the_demo_leads_to_the_questions(owner, office, client):
    assert owner.get("/").headers["Location"] == "/first-hour/"
    client.force_login(office.binh)
    assert client.get("/").status_code == 200


def test_an_installation_that_was_there_before_is_asked_nothing(office, client, stages, pipeline):
    client.force_login(office.giang)
    assert client.get("/").status_code == 200
    list(seed_workspace(False))
    assert client.get("/").status_code == 200


def test_answers_are_kept_and_shown_again_on_every_screen(owner):
    answer = owner.post("/first-hour/trade/", {"pack": "clinic", "to": "people"})
    assert answer.headers["Location"] == "/first-hour/word/"
    assert 'value="clinic" checked' in told(owner, "trade")
    assert 'value="patient" checked' in told(owner, "word")
    owner.post("/first-hour/word/", {"word": "guest"})
    assert 'value="guest" checked' in told(owner, "word")
    assert owner.get("/first-hour/").headers["Location"] == "/first-hour/stages/"
    assert 'href="/first-hour/word/"' in told(owner, "stages")


def test_a_thai_company_reads_its_pack_and_its_samples_in_thai_and_baht(owner):
    owner.post("/first-hour/trade/", {"pack": "clinic", "to": "people", "country": "TH"})
    it = workspace()
    assert (it.country, it.language, it.zone, it.currency) == ("TH", "th", "Asia/Bangkok", "THB")
    assert "นัดครั้งต่อไป" in owner.get("/first-hour/build/").content.decode()
    owner.post("/first-hour/build/", {"samples": "1"})
    assert Contact.objects.filter(full_name="สุภาวดี ศรีสมบูรณ์", phone="+66800200100").exists()
    assert set(Deal.objects.values_list("currency", flat=True)) == {"THB"}


def test_what_cannot_be_taken_is_said_on_the_screen(owner):
    for step, given, words in (
        ("trade", {}, "Choose a trade"),
        ("word", {}, "Choose a word"),
        ("stages", {"name-0": "Hỏi giá", "chance-0": "viel"}, "whole number"),
        ("stages", {"name-0": " "}, "at least one stage"),
        ("channels", {}, "at least one channel"),
        ("file", {}, "Choose a file"),
    ):
        answer = owner.post(f"/first-hour/{step}/", given)
        assert answer.status_code == 422, step
        assert words in answer.content.decode(), step


def test_the_answers_build_the_workspace_and_the_file_waits_with_its_columns_guessed(owner):
    owner.post("/first-hour/trade/", {"pack": "clinic", "to": "people"})
    owner.post("/first-hour/word/", {"word": "patient"})
    rows = {
        "key-0": "asked",
        "name-0": "Nhắn tin",
        "chance-0": "5",
        "name-1": "Đến khám",
        "chance-1": "60",
    }
    owner.post("/first-hour/stages/", rows)
    owner.post("/first-hour/channels/", {"channel": ["zalo", "phone"]})
    owner.post("/first-hour/file/", {"file": SimpleUploadedFile("khách.csv", SHEET)})
    look = owner.get("/first-hour/build/").content.decode()
    assert "Nhắn tin → Đến khám" in look
    assert "khách.csv" in look
    answer = owner.post("/first-hour/build/", {"samples": "1"})
    run = ImportRun.objects.get()
    assert answer.headers["Location"] == f"/imports/{run.pk}/read/"
    assert run.mapping["columns"]["Dị ứng"] == "custom.allergies"
    pipeline = Pipeline.objects.get(removed_at=None)
    assert [s.labels for s in pipeline.stages.filter(kind="open")] == [
        {"en": "Nhắn tin"},
        {"en": "Đến khám"},
    ]
    assert Deal.objects.filter(pipeline=pipeline).count() == 8
    assert [c["key"] for c in CustomField.objects.get(key="preferred_channel").choices] == [
        "phone",
        "zalo",
    ]
    assert Event.objects.filter(kind="first_hour.built").exists()
    shown = owner.get("/contacts/").content.decode()
    assert "Patients" in shown
    assert owner.get("/").status_code == 200


def test_everything_can_be_skipped_and_nothing_is_built_but_the_choice(owner):
    for step in ("trade", "word", "stages", "channels", "file"):
        owner.post(f"/first-hour/{step}/", {"skip": "1"})
    answer = owner.post("/first-hour/build/")
    assert answer.headers["Location"] == "/"
    assert not CustomField.objects.filter(key="allergies").exists()
    home = owner.get("/").content.decode()
    assert "Bring your list in" in home
    assert "Add the first one by hand" in home
    for url in ("/contacts/", "/companies/", "/deals/"):
        assert owner.get(url).content.decode().count("Bring your list in") == 1, url
    assert "Choose somebody to call" in owner.get("/tasks/").content.decode()


def test_the_questions_can_be_left(owner):
    owner.post("/first-hour/leave/")
    assert Workspace.objects.get().first_hour == "skipped"
    assert owner.get("/").status_code == 200


def test_answering_again_later_changes_what_stands_and_doubles_nothing(owner):
    owner.post("/first-hour/trade/", {"pack": "tuition", "to": "people"})
    owner.post("/first-hour/build/")
    fields, pipelines = CustomField.objects.count(), Pipeline.objects.count()
    rows = {
        "key-0": "asked",
        "name-0": "Gọi hỏi",
        "chance-0": "10",
        "key-1": "trial",
        "name-1": "Học thử",
        "chance-1": "70",
    }
    owner.post("/first-hour/stages/", rows)
    owner.post("/first-hour/word/", {"own": "hội viên nhí"})
    owner.post("/first-hour/build/")
    assert (CustomField.objects.count(), Pipeline.objects.count()) == (fields, pipelines)
    assert list(
        Pipeline.objects.get(removed_at=None)
        .stages.filter(kind="open")
        .values_list("probability", flat=True)
    ) == [10, 70]
    assert "Hội viên nhí" in owner.get("/contacts/").content.decode()


def test_a_stage_that_deals_stand_in_is_not_taken_away(owner, office):
    owner.post("/first-hour/trade/", {"pack": "tuition", "to": "people"})
    owner.post("/first-hour/build/", {"samples": "1"})
    owner.post("/first-hour/stages/", {"key-0": "asked", "name-0": "Hỏi", "chance-0": "10"})
    answer = owner.post("/first-hour/build/")
    assert answer.status_code == 422
    assert "Deals still stand in" in answer.content.decode()


def test_the_word_for_customers_is_said_in_navigation_list_and_buttons(office, client, stages):
    change_workspace(customer_word={"key": "parent"})
    office.giang.language = "vi"
    office.giang.save()
    client.force_login(office.giang)
    shown = client.get("/contacts/").content.decode()
    assert '<h1 class="page-head__text">Phụ huynh' in shown
    assert shown.count("Phụ huynh") >= 4
    assert workspace().customer_word == {"key": "parent"}
    assert not Contact.objects.exists()
    assert not FirstHour.objects.exists()
