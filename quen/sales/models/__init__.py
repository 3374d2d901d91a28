from quen.sales.models.deal import Deal
from quen.sales.models.discount import DiscountLimit
from quen.sales.models.foreseen import Foreseen, Snapshot
from quen.sales.models.involved import Involved
from quen.sales.models.line import DealLine
from quen.sales.models.ordered import DealOrder, DealRenewal
from quen.sales.models.pipeline import Pipeline, Stage
from quen.sales.models.playbook import PlaybookItem, Tick
from quen.sales.models.quote import Quote, QuoteCode, QuoteLine, QuoteOpening
from quen.sales.models.reason import Competitor, Reason
from quen.sales.models.stay import Stay
from quen.sales.models.story import Story, StorySent
from quen.sales.models.tally import Tally

__all__ = [
    "Competitor",
    "Deal",
    "DealLine",
    "DealOrder",
    "DealRenewal",
    "DiscountLimit",
    "Foreseen",
    "Involved",
    "Pipeline",
    "PlaybookItem",
    "Quote",
    "QuoteCode",
    "QuoteLine",
    "QuoteOpening",
    "Reason",
    "Snapshot",
    "Stage",
    "Stay",
    "Story",
    "StorySent",
    "Tally",
    "Tick",
]
