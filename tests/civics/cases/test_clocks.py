"""Legal periods and the ward's promises, on a fixed calendar. 23 November 2026 is a Monday."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.cases.clocks import CaseClock, clocks_for, due, extensions
from civics.cases.moves import CaseState
from civics.cases.petitions import PetitionKind
from civics.days import calendar
from core.clock import VIETNAM, in_vietnam

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)  # the day after, 24 November, counts as a day off
moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda n: datetime(2025, 6, 1, tzinfo=UTC) + timedelta(minutes=n))


def _by_name(clocks: tuple[CaseClock, ...]) -> dict[str, CaseClock]:
    return {clock.name: clock for clock in clocks}


@pytest.mark.parametrize("kind", [PetitionKind.PHAN_ANH, PetitionKind.KIEN_NGHI])
def test_a_report_is_answered_by_law_within_ten_working_days(kind: PetitionKind) -> None:
    clocks = _by_name(clocks_for(kind, MONDAY))
    assert set(clocks) == {"ack", "first_reply", "result"}
    ack = clocks["ack"]
    assert ack.legal
    assert "Điều 28" in ack.basis
    assert in_vietnam(ack.due_at) == datetime(2026, 12, 8, 23, 59, 59, tzinfo=VIETNAM)
    assert ack.due_at.tzinfo is UTC
    assert ack.calendar_version == calendar.version()


def test_the_wards_own_promises_are_marked_as_such_and_end_with_the_office_day() -> None:
    clocks = _by_name(clocks_for("phan_anh", MONDAY, urgent=True))
    for name in ("first_reply", "urgent_reply", "result"):
        assert not clocks[name].legal
        assert "cam kết của phường" in clocks[name].basis
    assert in_vietnam(clocks["first_reply"].due_at) == datetime(2026, 11, 26, 17, 0, tzinfo=VIETNAM)
    assert clocks["urgent_reply"].due_at == MONDAY + timedelta(hours=4)


@pytest.mark.parametrize("kind", [PetitionKind.KHIEU_NAI, PetitionKind.TO_CAO])
def test_a_complaint_or_denunciation_by_chat_has_no_clock(kind: PetitionKind) -> None:
    assert clocks_for(kind, MONDAY, urgent=True) == ()


def test_a_valid_form_starts_the_clock_of_a_complaint_and_its_acceptance_the_next_one() -> None:
    (accept,) = clocks_for("khieu_nai", MONDAY, form_date=date(2026, 11, 23))
    assert (accept.name, accept.legal) == ("accept", True)
    assert in_vietnam(accept.due_at).date() == date(2026, 12, 3)
    (resolve,) = clocks_for("khieu_nai", MONDAY, form_date=date(2026, 11, 23), accepted_on=date(2026, 12, 1))
    assert resolve.name == "resolve"
    assert in_vietnam(resolve.due_at).date() == date(2026, 12, 31)


def test_a_second_complaint_and_a_lengthened_period_run_longer() -> None:
    day = date(2026, 12, 1)
    (second,) = clocks_for("khieu_nai", MONDAY, form_date=day, accepted_on=day, second=True)
    (longer,) = clocks_for("to_cao", MONDAY, form_date=day, accepted_on=day, extended="complex")
    assert "Điều 37" in second.basis
    assert [in_vietnam(each.due_at).date() for each in (second, longer)] == [date(2027, 1, 15), date(2027, 2, 1)]
    assert [each.n for each in extensions("khieu_nai", "resolve", second=True)] == [60, 60, 70]


def test_a_valid_form_of_a_denunciation_is_looked_at_within_seven_working_days() -> None:
    (accept,) = clocks_for("to_cao", MONDAY, form_date=MONDAY)
    assert in_vietnam(accept.due_at).date() == date(2026, 12, 3)
    assert accept.confidence == "source"


@pytest.mark.parametrize("kind", list(PetitionKind))
def test_an_anonymous_one_has_no_clock(kind: PetitionKind) -> None:
    assert clocks_for(kind, MONDAY, urgent=True, form_date=MONDAY, accepted_on=MONDAY, anonymous=True) == ()


def test_a_question_has_only_a_promise() -> None:
    assert [(clock.name, clock.legal) for clock in clocks_for("hoi", MONDAY)] == [("first_reply", False)]


def test_extensions_are_those_of_the_law() -> None:
    assert [(each.cause, each.n) for each in extensions("khieu_nai", "resolve")][-1] == ("remote_complex", 60)
    assert [(each.cause, each.n) for each in extensions("to_cao", "resolve")] == [("complex", 60), ("very_complex", 90)]
    assert extensions("phan_anh", "ack") == ()


def test_before_anybody_took_it_the_first_reply_counts_and_the_urgent_one_before_it() -> None:
    usual, urgent = clocks_for("phan_anh", MONDAY), clocks_for("phan_anh", MONDAY, urgent=True)
    assert [each.name for each in (due(usual, "new"), due(urgent, "new")) if each] == ["first_reply", "urgent_reply"]


@pytest.mark.parametrize("state", ["taken", "forwarded", "reopened"])
def test_once_it_is_taken_the_laws_date_counts(state: str) -> None:
    clock = due(clocks_for("phan_anh", MONDAY, urgent=True), state)
    assert clock is not None
    assert (clock.name, clock.legal) == ("ack", True)


def test_a_question_that_is_taken_keeps_its_promise() -> None:
    clock = due(clocks_for("hoi", MONDAY), "taken")
    assert clock is not None
    assert clock.name == "first_reply"


@pytest.mark.parametrize("state", ["answered", "closed", "dropped"])
def test_no_clock_runs_when_it_is_answered_or_over(state: str) -> None:
    assert due(clocks_for("phan_anh", MONDAY, urgent=True), state) is None


def test_while_the_resident_is_awaited_the_wards_promises_pause_and_the_law_does_not() -> None:
    clock = due(clocks_for("phan_anh", MONDAY, urgent=True), "waiting")
    assert clock is not None
    assert (clock.name, clock.legal) == ("ack", True)
    assert due(clocks_for("hoi", MONDAY), "waiting") is None


@pytest.mark.parametrize("state", list(CaseState))
def test_without_clocks_none_is_due(state: CaseState) -> None:
    assert due((), state) is None


@given(st.sampled_from(list(PetitionKind)), moments, st.booleans())
def test_every_clock_is_after_its_start_says_its_basis_and_ends_on_a_working_day(
    kind: PetitionKind, filed_at: datetime, urgent: bool
) -> None:
    clocks = clocks_for(kind, filed_at, urgent=urgent, form_date=filed_at)
    assert list(clocks) == sorted(clocks, key=lambda clock: clock.due_at)
    for clock in clocks:
        assert clock.due_at > filed_at
        assert clock.basis
        assert clock.name == "urgent_reply" or calendar.is_working_day(calendar.day_of(clock.due_at))
