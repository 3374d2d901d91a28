from quen.insights.models.dashboard import Dashboard
from quen.insights.models.tally import Counted, Mark, Tally

__all__ = ["Counted", "Dashboard", "Mark", "Tally"]
