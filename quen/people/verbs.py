"""Commands of this room: the table of places."""

from pathlib import Path
from typing import Annotated

import typer

from quen.kit.cli import AsJson, Failed, say, verb
from quen.people.places.table import BadTable, own_path, read


@verb("places")
def places(
    file: Annotated[Path, typer.Argument(help="a gzipped CSV, see the operator guide")],
    json: AsJson = False,
) -> None:
    """Use another table of Vietnam's old and new places than the one that came with Quen."""
    try:
        packed = file.read_bytes()
        olds = read(packed).olds
    except FileNotFoundError as error:
        raise Failed(f"There is no file {file}.") from error
    except BadTable as error:
        raise Failed(f"{file} is no table of places: {error}.") from error
    path = own_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(packed)
    divided = sum(len(old.became) > 1 for old in olds)
    told = f"{len(olds)} old wards, {divided} of them divided. Running servers use it from now on."
    say({"wards": len(olds), "divided": divided}, told, json=json)
