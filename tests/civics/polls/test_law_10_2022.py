"""Luật 10/2022/QH15 Điều 28 and NĐ 59/2023 Điều 5: what must be so before a consultation opens, from the articles."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from civics.polls.gates import refusals
from civics.polls.rules import CountedBy, PollKind, Precondition, Secrecy, Setup, earliest_close, wanted
from civics.polls.terms import Differs, Outcome, Terms, WrongOutcome, wrong_outcome

PUBLISHED = date(2026, 7, 1)
OPENS = datetime(2026, 7, 1, 1, tzinfo=UTC)
SENT = ((Precondition.PLAN_COUNCIL, PUBLISHED), (Precondition.PLAN_FRONT, PUBLISHED))
OPINIONS = Setup(
    PollKind.ARTICLE_25, CountedBy.PERSON, Secrecy.SECRET, OPENS, OPENS + timedelta(days=20), frozenset({"t1"}),
    asked=1, posted_on=PUBLISHED, recorded=SENT,
)  # fmt: skip
TEAM = ("Nguyễn Thị An", "Trần Văn Bình", "Lê Chi")
CHOSE = Terms(team=TEAM, chosen=21)
VOTE = replace(
    OPINIONS, kind=PollKind.VOTE_15_6, counted_by=CountedBy.HOUSEHOLD, households=40, posted_on=None, terms=CHOSE,
    recorded=tuple((each, PUBLISHED) for each in wanted(PollKind.VOTE_15_6, Terms())),
)  # fmt: skip


@pytest.mark.parametrize(
    ("closes", "refused"),
    [
        (OPENS + timedelta(hours=1), ("closes_early",)),
        (OPENS + timedelta(days=19, hours=15), ("closes_early",)),
        (OPENS + timedelta(days=20), ()),
    ],
)
def test_dieu_28_khoan_2_opinions_are_taken_for_20_days_from_the_publication(
    closes: datetime, refused: tuple[str, ...]
) -> None:
    assert refusals(replace(OPINIONS, closes_at=closes), today=PUBLISHED) == refused


@pytest.mark.parametrize("published", [None, date(2026, 7, 2)])
def test_dieu_28_khoan_2_the_content_is_published_first(published: date | None) -> None:
    assert refusals(replace(OPINIONS, posted_on=published), today=PUBLISHED) == ("not_public",)


def test_dieu_28_khoan_2_the_days_run_from_the_publication_not_from_the_opening() -> None:
    late = replace(OPINIONS, opens_at=OPENS + timedelta(days=15))
    assert refusals(late, today=date(2026, 7, 16)) == ()


def test_dieu_28_khoan_2_another_law_sets_other_days_when_its_article_is_named() -> None:
    terms = Terms(own_days=45, own_law="Luật Quy hoạch đô thị và nông thôn Điều 36")
    assert refusals(replace(OPINIONS, terms=terms), today=PUBLISHED) == ("closes_early",)
    assert earliest_close(PollKind.ARTICLE_25, PUBLISHED, terms) == date(2026, 8, 15)
    unnamed = replace(OPINIONS, terms=Terms(own_days=3))
    assert refusals(unnamed, today=PUBLISHED) == ("law_owed",)
    assert earliest_close(PollKind.ARTICLE_25, PUBLISHED, Terms(own_days=3)) == date(2026, 7, 21)


def test_dieu_28_khoan_1_the_plan_goes_to_hdnd_and_ubmttq_where_the_ward_decides() -> None:
    unsent = replace(OPINIONS, recorded=())
    assert refusals(unsent, today=PUBLISHED) == ("missing.plan_council", "missing.plan_front")
    assert refusals(replace(unsent, terms=Terms(higher=True)), today=PUBLISHED) == ()


@pytest.mark.parametrize(
    ("outcome", "wrong"),
    [
        (Outcome(PUBLISHED, "12/QĐ-UBND", Differs.OTHER), WrongOutcome.REASON),
        (Outcome(PUBLISHED, "12/QĐ-UBND", Differs.OTHER, "Trái quy hoạch tỉnh."), None),
        (Outcome(reported_on=PUBLISHED), WrongOutcome.SESSION),
        (Outcome(reported_on=PUBLISHED, session="Kỳ họp thứ 5"), None),
        (Outcome(decided_on=date(2026, 6, 30)), WrongOutcome.BEFORE),
        (Outcome(front_on=date(2026, 7, 3)), WrongOutcome.AHEAD),
    ],
)
def test_dieu_28_khoan_4_va_5_a_decision_against_the_majority_has_a_reason_and_a_report_its_session(
    outcome: Outcome, wrong: WrongOutcome | None
) -> None:
    assert wrong_outcome(outcome, closed_on=PUBLISHED, today=date(2026, 7, 2)) is wrong
    assert Outcome.of(outcome.plain()) == outcome


@pytest.mark.parametrize(
    ("terms", "refused"),
    [
        (CHOSE, ()),
        (replace(CHOSE, chosen=20), ("too_few_chose",)),  # 20 of 40 is not more than half
        (replace(CHOSE, chosen=41), ("chosen_over",)),
        (replace(CHOSE, team=TEAM[:2]), ("team",)),
        (replace(CHOSE, team=("An", "an", "Bình")), ("team",)),
    ],
)
def test_nd_59_dieu_5_khoan_2_a_team_of_3_to_5_and_more_than_half_of_all_households(
    terms: Terms, refused: tuple[str, ...]
) -> None:
    assert refusals(replace(VOTE, terms=terms), today=PUBLISHED) == refused
    assert Terms.of(terms.plain()) == terms


def test_nd_59_dieu_5_khoan_4_an_online_vote_is_of_one_group() -> None:
    assert refusals(replace(VOTE, units=frozenset({"t1", "t2"})), today=PUBLISHED) == ("one_group",)


def test_nd_59_dieu_5_khoan_2_diem_c_the_poll_about_the_form_needs_no_earlier_choice() -> None:
    poll = replace(VOTE, kind=PollKind.METHOD, terms=Terms(team=TEAM))
    assert Precondition.COMMUNITY not in wanted(PollKind.METHOD, poll.terms)
    assert refusals(poll, today=PUBLISHED) == ()
