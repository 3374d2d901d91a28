"""Merging records of any type and taking it back: what follows, how it is written down, what is chosen."""
