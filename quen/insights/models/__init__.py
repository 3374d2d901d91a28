from quen.insights.models.board_link import BoardLink
from quen.insights.models.board_mail import BoardMail
from quen.insights.models.dashboard import Dashboard
from quen.insights.models.lead import Lead, LeadMark
from quen.insights.models.purchase import (
    Buyer,
    Cost,
    CustomerRule,
    Purchase,
    PurchaseMark,
    PurchaseTally,
)
from quen.insights.models.tally import Counted, LineMark, Mark, Tally
from quen.insights.models.target import Target

__all__ = [
    "BoardLink",
    "BoardMail",
    "Buyer",
    "Cost",
    "Counted",
    "CustomerRule",
    "Dashboard",
    "Lead",
    "LeadMark",
    "LineMark",
    "Mark",
    "Purchase",
    "PurchaseMark",
    "PurchaseTally",
    "Tally",
    "Target",
]
