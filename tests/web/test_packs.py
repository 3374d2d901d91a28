"""Industry packs: taken in once, told before, undone but for what somebody uses; sample data goes by itself."""

import pytest

from quen.fields.actions.packs import apply_pack, undo_pack
from quen.fields.actions.samples import adopt_samples, remove_samples
from quen.fields.models import CustomField, Pack, PackItem, SavedView, SearchRow, Tagged, Value
from quen.kit.refused import Refused
from quen.kit.workspace import change_workspace, workspace
from quen.people.actions.contacts import add_contact, change_contact
from quen.people.models import Company, Contact, Handle, Stage
from quen.sales.actions.deals import add_deal
from quen.sales.models import Deal, Pipeline
from quen.web.packs import ORDER, packs, people
from quen.work.actions.notes import add_note
from quen.work.models import Note, Task

MODELS = (
    Contact, Company, Deal, Task, Note, Handle, Value, Tagged, SearchRow, CustomField, SavedView, Pipeline,
)  # fmt: skip


@pytest.fixture
def home(office, stages, pipeline):
    """A workspace as it is on its first day."""
    return office


def take_in(key, by, **how):
    return apply_pack(packs()[key], by=by, people=people(), **how)


def counts():
    return {model.__name__: model._base_manager.count() for model in MODELS}


VIETNAM, THAILAND, ELSEWHERE = ("vi", "VN", "VND"), ("th", "TH", "THB"), ("en", "US", "USD")


@pytest.mark.once  # another pack is other words
@pytest.mark.parametrize(
    ("key", "language", "country", "currency"),
    [
        (key, *place)
        for key, place in zip(ORDER, (ELSEWHERE, THAILAND, VIETNAM, THAILAND), strict=True)
    ],
)
def test_each_pack_comes_in_whole_in_each_language(key, language, country, currency, home):
    change_workspace(language=language, country=country, currency=currency)
    pack = take_in(key, home.giang)
    made = {part: len(told) for part, told in packs()[key].items() if isinstance(told, list)}
    told = {part: pack.items.filter(part=part).count() for part in made}
    assert told["contacts"] == made["contacts"] >= 15
    for part in (
        "fields",
        "tags",
        "lifecycle",
        "relations",
        "pipelines",
        "reasons",
        "views",
        "deals",
        "tasks",
        "notes",
    ):
        assert told[part] == made[part] > 0, part
    assert workspace().sample_data
    assert (
        Contact.objects.first().full_name
        == people()[language][packs()[key]["contacts"][0]["person"]]["name"]
    )
    assert Deal.objects.filter(currency=currency).count() == made["deals"]


def test_a_second_time_adds_nothing(home):
    take_in("clinic", home.giang)
    before = counts()
    take_in("clinic", home.giang)
    assert counts() == before
    assert Pack.objects.count() == 1


def test_only_who_sets_the_company_up_takes_a_pack_in(home):
    with pytest.raises(Refused):
        take_in("clinic", home.binh)
    assert not Pack.objects.exists()


def test_undone_without_use_it_leaves_the_first_day_behind(home):
    before, stages_before = (
        counts(),
        list(Stage.objects.order_by("pk").values("labels", "entry_rule")),
    )
    pack = take_in("machinery", home.giang)
    assert undo_pack(pack, by=home.giang) == []
    fields = CustomField.objects.filter(removed_at=None).count()
    after = counts() | {"CustomField": fields}
    assert after == before
    assert list(Stage.objects.order_by("pk").values("labels", "entry_rule")) == stages_before
    assert Pipeline.objects.get(key="sales").removed_at is None
    assert not workspace().sample_data
    assert workspace().customer_word == {}


def test_undone_with_use_it_keeps_and_names_what_is_used(home):
    pack = take_in("clinic", home.giang, samples=False)
    custom = {"allergies": "Aspirin"}
    add_contact({"full_name": "Mai", "custom": custom}, by=home.giang)
    add_deal({"name": "Laser", "amount": "1"}, by=home.giang)
    kept = dict(undo_pack(pack, by=home.giang))
    assert set(kept) == {"Dị ứng", "Liệu trình"}
    assert "1 record" in kept["Dị ứng"]
    assert CustomField.objects.live().filter(type="contact", key="allergies").exists()
    assert not CustomField.objects.live().filter(type="contact", key="skin_type").exists()
    assert Deal.objects.get().pipeline.key == "clinic"


def test_it_can_be_taken_in_again_after_undoing(home):
    undo_pack(take_in("tuition", home.giang), by=home.giang)
    take_in("tuition", home.giang)
    assert CustomField.objects.live().filter(type="contact", key="pupil").exists()
    assert Deal.objects.count() == len(packs()["tuition"]["deals"])


def test_samples_that_stayed_are_not_made_again_and_packs_do_not_share_phones(home):
    pack = take_in("clinic", home.giang)
    contact = Contact.objects.get(pk=PackItem.objects.get(part="contacts", key="p00").record_id)
    add_note("contact", contact.pk, "Khách thật", by=home.giang)
    undo_pack(pack, by=home.giang)
    take_in("clinic", home.giang)
    adopt_samples(by=home.giang)
    take_in("clinic", home.giang)
    take_in("building", home.giang)
    people = Contact.objects.filter(full_name=contact.full_name).order_by("pk")
    assert [one.phone for one in people] == ["+84900200100", "", "+84900100100"]


def test_what_the_company_has_named_itself_stays(home):
    stage = Stage.objects.get(key="customer")
    stage.labels = {"vi": "Mối"}
    stage.save()
    take_in("building", home.giang, samples=False)
    stage.refresh_from_db()
    assert stage.labels == {"vi": "Mối"}


def test_sample_data_goes_with_all_that_is_theirs(home):
    before = counts()
    pack = take_in("building", home.giang)
    it = remove_samples(by=home.giang)
    assert it.kept == {}
    assert it.count == sum(
        len(packs()["building"][part])
        for part in ("companies", "contacts", "deals", "tasks", "notes")
    )
    now = counts()
    for name in (
        "Contact",
        "Company",
        "Deal",
        "Task",
        "Note",
        "Handle",
        "Value",
        "Tagged",
        "SearchRow",
    ):
        assert now[name] == before[name], name
    assert pack.items.filter(type="contact").count() == 0
    assert not workspace().sample_data


def test_a_sample_with_something_real_on_it_stays_and_is_named(home):
    take_in("building", home.giang)
    item = PackItem.objects.filter(type="contact", key="p00").get()
    contact = Contact.objects.get(pk=item.record_id)
    add_note("contact", contact.pk, "Đã gọi lại, cần báo giá mới", by=home.giang)
    add_deal(
        {
            "name": "Đơn thật",
            "contact_id": PackItem.objects.get(type="contact", key="p03").record_id,
        },
        by=home.giang,
    )
    it = remove_samples(by=home.giang)
    told = dict(it.told())
    assert contact.full_name in told
    assert "Đã gọi lại" in told[contact.full_name]
    assert set(Contact.objects.values_list("pk", flat=True)) == {
        contact.pk,
        Deal.objects.get().contact_id,
    }
    assert Company.objects.get().pk == contact.company_id
    assert Note.objects.get().text == "Đã gọi lại, cần báo giá mới"
    assert workspace().sample_data


def test_a_sample_that_somebody_changed_stays_until_asked_again(home):
    take_in("clinic", home.giang)
    contact = Contact.objects.get(pk=PackItem.objects.get(type="contact", key="p08").record_id)
    change_contact(contact, {"full_name": "Chị Linh"}, by=home.giang)
    assert [why for _name, why in remove_samples(by=home.giang).told()] == ["somebody changed it"]
    assert Contact.objects.get().full_name == "Chị Linh"
    remove_samples(by=home.giang, all_of_it=True)
    assert not Contact.objects.exists()


def test_samples_can_be_kept_as_real_ones(home):
    take_in("clinic", home.giang)
    assert adopt_samples(by=home.giang) > 30
    assert remove_samples(by=home.giang).count == 0
    assert Contact.objects.count() == len(packs()["clinic"]["contacts"])


def test_every_text_of_a_pack_has_three_languages_and_every_pointer_leads_somewhere():
    for key in ORDER:
        content = packs()[key]
        made = {
            f"{part}.{one['key']}"
            for part, specs in content.items()
            if isinstance(specs, list)
            for one in specs
            if isinstance(one, dict)
        }
        made |= {f"stages.{one['key']}" for one in content["pipelines"][0]["stages"]}
        for told in mappings(content):
            if {"vi", "th", "en"} & set(told):
                assert set(told) == {"vi", "th", "en"}, told
                assert all(told.values()), told
            assert told.get("of", next(iter(made))) in made
            assert told.get("on", next(iter(made))) in made


def mappings(content):
    if isinstance(content, dict):
        yield content
    for one in (
        content.values()
        if isinstance(content, dict)
        else content
        if isinstance(content, list)
        else ()
    ):
        yield from mappings(one)


def test_the_page_tells_what_comes_takes_it_in_and_undoes_it(home, client):
    client.force_login(home.giang)
    before = client.get("/settings/packs/clinic/").content.decode()
    assert "Lịch hẹn tới" in before
    assert "Take the pack in" in before
    answer = client.post("/settings/packs/clinic/apply/", {"samples": "1"}, follow=True)
    assert "Undo the pack" in answer.content.decode()
    shown = client.get("/contacts/").content.decode()
    assert '<span class="pill">Sample</span>' in shown
    assert "/settings/samples/" in shown
    page = client.get(f"/contacts/{Contact.objects.first().pk}/").content.decode()
    assert "this record was made up" in page
    client.post("/settings/packs/clinic/undo/")
    assert not Contact.objects.exists()
    assert "were made up" not in client.get("/contacts/").content.decode()


def test_views_of_a_pack_open_as_what_they_are(home, client):
    take_in("clinic", home.giang)
    client.force_login(home.giang)
    shown = client.get("/contacts/").content.decode()
    view = SavedView.objects.get(layout="calendar")
    address = f"/lists/contact/calendar/?view={view.pk}&amp;by=custom.next_treatment"
    assert address in shown
    page = client.get(address.replace("&amp;", "&")).content.decode()
    assert people()["vi"][4]["name"] in page
