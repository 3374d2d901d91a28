from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldsConfig(AppConfig):
    name = "quen.fields"
    label = "fields"

    def ready(self) -> None:
        from quen.accounts.rights import right
        from quen.fields import models
        from quen.kit.privacy import holds_nobody

        holds_nobody(models.CustomField, models.SavedView, models.Tag)
        group = _("Administration")
        right("fields.manage_fields", _("Manage custom fields"), group=group)
        right("fields.share_views", _("Share saved views"), group=group)
