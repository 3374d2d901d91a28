"""What the company is on documents: facts, tax code, logo, footers, the first month of its year."""

import io
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quen.accounts.actions.letterhead import change_letterhead, put_logo, tax_warning
from quen.kit.letterhead import footer, issuer, letterhead, logo_bytes, logo_data_uri
from quen.kit.models import Workspace
from quen.kit.refused import Refused
from quen.kit.workspace import change_workspace, workspace
from quen.timeline.models import Event

FACTS = {
    "legal_name": "CÔNG TY TNHH QUEN",
    "tax_id": "0100109106",
    "address": "1 Tràng Tiền, Hà Nội",
    "email": "ketoan@quen.test",
    "signatory": "Nguyễn Văn A",
    "signatory_title": "Giám đốc",
    "footer_vi": "Xin cảm ơn quý khách.",
    "footer_th": "ขอบคุณค่ะ",
}


def png(wide: int, high: int) -> bytes:
    """A white picture of so many points."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\xff" * wide) * high)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def test_the_facts_of_the_company_are_kept_and_audited(client, office):
    assert issuer() == workspace().name
    client.force_login(office.giang)
    assert client.post(reverse("web:letterhead"), FACTS).status_code == 302
    it = letterhead()
    assert (issuer(), it.tax_id, it.signatory_title) == (
        FACTS["legal_name"],
        "0100109106",
        "Giám đốc",
    )
    assert (footer("vi"), footer("th"), footer("en")) == ("Xin cảm ơn quý khách.", "ขอบคุณค่ะ", "")
    told = Event.objects.get(kind="letterhead.changed").data["changes"]
    assert told["legal_name"] == ["", FACTS["legal_name"]]
    client.post(reverse("web:letterhead"), FACTS)
    assert Event.objects.filter(kind="letterhead.changed").count() == 1


def test_a_doubtful_tax_code_is_kept_and_said(client, office):
    client.force_login(office.giang)
    client.post(reverse("web:letterhead"), FACTS | {"tax_id": "0100109107"})
    assert letterhead().tax_id == "0100109107"
    assert "check digit" in client.get(reverse("web:letterhead")).content.decode()
    change_letterhead(by=office.giang, tax_id="0100109106-001")
    assert letterhead().tax_id == "0100109106001"
    assert "check digit" not in client.get(reverse("web:letterhead")).content.decode()
    change_workspace(country="TH")
    assert tax_warning("0105536112014") == ""
    assert tax_warning("0105536112015")


def test_a_mail_address_that_is_none_is_refused_at_its_field(client, office):
    client.force_login(office.giang)
    answer = client.post(reverse("web:letterhead"), FACTS | {"email": "ketoan"})
    assert answer.status_code == 422
    assert FACTS["legal_name"] in answer.content.decode()
    assert letterhead().legal_name == ""


def test_a_logo_is_kept_shown_replaced_and_removed(
    client, office, django_capture_on_commit_callbacks
):
    client.force_login(office.giang)
    put, shown = reverse("web:logo_put"), reverse("web:logo")
    assert client.get(shown).status_code == 404
    assert logo_data_uri() == ""
    client.post(put, {"logo": SimpleUploadedFile("logo.png", png(40, 20))})
    first = letterhead().logo
    client.force_login(office.binh)
    answer = client.get(shown)
    assert (answer["Content-Type"], answer.content) == ("image/png", png(40, 20))
    assert logo_data_uri().startswith("data:image/png;base64,")
    assert client.post(put, {"logo": SimpleUploadedFile("x.png", png(9, 9))}).status_code == 403
    client.force_login(office.giang)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(put, {"logo": SimpleUploadedFile("other.png", png(10, 10))})
    assert not default_storage.exists(first)
    assert logo_bytes() == png(10, 10)
    client.post(reverse("web:logo_remove"))
    assert logo_bytes() is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", b"<svg onload='x'></svg>"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("logo.png", b"MZ\x90\x00"),
        ("logo.png", b""),
    ],
)
def test_only_a_picture_becomes_the_logo(office, name, content):
    with pytest.raises(Refused):
        put_logo(name, io.BytesIO(content), by=office.giang)
    assert letterhead().logo == ""


def test_too_large_a_picture_is_refused_on_the_page(client, office):
    client.force_login(office.giang)
    big = png(40, 20) + bytes(2 * 1024 * 1024)
    answer = client.post(reverse("web:logo_put"), {"logo": SimpleUploadedFile("big.png", big)})
    assert answer.status_code == 422
    assert "2 MB" in answer.content.decode()


def test_only_who_may_change_settings_changes_the_letterhead(client, office):
    client.force_login(office.binh)
    assert client.get(reverse("web:letterhead")).status_code == 403
    assert client.post(reverse("web:letterhead"), FACTS).status_code == 403
    assert client.post(reverse("web:logo_remove")).status_code == 403


def test_the_year_of_the_company_may_begin_in_any_month(client, office):
    client.force_login(office.giang)
    page = client.get(reverse("web:workspace"))
    form = page.content.decode()
    assert "fiscal" in form
    given = {
        "name": "Quen", "country": "VN", "language": "vi", "zone": "Asia/Ho_Chi_Minh", "currency": "VND",
        "fiscal_month": "4", "opens_at": "08:00", "closes_at": "17:30", "working_days": ["0", "1"],
    }  # fmt: skip
    assert client.post(reverse("web:workspace"), given).status_code == 302
    assert Workspace.objects.get().fiscal_month == 4
    assert client.post(reverse("web:workspace"), given | {"fiscal_month": "13"}).status_code == 422
