"""PDF from our own pages (WeasyPrint), with our own letters: Vietnamese and Thai right on every machine.

WeasyPrint needs the system's pango. Where it is missing, `can_make_pdf` says so and the print page stands in.
"""

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders

_FACES = (
    ("Paper Latin", "vendor/fonts/inter-latin.woff2"),
    ("Paper Vietnamese", "vendor/fonts/inter-vietnamese.woff2"),
    ("Paper Latin Ext", "vendor/fonts/inter-latin-ext.woff2"),
    ("Paper Thai", "vendor/fonts/noto-sans-thai.woff2"),
)
STYLE = Path(__file__).parent / "paper" / "document.css"
INSTALL = "apt install libpango-1.0-0 libpangoft2-1.0-0"


@cache
def can_make_pdf() -> bool:
    """Whether this machine has what a PDF needs."""
    try:
        _weasyprint()
    except OSError:
        return False
    return True


def pdf_of(html: str) -> bytes:
    """A document's page as a PDF, in the style of kit/paper/document.css.

    It stands alone: only data: addresses are followed, nothing is fetched. Raises OSError where pango is
    missing.
    """
    engine = _weasyprint()
    fonts = import_module("weasyprint.text.fonts").FontConfiguration()
    fetcher = _only_ours(engine)
    told = {"font_config": fonts, "url_fetcher": fetcher}
    style = engine.CSS(string=_faces() + STYLE.read_text(), **told)
    page = engine.HTML(string=html, url_fetcher=fetcher)
    made: bytes = page.write_pdf(stylesheets=[style], font_config=fonts)
    return made


def _faces() -> str:
    """The @font-face rules over our own files."""
    rule = '@font-face {{ font-family: "{}"; src: url("{}") format("woff2"); }}'
    return "\n".join(rule.format(name, _path(path).as_uri()) for name, path in _FACES)


def _weasyprint() -> Any:
    """Loaded when the first PDF is asked for: it takes a second, and most processes never make one."""
    return import_module("weasyprint")


def _path(static: str) -> Path:
    """Where one of our files lies."""
    return Path(str(finders.find(static)))


def _only_ours(engine: Any) -> Any:
    """Documents hold what people typed: no address in them is ever asked, but for our letters (SR-21)."""
    allowed = {_path(path).as_uri() for _name, path in _FACES}

    class Fetcher(engine.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in allowed and urlsplit(url).scheme != "data":
                raise ValueError("a document fetches nothing")
            return super().fetch(url, headers)

    return Fetcher()
