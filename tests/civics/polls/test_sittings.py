"""What two people type in from one paper: impossible figures, differences, quorum and majority."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.polls.counting import Source
from civics.polls.rules import PollKind
from civics.polls.sittings import WHOLE, Item, Method, Record, clauses, decisions, differences, faults, matters

TODAY = date(2026, 11, 24)
HANDS = Record(
    "2026-11-20", "Nhà văn hóa tổ dân phố 5", Method.HANDS, 120, 80, "Nguyễn Văn An", "Trần Thị Bình",
    items=(Item(WHOLE, yes=70, no=6),),
)  # fmt: skip
BALLOTS = replace(
    HANDS, method=Method.BALLOTS, board=("Lê A", "Lê B", "Lê C"), witnesses=("Hộ ông D", "Hộ bà E"),
    items=(Item(WHOLE, yes=70, no=6, given=80, collected=79, valid=77, invalid=2, other=1),),
)  # fmt: skip


def test_a_record_that_can_be_has_no_fault() -> None:
    assert faults(HANDS, source=Source.MEETING, today=TODAY, roll=120) == ()
    assert faults(BALLOTS, source=Source.MEETING, today=TODAY) == ()
    assert faults(replace(BALLOTS, present=0, chair="", secretary=""), source=Source.PAPER, today=TODAY) == ()


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (replace(HANDS, held_on="2026-11-25"), "held_on:future"),
        (replace(HANDS, held_on="hôm qua"), "held_on:missing"),
        (replace(HANDS, chair=""), "chair:missing"),
        (replace(HANDS, present=121), "present:over"),
        (replace(HANDS, households=119), "households:roll"),
        (replace(HANDS, items=(Item(WHOLE, yes=75, no=6),)), "whole.yes:hands"),
        (replace(BALLOTS, board=("Lê A", "Lê B")), "board.0:board"),
        (replace(BALLOTS, board=("Lê A", "Lê B", "lê b")), "board.0:board"),
        (replace(BALLOTS, witnesses=("Hộ ông D",)), "witnesses.0:witnesses"),
        (replace(BALLOTS, witnesses=("Hộ ông D", "lê a")), "witnesses.0:counts_itself"),
        (replace(BALLOTS, items=(replace(BALLOTS.items[0], given=81),)), "whole.given:given"),
        (replace(BALLOTS, items=(replace(BALLOTS.items[0], collected=81),)), "whole.collected:collected"),
        (replace(BALLOTS, items=(replace(BALLOTS.items[0], invalid=3),)), "whole.valid:valid"),
        (replace(BALLOTS, items=(replace(BALLOTS.items[0], yes=72),)), "whole.yes:votes"),
        (replace(BALLOTS, items=(replace(BALLOTS.items[0], other=0),)), "whole.yes:votes"),  # one ballot is nowhere
    ],
)
def test_a_record_that_cannot_be_is_pointed_at(record: Record, fault: str) -> None:
    assert fault in faults(record, source=Source.MEETING, today=TODAY, roll=120)


def test_two_people_agree_but_for_spaces_and_capitals() -> None:
    again = Record.of({**BALLOTS.flat(), "chair": "nguyễn  văn an"}, [WHOLE])
    assert differences(BALLOTS, again) == ()
    assert differences(BALLOTS, replace(again, items=(replace(again.items[0], yes=69),))) == ("whole.yes",)
    assert differences(BALLOTS, replace(again, board=again.board[:2])) == ("board.2",)


@given(
    st.dictionaries(
        st.sampled_from(sorted(BALLOTS.flat())), st.text("019 aắ-²٣\n", max_size=12) | st.integers() | st.none()
    )
)
def test_whatever_a_form_sends_is_a_record(sent: dict[str, str | int | None]) -> None:
    record = Record.of(sent, [WHOLE])
    assert Record.of(record.flat(), [WHOLE]) == record
    assert isinstance(faults(record, source=Source.PAPER, today=TODAY), tuple)


def test_a_quy_uoc_is_decided_as_a_whole_by_more_than_half_of_all_households() -> None:
    assert clauses(PollKind.QUY_UOC) == ("15.3",)
    assert matters("15.3", ["a1", "a2"]) == (WHOLE,)
    (found,) = decisions(HANDS, clause="15.3", source=Source.MEETING)
    assert found.majority is not None
    assert found.quorum is not None
    assert (found.quorum.least, found.majority.least, found.majority.reached) == (61, 61, True)


def test_without_a_quorum_nothing_is_decided_however_many_agree() -> None:
    (found,) = decisions(replace(HANDS, present=60, items=(Item(WHOLE, yes=60),)), clause="15.3", source=Source.MEETING)
    assert found.quorum is not None
    assert not found.quorum.met
    assert found.majority is None


def test_other_clauses_ask_for_as_many_present_as_could_reach_the_ratio() -> None:
    two_thirds = replace(HANDS, items=(Item("a1", yes=79), Item("a2", yes=80)))
    first, second = decisions(two_thirds, clause="15.1", source=Source.MEETING)
    assert first.quorum is not None
    assert (first.quorum.least, first.quorum.met) == (80, True)
    assert first.majority is not None
    assert second.majority is not None
    assert (first.majority.reached, second.majority.reached) == (False, True)
    assert "15.3" not in clauses(PollKind.INFORMAL)


def test_ballots_on_paper_need_no_quorum_but_all_households() -> None:
    (found,) = decisions(BALLOTS, clause="15.3", source=Source.PAPER)
    assert found.quorum is None
    assert found.majority is not None
    assert found.majority.total == 120
