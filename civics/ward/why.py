"""Why an act of staff on the roll or on an account is refused, for the sentences of the pages."""

from enum import StrEnum


class RollWhy(StrEnum):
    """Refusals about a household or a table of households."""

    DONE = "done"  # the table was imported already
    CHANGED = "changed"  # the roll is not what the page showed
    GONE = "gone"  # the household left the roll
    NO_NAME = "no_name"
    TYPE = "type"  # many representatives change while a vote is open, and their number was not typed
    CODE_STANDS = "code_stands"  # another household has this code
    NO_WORD = "no_word"  # the basis of the authorisation is missing
    NO_MEMBER = "no_member"


class AskWhy(StrEnum):
    """Refusals about a code that waits for a second person."""

    OWN = "own"
    DONE = "done"
    NOT_YOURS = "not_yours"
    WAITS = "waits"  # nobody agreed yet
    STALE = "stale"  # slips were printed meanwhile


class ReaderWhy(StrEnum):
    """Refusals about the named list for denunciations."""

    NO_READER = "no_reader"  # an observer, or a closed account
    LAST_READER = "last_reader"


class SecondWhy(StrEnum):
    """Refusals about an act that waits for a second person."""

    OWN = "own"
    RIGHT = "right"  # their role does not allow it
    READER = "reader"  # only another person on the named list may
    FRESH = "fresh"  # one person may stand behind both accounts
    WAITS = "waits"  # the same request waits already
    GONE = "gone"  # the request no longer waits
    TYPED = "typed"  # the typed number is wrong


class WayWhy(StrEnum):
    """Refusals about the ways by which an account is told outside the console."""

    RUNG = "rung"  # it is on the roster of duty, and this was its last way for emergencies
