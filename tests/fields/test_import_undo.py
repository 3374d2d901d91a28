"""Undoing an import: the exact earlier state, what others touched is kept, and it goes in again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quen.fields.actions.custom import add_field
from quen.fields.actions.import_tidying import tidy_imports
from quen.fields.actions.imports import new_import, undo_import
from quen.fields.importing import running, undoing
from quen.fields.models import ImportedRecord, ImportRun
from quen.kit import worker
from quen.kit.refused import Refused
from quen.people.actions.companies import add_company
from quen.people.actions.contacts import add_contact, change_contact, restore_contacts
from quen.people.models import Company, Contact, Handle
from quen.sales.actions.deals import add_deal
from quen.sales.models import Deal
from quen.timeline.models import Event, EventLink
from tests.fields.picture import picture


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path


def sheet(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def bring_in(user, *lines, object_name="contacts", match="", **options) -> ImportRun:
    run = new_import(object_name, "x.csv", [sheet(*lines)], by=user)
    run.mapping |= {"match": match, "options": {"create": ["company"], **options}}
    return running.go_on(running.start(run))


def undo(run: ImportRun, by=None) -> ImportRun:
    undo_import(run, by=by or run.user)
    worker.work_all()
    run.refresh_from_db()
    return run


@pytest.fixture
def workspace_in_use(office, stages, pipeline):
    """Contacts with all that hangs on them, a custom field, a company and a deal."""
    add_field("contact", by=office.giang, labels={"en": "Size"}, kind="number", key="size")
    firm = add_company({"name": "Thép Việt Á", "phone": "02438251111"}, by=office.binh)
    given = {
        "full_name": "Nguyễn Thị Hồng",
        "phones": [{"value": "0903221884", "primary": True}, {"value": "0903221885"}],
        "email": "h@a.vn",
        "company_id": firm.pk,
        "addresses": [{"street": "12 Lê Lợi", "province": "Hà Nội"}],
        "tags": ["vip", "old"],
        "custom": {"size": 3},
    }
    hong = add_contact(given, by=office.binh)
    add_deal({"name": "Thép Q4", "amount": "5000000", "contact_id": hong.pk}, by=office.binh)
    return hong


FILE = (
    "name,phone,email,company,tags,size,stage,owner,address,job title",
    "Hồng Nguyễn,0903221899,h@a.vn,Xi măng Hà Tiên,new,7,customer,Chi,1 Hùng Vương,Giám đốc",
    "Trần Đức,0912345678,duc@b.vn,Xi măng Hà Tiên,vip,2,lead,Binh,2 Hùng Vương,Kế toán",
    "Lê Mai,0912345679,mai@b.vn,Thép Việt Á,,,,,,",
    "Hồng lần nữa,0903221898,h@a.vn,,more,9,,,,",
)


def test_undo_gives_the_exact_earlier_state_and_the_file_goes_in_again(office, workspace_in_use):
    before, events = picture(), Event.objects.count()
    run = bring_in(office.giang, *FILE, match="email")
    assert (run.created, run.updated, run.refused) == (2, 2, 0)
    after = picture()
    assert after != before
    undo(run)
    assert (run.state, run.undone, run.kept) == ("undone", 4, 0)
    assert picture() == before
    assert Event.objects.count() > events
    again = bring_in(office.giang, *FILE, match="email")
    assert (again.created, again.updated, again.refused) == (2, 2, 0)
    assert picture() == after
    undo(again)
    assert picture() == before


def test_the_log_tells_of_the_undo_on_each_record(office, workspace_in_use):
    run = undo(bring_in(office.giang, *FILE, match="email"))
    told = Event.objects.filter(kind="import.undone")
    on = EventLink.objects.filter(event__in=told)
    assert on.filter(type="contact", record_id=workspace_in_use.pk).exists()
    assert on.filter(type="import", record_id=run.pk).exists()
    made = Contact.objects.get(full_name="Trần Đức")
    assert set(EventLink.objects.filter(type="contact", record_id=made.pk).values_list(
        "event__kind", flat=True)) == {"contact.created", "contact.deleted", "import.undone"}  # fmt: skip


def test_what_a_colleague_touched_since_is_told_and_kept(client, office, workspace_in_use):
    run = bring_in(office.giang, *FILE, match="email")
    duc = Contact.objects.get(full_name="Trần Đức")
    change_contact(duc, {"job_title": "Trưởng phòng"}, by=office.binh)
    client.force_login(office.giang)
    page = client.get(reverse("fields:import_undo", args=[run.pk]))
    assert b"Tr\xe1\xba\xa7n \xc4\x90\xe1\xbb\xa9c" in page.content
    client.post(reverse("fields:import_undo", args=[run.pk]))
    worker.work_all()
    run.refresh_from_db()
    duc.refresh_from_db()
    # His company is kept with him, for he would stand without it.
    assert (run.kept, duc.deleted_at, duc.job_title) == (2, None, "Trưởng phòng")
    assert Company.objects.get(name="Xi măng Hà Tiên").deleted_at is None
    shown = client.get(reverse("fields:import_show", args=[run.pk]))
    assert b"Tr\xe1\xba\xa7n \xc4\x90\xe1\xbb\xa9c" in shown.content


def test_a_company_that_others_came_to_use_is_kept(office, workspace_in_use):
    run = bring_in(office.giang, *FILE, match="email")
    firm = Company.objects.get(name="Xi măng Hà Tiên")
    add_contact({"full_name": "Ngoài", "company_id": firm.pk}, by=office.giang)
    assert [n.record_id for n in undoing.preview(run).kept if n.type == "company"] == [firm.pk]
    undo(run)
    firm.refresh_from_db()
    assert (firm.deleted_at, run.kept) == (None, 1)


def test_a_killed_undo_goes_on_and_undoes_nothing_twice(office, stages, monkeypatch):
    monkeypatch.setattr(undoing, "STEP", 10)
    before = picture()
    run = bring_in(office.giang, "name,phone", *(f"K{n},09{n:08}" for n in range(45)))
    trash, calls = undoing._take_back, []

    def dies(*args):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        trash(*args)

    monkeypatch.setattr(undoing, "_take_back", dies)
    undo_import(run, by=office.giang)
    with pytest.raises(KeyboardInterrupt):
        undoing.go_back(ImportRun.objects.get(pk=run.pk))
    assert Contact.objects.filter(deleted_at=None).count() == 25
    undoing.go_back(ImportRun.objects.get(pk=run.pk))
    run.refresh_from_db()
    assert (run.undone, run.state, picture()) == (45, "undone", before)
    assert not run.records.exclude(outcome=ImportedRecord.Outcome.UNDONE).exists()


def test_an_undone_record_that_is_taken_back_shares_its_phone_with_the_new_one(office, stages):
    run = undo(bring_in(office.giang, "name,phone", "Mai,0912345678"))
    bring_in(office.giang, "name,phone", "Mai,0912345678")
    old = Contact.objects.get(pk=run.records.get().record_id)
    restore_contacts([old], by=office.giang)
    assert sorted(Handle.objects.values_list("identifies", flat=True)) == [False, True]


def test_deals_go_back_to_their_stage_and_money(office, workspace_in_use):
    before = picture()
    lines = ("name,amount,stage", "Thép Q4,9000000,Đàm phán", "Mới,100,Đàm phán")
    run = bring_in(office.giang, *lines, object_name="deals", match="name")
    assert (run.created, run.updated, Deal.objects.get(name="Thép Q4").amount) == (1, 1, 9_000_000)
    undo(run)
    assert picture() == before


def test_only_an_import_that_ended_can_be_undone_and_only_once(client, office, stages):
    run = undo(bring_in(office.giang, "name,phone", "Mai,0912345678"))
    with pytest.raises(Refused):
        undo_import(run, by=office.giang)
    client.force_login(office.giang)
    assert client.post(reverse("fields:import_undo", args=[run.pk])).status_code == 422
    page = client.get(reverse("fields:import_undo", args=[run.pk]))
    assert page.headers["Location"] == reverse("fields:import_show", args=[run.pk])
    client.force_login(office.binh)
    assert client.get(reverse("fields:import_undo", args=[run.pk])).status_code == 403


def test_after_60_days_files_and_rows_go_and_the_undo_still_works(client, office, stages):
    before = picture()
    run = bring_in(office.giang, "name,phone", "Mai,0912345678", "Hồng,9.03E+08")
    assert (run.created, run.refused) == (1, 1)
    assert tidy_imports() == 0
    ImportRun.objects.update(created_at=timezone.now() - timedelta(days=61))
    assert (tidy_imports(), tidy_imports()) == (1, 0)
    run.refresh_from_db()
    assert not run.refusals.exists()
    client.force_login(office.giang)
    assert client.get(reverse("fields:import_show", args=[run.pk])).status_code == 200
    undo(run)
    assert picture() == before
