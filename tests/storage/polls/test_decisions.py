"""Decisions of the community on both databases: two people, one record; Luật 10/2022 Điều 20, 21."""

from dataclasses import replace
from datetime import date

import pytest

from civics.polls.community import Clock, Facts, Standing
from civics.polls.counting import Source
from civics.polls.elections import Step
from civics.polls.sittings import WHOLE, Item, Method, Record
from civics.polls.ways import Before
from core.errors import ConflictError
from storage.database.database import Database
from storage.people import staff
from storage.polls import decision_votes, decisions, forms, owed
from storage.ward import ward

DAY = date(2026, 11, 20)
RECORD = Record(DAY.isoformat(), "Nhà văn hóa", Method.HANDS, 30, 25, "An", "Bình", items=(Item(WHOLE, 21, 3),))
READY = Before(held_on=DAY, place="Nhà văn hóa", notice_on=date(2026, 11, 18), documents_on=date(2026, 11, 18))


def test_a_decision_counts_once_two_people_read_the_same(store: Database) -> None:
    hoa, nam, tu = (
        store.run(staff.add, login, name=login, password="x", role="officer") for login in ("hoa", "nam", "tu")
    )
    unit = store.run(ward.add_unit, "tdp-1", kind="to_dan_pho", name="Tổ dân phố 1")
    with pytest.raises(ConflictError, match="in_group"):
        store.run(decisions.add, "Việc", text="", clause="15.3", ward_wide=True, unit_id=unit, staff_id=hoa)
    with pytest.raises(ConflictError, match="clause"):
        store.run(decisions.add, "Việc", text="", clause="15.7", ward_wide=False, unit_id=unit, staff_id=hoa)
    key = store.run(decisions.add, "Việc", text="", clause="15.1", ward_wide=False, unit_id=unit, staff_id=hoa)
    vote = store.run(decision_votes.add, key, source=Source.MEETING, unit_id=unit, staff_id=hoa)
    with pytest.raises(ConflictError, match="waits"):
        store.run(decision_votes.add, key, source=Source.PAPER, unit_id=unit, staff_id=hoa)
    with pytest.raises(ConflictError, match="not_ready"):
        store.run(decision_votes.enter, key, vote, RECORD, staff_id=hoa)
    store.run(decision_votes.prepare, key, vote, READY, staff_id=hoa)
    assert not store.run(decision_votes.enter, key, vote, replace(RECORD, present=24), staff_id=hoa)
    shadow = store.run(staff.add, "bong", name="Bóng", password="x", role="officer", by=hoa)
    with pytest.raises(ConflictError, match="fresh"):  # hoa may stand behind both
        store.run(decision_votes.enter, key, vote, RECORD, staff_id=shadow)
    assert not store.run(decision_votes.enter, key, vote, RECORD, staff_id=nam)
    with pytest.raises(ConflictError, match="two_others"):
        store.run(decision_votes.enter, key, vote, RECORD, staff_id=tu)
    assert store.run(decision_votes.enter, key, vote, RECORD, staff_id=hoa)
    found = store.look(decisions.get, key)
    (kept,) = found.votes
    assert (found.standing, found.voted_on, kept.send_by) == (Standing.PASSED, DAY, date(2026, 11, 30))
    for act in (
        lambda work: decision_votes.enter(work, key, vote, RECORD, staff_id=nam),
        lambda work: decision_votes.drop(work, key, vote, staff_id=nam),
        lambda work: decision_votes.prepare(work, key, vote, Before(), staff_id=nam),
    ):
        with pytest.raises(ConflictError, match="agreed"):
            store.run(act)
    store.run(decisions.put_facts, key, Facts(effect_on=date(2026, 12, 1)), staff_id=hoa)
    assert store.look(decisions.get, key).units == (unit,)  # kept beside the facts


def test_a_form_is_compared_by_somebody_who_says_with_what(store: Database) -> None:
    by = store.run(staff.add, "hoa", name="Hòa", password="x", role="admin")
    store.run(forms.mark, "59-03", said="Công báo 901", staff_id=by)
    assert store.look(forms.compared) == {"59-03": "Công báo 901"}
    store.run(forms.mark, "59-03", said="", staff_id=by)
    assert store.look(forms.compared) == {}


def test_nd_59_dieu_6_va_9_what_is_owed_around_a_head_of_a_group(store: Database) -> None:
    hoa, nam = (store.run(staff.add, login, name=login, password="x", role="officer") for login in ("hoa", "nam"))
    unit = store.run(ward.add_unit, "x-1", kind="xom", name="Xóm 1")
    key = store.run(decisions.add, "Trưởng xóm", text="", clause="15.4", ward_wide=False, unit_id=unit, staff_id=hoa)
    vote = store.run(decision_votes.add, key, source=Source.MEETING, unit_id=unit, staff_id=hoa)

    def due() -> dict[object, str]:
        return {each.what: each.by.isoformat() for each in store.look(owed.papers, date(2027, 3, 1))}

    assert not due(), "no day of the meeting yet"
    store.run(decision_votes.prepare, key, vote, replace(READY, election_team_on=date(2026, 11, 9)), staff_id=hoa)
    assert due() == {Step.PLAN: "2026-10-31", Step.CANDIDATES: "2026-11-05", Step.POSTED: "2026-11-13"}
    store.run(decision_votes.prepare, key, vote, replace(READY, removal=True), staff_id=hoa)
    assert not due(), "a meeting that lets a head go"
    for by in (hoa, nam):
        store.run(decision_votes.enter, key, vote, RECORD, staff_id=by)
    store.run(decision_votes.sent, key, vote, DAY, staff_id=hoa)
    store.run(decisions.put_facts, key, Facts(received_on=DAY, recognised_on=DAY), staff_id=hoa)
    assert due() == {Clock.NEXT: "2027-01-19"}
