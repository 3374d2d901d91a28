"""A file that somebody sent: kept while it is read, its columns found out or asked for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quen.accounts.models import User
from quen.commerce.actions.statements import begin_statement
from quen.commerce.models import PaymentAccount, StatementColumns, StatementRun
from quen.commerce.statements.columns import KEYS, chosen, complete
from quen.commerce.statements.reading import header_of
from quen.kit.uploads import clean_name


def kept(file: Any, folder: Path) -> Path:
    """Write an upload down; its name keeps the ending."""
    path = folder / clean_name(file.name)
    with path.open("wb") as out:
        for part in file.chunks():
            out.write(part)
    return path


def take(
    path: Path, account: PaymentAccount, asked: Mapping[str, str], *, by: User
) -> StatementRun | dict[str, Any]:
    """Have a file taken in by the worker, or give what is to be asked about its columns. Raises BadFile."""
    names = header_of(path)
    before = StatementColumns.objects.filter(account=account).first()
    columns = chosen(names, before.columns if before else {}, asked)
    if not complete(columns):
        fields = [
            (key, str(label), [(name, name == columns.get(key)) for name in names if name])
            for key, label in KEYS.items()
        ]
        return {"fields": fields}
    with path.open("rb") as content:
        return begin_statement(account, path.name, content, columns, by=by)
