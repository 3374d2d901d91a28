from quen.insights.models.dashboard import Dashboard
from quen.insights.models.tally import Counted, LineMark, Mark, Tally
from quen.insights.models.target import Target

__all__ = ["Counted", "Dashboard", "LineMark", "Mark", "Tally", "Target"]
