"""PDFs: nothing in a document is fetched."""

import pytest

from quen.kit.pdf import can_make_pdf, pdf_of

pytestmark = pytest.mark.skipif(not can_make_pdf(), reason="needs pango")


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "https://example.com/x.png"]
)
def test_an_address_in_a_document_is_never_asked(address, caplog):
    """Loading what makes PDFs takes a second."""
    made = pdf_of(f'<html><body><p>x</p><img src="{address}"></body></html>')
    assert made.startswith(b"%PDF")
    assert b"root:" not in made
    assert "a document fetches nothing" in caplog.text
