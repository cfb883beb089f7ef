"""Orders that pause, resume or end the clock of a khiếu nại or tố cáo, and withdrawals.

Luật Khiếu nại Điều 10, 11a; NĐ 124/2020 Điều 7a, 28a, 28b as added by NĐ 155/2026 (confidence: source). Luật Tố cáo
Điều 33 and NĐ 31/2019 Điều 4.4 as replaced by NĐ 156/2026: after a withdrawal the denunciation goes on if there are
grounds. So a withdrawal ends nothing: after a whole one a đình chỉ is owed at once, or the ground on which it goes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from civics.cases.petitions import NEED_SIGNED_FORM, PetitionKind
from civics.days.calendar import Days, add_working_days

SEND_WITHIN = 3  # working days from the day of the order (NĐ 124/2020 Điều 28b)


class What(StrEnum):
    """The kinds of order and withdrawal."""

    PAUSE = "pause"  # tạm đình chỉ, form 14a
    RESUME = "resume"  # tiếp tục giải quyết, form 14b
    STOP = "stop"  # đình chỉ, form 14a
    WITHDRAW = "withdraw"  # rút toàn bộ
    WITHDRAW_PART = "withdraw_part"  # rút một phần, or some of several complainants (Điều 7a.1)
    GO_ON = "go_on"  # a denunciation that was withdrawn is resolved all the same (NĐ 31/2019 Điều 4.4)


ORDERS = frozenset({What.PAUSE, What.RESUME, What.STOP})  # these are decisions, which must be sent


class WrongOrder(StrEnum):
    """Why an order is refused."""

    KIND = "kind"  # neither khiếu nại nor tố cáo
    NOT_ACCEPTED = "not_accepted"  # not accepted yet, so no period runs
    PAPER = "paper"  # a decision without its number
    GROUND = "ground"
    AHEAD = "ahead"
    BEFORE = "before"  # its day is before that of the last order
    PAUSED = "paused"  # the clock is paused already
    NOT_PAUSED = "not_paused"
    OVER = "over"  # the case was ended
    NOT_WITHDRAWN = "not_withdrawn"  # it goes on, but it is no denunciation that was withdrawn


# a: bất khả kháng hoặc trở ngại khách quan (Điều 28a); other grounds of Điều 11a were not read
GROUNDS: dict[What, tuple[str, ...]] = {
    What.PAUSE: ("force_majeure", "obstacle", "other"),
    What.STOP: ("withdrawn", "died", "other"),
    What.GO_ON: ("violation", "threatened", "slander"),  # a, b, c of NĐ 31/2019 Điều 4.4 (NĐ 156/2026)
}


@dataclass(frozen=True, slots=True)
class Order:
    """One order or withdrawal, with its day, number and ground."""

    what: What
    day: date
    paper: str = ""
    ground: str = ""


def problem(
    order: Order, before: Iterable[Order], *, kind: str, accepted_on: date | None, today: date
) -> WrongOrder | None:
    """Why this order is not possible after the earlier ones; None when it is."""
    known = list(before)
    paused, over = is_paused(known), any(each.what is What.STOP for each in known)
    last = max([each.day for each in known] + ([accepted_on] if accepted_on else []), default=None)
    checks = (
        (WrongOrder.KIND, kind not in NEED_SIGNED_FORM),
        (WrongOrder.NOT_ACCEPTED, accepted_on is None and order.what in ORDERS),
        (WrongOrder.OVER, over),
        (WrongOrder.PAPER, order.what in ORDERS and not order.paper.strip()),
        (WrongOrder.GROUND, order.what in GROUNDS and order.ground not in GROUNDS[order.what]),
        (WrongOrder.AHEAD, order.day > today),
        (WrongOrder.BEFORE, last is not None and order.day < last),
        (WrongOrder.PAUSED, order.what is What.PAUSE and paused),
        (WrongOrder.NOT_PAUSED, order.what is What.RESUME and not paused),
        (WrongOrder.NOT_WITHDRAWN, order.what is What.GO_ON and not _withdrawn(known, kind)),
    )
    return next((name for name, wrong in checks if wrong), None)


def _withdrawn(orders: Iterable[Order], kind: str) -> bool:
    withdrawn = any(each.what in (What.WITHDRAW, What.WITHDRAW_PART) for each in orders)
    return withdrawn and kind == PetitionKind.TO_CAO


def stop_owed(orders: Iterable[Order], *, accepted_on: date | None) -> date | None:
    """The day from which a đình chỉ is owed: the whole of an accepted case was withdrawn, and nothing was decided.

    It is owed "ngay", on that day (Luật Khiếu nại Điều 10; NĐ 124/2020 Điều 7a.2, 28b.1). None when it was recorded, or
    when a denunciation goes on, or before the acceptance, when there is nothing to end.
    """
    since: date | None = None
    for each in orders:
        if each.what is What.WITHDRAW:
            since = since or each.day
        elif each.what in (What.STOP, What.GO_ON):
            since = None
    return since and accepted_on and max(since, accepted_on)


def is_paused(orders: Iterable[Order]) -> bool:
    """Whether the clock is paused after these orders."""
    turns = [each for each in orders if each.what in (What.PAUSE, What.RESUME)]
    return bool(turns) and turns[-1].what is What.PAUSE


def send_by(order: Order, days: Days) -> date | None:
    """The day by which it must be sent to those whom it concerns; None for a withdrawal."""
    return add_working_days(order.day, SEND_WITHIN, days) if order.what in ORDERS else None


def columns(order: Order, *, paused_on: date | None, paused_days: int) -> dict[str, object]:
    """The columns of the case's clock after the order. An ended clock keeps its `paused_on` for good."""
    if order.what in (What.PAUSE, What.STOP):
        return {"paused_on": paused_on or order.day}
    if order.what is What.RESUME and paused_on is not None:
        return {"paused_on": None, "paused_days": paused_days + (order.day - paused_on).days}
    return {}
