"""What browsers get: only what is used, under names that may be kept for ever."""

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.management import call_command

from quen.kit.staticfiles import VENDOR, HashedStorage, VendorFinder


def test_every_vendor_file_is_there_and_nothing_else_of_its_package():
    assert VendorFinder().check() == []
    assert all(finders.find(name) for name in VENDOR)
    assert finders.find("vendor/tabler/tabler.js") is None


def test_a_missing_vendor_file_is_named(settings, tmp_path):
    settings.NODE_MODULES = tmp_path
    assert len(VendorFinder().check()) == len(VENDOR)
    assert "make setup" in VendorFinder().check()[0].msg


@pytest.mark.slow
def test_collected_files_carry_hashes_and_have_a_compressed_twin(settings, tmp_path):
    """Slow: it compresses all static files, about a second."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": f"{HashedStorage.__module__}.{HashedStorage.__name__}"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    names = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    hashed = HashedStorage(location=tmp_path).url("vendor/tabler/tabler.min.css")
    name = hashed.removeprefix(settings.STATIC_URL)
    assert {name, f"{name}.gz"} <= names
    assert "vendor/tabler/tabler.min.css" not in names
    assert not any(name.startswith("django_htmx/") for name in names)
    (sheet,) = [name for name in names if "/css/" in name and name.endswith(".css")]
    style = (tmp_path / sheet).read_text(encoding="utf-8")
    assert "@import" in style.partition("{")[0]
    assert f'url("../../{name}")' in style
    assert ".palette__input" in style
    assert StaticFilesStorage(location=tmp_path).exists(name)
