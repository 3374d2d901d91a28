"""Finding records that mean the same: blocking, a Fellegi-Sunter model of the company's own data, a queue.

Nothing here merges by itself.
"""
