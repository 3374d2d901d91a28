from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "quen.kit"
    label = "kit"

    def ready(self) -> None:
        from quen.kit import (  # noqa: F401 - tasks lends the job queue to the worker
            limits,
            models,
            tasks,
        )
        from quen.kit.everything import setting_rows
        from quen.kit.privacy import holds_nobody

        setting_rows(workspace=models.Workspace, letterhead=models.Letterhead, rates=models.Rate)

        holds_nobody(
            models.Workspace,
            models.Job,
            models.Schedule,
            models.Heartbeat,
            models.KeptAnswer,
            models.Looking,
            models.BackupRun,
            models.Redirect,
            models.Letterhead,
            models.Rate,
            models.Counted,
        )
