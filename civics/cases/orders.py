"""Orders that pause, resume or end the clock of a khiếu nại or tố cáo, and withdrawals.

Luật Khiếu nại Điều 10, 11a; NĐ 124/2020 Điều 7a, 28a, 28b as added by NĐ 155/2026 (confidence: source). Luật Tố cáo
Điều 33 and NĐ 156/2026: after a withdrawal the denunciation goes on if there are grounds, so a withdrawal ends nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from civics.cases.petitions import NEED_SIGNED_FORM
from civics.days.calendar import Days, add_working_days

SEND_WITHIN = 3  # working days from the day of the order (NĐ 124/2020 Điều 28b)


class What(StrEnum):
    """The kinds of order and withdrawal."""

    PAUSE = "pause"  # tạm đình chỉ, form 14a
    RESUME = "resume"  # tiếp tục giải quyết, form 14b
    STOP = "stop"  # đình chỉ, form 14a
    WITHDRAW = "withdraw"  # rút toàn bộ
    WITHDRAW_PART = "withdraw_part"  # rút một phần, or some of several complainants (Điều 7a.1)


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


# a: bất khả kháng hoặc trở ngại khách quan (Điều 28a); other grounds of Điều 11a were not read
GROUNDS: dict[What, tuple[str, ...]] = {
    What.PAUSE: ("force_majeure", "obstacle", "other"),
    What.STOP: ("withdrawn", "died", "other"),
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
    )
    return next((name for name, wrong in checks if wrong), None)


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
