"""Computed fields: an expression over a record, or a roll-up of the records that point at it."""
