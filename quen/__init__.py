"""Quen: a CRM that takes a customer round the loop, from stranger to regular."""

__version__ = "0.1.0"
