"""Orders: what can be asked of them, how they are shown in lists and found, what of them a role hides."""
