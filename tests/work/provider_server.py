"""Google Calendar on a free port, as far as a calendar needs it, and what it shares with Microsoft Graph: OAuth
with PKCE, lists in pages, tokens for what changed, etags. Faults may be put before them."""

import base64
import hashlib
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

ID, SECRET = "quen.apps", "bí-mật"


def iso(at):
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Provider:
    """`fault(method, path)` may give (status, headers, body), or "lost" to do the work and then hang up.

    Events are kept as their provider tells them; `moves` counts changes, so tokens say since when.
    """

    page = 2

    def __init__(self):
        self.events, self.changed, self.moves, self.fault = {}, {}, 0, None
        self.codes, self.refreshes, self.accesses = {}, {}, set()
        self.asked, self.made, self.too_old = [], 0, -1
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_told):
                """Nothing on the screen."""

            def do(self):
                length = int(self.headers.get("Content-Length") or 0)
                owner.handle(self, self.rfile.read(length))

            do_GET = do_POST = do_PATCH = do_DELETE = do

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.host}"
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    @property
    def addresses(self):
        return {"authorize": f"{self.url}/authorize", "token": f"{self.url}/token", "api": f"{self.url}/api"}  # fmt: skip

    # What a colleague does in the browser.

    def consent(self, url, grant=True):
        """Say yes at the provider: what comes back as (state, code)."""
        asked = {k: v[0] for k, v in parse_qs(urlsplit(url).query).items()}
        assert asked["client_id"] == ID
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return asked["state"], code if grant else ""

    def revoke(self):
        self.refreshes.clear()
        self.accesses.clear()

    # The protocol.

    def handle(self, request, body):
        path = urlsplit(request.path).path
        self.asked.append((request.command, path))
        told = self.fault(request.command, path) if self.fault else None
        if isinstance(told, tuple):
            return self.answer(request, *told)
        status, given = self.do(request, path, body)
        if told == "lost":
            request.close_connection = True
            return request.connection.close()
        return self.answer(request, status, {}, given)

    def do(self, request, path, body):
        if path == "/token":
            return self.token({k: v[0] for k, v in parse_qs(body.decode()).items()})
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self.accesses:
            return 401, {"error": {"code": "InvalidAuthenticationToken", "message": "no"}}
        asked = {k: v[0] for k, v in parse_qs(urlsplit(request.path).query).items()}
        given = json.loads(body) if body else {}
        return self.api(request.command, unquote(path.removeprefix("/api")), asked, given, request.headers)  # fmt: skip

    def token(self, form):
        if (form["client_id"], form["client_secret"]) != (ID, SECRET):
            return 401, {"error": "invalid_client"}
        if form["grant_type"] == "authorization_code":
            asked = self.codes.pop(form["code"], None)
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
            if not asked or asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:  # fmt: skip
                return 400, {"error": "invalid_grant"}
            return 200, self.tokens()
        # A permission is spent by its use, as Microsoft may do.
        if not self.refreshes.pop(form["refresh_token"], None):
            return 400, {"error": "invalid_grant"}
        return 200, self.tokens()

    def tokens(self):
        self.made += 1
        self.accesses = {f"access-{self.made}"}
        self.refreshes[f"refresh-{self.made}"] = True
        return {"access_token": f"access-{self.made}", "refresh_token": f"refresh-{self.made}", "expires_in": 3600, "token_type": "Bearer"}  # fmt: skip

    def answer(self, request, status, headers, given):
        body = b"" if given is None else json.dumps(given).encode()
        request.send_response(status)
        for name, value in {**headers, "Content-Type": "application/json", "Content-Length": len(body)}.items():  # fmt: skip
            request.send_header(name, str(value))
        request.end_headers()
        request.wfile.write(body)

    def touch(self, key):
        self.moves += 1
        self.changed[key] = self.moves
        return str(self.moves)

    def within(self, since, until):
        """What stands in those days, as a listing tells it."""
        edges = (datetime.fromisoformat(at) for at in (since, until))
        since, until = (at.replace(tzinfo=at.tzinfo or UTC) for at in edges)
        return [e for e in self.standing() if _at(e["start"]) < until and _at(e["end"]) > since]

    def refuses(self, etag, headers):
        return headers.get("If-Match") not in (None, etag)


def _at(told):
    at = datetime.fromisoformat(told.get("dateTime") or told["date"])
    return at.replace(tzinfo=at.tzinfo or UTC)


def page_of_rows(rows, asked, size, start=0):
    at = int(asked or start)
    rest = rows[at + size :]
    return rows[at : at + size], str(at + size) if rest else ""


class Google(Provider):
    key = "google"
    calendar = "binh@example.com"

    def put(self, key, title="Đi khám", at=None, hours=1, changed=None, **more):
        """As the colleague's own phone does it."""
        self.events[key] = {
            "id": key, "iCalUID": f"{key}@google.com", "status": "confirmed", "summary": title,
            "start": {"dateTime": iso(at)}, "end": {"dateTime": iso(at + timedelta(hours=hours))},
            "updated": iso(changed or datetime.now(UTC)), "kept": "stays", **more,
        }  # fmt: skip
        self.events[key]["etag"] = f'"{self.touch(key)}"'

    def series(self, key, at, days):
        for n in range(days):
            one = at + timedelta(days=n)
            self.put(f"{key}_{one:%Y%m%d}", "Họp", one, recurringEventId=key)

    def remove(self, key):
        self.events[key] = {"id": key, "status": "cancelled", "etag": f'"{self.touch(key)}"'}

    def standing(self):
        return [e for e in self.events.values() if e["status"] != "cancelled"]

    def titles(self):
        return sorted(one["summary"] for one in self.standing())

    def api(self, method, path, asked, given, headers):
        if path == "/users/me/calendarList":
            assert asked["minAccessRole"] == "writer"
            return 200, {"items": [{"id": self.calendar, "summary": "Lịch của Bình"}]}
        base, _sep, key = path.removeprefix(f"/calendars/{self.calendar}/events").partition("/")
        assert base == ""
        if not key:
            return self.listing(asked) if method == "GET" else self.insert(given)
        one = self.events.get(key)
        if one is None:
            return 404, {"error": {"code": 404, "errors": [{"reason": "notFound"}]}}
        if method == "GET":
            return 200, one
        if self.refuses(one["etag"], headers):
            return 412, {"error": {"code": 412, "errors": [{"reason": "conditionNotMet"}]}}
        if method == "DELETE":
            if one["status"] == "cancelled":
                return 410, {"error": {"code": 410, "errors": [{"reason": "deleted"}]}}
            self.remove(key)
            return 204, None
        one.update(given, updated=iso(datetime.now(UTC)), etag=f'"{self.touch(key)}"')
        return 200, one

    def insert(self, given):
        key = given["id"]
        assert set(key) <= set("0123456789abcdefghijklmnopqrstuv")
        if key in self.events:
            return 409, {"error": {"code": 409, "errors": [{"reason": "duplicate"}]}}
        now = iso(datetime.now(UTC))
        self.events[key] = {**given, "status": "confirmed", "iCalUID": f"{key}@google.com", "updated": now}  # fmt: skip
        self.events[key]["etag"] = f'"{self.touch(key)}"'
        return 200, self.events[key]

    def listing(self, asked):
        assert asked["singleEvents"] == "true"
        since = asked.get("syncToken")
        if since:
            assert "timeMin" not in asked
            if int(since) < self.too_old:
                return 410, {"error": {"code": 410, "errors": [{"reason": "fullSyncRequired"}]}}
            keys = [k for k, n in self.changed.items() if n > int(since)]
            rows = [self.events[k] for k in keys]
        else:
            assert asked["timeMin"] < asked["timeMax"]
            rows = self.within(asked["timeMin"], asked["timeMax"])
        part, after = page_of_rows(rows, asked.get("pageToken"), self.page)
        end = {"nextPageToken": after} if after else {"nextSyncToken": str(self.moves)}
        return 200, {"items": part, **end}
