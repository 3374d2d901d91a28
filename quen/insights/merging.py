"""How the tables of figures follow when records become one: they do not, they are counted anew."""

from quen.fields.merging.follows import stays
from quen.insights.models import LineMark, Mark, Tally


def declare() -> None:
    """Declare them (once, at start)."""
    for model in (Tally, Mark):
        stays(
            model, "owner_id", "team_id", why="a sum over records; marks say what is counted anew"
        )
    stays(LineMark, "record_id", why="it says whose day is counted anew, once")
