"""How the tables of figures follow when records become one: they do not, they are counted anew."""

from quen.fields.merging.follows import stays
from quen.insights.models import Lead, LeadMark, LineMark, Mark, Purchase, PurchaseMark, Tally


def declare() -> None:
    """Declare them (once, at start)."""
    for model in (Tally, Mark):
        stays(
            model, "owner_id", "team_id", why="a sum over records; marks say what is counted anew"
        )
    why = "it is read anew from its record, which follows"
    stays(Purchase, "record_id", "owner_id", "team_id", why=why)
    again = "it is read anew from the people, whose stays and deals follow"
    stays(Lead, "contact_id", "owner_id", "team_id", why=again)
    stays(LeadMark, "record_id", why="it says who is read anew, once")
    stays(PurchaseMark, "record_id", why="it says which record is read anew, once")
    stays(LineMark, "record_id", why="it says whose day is counted anew, once")
