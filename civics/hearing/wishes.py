"""What a message wants: a report, a question, status, a right, thanks, a greeting, its code's case, help in danger."""

from enum import StrEnum

from civics.cases.spoken import NUMBER_WORDS
from civics.hearing.reading import END
from civics.hearing.rights import Right, RightHeard
from civics.hearing.signs import Signs
from civics.hearing.spelling import is_syllable

_SHORT = 8  # a longer greeting or thanks contains something else
_NAMED = 9  # words round the name of a timetable; a longer message tells what happened to it
_ROUND_A_CODE = 6  # `mã hồ sơ của em là …` is still only a code


class Wish(StrEnum):
    """What somebody wants."""

    REPORT = "report"
    QUESTION = "question"
    STATUS = "status"
    RIGHT = "right"
    THANKS = "thanks"
    GREETING = "greeting"
    CODE = "code"
    EMERGENCY = "emergency"
    OTHER = "other"


def wish(heard: Signs, *, life: bool, right: RightHeard, code: bool) -> Wish:
    """The wish of a message: first a danger to life, then a right, then what the words ask."""
    if life:
        return Wish.EMERGENCY
    if (right.right or right.unsure) and not _outweighs(heard, right):
        return Wish.RIGHT
    if code:
        return _of_a_code(heard)
    if heard.has("spam") and not heard.has("khieu_nai", "to_cao"):
        return Wish.OTHER if not _asks(heard) and heard.weight("trouble") < 2 else _loose(heard)
    return by_name(heard) or _loose(heard)


def _outweighs(heard: Signs, right: RightHeard) -> bool:
    """Whether something else is said more clearly than the right."""
    asks = heard.weight("question.strong") >= 2 or (heard.words > 7 and heard.has("question.weak"))
    if asks and right.right in (Right.ERASE, Right.WITHDRAW, Right.HUMAN) and bool(heard.labels("topic.")):
        return heard.weight(f"right.{right.right}") < 4
    if heard.has("kien_nghi", "khieu_nai") and right.right in (Right.MOVE, Right.SUBSCRIBE, Right.HUMAN):
        return True
    if right.right is Right.SUBSCRIBE:
        return heard.covered("trouble") > heard.covered(f"right.{right.right}") + 1
    said = heard.covered(f"right.{right.right}") if right.right else 1
    formal = max(heard.weight("khieu_nai"), heard.weight("to_cao"))
    if right.right is not Right.WITHDRAW and formal > heard.weight(f"right.{right.right}"):
        return True
    if heard.has("status") and right.right in (Right.WITHDRAW, Right.HUMAN) and heard.covered("status") > said:
        return True
    return heard.words > 25 and heard.covered("trouble") + heard.covered("khieu_nai") > said


def _of_a_code(heard: Signs) -> Wish:
    if heard.has("status", "question"):
        return Wish.STATUS
    if heard.has("status.followup") or heard.covered("trouble") >= 2:
        return Wish.REPORT
    if heard.has("thanks") and heard.words > 3:
        return Wish.THANKS
    around = [each for each in heard.line if not each.is_mark and each.bare not in NUMBER_WORDS]
    return Wish.CODE if len(around) <= _ROUND_A_CODE + 4 else Wish.REPORT


def _loose(heard: Signs) -> Wish:
    """The wish of words that are no danger, right or code: an errand, else a report, thanks or a greeting."""
    trouble = heard.covered("trouble")
    if heard.has("thanks.only") and heard.words <= 4:
        return Wish.THANKS
    formal = heard.has("khieu_nai", "to_cao", "to_cao.anon")
    if not formal and (errand := _errand(heard, trouble)):
        return errand
    if heard.has("thanks") and not formal:
        goes_on = heard.has("status.followup") or (heard.has("but") and heard.words > 4) or trouble > 3
        return Wish.REPORT if goes_on else Wish.THANKS
    if trouble or formal or heard.has("kien_nghi", "phan_anh", "soon"):
        return Wish.REPORT
    if heard.has("greeting") and heard.words <= _SHORT:
        return Wish.GREETING
    return _by_default(heard)


def by_name(heard: Signs) -> Wish | None:
    """The wish of a bare answer, or of a timetable that is named and not found fault with; None for other words.

    A second sentence says more: `Đúng rồi. Rác chưa ai dọn` is a report.
    """
    if sum(1 for each in heard.line if each.spelt.bare == END) > 1:
        return None
    if heard.has("answer"):
        return Wish.OTHER
    faulty = heard.has("status.followup", "kien_nghi", "khieu_nai", "to_cao", "denied") or _finds_fault(heard)
    return Wish.QUESTION if heard.has("timetable") and heard.words <= _NAMED and not faulty else None


def _finds_fault(heard: Signs) -> bool:
    """Whether something wrong is said beside the name: `giờ làm việc cán bộ ngồi chơi`, but not `lịch cắt điện`."""
    named = {at for each in heard.found if each.label == "timetable" for at in range(each.start, each.end)}
    return any(named.isdisjoint(each.own) for each in heard.found if each.label in ("trouble", "fault"))


def _errand(heard: Signs, trouble: int) -> Wish | None:
    """What is wanted from the ward although nothing is wrong: the state of a case, an answer; or None."""
    tells = heard.words > 25 and trouble > 4
    if heard.has("status") and not tells and not _asks_of_a_thing(heard):
        return Wish.STATUS
    if heard.has("status.mine") and not tells and heard.has("question", "status.followup") and trouble < 3:
        return Wish.STATUS
    if heard.has("other") and trouble < 2 and not heard.has("kien_nghi", "question.strong"):
        return Wish.OTHER
    if _asks(heard):
        return Wish.QUESTION
    if heard.has("procedure") and trouble < 2 and (heard.words <= 4 or heard.has("procedure.wants")):
        return Wish.REPORT if heard.weight("kien_nghi") > 2 else Wish.QUESTION
    return None


def _asks_of_a_thing(heard: Signs) -> bool:
    """Whether words of status ask about the world, not about a case: `chừng nào có điện`."""
    if heard.has("procedure") and not heard.has("status.mine") and heard.weight("status") < 3:
        return True
    return heard.weight("status") <= 2 and heard.has("question.strong") and bool(heard.labels("topic."))


def _asks(heard: Signs) -> bool:
    if not heard.has("question", "question.strong", "question.weak"):
        return False
    trouble = heard.covered("trouble")
    if heard.has("rhetorical"):
        return heard.weight("question.strong") >= 2 and not trouble
    if heard.has("question.strong"):
        return trouble < 6 or heard.weight("question.strong") >= 3
    if heard.has("kien_nghi") and heard.weight("kien_nghi") >= 2:
        return False
    return trouble <= (2 if heard.weight("question") >= 2 else 0)


def _by_default(heard: Signs) -> Wish:
    """Words that no phrase explains. They are a report if they are Vietnamese and name something in the ward."""
    words = [each.bare for each in heard.line if not each.is_mark]
    sensible = sum(1 for each in words if is_syllable(each) or each.isdigit())
    if heard.labels("topic."):
        return Wish.REPORT
    if heard.has("greeting"):
        return Wish.GREETING
    english = heard.covered("lang.en")
    return Wish.REPORT if len(words) >= 5 and (sensible + english) * 3 >= len(words) * 2 else Wish.OTHER
