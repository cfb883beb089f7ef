"""Rights in plain words: stop or resume bulletins, erase, take back a consent, withdraw, move, ask for a person.

Luật Bảo vệ dữ liệu cá nhân 2025 (to withdraw a consent, to have data erased), Luật Khiếu nại 2011 Điều 10 and Luật Tố
cáo 2018 Điều 33 (to withdraw). Confidence: recalled. Words that only come near a right lead to a question between two.
"""

from dataclasses import dataclass
from enum import StrEnum

from civics.hearing.signs import Signs

_LONG = 18  # a longer message tells a story; a right in it needs a phrase of three words at least


class Right(StrEnum):
    """What somebody may always ask for, in the order that decides between equals."""

    CONSENT = "consent"
    ERASE = "erase"
    STOP = "stop"
    WITHDRAW = "withdraw"
    MOVE = "move"
    SUBSCRIBE = "subscribe"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class RightHeard:
    """The right, or none; when unsure, the rights to ask between."""

    right: Right | None = None
    unsure: tuple[Right, ...] = ()


def right(heard: Signs) -> RightHeard:
    """The right whose phrases fit best. Unsure for a single word such as `hủy`, or between two that fit equally."""
    scores = {each: heard.weight(f"right.{each}") for each in Right if heard.weight(f"right.{each}") >= _least(heard)}
    if heard.has("right.not"):  # `rút tiền`, `xóa quảng cáo`: other things that use the word of a right
        scores = {each: score for each, score in scores.items() if score > heard.weight("right.not")}
    if not scores:
        return RightHeard(None, (Right.STOP, Right.WITHDRAW)) if heard.has("right.near") else RightHeard()
    if Right.STOP in scores and scores.get(Right.SUBSCRIBE, 0) < scores[Right.STOP] + 2:
        scores.pop(Right.SUBSCRIBE, None)  # `hủy đăng ký nhận tin` holds the words of both, `lỡ tắt tin, mở lại` more
    best = max(scores.values())
    first, *others = [each for each in Right if scores.get(each) == best]
    return RightHeard(first, (first, *others) if others else ())


def _least(heard: Signs) -> int:
    return 3 if heard.words > _LONG else 1
