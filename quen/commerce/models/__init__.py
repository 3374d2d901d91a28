from quen.commerce.models.category import Category
from quen.commerce.models.price_list import ListPrice, PriceList
from quen.commerce.models.product import Product

__all__ = ["Category", "ListPrice", "PriceList", "Product"]
