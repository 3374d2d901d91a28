"""Icons as inline SVG, read once from the icon package; a page carries only those it shows."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

_NAME = re.compile(r"[a-z0-9-]+")
_SHAPES = re.compile(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)\b[^>]*/>")
_EMPTY_BOX = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


@lru_cache(maxsize=512)
def icon(name: str) -> SafeString:
    """Inline SVG of a Tabler outline icon, hidden from screen readers. Raises LookupError for an unknown name."""
    path = Path(settings.NODE_MODULES) / "@tabler/icons/icons/outline" / f"{name}.svg"
    if not _NAME.fullmatch(name) or not path.exists():
        raise LookupError(f"there is no icon called {name!r}")
    shapes = "".join(s for s in _SHAPES.findall(path.read_text()) if s != _EMPTY_BOX)
    # The name is checked above and the shapes come from the locked package.
    return mark_safe(  # noqa: S308
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{shapes}</svg>'
    )
