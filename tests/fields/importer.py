"""An import in a process of its own, on a data folder of its own: to be killed, starved and measured.

`python -m tests.fields.importer CSV [--most-bytes N]`: the first call makes the workspace and the run, each
further one goes on with it. Prints {"created", "rows", "memory"} with the peak in MB.
"""

import json
import os
import resource
import sys
from pathlib import Path

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quen.config.settings")
    django.setup()
    from quen.fields.importing.running import go_on
    from quen.fields.models import ImportRun

    if not (Path(os.environ["QUEN_DATA"]) / "ready").exists():
        begin(sys.argv[1])
    if "--begin" in sys.argv:
        return
    if "--most-bytes" in sys.argv:
        most = int(sys.argv[sys.argv.index("--most-bytes") + 1])
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    run = ImportRun.objects.select_related("user").get()
    go_on(run)
    print(json.dumps({"created": run.created, "rows": run.rows, "memory": peak()}))


def peak() -> int:
    """The most memory of this program, in MB. What getrusage tells counts its parent's before exec too."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM:"))


def begin(file: str) -> None:
    from django.core.management import call_command

    from quen.accounts.actions.rights import refresh
    from quen.accounts.models import Role, User
    from quen.accounts.rights import RIGHTS
    from quen.fields.importing.running import start
    from quen.fields.models import ImportRun
    from quen.people.seeds import add_defaults

    call_command("migrate", verbosity=0)
    add_defaults()
    user = User.objects.create(email="a@quen.test", full_name="A")
    user.roles.add(Role.objects.create(key="all", name="all", grants=dict.fromkeys(RIGHTS, "all")))
    refresh([user])
    run = ImportRun(object="contacts", user=user, name="x", path=file)
    columns = {"name": "full_name", "phone": "phone", "email": "email", "company": "company_id"}
    run.mapping = {"columns": columns, "match": "phone", "options": {"create": ["company"]}}
    start(run)
    (Path(os.environ["QUEN_DATA"]) / "ready").touch()


if __name__ == "__main__":
    main()
