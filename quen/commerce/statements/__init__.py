"""Files of banks: their columns, and the transfers in them."""
