"""Contracts: what can be asked of them, how they come in, how they are shown, when they are near their end."""
