"""Microsoft Graph on a free port, as far as a calendar needs it."""

from datetime import UTC, datetime, timedelta

from tests.work.provider_server import Provider, iso, page_of_rows


class Microsoft(Provider):
    key = "microsoft"
    calendar = "AAMk+lich/1="
    days = ()

    def put(self, key, title="Đi khám", at=None, hours=1, changed=None, **more):
        zero = "2026-01-01T00:00:00.0000000"
        end = at + timedelta(hours=hours)
        self.events[key] = {
            "id": key, "iCalUId": f"040000{key}", "type": "singleInstance", "subject": title,
            "start": {"dateTime": f"{at:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"},
            "end": {"dateTime": f"{end:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"},
            "isAllDay": False, "showAs": "busy", "sensitivity": "normal", "isCancelled": False,
            "lastModifiedDateTime": iso(changed or datetime.now(UTC)), "createdDateTime": zero,
            "location": {"displayName": ""}, "bodyPreview": "", "kept": "stays", **more,
        }  # fmt: skip
        self.stamp(key)

    def series(self, key, at, days):
        self.put(key, "Họp", at, type="seriesMaster")
        for n in range(days):
            one = f"{key}_{n}"
            self.put(one, "", at + timedelta(days=n))
            kept = ("id", "start", "end", "@odata.etag")
            self.events[one] = {k: self.events[one][k] for k in kept}
            self.events[one] |= {"type": "occurrence", "seriesMasterId": key}

    def stamp(self, key):
        moves = self.touch(key)
        self.events[key] |= {"changeKey": moves, "@odata.etag": f'W/"{moves}"'}

    def remove(self, key):
        del self.events[key]
        self.touch(key)

    def standing(self):
        return list(self.events.values())

    def titles(self):
        return sorted(one["subject"] for one in self.standing())

    def api(self, method, path, asked, given, headers):
        prefer = headers.get("Prefer", "")
        assert 'outlook.timezone="UTC"' in prefer
        if path == "/me/calendars":
            return 200, {"value": [{"id": self.calendar, "name": "Lịch", "canEdit": True}, {"id": "x", "name": "Lễ", "canEdit": False}]}  # fmt: skip
        rest = path.removeprefix(f"/me/calendars/{self.calendar}")
        if rest == "/calendarView/delta":
            return self.delta(path, asked)
        if rest == "/calendarView":
            return 200, {"value": self.within(asked["startDateTime"], asked["endDateTime"])}
        if rest == "/events":
            return self.insert(given)
        key = rest.removeprefix("/events/")
        if key not in self.events:
            return 404, {"error": {"code": "ErrorItemNotFound"}}
        if method == "GET":
            return 200, self.events[key]
        if self.refuses(self.events[key]["@odata.etag"], headers):
            return 412, {"error": {"code": "ErrorIrresolvableConflict"}}
        if method == "DELETE":
            self.remove(key)
            return 204, None
        self.events[key] |= {**given, "lastModifiedDateTime": iso(datetime.now(UTC))}
        self.stamp(key)
        return 200, self.events[key]

    def insert(self, given):
        mark = given["transactionId"]
        if any(one.get("transactionId") == mark for one in self.events.values()):
            return 409, {"error": {"code": "ErrorDuplicateTransactionId"}}
        key = f"AAMkEvent{self.moves}"
        at = datetime.fromisoformat(given["start"]["dateTime"])
        self.put(key, given["subject"], at)
        self.events[key] |= given
        return 201, self.events[key]

    def delta(self, path, asked):
        base = f"{self.url}/api{path.replace('+', '%2B').replace('/1=', '%2F1%3D')}"
        since = asked.get("$deltatoken")
        if "$skiptoken" in asked:
            since, _sep, start = asked["$skiptoken"].partition(":")
        else:
            start = "0"
        if since and int(since) < self.too_old:
            return 410, {"error": {"code": "syncStateNotFound"}}
        if since:
            keys = [k for k, n in self.changed.items() if n > int(since)]
            rows = [self.events.get(k) or {"id": k, "@removed": {"reason": "deleted"}} for k in keys]  # fmt: skip
        else:
            if start == "0":
                assert asked["startDateTime"] < asked["endDateTime"]
                self.days = asked["startDateTime"], asked["endDateTime"]
            rows = self.within(*self.days)
        part, after = page_of_rows(rows, start, self.page)
        link = f"$skiptoken={since or ''}:{after}" if after else f"$deltatoken={self.moves}"
        name = "@odata.nextLink" if after else "@odata.deltaLink"
        return 200, {"value": part, name: f"{base}?{link}"}
