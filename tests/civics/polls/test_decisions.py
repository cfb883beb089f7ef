"""Decisions of the community, test by test from Luật 10/2022 Điều 17 to 21 and NĐ 59/2023 Điều 3, 4."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from civics.days.calendar import SHIPPED, Days
from civics.polls.community import (
    CLAUSES,
    Clock,
    Effect,
    Facts,
    Standing,
    WrongFacts,
    annul_by,
    effect,
    of_groups,
    owed,
    recognise_by,
    rule,
    send_by,
    suspend_by,
    text_sent_by,
    wrong_facts,
)
from civics.polls.counting import Source, majority, thresholds
from civics.polls.elections import TERMS, Step, last_days
from civics.polls.elections import owed as steps_owed
from civics.polls.ways import Before, Case, entered, faults, warns

DAY = date(2026, 12, 10)
MEETING = Before(held_on=DAY, place="Nhà văn hóa", notice_on=date(2026, 12, 8), documents_on=date(2026, 12, 8))
CLUSTERS = replace(MEETING, clusters=2, clusters_on=date(2026, 12, 1))  # UBND decided how (NĐ 59 Điều 3.6)
BALLOTS = Before(
    plan_on=date(2026, 12, 1), plan_sent_on=date(2026, 12, 3), team=("An", "Bình", "Chi"), notice_on=date(2026, 12, 4),
    handed_on=date(2026, 12, 6), due_on=date(2026, 12, 9), front_on=date(2026, 12, 1),
)  # fmt: skip
MEET, HAND = Case(Source.MEETING, "15.1", ward_wide=False), Case(Source.PAPER, "15.6", ward_wide=False)


def test_dieu_21_khoan_1_every_ratio_was_read_in_the_text() -> None:
    assert {each.confidence for each in thresholds()} == {"source"}
    assert {each.clause for each in CLAUSES} <= {each.clause for each in thresholds()}


@pytest.mark.parametrize(
    ("groups", "standing"),
    [
        # 26 groups: 18 must approve, whatever their size
        ([True] * 18 + [False] * 8, Standing.PASSED),
        ([True] * 17 + [False] * 8 + [None], Standing.OPEN),
        ([True] * 17 + [False] * 9, Standing.FAILED),
        ([None] * 26, Standing.OPEN),
    ],
)
def test_dieu_21_khoan_1_a_ward_wide_decision_counts_groups(groups: list[bool | None], standing: Standing) -> None:
    found = of_groups(groups)
    assert (found.least, found.total, found.standing) == (18, 26, standing)


def test_dieu_21_khoan_1_two_thirds_of_all_households_would_be_wrong_both_ways() -> None:
    """Two small groups approve and one large refuses; then the other way round."""
    small, large = (10, 10, 10), (300, 150, 300)  # households, yes votes in the first and the second ward
    approve = majority(small[1], small[0], clause="15.1", source=Source.MEETING)
    refuse = majority(large[1], large[0], clause="15.1", source=Source.MEETING)
    assert approve is not None
    assert refuse is not None
    assert of_groups([approve.reached, approve.reached, refuse.reached]).standing is Standing.PASSED
    assert 3 * (10 + 10 + 150) < 2 * 320  # the sum says no
    assert of_groups([True, False, False]).standing is Standing.FAILED
    assert 3 * (300 + 0 + 0) >= 2 * 320  # the sum says yes


@pytest.mark.parametrize(
    ("clause", "ward_wide", "wanted"),
    [
        ("15.1", False, Effect.VOTE), ("15.2", False, Effect.VOTE), ("15.6", False, Effect.VOTE),
        ("15.1", True, Effect.UBND_SETS), ("15.2", True, Effect.UBND_SETS),
        ("15.3", False, Effect.UBND), ("15.4", False, Effect.UBND), ("15.5", False, Effect.FRONT),
    ],
)  # fmt: skip
def test_dieu_21_khoan_2_what_makes_a_decision_take_effect(clause: str, *, ward_wide: bool, wanted: Effect) -> None:
    assert effect(clause, ward_wide=ward_wide) is wanted


def test_dieu_20_khoan_3_and_21_khoan_2_five_working_days() -> None:
    assert send_by(date(2026, 12, 4), SHIPPED) == date(2026, 12, 11)
    assert recognise_by(date(2026, 12, 11), SHIPPED) == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        (Facts(received_on=DAY, recognised_on=date(2026, 12, 9)), WrongFacts.RECEIVED),
        (Facts(recognised_on=DAY), WrongFacts.RECEIVED),
        (Facts(received_on=date(2026, 12, 3)), WrongFacts.VOTE),
        (Facts(received_on=DAY, refused_on=DAY), WrongFacts.REASON),
        (Facts(received_on=DAY, refused_on=DAY, refused_why="Trái Luật Đất đai."), None),
        (Facts(received_on=DAY, refused_on=DAY, refused_why="x", recognised_on=DAY), WrongFacts.BOTH),
        (Facts(received_on=date(2027, 1, 1)), WrongFacts.AHEAD),
        (Facts(effect_on=date(2026, 12, 1)), WrongFacts.EFFECT),
        (Facts(effect_on=date(2027, 1, 1)), None),
    ],
)
def test_dieu_21_khoan_2_a_day_before_its_cause_is_refused(facts: Facts, wrong: WrongFacts | None) -> None:
    assert wrong_facts(facts, today=date(2026, 12, 20), voted_on=date(2026, 12, 4)) is wrong
    assert Facts.of(facts.plain()) == facts
    kept = Facts(received_on=DAY)  # a quy ước on which a consultation's meeting decided has no vote of its own here
    assert wrong_facts(kept, today=date(2026, 12, 20), voted_on=None) is None


@pytest.mark.parametrize(
    ("before", "case", "found"),
    [
        (MEETING, MEET, ()),
        (replace(MEETING, notice_on=date(2026, 12, 9)), MEET, ("notice_on:notice",)),
        (replace(MEETING, yearly=True), MEET, ("notice_on:notice_yearly",)),  # Điều 11.1.c: 5 days
        (replace(MEETING, yearly=True, notice_on=date(2026, 12, 5)), MEET, ()),
        (replace(MEETING, documents_on=None), MEET, ("documents_on:documents",)),
        (replace(MEETING, documents_on=None), replace(MEET, clause="15.6"), ()),  # Điều 3.4 names khoản 1, 2, 3
        (CLUSTERS, replace(MEET, households=199), ("clusters:clusters",)),
        (replace(CLUSTERS, scattered=True), replace(MEET, households=199), ()),  # Điều 18.3: or people live far apart
        (CLUSTERS, replace(MEET, households=200), ()),
        (replace(CLUSTERS, clusters_on=None), replace(MEET, households=200), ("clusters_on:clusters_plan",)),
    ],
)
def test_nd_59_dieu_3_notice_and_documents_two_days_before_and_clusters_from_200_households(
    before: Before, case: Case, found: tuple[str, ...]
) -> None:
    assert faults(before, case) == found
    assert Before.of(before.plain()) == before


@pytest.mark.parametrize(
    ("before", "case", "found"),
    [
        (BALLOTS, HAND, ()),
        (replace(BALLOTS, team=("An", "Bình")), HAND, ("team.0:team",)),
        (replace(BALLOTS, front_on=date(2027, 1, 1)), HAND, ("handed_on:order",)),
        (replace(BALLOTS, plan_sent_on=date(2026, 12, 4)), HAND, ("plan_sent_on:plan_sent",)),
        (replace(BALLOTS, plan_sent_on=date(2026, 11, 30)), HAND, ("plan_sent_on:order",)),
        (replace(BALLOTS, notice_on=date(2026, 12, 5)), HAND, ("notice_on:notice_ballots",)),
        (replace(BALLOTS, due_on=date(2026, 12, 5)), HAND, ("due_on:order",)),
    ],
)
def test_nd_59_dieu_4_plan_team_and_notice_of_ballots(before: Before, case: Case, found: tuple[str, ...]) -> None:
    assert faults(before, case) == found
    assert Before.of(before.plain()) == before


@pytest.mark.parametrize("clause", ["15.3", "15.4", "15.5"])
def test_dieu_17_khoan_2_these_matters_meet_first(clause: str) -> None:
    case = replace(HAND, clause=clause)
    assert rule(clause).meet_first
    assert faults(BALLOTS, case) == ("source:meet_first",)
    assert faults(BALLOTS, replace(case, short_meeting=True)) == ()


@pytest.mark.parametrize("clause", ["15.1", "15.2"])
def test_dieu_19_khoan_1_diem_c_and_nd_59_dieu_4_1_the_form_warns_and_records_the_agreement(clause: str) -> None:
    case = replace(HAND, clause=clause)
    assert warns(case)
    assert faults(replace(BALLOTS, front_on=None), case) == ("front_on:agreed",)
    assert faults(BALLOTS, case) == ()
    assert not warns(replace(case, short_meeting=True))
    assert not warns(HAND)


def test_dieu_19_khoan_1_diem_a_ward_wide_ballots_need_the_chairs_decision() -> None:
    case = replace(HAND, clause="15.1", ward_wide=True)
    assert faults(BALLOTS, case) == ("source:chair",)
    chosen = Facts(chair_paper="12/QĐ-UBND", chair_on=date(2026, 12, 6))
    assert faults(BALLOTS, replace(case, facts=chosen)) == ()
    assert faults(BALLOTS, replace(case, facts=replace(chosen, chair_on=DAY))) == ("handed_on:order",)


def test_nd_59_dieu_3_the_day_of_the_minutes_counts_not_the_day_that_was_planned() -> None:
    late = replace(MEETING, documents_on=date(2026, 12, 9), notice_on=date(2026, 12, 7))
    assert entered(DAY, late, MEET) == ("held_on:documents",)
    assert entered(DAY, late, replace(MEET, clause="15.6")) == ()
    assert entered(date(2026, 12, 8), MEETING, MEET) == ("held_on:notice",)
    assert entered(date(2026, 12, 8), BALLOTS, HAND) == ("held_on:before_due",)
    assert entered(DAY, MEETING, MEET) == entered(DAY, BALLOTS, HAND) == ()


def test_nd_61_dieu_12_14_va_18_three_five_and_two_working_days() -> None:
    friday = date(2026, 12, 4)
    assert suspend_by(friday, SHIPPED) == date(2026, 12, 9)
    assert annul_by(friday, SHIPPED) == date(2026, 12, 11)
    assert text_sent_by(friday, SHIPPED) == date(2026, 12, 8)


def test_each_clock_after_the_vote_runs_until_its_paper_by_the_ward_s_own_days() -> None:
    """Luật Điều 21.2: 05; NĐ 61 Điều 12.2: 03, 14.3: 05, 18.1.a: 02 working days, each ended by what was issued."""
    friday, own = date(2026, 12, 4), Days({date(2026, 12, 7): False}, 1)  # the ward is off on Monday

    def clocks(facts: Facts, clause: str = "15.3", days: Days = SHIPPED) -> dict[Clock, date]:
        return owed(clause, facts, days, ward_wide=False)

    asked = Facts(received_on=friday)
    assert clocks(asked) == {Clock.RECOGNISE: date(2026, 12, 11)}
    assert clocks(asked, days=own) == {Clock.RECOGNISE: date(2026, 12, 14)}
    assert clocks(asked, "15.5") == {Clock.RECOGNISE: date(2026, 12, 11)}
    assert clocks(asked, "15.6") == {}, "nobody recognises it"
    assert clocks(replace(asked, refused_on=friday, refused_why="Trái luật")) == {}
    known = replace(asked, recognised_on=friday)
    assert clocks(known) == {Clock.TEXT: date(2026, 12, 8)}
    assert clocks(known, days=own) == {Clock.TEXT: date(2026, 12, 9)}
    assert clocks(known, "15.4") == {}, "only a quy ước has a text that is sent"
    flagged = replace(known, text_sent_on=friday, flagged_on=friday)
    assert clocks(flagged) == {Clock.SUSPEND: date(2026, 12, 9), Clock.ANNUL: date(2026, 12, 11)}
    for done in ("suspended_on", "annulled_on", "unfounded_on"):
        answered = Facts.of({**flagged.plain(), done: friday.isoformat()})
        assert clocks(answered) == {}
        assert wrong_facts(answered, today=friday, voted_on=friday) is None
        early = replace(answered, flagged_on=None)
        assert wrong_facts(early, today=friday, voted_on=friday) is WrongFacts.FLAGGED
    unsent = replace(flagged, recognised_on=None, flagged_on=None)
    assert wrong_facts(unsent, today=friday, voted_on=friday) is WrongFacts.TEXT


ELECT = Case(Source.MEETING, "15.4", ward_wide=False)
STEPS = Before.of(
    {
        "held_on": "2026-12-10", "place": "Nhà văn hóa", "notice_on": "2026-12-07", "election_plan_on": "2026-11-20",
        "candidates_sent_on": "2026-11-25", "election_team_on": "2026-11-30", "election_posted_on": "2026-12-03",
    }
)  # fmt: skip


def test_nd_59_dieu_6_each_step_has_its_last_day_before_the_meeting() -> None:
    assert [each.days for each in TERMS] == [20, 15, 10, 7]
    assert faults(STEPS, ELECT) == ()
    assert entered(DAY, STEPS, ELECT) == ()
    assert entered(date(2026, 12, 9), STEPS, ELECT) == ("held_on:election",)  # it was held a day earlier
    for each in TERMS:
        on_time = last_days(DAY)[each.step]
        late = Before.of({**STEPS.plain(), each.field: (on_time + timedelta(days=1)).isoformat()})
        unsaid = Before.of({**STEPS.plain(), each.field: ""})
        assert f"{each.field}:{each.step}" in faults(late, ELECT)
        assert faults(unsaid, ELECT) == (f"{each.field}:{each.step}",)
        assert steps_owed(unsaid.days) == {each.step: on_time}
    assert steps_owed(replace(STEPS, held_on=None, election_team_on=None).days) == {}
    early = replace(STEPS, election_posted_on=date(2026, 11, 29))
    assert faults(early, ELECT) == ("election_posted_on:election_order",)  # before the team was decided on
    assert Before.of(STEPS.plain()) == STEPS


def test_nd_59_dieu_9_khoan_2_a_meeting_that_lets_a_head_go_and_other_matters_have_no_such_steps() -> None:
    plain = Before(held_on=DAY, place="Nhà văn hóa", notice_on=date(2026, 12, 8))
    assert faults(replace(plain, removal=True), ELECT) == ()
    assert faults(plain, replace(ELECT, clause="15.5")) == ()
    assert {why.partition(":")[2] for why in faults(plain, ELECT)} == set(Step)


def test_nd_59_dieu_9_khoan_3_sixty_days_after_a_head_went_the_next_election_is_decided_on() -> None:
    gone = Facts(received_on=date(2026, 12, 11), recognised_on=date(2026, 12, 14))
    assert owed("15.4", gone, SHIPPED, ward_wide=False, removal=True) == {Clock.NEXT: date(2027, 2, 12)}
    assert owed("15.4", gone, SHIPPED, ward_wide=False) == {}  # a head was elected
    decided = replace(gone, next_on=date(2026, 12, 20))
    assert owed("15.4", decided, SHIPPED, ward_wide=False, removal=True) == {}
    early = replace(gone, next_on=date(2026, 12, 13))
    today = date(2026, 12, 31)
    assert wrong_facts(early, today=today, voted_on=DAY) is WrongFacts.NEXT
    assert wrong_facts(decided, today=today, voted_on=DAY) is None
