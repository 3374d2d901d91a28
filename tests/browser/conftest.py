"""One server and one browser for all; each person is signed in once."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, StorageState, expect, sync_playwright

from tests.browser.stage import BROWSERS, launched, opened, seated, served

# Two browsers and two servers share two cores: a page that comes late is no fault.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Path:
    """The data folder of the company that is served."""
    return Path(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="session")
def address(data) -> Iterator[str]:
    with served(data) as at:
        yield at


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not path:
        pytest.skip("no Chromium is installed")
    with sync_playwright() as playwright:
        started = launched(playwright, path)
        yield started
        started.close()


@pytest.fixture(scope="session")
def seat(browser, address) -> Iterator[Callable[..., BrowserContext]]:
    """`seat("sales", "vi")`: a browser of its own in which that person is signed in.

    Each signs in once; their next browser, and the same language, is known by the cookies of the first.
    """
    made: list[BrowserContext] = []
    signed: dict[str, tuple[str, StorageState]] = {}

    def sit(name: str, language: str = "vi", **options: object) -> BrowserContext:
        spoken, state = signed.get(name, ("", None))
        if spoken == language:
            made.append(opened(browser, address, language, storage_state=state, **options))
        else:
            made.append(seated(browser, address, name, language, **options))
            signed[name] = language, made[-1].storage_state()
        return made[-1]

    yield sit
    for context in made:
        context.close()
