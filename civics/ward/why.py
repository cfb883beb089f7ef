"""Why an act of staff on the roll or on an account is refused, where a page says it in words of its own."""

from enum import StrEnum


class RollWhy(StrEnum):
    """About a household or a table of them."""

    DONE = "done"  # the table was taken already
    CHANGED = "changed"  # the roll is not what the page showed
    GONE = "gone"  # the household left the roll
    NO_NAME = "no_name"
    TYPE = "type"  # many representatives change while a vote is open, and their number was not typed
    CODE_STANDS = "code_stands"  # another household has this code
    NO_WORD = "no_word"  # no word on what lets them speak
    NO_MEMBER = "no_member"


class AskWhy(StrEnum):
    """About a code that waits for a second person."""

    OWN = "own"
    DONE = "done"
    NOT_YOURS = "not_yours"
    WAITS = "waits"  # nobody agreed yet
    STALE = "stale"  # slips were printed meanwhile


class ReaderWhy(StrEnum):
    """About the named list for denunciations."""

    NO_READER = "no_reader"  # an observer, or a closed account
    LAST_READER = "last_reader"


class SecondWhy(StrEnum):
    """About an act that waits for a second person."""

    OWN = "own"
    RIGHT = "right"  # their role may not
    READER = "reader"  # only another one of the named list
    FRESH = "fresh"  # one person may stand behind both accounts
    WAITS = "waits"  # one like it waits already
    GONE = "gone"  # it waits no more
    TYPED = "typed"  # the number was not typed as it is
