"""Bringing files in: reading them, mapping their columns, writing their rows through the actions."""
