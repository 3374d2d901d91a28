from quen.sales.models.deal import Deal
from quen.sales.models.pipeline import LostReason, Pipeline, Stage
from quen.sales.models.stay import Stay
from quen.sales.models.tally import Tally

__all__ = ["Deal", "LostReason", "Pipeline", "Stage", "Stay", "Tally"]
