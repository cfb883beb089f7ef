"""What forbids an entry of a register, where that takes more than one of its fields. Each rule has its article."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from civics.bulletins import state_secrets
from civics.days.calendar import Days, add_working_days
from civics.registers import ratings
from civics.registers.values import RegisterWhy, Values, Wrong, day_of, numbers_of_people

CALLED = 2  # days before a meeting (NĐ 59/2023/NĐ-CP Điều 3 khoản 3, 4; confidence: source)
CALLED_YEARLY = 5  # days before the yearly conference (Điều 11 khoản 1 điểm c; confidence: source)
PLAN = 5  # working days before a round of the people's inspection board (NĐ 59/2023 Điều 14.1.b; confidence: source)
INVESTOR = (
    45  # days before a round of an investment board (Luật 10/2022/QH15 Điều 45 khoản 1 điểm b; confidence: source)
)
OUTAGE = 7  # working days (NĐ 224/2026/NĐ-CP Điều 13; confidence: source)
SHARE = 10  # one household in ten agrees with an initiative (Luật 10/2022/QH15 Điều 16 khoản 3; confidence: source)
WITH_PAPERS = ("1", "2", "3")  # of Điều 15: their documents go to every household before

Check = Callable[[Values, str, date, Days], Sequence[Wrong]]


def _ordered(said: Values, first: str, last: str) -> list[Wrong]:
    begins, ends = day_of(said.get(first)), day_of(said.get(last))
    return [Wrong(last, RegisterWhy.ORDER)] if begins and ends and ends < begins else []


def _within(said: Values, part: str, whole: str) -> list[Wrong]:
    few, all_ = said.get(part), said.get(whole)
    return [Wrong(part, RegisterWhy.MORE)] if isinstance(few, int) and isinstance(all_, int) and few > all_ else []


def _number(said: Values, name: str) -> int:
    found = said.get(name)
    return found if isinstance(found, int) else 0


def meeting(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """NĐ 59/2023/NĐ-CP Điều 3 khoản 3, 4, Điều 11: invitations and documents in time."""
    del today, days
    on = day_of(said.get("on"))
    found = _within(said, "present", "households")
    if on is None or state != "called":
        return found
    invited = on - timedelta(days=CALLED_YEARLY if said.get("sort") == "yearly" else CALLED)
    least = {"sent_on": invited, "papers_on": on - timedelta(days=CALLED)}
    found += [
        Wrong(name, RegisterWhy.TOO_LATE)
        for name, last in least.items()
        if (sent := day_of(said.get(name))) and sent > last
    ]
    if said.get("clause") in WITH_PAPERS and not said.get("papers_on"):
        found.append(Wrong("papers_on", RegisterWhy.REQUIRED))
    return found


def inspection(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """A round of supervision: its plan is sent in time (NĐ 59/2023/NĐ-CP Điều 14; Luật 10/2022/QH15 Điều 45)."""
    del state, today
    sent, starts = day_of(said.get("plan_sent_on")), day_of(said.get("starts_on"))
    found = _ordered(said, "starts_on", "ends_on")
    if sent and starts:
        least = sent + timedelta(days=INVESTOR) if said.get("sort") == "gsdtcd" else add_working_days(sent, PLAN, days)
        if starts < least:
            found.append(Wrong("plan_sent_on", RegisterWhy.EARLIER))
    return found


def board(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """A board of supervision: its term is not over before it begins, and a board at work has a term that runs."""
    del days
    found = [*_ordered(said, "recognised_on", "term_until"), *_ordered(said, "recognised_on", "ended_on")]
    until = day_of(said.get("term_until"))
    if state == "active" and until and until < today and not found and not said.get("ended_on"):
        found.append(Wrong("term_until", RegisterWhy.TERM))
    return found


def proposal(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """A proposal of a board: received before it is answered, answered before it is carried out."""
    del state, today, days
    return [
        *_ordered(said, "received_on", "answered_on"), *_ordered(said, "answered_on", "carried_by"),
        *_ordered(said, "answered_on", "carried_on"),
    ]  # fmt: skip


def initiative(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """Luật 10/2022/QH15 Điều 16 khoản 3."""
    del today, days
    found = _within(said, "agreed", "households")
    enough = _number(said, "agreed") * SHARE >= _number(said, "households")
    if state == "ready" and not enough and not said.get("front"):
        found.append(Wrong("agreed", RegisterWhy.SHARE))
    return found


def conference(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """Luật 10/2022/QH15 Điều 51 khoản 2 điểm c: two thirds are there, more than half of them agree."""
    del today, days
    found = [*_within(said, "present", "invited"), *_within(said, "yes", "present")]
    if state == "held":
        invited, present, yes = (_number(said, each) for each in ("invited", "present", "yes"))
        if present * 3 < invited * 2:
            found.append(Wrong("present", RegisterWhy.QUORUM))
        if yes * 2 <= present:
            found.append(Wrong("yes", RegisterWhy.MAJORITY))
    return found


def burden(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """Luật 10/2022/QH15 Điều 27: told before the decision; a dialogue with UBMTTQ and the inspection board."""
    del today, days
    found = [*_ordered(said, "told_on", "decided_on"), *_within(said, "spoke", "people")]
    if state == "heard" and said.get("dialogue_on"):
        found += [Wrong(each, RegisterWhy.WITHOUT) for each in ("front", "board") if not said.get(each)]
    return found + _personal(said, "opinions", "answer")


def outage(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """NĐ 224/2026/NĐ-CP Điều 13: announced seven working days before, unless it was sudden."""
    del today
    begins, told = day_of(said.get("begins_on")), day_of(said.get("announced_on"))
    late = begins and told and add_working_days(told, OUTAGE, days) > begins
    found = _ordered(said, "begins_on", "ends_on")
    return [*found, Wrong("announced_on", RegisterWhy.OUTAGE)] if late and state == "announced" else found


def training(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """Nobody passes a test that they did not take."""
    del state, today, days
    return [*_within(said, "tested", "people"), *_within(said, "passed", "tested")]


def broadcast(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """What is read to everybody has no number of a person and no state secret."""
    del state, today, days
    return [*_ordered(said, "begins_on", "ends_on"), *_personal(said, "name", "about")]


def violation(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """No number of a person stands outside of the sealed field."""
    del state, today, days
    return [*_ordered(said, "found_on", "handled_on"), *_personal(said, "name", "result")]


def question(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """What is listed is read by everybody."""
    del today, days
    return _personal(said, "name", "answer") if state in {"listed", "answered"} else []


def period(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """It ends after it begins."""
    del state, today, days
    return _ordered(said, "begins_on", "ends_on")


def _personal(said: Values, *names: str) -> list[Wrong]:
    found = []
    for name in names:
        text = str(said.get(name, ""))
        if numbers_of_people(text):
            found.append(Wrong(name, RegisterWhy.PERSONAL))
        if state_secrets.stops(state_secrets.scan(text)):
            found.append(Wrong(name, RegisterWhy.SECRET))
    return found


CHECKS: Mapping[str, Check] = {
    "meeting": meeting, "inspection": inspection, "board": board, "proposal": proposal, "initiative": initiative,
    "conference": conference, "burden": burden, "outage": outage, "training": training, "broadcast": broadcast,
    "violation": violation, "self_check": period, "dialogue_question": question,
    "rating_rule": ratings.rule_problems, "rating": ratings.problems,
}  # fmt: skip
