from quen.insights.models.tally import Counted, Mark, Tally

__all__ = ["Counted", "Mark", "Tally"]
