"""Search: rooms lend how their records are found, actions keep the rows, pages ask.

`refresh(type_key, ids)` is what actions call after a change: it indexes what the room's
`searchable` entries give for these ids, and forgets the rest of them.
"""

from quen.fields.searching.entries import Entry, holders, searchable
from quen.fields.searching.finding import Found, Group, Hit, find, hit_of, ids_for
from quen.fields.searching.rows import follow, forget, index, rebuild, refresh, touch_reach

__all__ = [
    "Entry",
    "Found",
    "Group",
    "Hit",
    "find",
    "follow",
    "forget",
    "hit_of",
    "holders",
    "ids_for",
    "index",
    "rebuild",
    "refresh",
    "searchable",
    "touch_reach",
]
