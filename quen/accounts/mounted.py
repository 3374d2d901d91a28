"""allauth's pages with a door each (house rule 17)."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import path

from quen.accounts.showing import demo_logins
from quen.kit.pages import View, around, personal, public
from quen.kit.workspace import workspace

STRANGERS = {
    "account_login": "signing in",
    "account_signup": "says that one joins by invitation",
    "account_inactive": "says that the account is switched off",
    "account_email_verification_sent": "says that a mail was sent",
    "account_confirm_email": "proving an address by a signed link",
    "account_reset_password": "asking for a new password",
    "account_reset_password_done": "says that a mail was sent, to a known address or not",
    "account_reset_password_from_key": "setting a password by a signed link",
    "account_reset_password_from_key_done": "says that the password was set",
    "account_confirm_login_code": "the second step of signing in",
    "mfa_authenticate": "the second step of signing in",
    "mfa_login_webauthn": "signing in by passkey",
    "account_logout": "signing out",
}
OWN = (
    "account_reauthenticate account_email account_change_password account_set_password",
    "mfa_index mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes",
    "mfa_generate_recovery_codes mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn",
    "mfa_reauthenticate_webauthn mfa_remove_webauthn mfa_edit_webauthn usersessions_list",
)


def _with_demo_logins(view: View) -> View:
    """The demo company says on the sign-in page who may sign in."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **facts: Any) -> HttpResponseBase:
        answer = view(request, *args, **facts)
        if workspace().is_demo and getattr(answer, "context_data", None) is not None:
            answer.context_data["demo_logins"] = demo_logins()  # type: ignore[attr-defined]
        return answer

    return shown


def _sign_in(view: View) -> View:
    return public(STRANGERS["account_login"])(_with_demo_logins(view))


def _doors(prefix: tuple[str, ...]) -> dict[str, Any]:
    doors = {name: public(why) for name, why in STRANGERS.items()} | {"account_login": _sign_in}
    doors |= {name: personal("own sign-in") for line in OWN for name in line.split()}
    return {name: door for name, door in doors.items() if name.startswith(prefix)}


urlpatterns = [
    path("", around("allauth.account.urls", _doors(("account_",)))),
    path("2fa/", around("allauth.mfa.urls", _doors(("mfa_",)))),
    path("sessions/", around("allauth.usersessions.urls", _doors(("usersessions_",)))),
]
