"""Static files: the few that we take from npm packages, and names that carry a hash of the content."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.checks import CheckMessage, Error
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from django.utils.timezone import now
from servestatic.storage import CompressedManifestStaticFilesStorage

from quen.kit import assets

INTER = "@fontsource-variable/inter/files"
THAI = "@fontsource-variable/noto-sans-thai/files"

# Static name to path below node_modules: what is not named here never reaches a browser.
VENDOR = {
    "vendor/tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/sortable/Sortable.min.js": "sortablejs/Sortable.min.js",
    "vendor/fonts/inter-latin.woff2": f"{INTER}/inter-latin-wght-normal.woff2",
    "vendor/fonts/inter-latin-ext.woff2": f"{INTER}/inter-latin-ext-wght-normal.woff2",
    "vendor/fonts/inter-vietnamese.woff2": f"{INTER}/inter-vietnamese-wght-normal.woff2",
    "vendor/fonts/noto-sans-thai.woff2": f"{THAI}/noto-sans-thai-thai-wght-normal.woff2",
}


class VendorStorage(FileSystemStorage):
    """Reads the allowed static names from their place below node_modules."""

    def path(self, name: str) -> str:
        """Where the file lies. Raises KeyError for a name that is not allowed."""
        return str(Path(settings.NODE_MODULES) / VENDOR[name])


class VendorFinder(BaseFinder):
    """Finds the allowed files of node_modules."""

    storage = VendorStorage()

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Every allowed file must be there, or pages would go out without their style."""
        return [
            Error(f"{name} is missing: run `make setup`.", id="kit.E001")
            for name in VENDOR
            if not self.storage.exists(name)
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Where the static name `path` lies on this disk; an empty list where it is not ours."""
        found = [self.storage.path(path)] if path in VENDOR else []
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Each static name with the storage that opens it."""
        for name in VENDOR:
            yield name, self.storage


class SheetStorage(FileSystemStorage):
    """Reads the one stylesheet, which is nowhere on the disk."""

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        return ContentFile(assets.sheet().encode(), name)

    def get_modified_time(self, name: str) -> datetime:
        """Always now: it is made anew whenever files are collected."""
        return now()


class SheetFinder(BaseFinder):
    """Finds the stylesheet that is made of all."""

    storage = SheetStorage()

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Nothing can be missing of it."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Nowhere on this disk."""
        return []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """Its static name with the storage that makes it."""
        yield assets.SHEET, self.storage


class RoomFinder(AppDirectoriesFinder):
    """Finds what our rooms and the sign-in pages of allauth keep; other packages' scripts stay out, and so
    does each stylesheet that is part of the one."""

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        ours = [
            config.name
            for config in apps.get_app_configs()
            if config.name.startswith(("quen.", "allauth."))
        ]
        super().__init__(ours, *args, **kwargs)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Any]]:
        """Each static name with the storage that opens it."""
        joined = set(assets.stylesheets())
        for name, storage in super().list(ignore_patterns):
            if Path(name).as_posix() not in joined:
                yield name, storage


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names that browsers may keep for ever, and gzip beside each."""

    # Our modules import each other by name, and those names carry a hash too.
    support_js_module_import_aggregation = True

    # Source maps are not shipped, so a comment that names one must not be looked up.
    patterns = tuple(
        (ending, tuple(p for p in found if "sourceMappingURL" not in str(p)))
        for ending, found in CompressedManifestStaticFilesStorage.patterns
    )
