"""`quen restore`: bring a backup back and say what was done."""

from pathlib import Path

from quen.config.restoring import Restored, restore
from quen.kit.cli import progress, say
from quen.web.actions.restored import settle


def bring_back(file: Path, *, as_is: bool, json: bool) -> None:
    """Restore `file` here; `as_is` leaves sessions and sending as they were (a move)."""
    after = (lambda manifest, folder: {}) if as_is else settle
    with progress("Bringing back", json=json) as step:
        done = restore(file, after=after, told=lambda words: step())
    facts = {
        "made_at": done.made_at,
        "tables": done.tables,
        "rows": done.rows,
        "files": done.files,
        "upgraded": done.upgraded,
        **done.after,
    }
    say(facts, "\n".join(_words(done)), json=json)


def _words(done: Restored) -> list[str]:
    told = [
        f"The backup of {done.made_at[:16].replace('T', ' ')} UTC is back: {done.rows:,} rows of "
        f"{done.tables} tables and {done.files:,} files, every hash compared."
    ]
    if done.upgraded:
        told.append("It came from an older version and was upgraded.")
    if not done.after:
        return told
    if erased := done.after["erased_again"]:
        told.append(f"{erased:,} records that were erased after the backup are erased again.")
    if doubtful := done.after["doubtful"]:
        told.append(f"{doubtful:,} messages waited then; they are listed as doubtful and not sent.")
    if broken := done.after["broken_seals"]:
        told.append(f"The audit log is broken in {broken} places: run `quen doctor`.")
    told.append(
        "Everybody must sign in again. Sending is off: look at the outbox, then switch it on under "
        "Settings, Backups."
    )
    return told
