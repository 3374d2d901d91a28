from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    name = "quen.channels"
    label = "channels"

    def ready(self) -> None:
        from quen.accounts.rights import right
        from quen.channels.actions import outbox  # noqa: F401 - lends its work to the worker
        from quen.channels.models import Outgoing
        from quen.kit.privacy import holds_nobody

        holds_nobody(Outgoing)
        right("channels.view_outbox", _("Read the outbox"), group=_("Administration"))
