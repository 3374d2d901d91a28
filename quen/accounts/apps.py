from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "quen.accounts"
    label = "accounts"

    def ready(self) -> None:
        from quen.accounts import events, jobs, models  # noqa: F401
        from quen.accounts.rights import right
        from quen.kit.everything import setting_rows
        from quen.kit.privacy import holds_nobody
        from quen.kit.records import record_type

        setting_rows(teams=models.Team, roles=models.Role)

        holds_nobody(*(getattr(models, name) for name in models.__all__))
        record_type(
            "user",
            model=models.User,
            label=_("Colleague"),
            plural=_("Colleagues"),
            icon="user",
            url=lambda pk: reverse("accounts:user", args=[pk]),
            title=lambda user: user.full_name,
            short=lambda user: {"id": user.pk, "full_name": user.full_name},
            capability="accounts.manage_users",
        )
        record_type(
            "team",
            model=models.Team,
            label=_("Team"),
            plural=_("Teams"),
            icon="users-group",
            url=lambda pk: reverse("accounts:teams"),
            title=lambda team: team.name,
            short=lambda team: {"id": team.pk, "name": team.name},
            capability="accounts.manage_users",
        )
        record_type(
            "role",
            model=models.Role,
            label=_("Role"),
            plural=_("Roles"),
            icon="shield",
            url=lambda pk: reverse("accounts:role", args=[pk]),
            title=lambda role: role.label,
            short=lambda role: {"id": role.pk, "name": role.name},
            capability="accounts.manage_roles",
        )
        group = _("Administration")
        right("accounts.manage_users", _("Manage colleagues and teams"), group=group)
        right("accounts.manage_roles", _("Manage roles"), group=group)
        right("accounts.preview_user", _("Look at Quen as a colleague"), group=group)
        right("timeline.view_audit", _("Read the audit log"), group=group)
        right("kit.change_workspace", _("Change the company's settings"), group=group)
        right("kit.manage_rates", _("Manage exchange rates"), group=group)
        right("kit.view_gallery", _("See the component gallery"), group=group)
        right("kit.operate", _("See and repair stuck work"), group=group)
        right("web.use", _("Use Quen"), group=group)
        self._lend_settings()

    def _lend_settings(self) -> None:
        from quen.kit import shell

        shell.setting(
            "users",
            label=_("Colleagues"),
            route="accounts:users",
            icon="users",
            needs="accounts.manage_users",
            order=10,
            about=_("Who works here: invite, give roles, switch off, help with signing in."),
        )
        shell.setting(
            "teams",
            label=_("Teams"),
            route="accounts:teams",
            icon="users-group",
            needs="accounts.manage_users",
            order=11,
            about=_("The tree of teams decides how far rights reach."),
        )
        shell.setting(
            "roles",
            label=_("Roles"),
            route="accounts:roles",
            icon="shield",
            needs="accounts.manage_roles",
            order=12,
            about=_("What each role may see and do, down to single fields."),
        )
        shell.setting(
            "masking",
            label=_("Customer book"),
            route="accounts:masking",
            icon="eye-off",
            needs="accounts.manage_roles",
            order=13,
            about=_("Who sees phones and mails masked, and when the company is told."),
        )
        shell.setting(
            "audit",
            label=_("Audit log"),
            route="timeline:audit",
            icon="history",
            needs="timeline.view_audit",
            order=80,
            about=_("Sign-ins, refusals, rights, exports and every change, sealed."),
        )
        shell.setting(
            "work",
            label=_("Background work"),
            route="timeline:work",
            icon="heartbeat",
            needs="kit.operate",
            order=81,
            about=_("What runs behind the pages, what is stuck and why."),
        )
