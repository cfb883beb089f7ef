"""Every table, one file per subject. Foreign keys cross the subjects, so all tables are in this folder.

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
    registers,
    seconds,
    staff_groups,
    teams,
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
    "registers",
    "seconds",
    "staff_groups",
    "teams",
    "ward",
]
