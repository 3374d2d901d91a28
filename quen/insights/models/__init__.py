from quen.insights.models.dashboard import Dashboard
from quen.insights.models.purchase import Cost, CustomerRule, Purchase, PurchaseMark
from quen.insights.models.tally import Counted, LineMark, Mark, Tally
from quen.insights.models.target import Target

__all__ = [
    "Cost",
    "Counted",
    "CustomerRule",
    "Dashboard",
    "LineMark",
    "Mark",
    "Purchase",
    "PurchaseMark",
    "Tally",
    "Target",
]
