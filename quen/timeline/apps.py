from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "quen.timeline"
    label = "timeline"

    def ready(self) -> None:
        from quen.kit.privacy import holds_nobody
        from quen.timeline import models, notices, privacy, registrations, seals  # noqa: F401

        privacy.declare()
        holds_nobody(models.Seal, models.Delivery, models.LastEvent)
        holds_nobody(models.Notice, models.NoticeWay, models.Follow)
        notices.declare()
