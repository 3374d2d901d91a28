"""Which order a transfer pays: a pure function of what the bank tells and of what is open."""
