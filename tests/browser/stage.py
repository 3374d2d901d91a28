"""The real product on a free port with its demo company, and people sitting before it."""

import contextlib
import fcntl
import os
import runpy
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "Mat-khau-dai-1"
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextlib.contextmanager
def served(data: Path, *, demo: bool = True) -> Iterator[str]:
    """Serve the demo company, or an empty one, from an own data folder; gives the address."""
    fresh_files()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with (data / "serve.log").open("w") as log:
        process = subprocess.Popen(
            [
                str(ROOT / "bin" / "quen"),
                "serve",
                "--demo" if demo else "--no-demo",
                "--port",
                str(port),
            ],
            cwd=ROOT,
            env=environment(data),
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(address, process, data / "serve.log")
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)


def told(data: Path, *command: str, given: str = "") -> str:
    """What a program of ours says about that data folder. Raises CalledProcessError."""
    facts = {**environment(data), "DJANGO_SETTINGS_MODULE": "quen.config.settings"}
    facts["PYTHONPATH"] = str(ROOT)
    ran = subprocess.run(
        command, cwd=ROOT, env=facts, input=given, capture_output=True, text=True, check=True
    )
    return ran.stdout


def add_colleague(data: Path, email: str, name: str, role: str) -> None:
    """Make a colleague on the command line, the way the operator's guide says."""
    facts = ("--name", name, "--role", role, "--password", PASSWORD)
    told(data, str(ROOT / "bin" / "quen"), "user", "add", email, *facts)


def fresh_files() -> None:
    """What the browser gets is what stands in the source now; one of the test processes after the other."""
    (ROOT / "build").mkdir(exist_ok=True)
    with contextlib.chdir(ROOT), open("build/fresh-files.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        setup = runpy.run_path("bin/setup")
        setup["compiled_translations"]()
        setup["static_files"]()


def environment(data: Path) -> dict[str, str]:
    """Nothing of this shell's own installation steers the server."""
    own = ("QUEN_", "DATABASE_URL", "EMAIL_URL", "DJANGO_", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return {**kept, "QUEN_DATA": str(data)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until it serves, at most a minute. Raises RuntimeError with what it said."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(f"{address}/health", timeout=2) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


def launched(playwright: Playwright, path: str) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=QUIET)


def opened(browser: Browser, address: str, language: str, **options: object) -> BrowserContext:
    """A browser of its own at a desk, whose language is `language`."""
    return browser.new_context(
        base_url=address, viewport=DESK, locale=language, reduced_motion="reduce", **options
    )


def seated(
    browser: Browser, address: str, name: str, language: str, **options: object
) -> BrowserContext:
    """Somebody of the demo company, signed in, who reads `language`."""
    context = opened(browser, address, language, **options)
    page = context.new_page()
    sign_in(page, name)
    speak(page, language)
    page.close()
    return context


def sign_in(page: Page, name: str) -> None:
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(f"{name}@demo.quen")
    page.locator("input[name=password]").fill("demo")
    page.locator("main form button[type=submit], form button.btn-primary").first.click()
    page.locator("#main").wait_for()


def speak(page: Page, language: str) -> None:
    """Choose the language the way people do, unless it is theirs already."""
    if page.locator("html").get_attribute("lang") == language:
        return
    token = page.locator("meta[name=csrf]").get_attribute("content")
    page.request.post(
        "/preferences/",
        form={"language": language, "csrfmiddlewaretoken": token or ""},
        headers={"Referer": page.url},
    )
