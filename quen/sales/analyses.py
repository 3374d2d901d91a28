"""The pages, the drawn funnel and the ready boards that sales adds to the analyses."""

from django.utils.translation import gettext_lazy as _

from quen.insights.library import analysis
from quen.insights.tiles import Tile, picture, ready_board
from quen.sales.funnel_drawn import drawn_for, told_for


def declare() -> None:
    """Lend them (once, at start)."""
    picture(
        "funnel",
        label=_("Sales funnel"),
        needs="sales.view_deal",
        draw=drawn_for,
        told=told_for,
        route="sales:funnel",
    )
    _boards()
    _library()


def _boards() -> None:
    figures = [Tile("figure", f"deals.{key}") for key in ("won_value", "win_rate")]
    cycle = Tile("figure", "deals.cycle_days_median")
    ahead = Tile("figure", "deals.weighted_value")
    won, funnel = Tile("trend", "deals.won_value", width=2), Tile("picture", "funnel", width=2)
    reasons = Tile("bars", "deals.lost_count", "lost_reason", 2)
    people = Tile("people", "deals.won_value", width=4)
    fresh = Tile("figure", "contacts.new")
    ready_board("rep", _("Seller"), *figures, cycle, ahead, won, funnel, reasons)
    ready_board("manager", _("Team lead"), *figures, cycle, ahead, people, won, funnel, reasons)
    by_team = Tile("bars", "deals.won_value", "team", 2)
    ready_board(
        "director", _("Director"), *figures, fresh, ahead, won, funnel, by_team, reasons, people
    )


def _library() -> None:
    analysis(
        "forecast",
        label=_("Forecast"),
        about=_(
            "What open deals may bring, by month, team and person, and what slipped from week to week."
        ),
        route="sales:forecast",
        icon="trending-up",
        needs="sales.view_deal",
    )
    analysis(
        "leaders",
        label=_("Leader board"),
        about=_("Colleagues, teams and products side by side, ranked by what they won."),
        route="sales:leaders",
        icon="trophy",
        needs="sales.view_deal",
    )
    analysis(
        "funnel",
        label=_("Sales funnel"),
        about=_("How far deals came, how long they stayed in each stage, why they were lost."),
        route="sales:funnel",
        icon="filter",
        needs="sales.view_deal",
    )
