"""The API against its own description: whatever is sent, no fault of ours and no answer undescribed.

`EXAMPLES=100` looks longer and at every edge of every field; each operation begins with an office that
has something to show.
"""

import os

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS

from quen.accounts.actions.tokens import add_token
from quen.web.api import api
from quen.work.actions.notes import add_note
from quen.work.actions.tasks import add_task

EXAMPLES = int(os.environ.get("EXAMPLES", "5"))
WANTED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


described = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
described.app = WSGIHandler()
described.config.phases.coverage.enabled = EXAMPLES > 5


@pytest.fixture
def one_connection():
    """The handler of a real server ends its connection with each request, and the test's data with it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def secret(one_connection, contact, deal, office):
    """A token of the administrator, in an office that has something to show."""
    add_note("contact", contact.pk, "Ghi chú", by=office.giang)
    add_task(title="Gọi lại", by=office.giang, type_key="contact", record_id=contact.pk)
    return add_token(office.giang, name="t", by=office.giang, scope="write")[1]


unhurried = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.mark.once
@described.parametrize()
@unhurried
def test_every_answer_is_described_and_none_is_a_fault(case, secret):
    token = f"Bearer {secret}"
    answer = case.call(headers={"Authorization": token})
    case.validate_response(answer, checks=[CHECKS.get_one(name) for name in WANTED])
    # Some cases leave the token out on purpose.
    assert (answer.status_code == 401) == (answer.request.headers.get("Authorization") != token)
