"""Pages as a browser gets them: at once, guarded, and beside any number of open streams."""

import http.client
import re
import socket
from contextlib import ExitStack

import pytest

from quen.config.asgi import THREADS
from quen.config.tree import listening
from tests.config.conftest import ON_POSTGRES, Served, free_port, quen

pytestmark = pytest.mark.slow
PASSWORD = "mot-mat-khau-dai-2026"


class Browser:
    """One that keeps its cookies and its connection."""

    def __init__(self, served: Served) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        self.line.request(method, path, body or None, {"Cookie": kept, **form, **headers})
        answer = self.line.getresponse()
        for one in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = one.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, answer.read().decode()

    def sign_in(self, email: str) -> None:
        _status, page = self.ask("GET", "/account/login/")
        (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page))
        form = f"csrfmiddlewaretoken={token}&login={email}&password={PASSWORD}"
        status, _page = self.ask("POST", "/account/login/", form)
        assert status == 302

    def listen(self, served: Served) -> http.client.HTTPResponse:
        """A stream of what changes, of which the first line came."""
        line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request("GET", "/live/?on=contacts", headers={"Cookie": kept})
        answer = line.getresponse()
        assert answer.status == 200
        assert answer.fp.readline()
        return answer


@pytest.fixture
def served(serve, request, tmp_path):
    if ON_POSTGRES:
        url = request.getfixturevalue("made")(
            "ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
        )
        data, more = tmp_path, {"DATABASE_URL": url}
    else:
        data, more = request.getfixturevalue("data"), {}
    running = serve(data, **more).ready()
    giang = ("giang@quen.test", "--name", "Giang", "--role", "admin", "--password", PASSWORD)
    assert quen(data, "user", "add", *giang, **more).returncode == 0
    return running


@pytest.mark.postgres
def test_pages_are_answered_beside_more_streams_than_there_are_connections(served):
    giang = Browser(served)
    giang.sign_in("giang@quen.test")
    with ExitStack() as open_ones:
        for _n in range(THREADS + 4):
            open_ones.enter_context(giang.listen(served))
        for _n in range(3):
            status, page = giang.ask("GET", "/contacts/")
            assert (status, "Giang" in page) == (200, True)


def test_files_are_guarded_and_kept_for_ever_though_no_page_makes_them(served):
    browser = Browser(served)
    _status, page = browser.ask("GET", "/account/login/")
    (address, *_more) = re.findall(r'"(/static/[^"]+\.css)"', page)
    browser.line.request("GET", address)
    answer = browser.line.getresponse()
    assert answer.status == 200
    assert answer.read()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer.headers["Cache-Control"]


def test_what_is_written_is_sent_at_once():
    """asyncio switches Nagle's wait of 40 ms off for sockets that say they speak TCP."""
    with listening("127.0.0.1", free_port()) as listener:
        assert listener.proto == socket.IPPROTO_TCP
