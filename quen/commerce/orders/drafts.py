"""What comes in about an order by its fields: its title, its owner, its tags; it is placed with its lines."""

from django.utils.translation import gettext as _

from quen.fields.drafts import Draft, shape


def declare() -> None:
    """Lend the shape (once, at start)."""
    shape("order", missing=_missing, derive=_derive)


def _missing(draft: Draft) -> dict[str, str]:
    """Nobody adds an order by its fields alone."""
    return {"lines": _("An order has at least one line that costs something.")}


def _derive(draft: Draft) -> None:
    if title := draft.columns.get("title"):
        draft.columns["title"] = title[:200]
