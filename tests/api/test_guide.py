"""Every command of the guide (docs/api.md) does what stands beside it."""

import re
import shlex
from pathlib import Path
from urllib.parse import urlencode

import pytest

from quen.accounts.actions.tokens import add_token

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
COMMANDS = [
    block.replace("\\\n", " ")
    for block in re.findall(r"^    curl (?:.*\\\n)*.*", GUIDE.read_text(encoding="utf-8"), re.M)
]


def asked(command: str, **names: str) -> tuple[str, str, dict[str, str], str]:
    """Method, address, headers and body of a curl command."""
    # All at once: a value that was put in must not be taken for a name, nor 7 for the front of 71.
    every = "|".join(re.escape(name) + (r"\b" if name[-1].isdigit() else "") for name in names)
    command = re.sub(every, lambda found: names[found[0]], command) if names else command
    words = iter(shlex.split(command)[1:])
    method, address, headers, body, query = "", "", {}, "", []
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            key, _colon, value = next(words).partition(": ")
            headers[key] = value
        elif word == "-d":
            body = next(words)
        elif word == "--data-urlencode":
            query.append(tuple(next(words).split("=", 1)))
        elif word != "-G":
            address = word
    address += f"?{urlencode(query)}" if query else ""
    return method or ("POST" if body else "GET"), address, headers, body


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.split('"$QUEN')[1][:24])
def test_a_command_of_the_guide_is_taken(command, client, office, contact, deal):
    _token, secret = add_token(office.binh, name="guide", by=office.binh, scope="write")
    names = {"$TOKEN": secret, "$QUEN": "/api/v1", "/42": f"/{contact.pk}", "/7": f"/{deal.pk}"}
    contact.refresh_from_db()
    names['"1"'] = f'"{contact.version}"'
    names |= {"0903 221 884": "0903 221 999", "hong@example.com": "new@example.com"}
    method, address, headers, body = asked(command, **names)
    kind = headers.pop("Content-Type", "")
    answer = client.generic(method, address, body, content_type=kind, headers=headers)
    assert answer.status_code in (200, 201), answer.content.decode()
    if address.endswith("/batch"):
        assert [item["status"] for item in answer.json()["items"]] == [201]


def test_the_guide_has_commands_for_reading_and_writing():
    methods = {asked(one)[0] for one in COMMANDS}
    assert methods == {"GET", "POST", "PATCH"}
