"""What can happen to colleagues, their rights and their keys."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from quen.timeline.kinds import event


@event("user.created", icon="user-plus", group="audit")
class UserCreated:
    name: str

    sentence = _("{actor} added the colleague {name}")


@event("user.invited", icon="mail-forward", group="audit")
class UserInvited:
    email: str

    sentence = _("{actor} invited {email}")


@event("user.changed", icon="user-edit", group="audit")
class UserChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed a colleague")


@event("user.signed_in", icon="login", group="audit")
class UserSignedIn:
    address: str
    browser: str

    sentence = _("{actor} signed in from {address}")


@event("user.sign_in_refused", icon="login", group="audit")
class UserSignInRefused:
    address: str

    sentence = _("A sign-in was refused from {address}")


@event("user.disabled", icon="user-off", group="audit")
class UserDisabled:
    name: str

    sentence = _("{actor} switched {name} off")


@event("user.enabled", icon="user-check", group="audit")
class UserEnabled:
    name: str

    sentence = _("{actor} switched {name} on again")


@event("user.role_changed", icon="shield", group="audit")
class UserRoleChanged:
    before: list[str]
    after: list[str]

    sentence = _("{actor} changed a colleague's roles")


@event("user.password_changed", icon="key", group="audit")
class UserPasswordChanged:
    sentence = _("{actor} changed a password")


@event("user.previewed", icon="eye", group="audit")
class UserPreviewed:
    name: str

    sentence = _("{actor} looked at Quen as {name}")


@event("role.changed", icon="shield", group="audit")
class RoleChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the role {name}")


@event("team.changed", icon="users-group", group="audit")
class TeamChanged:
    name: str
    changes: dict[str, Any]

    sentence = _("{actor} changed the team {name}")


@event("token.created", icon="key", group="audit")
class TokenCreated:
    name: str
    scope: str

    sentence = _("{actor} made the token {name} ({scope})")
    spoken: ClassVar = {"scope": {"read": _("read only"), "write": _("read and write")}}


@event("token.revoked", icon="key-off", group="audit")
class TokenRevoked:
    name: str

    sentence = _("{actor} revoked the token {name}")


@event("record.shared", icon="share", group="audit")
class RecordShared:
    with_name: str
    until: str

    sentence = _("{actor} shared this with {with_name}")


@event("record.unshared", icon="share-off", group="audit")
class RecordUnshared:
    with_name: str

    sentence = _("{actor} ended the sharing with {with_name}")


@event("user.joined", icon="user-check", group="audit")
class UserJoined:
    email: str

    sentence = _("{actor} joined by invitation")


@event("user.invitation_withdrawn", icon="mail-off", group="audit")
class UserInvitationWithdrawn:
    email: str

    sentence = _("{actor} withdrew the invitation of {email}")


@event("user.sessions_ended", icon="logout", group="audit")
class UserSessionsEnded:
    sentence = _("{actor} ended a colleague's sessions")


@event("user.second_step_reset", icon="shield-off", group="audit")
class UserSecondStepReset:
    sentence = _("{actor} reset a colleague's two-step sign-in")


@event("user.sign_in_changed", icon="shield-lock", group="audit")
class UserSignInChanged:
    what: str

    sentence = _("{actor} changed how they sign in ({what})")


@event("workspace.changed", icon="building", group="audit")
class WorkspaceChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed the company's settings")


@event("letterhead.changed", icon="id", group="audit")
class LetterheadChanged:
    changes: dict[str, Any]

    sentence = _("{actor} changed what the company is on documents")


@event("rate.set", icon="exchange", group="audit")
class RatesSet:
    count: int
    base: str
    changes: dict[str, Any]

    sentence = _("{actor} set {count} exchange rates to {base}")
