"""The table of moves: every state can be reached and left, and only the right actors move a case."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.cases.moves import MOVES, OVER, Actor, CaseState, Says, allowed, may_become, move, said, untrue_in
from civics.cases.petitions import PetitionKind
from core.errors import ConflictError


def _reached(start: CaseState) -> set[CaseState]:
    found, edge = {start}, [start]
    while edge:
        here = edge.pop()
        new = {each.to for each in MOVES if each.start is here} - found
        found |= new
        edge += new
    return found


def test_every_state_is_reachable_from_a_new_case() -> None:
    assert _reached(CaseState.NEW) == set(CaseState)


@pytest.mark.parametrize("state", list(CaseState))
def test_a_case_can_always_be_brought_to_its_end(state: CaseState) -> None:
    assert _reached(state) >= {CaseState.ANSWERED, CaseState.CLOSED}


def test_no_case_becomes_new_again_and_none_moves_to_where_it_is() -> None:
    assert all(each.to is not CaseState.NEW and each.to is not each.start for each in MOVES)
    assert len({(each.start, each.to) for each in MOVES}) == len(MOVES)


def test_a_case_is_not_done_before_it_was_answered_or_awaited_the_resident() -> None:
    assert {each.start for each in MOVES if each.to is CaseState.CLOSED} == {CaseState.ANSWERED, CaseState.WAITING}


def test_out_of_what_is_over_one_can_only_reopen() -> None:
    assert {each.to for each in MOVES if each.start in OVER} == {CaseState.REOPENED}


def test_a_resident_answers_confirms_and_reopens_and_nothing_else() -> None:
    own = {(each.start.value, each.to.value) for each in MOVES if Actor.RESIDENT in each.actors}
    assert own == {("waiting", "taken"), ("answered", "closed"), ("answered", "reopened"), ("closed", "reopened")}


def test_the_system_never_drops_or_answers() -> None:
    own = {each.to for each in MOVES if Actor.SYSTEM in each.actors}
    assert own == {CaseState.TAKEN, CaseState.CLOSED}


def test_spam_is_dropped_by_staff_and_can_be_brought_back() -> None:
    assert move(CaseState.NEW, CaseState.DROPPED) is CaseState.DROPPED
    assert move(CaseState.DROPPED, CaseState.REOPENED) is CaseState.REOPENED
    with pytest.raises(ConflictError):
        move(CaseState.NEW, CaseState.DROPPED, actor=Actor.RESIDENT)


@given(st.sampled_from(list(CaseState)), st.sampled_from(list(CaseState)), st.sampled_from(list(Actor)))
def test_a_move_is_made_or_refused_with_a_sentence_as_the_table_says(
    state: CaseState, to: CaseState, actor: Actor
) -> None:
    if to in {each.to for each in allowed(state, actor=actor)}:
        assert move(state, to, actor=actor) is to
    else:
        with pytest.raises(ConflictError, match=state.value):
            move(state, to, actor=actor)


@pytest.mark.parametrize(("kind", "to"), tuple(permutations(PetitionKind, 2)))
def test_a_kind_may_be_changed_but_out_of_a_denunciation_only_by_the_named_list(
    kind: PetitionKind, to: PetitionKind
) -> None:
    assert may_become(kind, to, named_reader=True)
    assert may_become(kind, to, named_reader=False) is (kind is not PetitionKind.TO_CAO)


@pytest.mark.parametrize("kind", list(PetitionKind))
def test_a_kind_does_not_become_itself(kind: PetitionKind) -> None:
    assert not may_become(kind, kind, named_reader=True)


def test_only_a_question_and_an_answer_change_a_state_and_nothing_is_said_in_what_is_over() -> None:
    for state in CaseState:
        if state in OVER:
            for says in Says:
                with pytest.raises(ConflictError):
                    said(state, says)
        else:
            assert said(state, Says.WORD) is state
            assert said(state, Says.ANSWER) is CaseState.ANSWERED
            assert said(state, Says.ASK) is CaseState.WAITING


def test_what_waits_to_be_sent_is_untrue_once_it_is_answered_or_over() -> None:
    for state in (*OVER, CaseState.ANSWERED, CaseState.REOPENED):
        assert untrue_in(state) == set(Says)
    assert Says.WORD not in untrue_in(CaseState.FORWARDED)
    assert untrue_in(CaseState.TAKEN) == set()
