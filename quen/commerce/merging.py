"""How this room's tables follow when records become one."""

from quen.commerce.models import ListPrice
from quen.fields.merging.follows import stays


def declare() -> None:
    """Declare them (once, at start)."""
    stays(ListPrice, "product_id", why="products are retired, not merged")
