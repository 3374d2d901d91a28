from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "quen.kit"
    label = "kit"

    def ready(self) -> None:
        from quen.kit import models, tasks  # noqa: F401 - tasks lends the job queue to the worker
        from quen.kit.privacy import holds_nobody

        holds_nobody(
            models.Workspace,
            models.Job,
            models.Schedule,
            models.Heartbeat,
            models.KeptAnswer,
            models.Looking,
            models.BackupRun,
            models.Redirect,
        )
