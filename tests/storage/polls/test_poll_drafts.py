"""Texts of a consultation have versions; an opened one is frozen; the opening checks the legal conditions again."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from civics.polls import draft_edits
from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.polls.rules import CountedBy, PollKind, Secrecy, wanted
from civics.polls.terms import Terms
from civics.ward.roll import Entry
from core.clock import in_vietnam
from core.errors import ConflictError
from storage.database.database import Database
from storage.households import households, roll_import
from storage.people import staff
from storage.polls import drafts as poll_drafts
from storage.polls import openings as poll_openings
from storage.polls import polls
from storage.polls import rolls as poll_rolls
from storage.polls.openings import Plan, RefusedOpeningError
from storage.polls.rolls import UnitTurnout
from storage.ward import ward
from tests.databases import Now

TEXT = "Lời đầu\nChương I. CHUNG\nĐiều 1. Ngõ\n1. Quét;\na) sáng\nĐiều 2. Loa\nTắt.\nNơi nhận: tổ"


@pytest.fixture
def key(store: Database) -> str:
    """A draft of two articles."""
    store.run(staff.add, "hoa", name="Hòa", password="x", role="admin")
    return store.run(poll_drafts.add, "Quy ước", draft=parse(plain_paragraphs(TEXT)), source=TEXT, staff_id=1)


def plan(now: Now) -> Plan:
    """A set-up that may be opened."""
    return Plan(
        title="Quy ước", kind=PollKind.INFORMAL, units=(1,), opens_at=now.at, closes_at=now.at + timedelta(days=2)
    )


def test_a_draft_comes_back_whole(store: Database, key: str) -> None:
    poll = store.look(polls.get, key)
    assert store.look(poll_drafts.current, poll.id, 1) == parse(plain_paragraphs(TEXT))
    assert store.look(poll_drafts.source_of, poll.id, 1) == TEXT


def test_every_edit_is_a_version_and_its_source_is_the_one_it_was_made_from(store: Database, key: str) -> None:
    merge = partial(draft_edits.merge, article_id="a1")
    store.run(poll_drafts.edit, key, merge, act="merge", version=1, staff_id=1)
    with pytest.raises(ConflictError, match="stale"):
        store.run(poll_drafts.edit, key, merge, act="merge", version=1, staff_id=1)
    store.run(poll_drafts.give, key, draft=parse(plain_paragraphs("Điều 1. Mới")), source="Điều 1. Mới", staff_id=1)
    store.run(poll_drafts.back_to, key, 2, staff_id=1)
    poll = store.look(polls.get, key)
    assert [each.act for each in store.look(poll_drafts.versions, poll.id)] == ["back", "given", "merge", "given"]
    assert store.look(poll_drafts.source_of, poll.id, poll.version) == TEXT
    assert [each.code for each in store.look(polls.articles, poll.id)] == ["a1"]


def test_what_is_open_changes_no_more(store: Database, now: Now, key: str) -> None:
    store.run(poll_openings.set_up, key, plan(now))
    store.run(poll_openings.open_it, key, staff_id=1)
    before = store.look(polls.get, key)
    for secrecy in Secrecy:
        with pytest.raises(ConflictError):
            store.run(poll_openings.set_up, key, replace(plan(now), secrecy=secrecy, title="Khác"))
    with pytest.raises(ConflictError):
        store.run(poll_drafts.note, key, partial(draft_edits.explain, article_id="a1", plain="Khác"))
    with pytest.raises(ConflictError):
        store.run(poll_openings.open_it, key, staff_id=1)
    assert store.look(polls.get, key) == before


def test_an_online_vote_opens_with_its_conditions_and_the_roll(store: Database, now: Now, key: str) -> None:
    today = in_vietnam(now.at).date()
    vote = replace(plan(now), kind=PollKind.VOTE_15_6, counted_by=CountedBy.HOUSEHOLD)
    store.run(poll_openings.set_up, key, vote)
    with pytest.raises(RefusedOpeningError) as refused:
        store.run(poll_openings.open_it, key, staff_id=1)
    needed = wanted(PollKind.VOTE_15_6, Terms())
    assert refused.value.reasons == ("no_roll", "team", *(f"missing.{each.value}" for each in needed))
    team = Terms(team=("An", "Bình", "Chi"), chosen=21)
    store.run(poll_openings.set_up, key, replace(vote, recorded=tuple((each, today) for each in needed), terms=team))
    unit = store.run(ward.add_unit, "TDP-1", kind="to_dan_pho", name="Tổ 1")
    assert unit in vote.units
    roll = [Entry(unit, f"H{n}", f"Chủ hộ {n}") for n in range(40)]
    store.run(roll_import.put, roll, whole=True, staff_id=1)
    store.run(poll_openings.open_it, key, staff_id=1)
    store.run(households.remove, 1, staff_id=1)
    store.run(households.add, Entry(unit, "H41", "Đến sau"), staff_id=1)
    opened = store.look(polls.get, key)
    assert opened.roll_total == 40
    assert store.look(poll_rolls.turnout, opened) == [UnitTurnout(unit, 0, 40)]
    assert opened.law.vote
    assert dict(opened.recorded) == dict.fromkeys(needed, today)


def test_a_consultation_without_its_times_does_not_open(store: Database, now: Now, key: str) -> None:
    store.run(poll_openings.set_up, key, replace(plan(now), closes_at=None))
    with pytest.raises(RefusedOpeningError) as refused:
        store.run(poll_openings.open_it, key, staff_id=1)
    assert refused.value.reasons == ("no_times",)
    store.run(poll_openings.set_up, key, plan(now))
    now.pass_(days=2, minutes=1)
    with pytest.raises(RefusedOpeningError) as refused:
        store.run(poll_openings.open_it, key, staff_id=1)
    assert refused.value.reasons == ("over",)
