"""Legal conditions before a poll opens, the channels that may take a ballot, and the moves of a poll."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from civics.polls.gates import refusals
from civics.polls.rules import (
    KINDS,
    BallotClass,
    CountedBy,
    PollKind,
    PollState,
    Secrecy,
    Setup,
    ballot_class,
    channels,
    class_of,
    class_word,
    move,
    takes_answers,
    wanted,
    withdraw,
)
from civics.polls.terms import Terms
from core.errors import ConflictError

OPENS = datetime(2026, 7, 1, 1, tzinfo=UTC)
TODAY = date(2026, 7, 1)
INFORMAL = Setup(
    PollKind.INFORMAL, CountedBy.PERSON, Secrecy.NAMED, OPENS, OPENS + timedelta(days=7), frozenset({"t1"}), asked=3
)


TEAM = Terms(team=("An", "Bình", "Chi"), chosen=21)


def test_every_kind_has_its_rule_and_only_article_15_6_is_a_vote() -> None:
    assert [each.kind for each in KINDS] == list(PollKind)
    assert [each.kind for each in KINDS if each.vote] == [PollKind.VOTE_15_6, PollKind.METHOD]


@pytest.mark.parametrize(
    ("posted", "refused"),
    [(None, ("not_posted",)), (date(2026, 6, 2), ("posted_too_late",)), (date(2026, 6, 1), ())],
)
def test_a_draft_quy_uoc_waits_thirty_days_after_its_posting(posted: date | None, refused: tuple[str, ...]) -> None:
    assert refusals(replace(INFORMAL, kind=PollKind.QUY_UOC, posted_on=posted), today=TODAY) == refused


def test_a_vote_opens_only_when_each_precondition_is_recorded() -> None:
    needed = wanted(PollKind.VOTE_15_6, Terms())
    whole = tuple((each, TODAY) for each in needed)
    vote = replace(
        INFORMAL, kind=PollKind.VOTE_15_6, counted_by=CountedBy.HOUSEHOLD, households=40, recorded=whole, terms=TEAM
    )  # fmt: skip
    assert refusals(vote, today=TODAY) == ()
    for each in needed:
        without = tuple(one for one in whole if one[0] is not each)
        assert refusals(replace(vote, recorded=without), today=TODAY) == (f"missing.{each.value}",)
    assert refusals(replace(vote, counted_by=CountedBy.PERSON), today=TODAY) == ("not_counted_so",)
    assert refusals(replace(vote, households=0), today=TODAY) == ("no_roll",)


def test_an_empty_or_finished_poll_is_refused() -> None:
    odd = replace(INFORMAL, asked=0, units=frozenset(), closes_at=OPENS)
    assert refusals(odd, today=TODAY) == ("no_articles", "no_units", "bad_times")
    assert refusals(INFORMAL, today=TODAY + timedelta(days=30)) == ("over",)


def test_votes_and_secret_ballots_are_not_taken_on_telegram() -> None:
    every = ("telegram", "web", "zalo")
    assert "telegram" not in channels(PollKind.VOTE_15_6, Secrecy.NAMED, of=every)
    assert "telegram" not in channels(PollKind.INFORMAL, Secrecy.SECRET, of=every)
    assert channels(PollKind.INFORMAL, Secrecy.NAMED, of=every) == set(every)


def test_a_closed_poll_never_opens_again() -> None:
    assert move(move(PollState.DRAFT, PollState.OPEN), PollState.CLOSED) is PollState.CLOSED
    with pytest.raises(ConflictError):
        move(PollState.CLOSED, PollState.OPEN)


def test_an_article_is_withdrawn_once_and_never_the_last() -> None:
    gone = withdraw(("a1", "a2"), frozenset(), article_id="a1", state=PollState.OPEN)
    assert gone == {"a1"}
    for article in ("a1", "a2"):
        with pytest.raises(ConflictError):
            withdraw(("a1", "a2"), gone, article_id=article, state=PollState.OPEN)


def test_the_close_itself_is_too_late() -> None:
    closes = INFORMAL.closes_at
    for at, taken in ((OPENS, True), (closes - timedelta(seconds=1), True), (closes, False)):
        assert takes_answers(PollState.OPEN, at=at, opens_at=OPENS, closes_at=closes) is taken


@pytest.mark.parametrize(
    ("kind", "secrecy", "channel", "code", "counts"),
    [
        (PollKind.ARTICLE_25, Secrecy.SECRET, "web", False, BallotClass.UNCHECKED),
        (PollKind.ARTICLE_25, Secrecy.NAMED, "web", False, BallotClass.UNCHECKED),
        (PollKind.ARTICLE_25, Secrecy.SECRET, "web", True, BallotClass.CHECKED),
        (PollKind.QUY_UOC, Secrecy.SECRET, "zalo", False, BallotClass.CHECKED),
        (PollKind.QUY_UOC, Secrecy.SECRET, "zalo-bot", False, BallotClass.CHECKED),
        (PollKind.QUY_UOC, Secrecy.NAMED, "telegram", False, BallotClass.CHECKED),
        # Telegram takes none there at all
        (PollKind.QUY_UOC, Secrecy.SECRET, "telegram", False, BallotClass.UNCHECKED),
        (PollKind.INFORMAL, Secrecy.SECRET, "a channel to come", False, BallotClass.UNCHECKED),
    ],
)
def test_a_ballot_is_checked_by_a_code_or_an_account(
    kind: PollKind, secrecy: Secrecy, channel: str, *, code: bool, counts: BallotClass
) -> None:
    assert ballot_class(kind, secrecy, channel=channel, code=code) is counts


def test_the_class_in_a_ballot_is_one_letter_and_an_old_ballot_has_none() -> None:
    for each in BallotClass:
        assert [len(word) for word in class_word(each).values()] == [1]
        assert class_of({**class_word(each), "a1": "yes"}, CountedBy.PERSON) is each
    assert class_of({"a1": "yes"}, CountedBy.PERSON) is BallotClass.UNCHECKED
    assert class_of({"a1": "yes"}, CountedBy.HOUSEHOLD) is BallotClass.CHECKED
