"""Every table, one file per subject. Foreign keys cross subjects; this is the one room for all of them.

To import the room is to know every table: `columns.metadata` is whole then.
"""

from storage.tables import (
    bulletins,
    cases,
    codes,
    columns,
    households,
    media,
    messages,
    moves,
    people,
    poll_results,
    polls,
    push,
    seconds,
    ward,
)

__all__ = [
    "bulletins",
    "cases",
    "codes",
    "columns",
    "households",
    "media",
    "messages",
    "moves",
    "people",
    "poll_results",
    "polls",
    "push",
    "seconds",
    "ward",
]
