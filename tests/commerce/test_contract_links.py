"""A contract on paper, and the link by which its customer reads it: what stands there, until when, for whom."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from quen.accounts.actions.rights import refresh
from quen.commerce.actions.contract_links import open_contract, share_contract, unshare_contract
from quen.commerce.actions.contracts import change_contract, trash_contracts
from quen.commerce.actions.orders import cancel_order
from quen.commerce.contracts.document import document_of
from quen.commerce.contracts.panels import address_of
from quen.commerce.links import fresh_key, token_of
from quen.commerce.models import ContractLink, ContractOpening
from quen.commerce.paying import token
from quen.kit.pdf import can_make_pdf
from quen.kit.refused import Refused
from quen.kit.workspace import today
from quen.people.actions.contacts import change_contact
from quen.sales.actions.lines import set_lines
from quen.sales.actions.quotes import draft_quote, send_quote
from tests.commerce.contracts import kinds
from tests.commerce.test_orders import STEEL
from tests.counting import questions


@pytest.fixture
def agreed(made, order):
    """Binh's contract that came of an order, with terms."""
    return made(order_id=order.pk, terms="Bảo hành 24 tháng tại chỗ.", amount="1100000")


def path(link: ContractLink) -> str:
    address = address_of(link)
    return address[address.index("/contract/") :]


def limit(user, *keys: str):
    user.roles.update(fields={f"contract.{key}": "hide" for key in keys})
    refresh([user])
    return type(user).objects.get(pk=user.pk)


def test_the_customer_reads_the_contract_by_its_link(agreed, office, client):
    page = path(share_contract(agreed, by=office.binh))
    answer = client.get(page)
    html = answer.content.decode()
    for word in (
        agreed.number,
        agreed.name,
        "Thép hình",
        "1.100.000",
        "Bảo hành 24 tháng",
        "20/01/2026",
    ):
        assert word in html, word
    assert "<form" not in html
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]


def test_every_page_that_a_customers_link_leads_to_is_kept_by_nobody(order, deal, office, client):
    set_lines(deal, [STEEL], by=office.binh)
    quote = send_quote(draft_quote(deal, by=office.binh), by=office.binh)
    for url in (
        reverse("commerce:pay", args=[token(order)]),
        f"/q/{token_of(quote.link_key, 'sales.quote')}",
    ):
        answer = client.get(url)
        assert answer.status_code == 200
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer.headers["Cache-Control"]


def test_notes_of_ours_are_not_on_the_paper(agreed, office, client):
    change_contract(agreed, {"notes": "khách hay trả chậm"}, by=office.binh)
    html = client.get(path(share_contract(agreed, by=office.binh))).content.decode()
    assert "trả chậm" not in html


def test_a_thai_customer_reads_thai_and_buddhist_years(agreed, contact, office):
    change_contact(contact, {"language": "th"}, by=office.binh)
    agreed.refresh_from_db()
    told = document_of(type(agreed).objects.select_related("contact", "company").get(pk=agreed.pk))
    assert told["language"] == "th"
    assert any("2569" in value for _label, value in told["dates"])


@pytest.mark.parametrize(
    "way", ["revoked", "over", "replaced", "trashed", "foreign", "other purpose"]
)
def test_a_link_that_is_not_open_answers_as_one_that_never_was(way, agreed, office, client):
    link = share_contract(agreed, by=office.binh, days=3)
    page = path(link)
    assert client.get(page).status_code == 200
    if way == "revoked":
        unshare_contract(agreed, by=office.binh)
    elif way == "over":
        ContractLink.objects.update(until_on=today() - timedelta(days=1))
    elif way == "replaced":
        assert client.get(path(share_contract(agreed, by=office.binh))).status_code == 200
    elif way == "trashed":
        trash_contracts([agreed], by=office.giang)
    elif way == "foreign":
        page = "/contract/abc.def"
    else:
        page = f"/contract/{token_of(link.key, 'sales.quote')}"
    for url in (page, f"{page}/pdf"):
        assert client.get(url).status_code == 404, url
    assert client.post(f"{page}/seen", {"visit": "a1"}).status_code == 404


def test_a_sitting_before_the_page_is_told_once(agreed, office, client):
    link = share_contract(agreed, by=office.binh)
    page = path(link)
    client.get(page)
    assert not ContractOpening.objects.exists()
    for visit in ("v1", "v1", "v2", "", "x y", "é"):
        assert client.post(f"{page}/seen", {"visit": visit, "seconds": "2"}).status_code == 204
    assert ContractOpening.objects.filter(link=link).count() == 2
    assert kinds(agreed, office.binh).count("contract.opened") == 2


def test_a_link_is_not_opened_without_end(agreed, office, monkeypatch):
    monkeypatch.setattr("quen.commerce.actions.contract_links.MOST_OPENINGS", 2)
    link = share_contract(agreed, by=office.binh)
    for visit in ("a", "b", "c"):
        open_contract(link, visit)
    assert link.openings.count() == 2


def test_too_many_looks_from_one_address_are_slowed_down(agreed, office, client, one_window):
    page = path(share_contract(agreed, by=office.binh))
    told = {client.get(f"{page}/seen").status_code for _n in range(2)}
    assert told == {405}
    codes = [client.post(f"{page}/seen", {"visit": "v"}).status_code for _n in range(125)]
    assert codes[-1] == 429


def test_the_link_is_made_and_taken_back_on_the_contracts_page(agreed, office, client):
    client.force_login(office.binh)
    panels = reverse("records:panels", args=["contract", agreed.pk])
    share = reverse("commerce:contract_share", args=[agreed.pk])
    assert share in client.get(panels).content.decode()
    for days in ("0", "x", "9999", "²", ""):
        assert client.post(share, {"days": days}).status_code == 422, days
    assert client.post(share, {"days": "7"}).status_code == 302
    link = ContractLink.objects.get()
    assert (link.until_on, link.made_by) == (today() + timedelta(days=7), office.binh)
    open_contract(link, "v1")
    html = client.get(panels).content.decode()
    assert address_of(link) in html
    assert "opened 1 time" in html
    revoke = reverse("commerce:contract_unshare", args=[agreed.pk])
    assert client.post(revoke).status_code == 302
    assert client.post(revoke).status_code == 422
    assert address_of(link) not in client.get(panels).content.decode()
    assert {"contract.shared", "contract.unshared"} <= set(kinds(agreed, office.binh))


@pytest.mark.parametrize(("who", "reads", "shares"), [("binh", 200, 302), ("an", 200, 302), ("em", 200, 403), ("chi", 404, 404), ("dung", 404, 404)])  # fmt: skip
def test_who_prints_and_shares_binhs_contract(
    who, reads, shares, agreed, office, client, monkeypatch
):
    monkeypatch.setattr("quen.commerce.documents.can_make_pdf", lambda: False)
    client.force_login(getattr(office, who))
    paper = client.get(reverse("commerce:contract_pdf", args=[agreed.pk]))
    assert paper.status_code == reads
    assert (agreed.number in paper.content.decode()) is (reads == 200)
    url = reverse("commerce:contract_share", args=[agreed.pk])
    assert client.post(url, {"days": "7"}).status_code == shares


def test_nobody_prints_or_hands_out_what_is_hidden_from_them(agreed, office, client):
    client.force_login(limit(office.binh, "amount"))
    share = reverse("commerce:contract_share", args=[agreed.pk])
    assert client.get(reverse("commerce:contract_pdf", args=[agreed.pk])).status_code == 403
    assert client.post(share, {"days": "7"}).status_code == 403
    assert (
        share
        not in client.get(reverse("records:panels", args=["contract", agreed.pk])).content.decode()
    )


def test_the_lines_of_an_order_stand_there_for_who_may_read_it(agreed, order, office):
    whole = lambda user: document_of(agreed, user)["lines"]  # noqa: E731
    assert whole(office.binh)
    assert not whole(office.chi)
    office.binh.field_rights = {"order.total": "hide"}
    assert not whole(office.binh)
    cancel_order(order, by=office.an)
    assert not document_of(agreed)["lines"]


def test_of_two_links_of_a_contract_one_is_open(agreed, office):
    share_contract(agreed, by=office.binh)
    share_contract(agreed, by=office.binh)
    assert ContractLink.objects.filter(revoked_at=None).count() == 1
    again = {"key": fresh_key(), "made_by": office.binh, "made_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        ContractLink.objects.create(contract=agreed, until_on=today(), **again)
    with pytest.raises(Refused):
        share_contract(agreed, by=office.binh, days=400)


def test_reading_by_the_link_costs_few_queries(agreed, office, client):
    page = path(share_contract(agreed, by=office.binh))
    assert questions(lambda: client.get(page)) <= 12


@pytest.mark.skipif(not can_make_pdf(), reason="needs pango (apt install libpango-1.0-0)")
@pytest.mark.once
def test_the_pdf_of_a_contract_bears_vietnamese(agreed, office, client):
    """Making a PDF takes half a second, and loading what makes it one more."""
    answer = client.get(f"{path(share_contract(agreed, by=office.binh))}/pdf")
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    for word in (agreed.number, "Bảo trì thang máy", "Bảo hành 24 tháng", "1.100.000"):
        assert word in text
