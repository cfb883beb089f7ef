"""Every table, one file per subject. Foreign keys cross the subjects, so this is the only room for tables.

After an import of this package, `columns.metadata` knows every table.
"""

from storage.tables import (
    answers,
    bulletins,
    cases,
    codes,
    columns,
    data_requests,
    decisions,
    households,
    media,
    messages,
    moves,
    notices,
    people,
    poll_results,
    polls,
    push,
    reaches,
    seconds,
    staff_groups,
    ward,
)

__all__ = [
    "answers",
    "bulletins",
    "cases",
    "codes",
    "columns",
    "data_requests",
    "decisions",
    "households",
    "media",
    "messages",
    "moves",
    "notices",
    "people",
    "poll_results",
    "polls",
    "push",
    "reaches",
    "seconds",
    "staff_groups",
    "ward",
]
