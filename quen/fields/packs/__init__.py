"""Industry packs: what a trade needs on the first day, as data; rooms lend the parts it is made of."""
