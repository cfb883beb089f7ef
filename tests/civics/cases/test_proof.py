"""When a result needs a photo, and which part of a picture a box is."""

import pytest

from civics.cases import proof
from civics.cases.moves import Says, Why
from civics.cases.proof import Box, box
from core.errors import ConflictError


@pytest.mark.parametrize(
    ("verb", "kind", "topic", "sealed", "asked"),
    [
        (Says.ANSWER, "phan_anh", "rac_thai", False, True),
        (Says.ANSWER, "kien_nghi", "rac_thai", False, True),
        (Says.WORD, "phan_anh", "rac_thai", False, False),
        (Says.ANSWER, "hoi", "rac_thai", False, False),
        (Says.ANSWER, "phan_anh", "khac", False, False),
        (Says.ANSWER, "phan_anh", "rac_thai", True, False),
    ],
)
def test_only_the_result_of_a_marked_topic_needs_a_photo(
    verb: Says,
    kind: str,
    topic: str,
    sealed: bool,
    asked: bool,  # a table
) -> None:
    assert proof.asks(verb, kind=kind, topic=topic, sealed=sealed, topics={"rac_thai"}) is asked


def test_a_photo_or_a_reason_is_enough() -> None:
    proof.check(photos=1, why="")
    proof.check(photos=0, why="trời tối")
    with pytest.raises(ConflictError) as caught:
        proof.check(photos=0, why="  ")
    assert caught.value.why is Why.PROOF


def test_a_box_stays_within_its_picture() -> None:
    assert box(-0.5, 0.5, 1, 2) == Box(0, 0.5, 0.5, 0.5)
    assert box(2, 2, 1, 1) is None
    assert box(0.1, 0.1, float("nan"), 0.1) is None
