"""Flows, their runs, what was done in each, and what people are asked."""

from quen.automation.models.ask import Ask, Seat, StandIn
from quen.automation.models.flow import Flow
from quen.automation.models.run import Ear, Run, RunStep

__all__ = ["Ask", "Ear", "Flow", "Run", "RunStep", "Seat", "StandIn"]
