"""Every environment variable that Quen reads, typed, in one place (docs/operator-guide.md lists them)."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit


class BadEnvironment(Exception):
    """A variable that cannot be used; the message says which one and what to write instead."""


@dataclass(frozen=True)
class Mail:
    """Where mail is handed over; `host` is empty when none is set up."""

    host: str = ""
    port: int = 587
    user: str = ""
    password: str = ""
    tls: str = "starttls"
    sender: str = ""


@dataclass(frozen=True)
class Environment:
    """What the installation was told by its environment."""

    data: Path
    backups: Path
    database_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    secret_key: str = field(default="", repr=False)
    mail: Mail = Mail()
    allowed_outbound: frozenset[str] = frozenset()
    log: str = "text"
    workers: int = 1
    jobs: int = 1


NAMES = {
    "QUEN_DATA": "data folder: database, files, backups, secret key (default ./data)",
    "QUEN_BACKUPS": "where backups go (default: the folder backups in the data folder)",
    "DATABASE_URL": "postgres://user:password@host:port/name; unset: SQLite in the data folder",
    "QUEN_BASE_URL": "the address people open, used in links (default http://127.0.0.1:8000)",
    "QUEN_SECRET_KEY": "signing key; unset: one is made in the data folder",
    "EMAIL_URL": "smtp://user:password@host:port/?tls=starttls|ssl|none&from=address; unset: kept in the outbox",
    "QUEN_ALLOWED_OUTBOUND": "hosts (host or host:port, by comma) allowed beyond public addresses",
    "QUEN_LOG": "text or json",
    "QUEN_WORKERS": "web processes (default 1)",
    "QUEN_JOBS": "worker processes (default 1)",
}


def read(source: dict[str, str] | None = None) -> Environment:
    """Read the environment. Raises BadEnvironment with a sentence for a person."""
    given = dict(os.environ if source is None else source)
    data = Path(_text(given, "QUEN_DATA") or "data").expanduser().resolve()
    return Environment(
        data=data,
        backups=_backups(_text(given, "QUEN_BACKUPS"), data),
        database_url=_text(given, "DATABASE_URL"),
        base_url=_base_url(_text(given, "QUEN_BASE_URL")),
        secret_key=_text(given, "QUEN_SECRET_KEY") or _kept_key(data),
        mail=_mail(_text(given, "EMAIL_URL")),
        allowed_outbound=frozenset(
            part.strip().lower()
            for part in _text(given, "QUEN_ALLOWED_OUTBOUND").split(",")
            if part.strip()
        ),
        log=_choice(given, "QUEN_LOG", ("text", "json")),
        workers=_count(given, "QUEN_WORKERS"),
        jobs=_count(given, "QUEN_JOBS"),
    )


def assume(name: str, value: str) -> None:
    """Give a variable that the installation left unset a value for this process and its children."""
    if not _text(dict(os.environ), name):
        os.environ[name] = value


def insist(name: str, value: str) -> None:
    """Give a variable this value for this process and its children, whatever the installation says."""
    os.environ.pop(f"{name}_FILE", None)
    os.environ[name] = value


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's DATABASES entry for `url`; empty means SQLite in `data`. Raises BadEnvironment."""
    if not url:
        return _sqlite(data / "quen.sqlite3")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadEnvironment(f"DATABASE_URL cannot be read: {error}.") from error
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgres", "postgresql"):
        raise BadEnvironment(
            "DATABASE_URL must look like postgres://user:password@host:5432/name "
            "(leave it unset to use SQLite in the data folder)."
        )
    if not parts.path.strip("/"):
        raise BadEnvironment("DATABASE_URL names no database: add /name at its end.")
    return _postgres(parts, port)


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "quen.kit.sqlite",
        "CONN_MAX_AGE": None,
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
                "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;"
                "PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def _postgres(parts: SplitResult, port: int | None) -> dict[str, Any]:
    asked = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(asked.pop("host", "") or parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": {
            **asked,
            "pool": {"min_size": 1, "max_size": 16, "timeout": 20},
            "options": "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1",
        },
    }


def _text(given: dict[str, str], name: str) -> str:
    """The variable, or the content of the file that NAME_FILE names (for secrets)."""
    if path := given.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadEnvironment(
                f"{name}_FILE names {path}, which cannot be read: {error}."
            ) from error
    return given.get(name, "").strip()


def _backups(text: str, data: Path) -> Path:
    return Path(text).expanduser().resolve() if text else data / "backups"


def _kept_key(data: Path) -> str:
    kept = data / "secret_key"
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not kept.exists():
            _write_key(kept)
        return kept.read_text().strip()
    except OSError as error:
        raise BadEnvironment(
            f"The data folder {data} cannot be written ({error.strerror}). "
            "Choose another with QUEN_DATA, or change its owner."
        ) from error


def _write_key(kept: Path) -> None:
    """Two first starts at once must end with one key, and nobody may read half of it."""
    own = kept.with_name(f"secret_key.{os.getpid()}")
    descriptor = os.open(own, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(50))
    with suppress(FileExistsError):
        os.link(own, kept)
    own.unlink()


def _base_url(text: str) -> str:
    if not text:
        return "http://127.0.0.1:8000"
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadEnvironment("QUEN_BASE_URL must look like https://crm.example.com.")
    return text.rstrip("/")


def _mail(url: str) -> Mail:
    if not url:
        return Mail()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadEnvironment(f"EMAIL_URL cannot be read: {error}.") from error
    asked = dict(parse_qsl(parts.query))
    tls = asked.get("tls", "ssl" if parts.scheme == "smtps" else "starttls")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise BadEnvironment(
            "EMAIL_URL must look like smtp://user:password@mail.example.com:587/?tls=starttls."
        )
    if tls not in ("starttls", "ssl", "none"):
        raise BadEnvironment("EMAIL_URL: tls must be starttls, ssl or none.")
    return Mail(
        host=parts.hostname,
        port=port or (465 if tls == "ssl" else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
        sender=asked.get("from", ""),
    )


def _choice(given: dict[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = _text(given, name) or allowed[0]
    if value not in allowed:
        raise BadEnvironment(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def _count(given: dict[str, str], name: str) -> int:
    value = _text(given, name) or "1"
    if not value.isdigit() or not 1 <= int(value) <= 64:
        raise BadEnvironment(f"{name} must be a whole number from 1 to 64, not {value!r}.")
    return int(value)
