"""The paper of a quote: what its PDF is made of."""

from typing import Any

from django.utils.safestring import mark_safe

from quen.kit.pdf import FAMILY, faces
from quen.sales.models import Quote
from quen.sales.quote_document import document_of


def paper_of(quote: Quote) -> dict[str, Any]:
    """The document with the letters it is set in. They are our own files, so nothing in them is anybody's
    input."""
    return {"doc": document_of(quote), "faces": mark_safe(faces()), "family": mark_safe(FAMILY)}  # noqa: S308
