from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "quen.channels"
    label = "channels"

    def ready(self) -> None:
        from quen.accounts.rights import right
        from quen.channels import jobs  # noqa: F401 - the clock finds it; the worker its outbox
        from quen.channels.models import Outgoing
        from quen.kit import shell
        from quen.kit.privacy import holds_nobody

        holds_nobody(Outgoing)
        right("channels.view_outbox", _("Read the outbox"), group=_("Administration"))
        shell.setting(
            "outbox",
            label=_("Outbox"),
            route="channels:outbox",
            icon="send",
            needs="channels.view_outbox",
            order=70,
            about=_("Messages that wait, were sent, were kept or failed; send again."),
        )
