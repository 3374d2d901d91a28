"""Quotes: drafted from a deal, sent, read, accepted with a code once, made anew as editions; on paper."""

import io
import re
import threading
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from quen.channels.models import Outgoing
from quen.commerce.actions.products import add_product
from quen.commerce.lines.totals import totals_of
from quen.kit.pdf import can_make_pdf
from quen.kit.refused import Refused
from quen.kit.workspace import today
from quen.sales.actions import deciding
from quen.sales.actions.lines import set_lines
from quen.sales.actions.quotes import (
    change_quote,
    delete_draft,
    draft_quote,
    expire_quotes,
    new_edition,
    send_quote,
)
from quen.sales.models import DealLine, Quote, QuoteCode
from quen.sales.quote_mail import link_to
from quen.timeline.reading import timeline_of

HARD = "ẵ ỡ ợ ắ Ặ ที่ กำ ปฏิเสธ"


def line(quantity, price, *, discount=0, vat=10) -> SimpleNamespace:
    return SimpleNamespace(
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        discount_percent=Decimal(discount),
        vat_percent=None if vat is None else Decimal(vat),
    )


@pytest.fixture
def pipe(office):
    given = {"name": "Thép ống", "price": "100000", "vat_percent": "8", "unit": "cây"}
    return add_product(given, by=office.giang)


@pytest.fixture
def quote(deal, office, pipe) -> Quote:
    set_lines(deal, [{"product_id": pipe.pk, "quantity": "3"}], by=office.binh)
    return draft_quote(deal, by=office.binh)


@pytest.fixture
def sent(quote, office) -> Quote:
    return send_quote(quote, by=office.binh, to="hong@thepvieta.vn")


def code_of(sent: Quote) -> str:
    deciding.send_code(sent)
    mail = Outgoing.objects.filter(purpose="access").latest("pk")
    return re.search(r"\b(\d{6})\b", mail.text)[1]


def token(it: Quote) -> str:
    return link_to(it).rpartition("/")[2]


def test_vat_is_counted_once_for_each_rate_on_rounded_lines():
    rows = [line("3", "33333"), line("1", "10000", discount="12.5"), line("2", "500", vat=8)]
    told = totals_of([*rows, line("1", "7", vat=None)], "VND")
    assert (told.gross, told.discount, told.net) == (111006, 1250, 109756)
    assert [(v.percent, v.base, v.amount) for v in told.vats] == [
        (8, 1000, 80),
        (10, 108749, 10875),
    ]
    assert told.total == 109756 + 80 + 10875


def test_money_with_cents_is_rounded_half_up():
    told = totals_of([line("3", "0.335", vat=7)], "THB")
    assert (told.net, told.vat, told.total) == (Decimal("1.01"), Decimal("0.07"), Decimal("1.08"))


def test_the_lines_of_a_deal_make_its_amount_and_fill_in_what_a_product_brings(deal, office, pipe):
    lines = [{"product_id": pipe.pk, "quantity": "2,5"}, {"name": "Giao hàng", "unit_price": "50k"}]
    set_lines(deal, lines, by=office.binh, language="vi")
    deal.refresh_from_db()
    first = DealLine.objects.filter(deal=deal).first()
    assert (first.name, first.unit, first.unit_price, first.vat_percent) == (
        "Thép ống", "cây", 100000, 8,
    )  # fmt: skip
    assert deal.amount == 300000
    told, _more = timeline_of(deal, office.binh)
    assert any("2.5 × Thép ống, 1 × Giao hàng" in str(one.changes) for one in told)


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"name": "X", "quantity": "0", "unit_price": "1"}, "line_0_quantity"),
        ({"name": "X", "quantity": "1"}, "line_0_unit_price"),
        ({"name": "X", "unit_price": "đắt"}, "line_0_unit_price"),
        ({"name": "X", "unit_price": "1", "discount_percent": "120"}, "line_0_discount_percent"),
        ({"name": "X", "unit_price": "1", "vat_percent": "-1"}, "line_0_vat_percent"),
        ({"product_id": "999999", "unit_price": "1"}, "line_0_product_id"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(wrong, key, deal, office):
    with pytest.raises(Refused) as refused:
        set_lines(deal, [wrong], by=office.binh)
    assert set(refused.value.errors) == {key}
    assert not DealLine.objects.exists()


def test_a_quote_takes_the_lines_of_its_deal_and_gets_its_number_when_it_is_sent(quote, office):
    assert (quote.number, quote.net, quote.total) == ("", 300000, 324000)
    sent = send_quote(quote, by=office.binh, to="hong@thepvieta.vn")
    assert re.fullmatch(r"BG-\d{4}-0001", sent.number)
    assert sent.customer["name"] == "Nguyễn Thị Hồng"
    mail = Outgoing.objects.get()
    assert link_to(sent) in mail.text
    assert mail.recipient == "hong@thepvieta.vn"
    with pytest.raises(Refused):
        change_quote(sent, by=office.binh, title="Khác")
    with pytest.raises(Refused):
        send_quote(sent, by=office.binh)


def test_a_draft_without_lines_or_with_a_day_gone_by_is_not_sent(deal, office):
    bare = draft_quote(deal, by=office.binh)
    with pytest.raises(Refused):
        send_quote(bare, by=office.binh)
    with pytest.raises(Refused) as refused:
        change_quote(bare, by=office.binh, valid_until=today() - timedelta(days=1))
    assert set(refused.value.errors) == {"valid_until"}
    delete_draft(bare, by=office.binh)
    assert not Quote.objects.exists()


def test_a_customer_reads_accepts_with_the_code_and_only_once(sent, office, client):
    page = reverse("sales:quote_public", args=[token(sent)])
    html = client.get(page).content.decode()
    assert "Thép ống" in html
    assert "324.000" in html
    asked = client.post(reverse("sales:quote_code", args=[token(sent)]))
    assert asked.status_code == 200
    accept = reverse("sales:quote_accept", args=[token(sent)])
    assert client.post(accept, {"name": "Hồng", "code": "000000"}).status_code in (422, 302)
    sent.refresh_from_db()
    if sent.state == "sent":
        assert client.post(accept, {"name": "Hồng", "code": code_of(sent)}).status_code == 302
    sent.refresh_from_db()
    assert (sent.state, sent.proof["by"], sent.proof["name"]) == ("accepted", "code", "Hồng")
    assert client.post(accept, {"name": "Ai đó", "code": "123456"}).status_code == 422
    told, _more = timeline_of(sent.deal, office.binh)
    assert any(one.kind == "quote.accepted" and "Hồng" in one.sentence for one in told)


def test_a_code_runs_out_after_five_tries(sent):
    code = code_of(sent)
    wrong = "000000" if code != "000000" else "111111"
    for _n in range(5):
        with pytest.raises(deciding.WrongCode):
            deciding.check_code(sent, wrong)
    with pytest.raises(deciding.WrongCode):
        deciding.check_code(sent, code)
    assert QuoteCode.objects.get().tries == 5


def test_reading_is_told_once_a_sitting_and_adds_up_in_minutes(sent, office, client):
    seen = reverse("sales:quote_seen", args=[token(sent)])
    for visit, seconds in (("a1", 2), ("a1", 120), ("b2", 60), ("a1", 100)):
        assert client.post(seen, {"visit": visit, "seconds": seconds}).status_code == 204
    client.post(seen, {"visit": "<x>", "seconds": 9})
    client.post(seen, {"visit": "c3", "seconds": "-9"})
    client.force_login(office.binh)
    html = client.get(reverse("sales:quote", args=[sent.pk])).content.decode()
    assert "opened 2 times, 3 minutes" in html
    told, _more = timeline_of(sent.deal, office.binh)
    assert sum(one.kind == "quote.opened" for one in told) == 2


def test_a_new_edition_keeps_the_number_and_replaces_the_one_before(sent, office, client):
    second = new_edition(sent, by=office.binh)
    with pytest.raises(Refused):
        new_edition(sent, by=office.binh)
    change_quote(second, by=office.binh, lines=[{"name": "Thép", "unit_price": "90000"}])
    out = send_quote(second, by=office.binh)
    sent.refresh_from_db()
    assert (out.number, out.edition, sent.state) == (sent.number, 2, "replaced")
    html = client.get(reverse("sales:quote_public", args=[token(sent)])).content.decode()
    assert "bản mới" in html
    with pytest.raises(Refused):
        deciding.accept_quote(sent, name="Hồng", proof={})


def test_a_rough_quote_shows_a_range_and_cannot_be_accepted(deal, office, client):
    set_lines(deal, [{"name": "Mái tôn", "unit_price": "1000000"}], by=office.binh)
    rough = send_quote(draft_quote(deal, by=office.binh, kind="rough"), by=office.binh)
    html = client.get(reverse("sales:quote_public", args=[token(rough)])).content.decode()
    assert "850.000" in html
    assert "1.150.000" in html
    assert 'id="accept"' not in html
    with pytest.raises(Refused):
        deciding.accept_quote(rough, name="Hồng", proof={})


def test_a_quote_ends_with_its_day(sent):
    Quote.objects.filter(pk=sent.pk).update(valid_until=today() - timedelta(days=1))
    with pytest.raises(Refused):
        deciding.accept_quote(sent, name="Hồng", proof={})
    assert expire_quotes() == 1
    sent.refresh_from_db()
    assert sent.state == "expired"


def test_a_wrong_or_drafted_link_is_nowhere(quote, client):
    assert client.get(reverse("sales:quote_public", args=[token(quote)])).status_code == 404
    assert client.get(reverse("sales:quote_public", args=["abc.def"])).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("binh", 200), ("an", 200), ("chi", 404), ("dung", 404), ("em", 200)]
)
def test_who_sees_binhs_quote(who, status, sent, office, client):
    client.force_login(getattr(office, who))
    assert client.get(reverse("sales:quote", args=[sent.pk])).status_code == status
    listed = client.get(reverse("sales:quotes")).content.decode()
    assert (sent.number in listed) is (status == 200)


def test_a_quote_is_drafted_edited_and_sent_on_its_pages(deal, office, pipe, client):
    client.force_login(office.binh)
    lines = reverse("sales:deal_lines", args=[deal.pk])
    assert client.get(lines).status_code == 200
    facts = {
        "line_product_id": [str(pipe.pk), ""], "line_name": ["", ""], "line_quantity": ["4", ""],
        "line_unit": ["", ""], "line_unit_price": ["", ""], "line_discount_percent": ["10", ""],
        "line_vat_percent": ["", ""],
    }  # fmt: skip
    preview = client.post(reverse("sales:line_preview", args=[deal.pk]), facts).content.decode()
    assert "Thép ống" in preview
    assert "₫388,800" in preview
    assert client.post(lines, facts | {"line_quantity": ["x", ""]}).status_code == 422
    assert client.post(lines, facts).status_code == 302
    begun = client.post(reverse("sales:quote_new", args=[deal.pk]), {"kind": "firm"})
    it = Quote.objects.get()
    assert begun["Location"] == reverse("sales:quote_edit", args=[it.pk])
    form = {
        "title": "Thép Q4", "kind": "firm", "language": "vi", "valid_until": "2030-01-31",
        "intro": "Kính gửi anh chị", "terms": "Giao trong 7 ngày", "version": str(it.version),
    }  # fmt: skip
    assert client.post(begun["Location"], facts | form).status_code == 302
    stale = client.post(begun["Location"], facts | form)
    assert stale.status_code == 422
    done = client.post(reverse("sales:quote_send", args=[it.pk]), {"to": "", "words": ""})
    assert done.status_code == 302
    it.refresh_from_db()
    assert (it.state, it.total) == ("sent", 388800)
    assert not Outgoing.objects.exists()
    told = client.post(reverse("sales:quote_tell", args=[it.pk])).content.decode()
    code = re.search(r"code: (\d{6})", told)[1]
    assert deciding.check_code(it, code) == f"user:{office.binh.pk}"


def test_a_yes_on_the_phone_is_written_down_by_a_colleague(sent, office, client):
    client.force_login(office.binh)
    url = reverse("sales:quote_decide", args=[sent.pk])
    client.post(url, {"answer": "yes", "words": "Anh Sếp"})
    sent.refresh_from_db()
    assert (sent.state, sent.proof["by"]) == ("accepted", "colleague")


@pytest.mark.skipif(not can_make_pdf(), reason="needs pango (apt install libpango-1.0-0)")
@pytest.mark.once
def test_the_pdf_holds_what_was_typed_letter_by_letter(deal, office, client):
    """Making a PDF takes half a second, and loading what makes it one more."""
    set_lines(deal, [{"name": f"Ống {HARD}", "unit_price": "1200000"}], by=office.binh)
    it = draft_quote(deal, by=office.binh)
    change_quote(it, by=office.binh, title=HARD, terms=f"Điều khoản: {HARD}\n<script>x</script>")
    it = send_quote(it, by=office.binh)
    answer = client.get(reverse("sales:quote_pdf_public", args=[token(it)]))
    assert answer["Content-Type"] == "application/pdf"
    first = PdfReader(io.BytesIO(answer.content)).pages[0]
    fonts = {str(font.get_object()["/BaseFont"]) for font in first["/Resources"]["/Font"].values()}
    assert {name.partition("+")[2].split("-")[0] for name in fonts} == {"Paper"}, fonts
    text = first.extract_text()
    assert text.count(HARD) == 3
    assert "1.200.000" in text
    assert it.number in text
    assert "<script>x</script>" in text


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_of_two_answers_at_once_one_stands(sent):
    """Two threads with connections of their own."""
    answers: list[str] = []

    def answer(act) -> None:
        try:
            answers.append(act().state)
        except Refused:
            answers.append("refused")
        finally:
            connection.close()

    acts = (
        lambda: deciding.accept_quote(sent, name="Hồng", proof={}),
        lambda: deciding.decline_quote(sent, reason="đắt"),
    )
    threads = [threading.Thread(target=answer, args=(act,)) for act in acts]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert sorted(answers)[-1] == "refused"
    assert len(set(answers) & {"accepted", "declined"}) == 1
