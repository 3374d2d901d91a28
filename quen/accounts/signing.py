"""How allauth meets Quen: nobody signs up alone, and sign-in is told to the audit."""

import hashlib
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from quen.accounts import events
from quen.accounts.actions.signing import note_sign_in_change
from quen.accounts.actions.users import end_sessions
from quen.accounts.models import User
from quen.kit.mail_purpose import ACCESS, HEADER
from quen.kit.workspace import workspace
from quen.timeline.log import record

# What allauth puts into the mails by which an account is opened.
OPENING = {"password_reset_url", "activate_url", "code"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Colleagues come by invitation only; changes of password end the other sessions (SR-27)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **facts: Any) -> Any:
        answer = super().post_login(request, user, **facts)
        address = self.get_client_ip(request)
        browser = request.headers.get("User-Agent", "")[:200]
        with transaction.atomic():
            record(events.UserSignedIn(address=address, browser=browser), on=[user], by=user)
        _remember(answer, user.email)
        return answer

    def send_notification_mail(
        self, template_prefix: str, user: Any, *args: Any, **facts: Any
    ) -> None:
        """allauth calls this after each change of password, address, second step or passkey."""
        request = self.request or context.request
        note_sign_in_change(
            user,
            template_prefix.rpartition("/")[2].replace("_", " "),
            but=(request.session.session_key or "") if request else "",
        )
        super().send_notification_mail(template_prefix, user, *args, **facts)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails name the company, not the host that the request came with."""
        site = {"name": workspace().name, "domain": settings.BASE_URL.partition("//")[2]}
        facts = {"email": email, "current_site": site, **context}
        mail = self.render_mail(template_prefix, email, facts)
        if OPENING & set(context):
            mail.extra_headers[HEADER] = ACCESS
        mail.send()

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Links lead to the configured address (SR-25)."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.BASE_URL + path.replace("UID-KEY", key)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """A browser that this colleague has used counts by itself, so that a stranger who keeps
        guessing never shuts the true owner out (SR-28)."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{_known(request, credentials.get('email', ''))}"

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


KNOWN = "quen_known"
_SALT = "quen.accounts.known-browser"


def _remember(answer: Any, email: str) -> None:
    """Mark this browser as one that has signed in with this address."""
    mark = signing.dumps([_mark_of(email), secrets.token_hex(8)], salt=_SALT)
    answer.set_cookie(
        KNOWN,
        mark,
        max_age=60 * 60 * 24 * 365,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _known(request: HttpRequest, email: str) -> str:
    """The browser's own mark where it is known for this address, else nothing."""
    try:
        of, browser = signing.loads(request.COOKIES.get(KNOWN, ""), salt=_SALT)
    except (signing.BadSignature, ValueError):
        return ""
    return str(browser) if of == _mark_of(email) else ""


def _mark_of(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()
