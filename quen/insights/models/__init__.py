from quen.insights.models.dashboard import Dashboard
from quen.insights.models.tally import Counted, Mark, Tally
from quen.insights.models.target import Target

__all__ = ["Counted", "Dashboard", "Mark", "Tally", "Target"]
