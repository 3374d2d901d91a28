"""Booking pages: which times are free, whose turn it is, and links that only the customer has."""
