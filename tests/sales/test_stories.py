"""Stories and documents: kept by industry and problem, offered where they fit, sent and read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quen.channels.models import Outgoing
from quen.fields.models import File
from quen.kit.refused import Refused
from quen.people.actions.companies import add_company
from quen.sales.actions.deals import change_deal
from quen.sales.actions.stories import remove_story, save_story, send_story
from quen.sales.models import Story, StorySent
from quen.sales.story_lines import fitting
from quen.sales.story_mail import link_to_story
from quen.timeline.reading import timeline_of


@pytest.fixture
def steel(office) -> Story:
    facts = {"title": "Thép Đại Nam giảm 12 % chi phí", "industry": "Thép", "problem": "chi phí"}
    return save_story(None, by=office.giang, words="Đây là câu chuyện.", **facts)


def path_of(sent: StorySent) -> str:
    return "/m/" + link_to_story(sent).rpartition("/m/")[2]


def test_a_deal_is_offered_what_fits_its_industry_first(deal, office, steel):
    save_story(None, by=office.giang, title="A spa", industry="Spa", words="x")
    save_story(None, by=office.giang, title="A guide for all", words="x")
    assert [line["title"] for line in fitting(deal, office.binh)] == ["A guide for all"]
    company = add_company({"name": "Hòa Phát", "industry": "thép"}, by=office.binh)
    change_deal(deal, {"company_id": company.pk}, by=office.binh)
    deal.refresh_from_db()
    assert [line["title"] for line in fitting(deal, office.binh)] == [
        steel.title,
        "A guide for all",
    ]


def test_a_story_is_mailed_read_and_told_once(deal, office, steel, client):
    sent = send_story(steel, deal, by=office.binh, to="hong@thepvieta.vn", words="Chị xem nhé")
    mail = Outgoing.objects.get()
    assert link_to_story(sent) in mail.text
    assert "Chị xem nhé" in mail.text
    assert "Đây là câu chuyện." in client.get(path_of(sent)).content.decode()
    for _n in range(2):
        assert client.post(path_of(sent) + "/seen").status_code == 204
    told, _more = timeline_of(deal, office.binh)
    assert [one.kind for one in told].count("story.opened") == 1
    assert not fitting(deal, office.binh)


def test_a_file_goes_out_by_the_link_and_is_kept_while_the_story_is(deal, office, client):
    client.force_login(office.giang)
    sheet = SimpleUploadedFile("bang-gia.txt", b"thep 385000", content_type="text/plain")
    facts = {"title": "Bảng giá", "kind": "document", "file": sheet}
    assert client.post(reverse("sales:story_new"), facts).status_code == 302
    story = Story.objects.get()
    assert File.objects.held().filter(pk=story.file_id).exists()
    sent = send_story(story, deal, by=office.binh)
    client.logout()
    answer = client.get(path_of(sent) + "/file")
    assert b"".join(answer.streaming_content) == b"thep 385000"
    remove_story(story, by=office.giang)
    assert client.get(path_of(sent)).status_code == 404
    assert client.get(path_of(sent) + "/file").status_code == 404
    assert not File.objects.held().filter(pk=story.file_id).exists()


def test_nothing_to_send_is_refused(office):
    with pytest.raises(Refused) as refused:
        save_story(None, by=office.giang, title="", words=" ")
    assert set(refused.value.errors) == {"title", "words"}
    with pytest.raises(Refused):
        save_story(None, by=office.binh, title="X", words="x")


def test_the_library_is_searched_and_sent_from_on_its_pages(deal, office, steel, client):
    client.force_login(office.binh)
    assert (
        steel.title in client.get(reverse("sales:stories"), {"q": "thep chi phi"}).content.decode()
    )
    assert steel.title not in client.get(reverse("sales:stories"), {"q": "spa"}).content.decode()
    assert client.get(reverse("sales:story", args=[steel.pk])).status_code == 403
    url = reverse("sales:story_send", args=[deal.pk, steel.pk])
    assert "hong@thepvieta.vn" in client.get(url).content.decode()
    assert "/m/" in client.post(url, {"to": "", "words": ""}).content.decode()
    client.force_login(office.chi)
    assert client.get(url).status_code == 404


def test_a_wrong_link_leads_nowhere(client, db):
    assert client.get("/m/abc.def").status_code == 404
