"""How allauth meets Quen: nobody signs up alone, and sign-in is told to the audit."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.db import transaction
from django.http import HttpRequest

from quen.accounts import events
from quen.accounts.actions.users import end_sessions
from quen.accounts.models import User
from quen.timeline.log import record


class AccountAdapter(DefaultAccountAdapter):
    """Colleagues come by invitation only; changes of password end the other sessions (SR-27)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **facts: Any) -> Any:
        answer = super().post_login(request, user, **facts)
        address = self.get_client_ip(request)
        browser = request.headers.get("User-Agent", "")[:200]
        with transaction.atomic():
            record(events.UserSignedIn(address=address, browser=browser), on=[user], by=user)
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        user = User.objects.filter(email__iexact=credentials.get("email", "")).first()
        with transaction.atomic():
            record(events.UserSignInRefused(address=self.get_client_ip(request)), on=[user])

    def set_password(self, user: Any, password: str) -> None:
        super().set_password(user, password)
        request = context.request
        key = request.session.session_key if request else ""
        end_sessions(user, but=key or "")
        with transaction.atomic():
            record(events.UserPasswordChanged(), on=[user], by=user)
