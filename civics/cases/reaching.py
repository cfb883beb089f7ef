"""How an answer reaches its resident: Zalo's windows as data, and the ways that are left after they have closed.

developers.zalo.me, messages of an Official Account: free until 48 hours after the person's last interaction, charged
until seven days, then only a message from an approved template, by the account's id of the person or by telephone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Cost(StrEnum):
    """What a message means while a window is open."""

    FREE = "free"
    CHARGED = "charged"
    TEMPLATE = "template"  # no words of our own: only an approved template


@dataclass(frozen=True, slots=True)
class Window:
    """What holds until so long after the person's last interaction; `until` is None for the last one."""

    until: timedelta | None
    cost: Cost


ZALO = (
    Window(timedelta(hours=48), Cost.FREE), Window(timedelta(days=7), Cost.CHARGED), Window(None, Cost.TEMPLATE),
)  # fmt: skip
WARNS = timedelta(hours=12)  # so long before a window closes, staff are warned and offered an interim word


def hours_until(cost: Cost) -> int:
    """For how many hours after the last interaction a message costs at most that."""
    return sum(int(each.until.total_seconds()) // 3600 for each in ZALO if each.cost is cost and each.until)


def cost_after(since: timedelta) -> Cost:
    """What a message means so long after the person's last interaction."""
    return next(each.cost for each in ZALO if each.until is None or since < each.until)


class Way(StrEnum):
    """A way to tell somebody that an answer waits, in the order in which they are tried."""

    UID = "uid"  # a template message by the account's id of the person; the ward pays
    PHONE = "phone"  # a template message to a telephone that the person gave for this; the ward pays
    PUSH = "push"  # the answer goes to the same person's web chat, and their browser is told
    CALL = "call"  # somebody of the ward calls or goes there


PAID = frozenset({Way.UID, Way.PHONE})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about reaching one person."""

    zalo: bool = False  # the case is answered in a private chat of the Official Account
    phone: bool = False  # they gave a telephone and agreed to be told there
    browser: bool = False  # they have a web chat, and a browser that asked to be told
    templates: frozenset[Way] = frozenset()  # the ways with an approved template
    paid: bool = False  # staff have seen the cost and agreed


def open_ways(known: Known, *, tried: Collection[Way] = ()) -> tuple[Way, ...]:
    """The ways that are left, in their order; the last one is always that somebody calls."""
    can = {
        Way.UID: known.zalo and known.paid and Way.UID in known.templates,
        Way.PHONE: known.phone and known.paid and Way.PHONE in known.templates,
        Way.PUSH: known.browser,
        Way.CALL: True,
    }
    return tuple(way for way in Way if can[way] and (way is Way.CALL or way not in tried))


class Reached(StrEnum):
    """The state of an answer that did not arrive by itself."""

    WAITS = "waits"  # a template message is to be sent
    SENDING = "sending"  # it is being sent
    TOLD = "told"  # the person was told that there is an answer
    CALL = "call"  # on the list of people to call
    DONE = "reached"  # the answer itself has reached the person
    VOID = "void"  # there is nothing to tell any more


class How(StrEnum):
    """How an answer reached its resident in the end."""

    DIRECT = "direct"  # in the chat, without any help
    WROTE = "wrote"  # the person wrote, and got what was kept
    LINK = "link"  # they opened the link of a template message
    PUSH = "push"  # in their web chat
    CALL = "call"  # somebody of the ward told them
