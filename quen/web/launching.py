"""Backups and drills run in a process of their own, which a job starts.

They may take longer than a lease, and the worker has other things to do meanwhile.
"""

import subprocess
import sys

from quen.kit.models import BackupRun
from quen.kit.tasks import task

QUEN = (sys.executable, "-P", "-m", "quen.config.cli")


@task(outside=True)
def launch(run_id: int) -> None:
    """Start the process of a run that waits; it writes down itself how it went."""
    run = BackupRun.objects.filter(pk=run_id, state=BackupRun.State.RUNNING).first()
    if run is None:
        return
    command = [*QUEN, run.kind, "--run", str(run.pk)]
    subprocess.Popen(  # noqa: S603 - our own command
        command, stdin=subprocess.DEVNULL, start_new_session=True
    )
