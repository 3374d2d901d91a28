"""The wizard: columns, rules, values, the check of every row, cells mended in place, kept mappings."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quen.fields.models import CheckedRow, CustomField, ImportMapping, ImportRun
from quen.kit import worker
from quen.people.actions.contacts import add_contact
from quen.people.models import Address, AddressQuestion, ConsentEntry, ConsentPurpose, Contact
from quen.people.places import table
from quen.sales.models import Deal
from quen.timeline.models import Delivery


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA = tmp_path


SHEET = (
    "Họ tên;SĐT;Giai đoạn;Phụ trách;Nhu cầu;Nhóm",
    "Nguyễn Thị Hồng;0903221884;Khách hàng;binh;Thép;VIP",
    "Trần Đức;9.03E+08;Tiềm năng;binh;Xi măng;Lẻ",
    "Lê Mai;0912345678;Khách hàng;chi;Thép;VIP",
    ";;;;;x",
)


def at(name, run, *more):
    return reverse(f"fields:import_{name}", args=[run.pk, *more])


def upload(client, user, *lines, object_name="contacts") -> ImportRun:
    client.force_login(user)
    file = SimpleUploadedFile("x.csv", "\n".join(lines).encode())
    answer = client.post(reverse("fields:import_new"), {"object": object_name, "file": file})
    assert answer.status_code == 302
    return ImportRun.objects.latest("pk")


def mapped(client, run, **changed) -> None:
    header = list(run.mapping["columns"])
    page = client.get(at("map", run))
    names = [column["name"] for column in page.context["columns"]]
    chosen = {f"column-{n}": run.mapping["columns"].get(name, "") for n, name in enumerate(names)}
    chosen |= {f"column-{names.index(name)}": key for name, key in changed.items()}
    assert header
    assert client.post(at("map", run), chosen).status_code == 302
    run.refresh_from_db()


def checked(client, run, **rules) -> None:
    answer = client.post(at("rules", run), {"match": "phone", "create": "1"} | rules)
    assert answer.status_code == 302, answer.content[-800:]
    worker.work_all()
    run.refresh_from_db()
    assert run.check_state == "done"


def counts(client, run) -> dict[str, int]:
    page = client.get(at("check", run))
    return {key: number for key, _label, number, _on in page.context["counts"]}


def ready(client, user) -> ImportRun:
    run = upload(client, user, *SHEET)
    mapped(client, run, **{"Nhu cầu": "new:choice"})
    return run


def test_a_field_is_made_in_place_with_the_values_of_its_column(client, office, stages):
    run = ready(client, office.giang)
    made = CustomField.objects.latest("pk")
    assert (made.kind, [c["labels"]["vi"] for c in made.choices]) == ("choice", ["Thép", "Xi măng"])
    assert run.mapping["columns"]["Nhu cầu"] == f"custom.{made.key}"


def test_the_check_tells_what_every_row_would_do_and_writes_nothing(client, office, stages):
    add_contact({"full_name": "Mai", "phone": "0912345678"}, by=office.giang)
    run = ready(client, office.giang)
    page = client.get(at("rules", run)).content.decode()
    assert "Khách hàng" in page
    checked(client, run, **stage_values(client, run))
    assert counts(client, run) == {"create": 1, "update": 1, "skip": 0, "ask": 0, "error": 2}
    assert Contact.objects.count() == 1
    opened = client.get(at("check", run), {"show": "update"}).content.decode()
    assert "Lê Mai" in opened
    assert ">Mai<" in opened
    file = client.get(at("bad", run))
    assert b"9.03E+08" in b"".join(file.streaming_content)


def stage_values(client, run) -> dict[str, str]:
    """What the rules page offers, with the two Vietnamese stages told."""
    told = {}
    for n, one in client.get(at("rules", run)).context["values"]:
        for m, (text, _count, meant) in enumerate(one.values):
            wanted = {"Khách hàng": "customer", "Tiềm năng": "lead"}.get(text, meant)
            told[f"value-{n}-{m}"] = wanted
    return told


def test_a_cell_is_mended_in_the_grid_and_the_row_goes_in(client, office, stages):
    run = ready(client, office.giang)
    checked(client, run, **stage_values(client, run))
    assert counts(client, run)["error"] == 2
    answer = client.post(at("mend", run, 2), {"cell-1": "0903221885"})
    assert answer.status_code == 302
    assert counts(client, run)["error"] == 1
    client.post(at("begin", run))
    worker.work_all()
    run.refresh_from_db()
    assert (run.created, run.refused) == (3, 1)
    duc = Contact.objects.get(full_name="Trần Đức")
    assert (duc.phone, duc.stage.key, duc.owner) == ("+84903221885", "lead", office.binh)


def test_a_new_rule_forgets_the_earlier_check(client, office, stages):
    run = ready(client, office.giang)
    checked(client, run)
    first = CheckedRow.objects.filter(run=run, outcome="error").count()
    checked(client, run, **stage_values(client, run))
    assert CheckedRow.objects.filter(run=run, outcome="error").count() < first
    assert CheckedRow.objects.filter(run=run).count() == 4


def test_a_mapping_is_kept_by_name_and_offered_for_the_same_columns(client, office, stages):
    run = ready(client, office.giang)
    checked(client, run, keep="Sổ khách", **stage_values(client, run))
    kept = ImportMapping.objects.get()
    again = upload(client, office.giang, *SHEET)
    page = client.get(at("map", again))
    assert page.context["kept"] == [(kept.pk, "Sổ khách")]
    client.post(at("use", again), {"mapping": kept.pk})
    again.refresh_from_db()
    assert again.mapping["columns"] == run.mapping["columns"]
    assert again.mapping["values"]["lifecycle_stage"]["Khách hàng"] == "customer"
    other = upload(client, office.giang, "Tên;Email", "A;a@a.vn")
    assert client.get(at("map", other)).context["kept"] == []


def test_owners_take_turns_tags_are_put_on_and_consent_is_written(client, office, stages):
    purpose = ConsentPurpose.objects.first()
    lines = ["name;phone", *(f"K{n};09032218{n:02}" for n in range(4))]
    run = upload(client, office.giang, *lines)
    mapped(client, run)
    rules = {
        "owner": "turns",
        "owners": ["binh@quen.test", "chi@quen.test"],
        "tags": "hội chợ, 2026",
        "purpose": purpose.pk,
        "channels": ["zalo", "email"],
    }
    refused = client.post(at("rules", run), {"match": "phone"} | rules)
    assert refused.status_code == 422
    checked(client, run, **rules, consent_source="Phiếu hội chợ")
    client.post(at("begin", run))
    worker.work_all()
    owners = list(Contact.objects.order_by("full_name").values_list("owner__full_name", flat=True))
    assert owners == ["Binh", "Chi", "Binh", "Chi"]
    entries = ConsentEntry.objects.all()
    assert entries.count() == 8
    assert set(entries.values_list("source", "given")) == {("Phiếu hội chợ", True)}


def test_rules_hear_of_an_import_only_when_asked_to(client, office, stages, monkeypatch):
    from quen.people import readers
    from quen.timeline.readers import READERS

    assert readers
    known = READERS["people.entry_rules"]
    monkeypatch.setitem(
        READERS, "people.entry_rules", type(known)(**vars(known) | {"wanted": lambda kind: True})
    )
    for heard in ("", "1"):
        run = upload(client, office.giang, "name;phone", f"A;090322188{heard or 0}")
        mapped(client, run)
        checked(client, run, heard=heard)
        client.post(at("begin", run))
        worker.work_all()
        told = Delivery.objects.filter(
            reader="people.entry_rules", event__kind="contact.created"
        ).exists()
        assert told is bool(heard)


def test_stages_of_deals_are_told_by_their_values(client, office, stages, pipeline):
    lines = ("Tên cơ hội;Giá trị;Bước", "Thép;5000000;bàn bạc", "Gạch;1000;Đàm phán")
    run = upload(client, office.giang, *lines, object_name="deals")
    mapped(client, run)
    asked = client.get(at("rules", run)).context["values"]
    (n, one) = asked[0]
    by_text = {text: (m, meant) for m, (text, _count, meant) in enumerate(one.values)}
    assert by_text["Đàm phán"][1] == "negotiate"
    told = {f"value-{n}-{by_text['bàn bạc'][0]}": "negotiate"}
    checked(client, run, match="", **told)
    client.post(at("begin", run))
    worker.work_all()
    assert set(Deal.objects.values_list("stage__key", flat=True)) == {"negotiate"}


def test_only_who_may_import_sees_the_steps(client, office, stages):
    run = upload(client, office.giang, *SHEET)
    for user, status in ((office.binh, 403), (office.hanh, 403)):
        client.force_login(user)
        for step in ("read", "map", "rules", "check"):
            assert client.get(at(step, run)).status_code == status


OLD_PLACES = (
    "Họ tên;SĐT;Địa chỉ;Phường;Quận;Tỉnh",
    "Nguyễn Thị Hồng;0903221884;12 Lê Lợi;P. Bến Nghé;Q.1;TPHCM",
    "Trần Đức;0903000001;5 Hùng Vương;{ward};{district};{province}",
    "Lê Mai;0912345678;Somewhere;Nowhere;;",
)


def divided():
    """An old ward that became parts of several."""
    return next(old for old in table().olds if len(old.became) > 1 and old.ward)


def test_old_addresses_become_todays_where_that_is_certain_and_divided_wards_are_asked(
    client, office, stages
):
    old = divided()
    names = {"ward": old.ward, "district": old.district, "province": old.province}
    run = upload(client, office.giang, *(line.format(**names) for line in OLD_PLACES))
    mapped(client, run)
    checked(client, run, places="1")
    client.post(at("begin", run))
    worker.work_all()

    sure, asked, unknown = (
        Address.objects.get(contact__full_name=name)
        for name in ("Nguyễn Thị Hồng", "Trần Đức", "Lê Mai")
    )
    assert (sure.ward, sure.district, sure.old_district) == ("Phường Sài Gòn", "", "Q.1")
    assert (asked.ward, asked.district) == (old.ward, old.district)
    assert len(asked.question.options) == len(old.became)
    assert unknown.ward == "Nowhere"
    assert not AddressQuestion.objects.exclude(address=asked).exists()


def test_addresses_stay_as_the_file_has_them_where_nobody_wants_them_converted(
    client, office, stages
):
    run = upload(client, office.giang, *OLD_PLACES[:2])
    mapped(client, run)
    checked(client, run)
    client.post(at("begin", run))
    worker.work_all()
    assert Address.objects.get().district == "Q.1"
    assert not AddressQuestion.objects.exists()


def test_a_row_is_named_as_the_spreadsheet_counts_it(client, office, stages):
    lines = ("Danh sách khách", "", "Họ tên;SĐT", "Lê Mai;0912345678", "", "Trần Đức;9.03E+08")
    run = upload(client, office.giang, *lines)
    mapped(client, run)
    checked(client, run)
    page = client.get(at("check", run), {"show": "error"})
    assert [row["line"] for row in page.context["rows"]] == [6]
    file = b"".join(client.get(at("bad", run)).streaming_content).decode("utf-8-sig")
    assert file.splitlines()[1].startswith("6,")
    client.post(at("begin", run))
    worker.work_all()
    assert client.get(at("show", run)).context["refused"][0][0] == 6


def test_a_step_of_an_import_that_has_begun_leads_to_its_page(client, office):
    run = upload(client, office.giang, *SHEET)
    mapped(client, run)
    first, again = (client.post(at("begin", run)) for _tab in range(2))
    assert first.headers["Location"] == again.headers["Location"] == at("show", run)

    for step in ("read", "map", "rules", "check"):
        assert client.get(at(step, run)).headers["Location"] == at("show", run)
    polled = client.get(at("check", run), headers={"HX-Request": "true"})
    assert polled.headers["HX-Redirect"] == at("show", run)


def test_nobody_learns_of_anothers_import_by_its_steps(client, office):
    run = upload(client, office.giang, *SHEET)
    client.post(at("begin", run))
    client.force_login(office.binh)
    assert client.get(at("check", run)).status_code in (403, 404)
