"""What work needs before its first page: the care plans that come ready."""

from collections.abc import Iterator

from quen.kit.starting import at_start
from quen.work.plan_seeds import add_plans


@at_start("care plans", order=20)
def seed_plans(demo: bool) -> Iterator[str]:
    """The ready plans, switched off, where they never were; what a company has edited or removed stays so."""
    add_plans()
    yield from ()
