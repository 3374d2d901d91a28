"""A real Radicale on a free port, with faults put before it: what it stands for is a stranger's server."""

import threading
import time
from base64 import b64encode
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import httpx
from radicale import Application, config

NAME, WORD = "binh", "mật-khẩu"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_told):
        """Nothing on the screen."""


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Dav:
    """`fault(method, path)` may give a status to answer instead, or seconds to be slow."""

    def __init__(self, folder):
        (folder / "users").write_text(f"{NAME}:{WORD}\n", encoding="utf-8")
        settings = config.load()
        settings.update(
            {
                "auth": {
                    "type": "htpasswd",
                    "htpasswd_filename": str(folder / "users"),
                    "htpasswd_encryption": "plain",
                    "delay": "0",
                },
                "storage": {"filesystem_folder": str(folder / "collections")},
                "logging": {"level": "critical"},
            },
            "test",
            privileged=True,
        )
        self.radicale, self.fault, self.asked = Application(settings), None, []
        self.server = make_server("127.0.0.1", 0, self.answer, Threads, Quiet)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.calendar = f"{self.url}{NAME}/lich/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.ask("MKCALENDAR", self.calendar)

    def answer(self, environ, start):
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.asked.append(method)
        told = self.fault(method, path) if self.fault else None
        if isinstance(told, float):
            time.sleep(told)
        elif told:
            start(f"{told} No", [("Content-Length", "0")])
            return [b""]
        return self.radicale(environ, start)

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def ask(self, method, url, body=b"", **headers):
        """As the colleague's own calendar program does it."""
        key = b64encode(f"{NAME}:{WORD}".encode()).decode()
        answer = httpx.request(
            method, url, content=body, headers={"Authorization": f"Basic {key}", **headers}
        )
        assert answer.status_code < 300, (method, url, answer.status_code, answer.text)
        return answer

    def put(self, name, text):
        """Store an event under a file name."""
        body = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{text}END:VCALENDAR\r\n".encode()
        self.ask("PUT", f"{self.calendar}{name}.ics", body)

    def delete(self, name):
        self.ask("DELETE", f"{self.calendar}{name}.ics")

    def files(self):
        """{name: text} of all that stands there."""
        found = self.ask("PROPFIND", self.calendar, Depth="1").text
        names = sorted({part.split(".ics")[0] for part in found.split(f"/{NAME}/lich/")[1:] if ".ics" in part})  # fmt: skip
        return {n: self.ask("GET", f"{self.calendar}{n}.ics").text for n in names}
