"""Rules of the registers that look at more than one field: each by its article, with the day before and after it."""

from datetime import date

import pytest

from civics.days.calendar import SHIPPED
from civics.registers import checks, values
from civics.registers.definition import registers
from civics.registers.values import RegisterWhy, Values

TODAY = date(2026, 11, 24)


def _why(register: str, state: str, said: Values) -> list[tuple[str, str]]:
    return [(each.field, each.why.value) for each in checks.CHECKS[register](said, state, TODAY, SHIPPED)]


MEETING: Values = {"on": "2026-12-10", "sort": "meeting", "sent_on": "2026-12-08", "households": 100, "present": 80}


@pytest.mark.parametrize(
    ("register", "state", "said", "wrong"),
    [
        ("meeting", "called", MEETING, []),
        ("meeting", "called", {**MEETING, "sent_on": "2026-12-09"}, [("sent_on", RegisterWhy.TOO_LATE)]),
        ("meeting", "called", {**MEETING, "sort": "yearly"}, [("sent_on", RegisterWhy.TOO_LATE)]),
        ("meeting", "called", {**MEETING, "sort": "yearly", "sent_on": "2026-12-05"}, []),
        ("meeting", "called", {**MEETING, "clause": "3"}, [("papers_on", RegisterWhy.REQUIRED)]),
        ("meeting", "called", {**MEETING, "clause": "3", "papers_on": "2026-12-08"}, []),
        ("meeting", "held", {**MEETING, "present": 101}, [("present", RegisterWhy.MORE)]),
        ("inspection", "planned", {"sort": "ttnd", "plan_sent_on": "2026-11-24", "starts_on": "2026-12-01"}, []),
        ("inspection", "planned", {"sort": "ttnd", "plan_sent_on": "2026-11-24", "starts_on": "2026-11-30"},
         [("plan_sent_on", RegisterWhy.EARLIER)]),
        ("inspection", "planned", {"sort": "gsdtcd", "plan_sent_on": "2026-11-24", "starts_on": "2027-01-08"}, []),
        ("inspection", "planned", {"sort": "gsdtcd", "plan_sent_on": "2026-11-24", "starts_on": "2027-01-07"},
         [("plan_sent_on", RegisterWhy.EARLIER)]),
        ("board", "active", {"recognised_on": "2024-01-05", "term_until": "2026-11-23"},
         [("term_until", RegisterWhy.TERM)]),
        ("board", "active", {"recognised_on": "2024-01-05", "term_until": "2026-11-24"}, []),
        ("board", "ended", {"recognised_on": "2024-01-05", "term_until": "2026-11-23"}, []),
        ("board", "active", {"recognised_on": "2026-01-05", "term_until": "2025-01-05"},
         [("term_until", RegisterWhy.ORDER)]),
        ("proposal", "answered", {"received_on": "2026-11-20", "answered_on": "2026-11-19"},
         [("answered_on", RegisterWhy.ORDER)]),
        ("initiative", "ready", {"households": 101, "agreed": 10}, [("agreed", RegisterWhy.SHARE)]),
        ("initiative", "ready", {"households": 100, "agreed": 10}, []),
        ("initiative", "ready", {"households": 101, "agreed": 3, "front": True}, []),
        ("conference", "held", {"invited": 90, "present": 60, "yes": 31}, []),
        ("conference", "held", {"invited": 90, "present": 59, "yes": 31}, [("present", RegisterWhy.QUORUM)]),
        ("conference", "held", {"invited": 90, "present": 60, "yes": 30}, [("yes", RegisterWhy.MAJORITY)]),
        ("burden", "heard", {"dialogue_on": "2026-11-20", "front": True}, [("board", RegisterWhy.WITHOUT)]),
        ("burden", "decided", {"told_on": "2026-11-20", "decided_on": "2026-11-19"},
         [("decided_on", RegisterWhy.ORDER)]),
        ("outage", "announced", {"announced_on": "2026-11-23", "begins_on": "2026-12-03"}, []),
        ("outage", "announced", {"announced_on": "2026-11-25", "begins_on": "2026-12-03"},
         [("announced_on", RegisterWhy.OUTAGE)]),
        ("outage", "sudden", {"announced_on": "2026-11-25", "begins_on": "2026-12-03"}, []),
        ("training", "held", {"people": 30, "tested": 20, "passed": 21}, [("passed", RegisterWhy.MORE)]),
        ("broadcast", "draft", {"about": "Ai cần gọi 0912 345 678"}, [("about", RegisterWhy.PERSONAL)]),
        ("violation", "found", {"name": "Căn cước 019 087 001 234"}, [("name", RegisterWhy.PERSONAL)]),
    ],
)  # fmt: skip
def test_a_rule_refuses_what_its_article_forbids(
    register: str, state: str, said: Values, wrong: list[tuple[str, RegisterWhy]]
) -> None:
    assert _why(register, state, said) == [(field, why.value) for field, why in wrong]


@pytest.mark.parametrize(
    ("register", "state", "said", "on"),
    [
        ("meeting", "planned", {"on": "2026-12-10", "sort": "meeting"}, date(2026, 12, 8)),
        ("meeting", "planned", {"on": "2026-12-10", "sort": "yearly"}, date(2026, 12, 5)),
        ("initiative", "gathering", {"received_on": "2026-11-30"}, date(2027, 2, 28)),
        ("conference", "planned", {"year_ends": "2026-12-31"}, date(2027, 3, 31)),
        ("conference", "held", {"held_on": "2026-08-31"}, date(2027, 2, 28)),
    ],
)  # fmt: skip
def test_clocks_may_run_before_a_day_and_by_months(register: str, state: str, said: Values, on: date) -> None:
    found = values.due(registers()[register], state, said, days=SHIPPED)
    assert found is not None
    assert found.on == on
