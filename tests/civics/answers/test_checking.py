"""A change that would take a right answer from another record is seen before anybody agrees to it."""

from dataclasses import replace

from civics.answers.checking import Change, moved
from civics.answers.examples import examples
from civics.answers.records import Record
from civics.ward.units import linh_son

LIVE = {each.key: each for each in examples()}
LOST = "tôi bị mất căn cước làm lại ở đâu"


def test_a_thief_of_phrases_is_seen_and_a_harmless_change_moves_nothing() -> None:
    thief = Record("x-la", "Cấp lại thẻ căn cước", words=("mất căn cước làm lại ở đâu", "mất thẻ căn cước"))
    found = moved(Change((thief,)), LIVE, [(LOST, "1.014064")], linh_son())
    assert "1.014064" in {each.record for each in found if each.breaks}
    dearer = replace(LIVE["1.014064"], fee="80.000 đồng")
    assert moved(Change((dearer,)), LIVE, [(LOST, "1.014064")], linh_son()) == ()


def test_an_end_breaks_no_answer_of_its_own_and_a_new_phrase_answers_what_was_open() -> None:
    gone = Change((LIVE["1.014064"],), frozenset({"1.014064"}))
    found = moved(gone, LIVE, [(LOST, "1.014064")], linh_son())
    assert "1.014064" not in {each.record for each in found}
    open_one = "thuê sân bóng của phường giá bao nhiêu"
    pitch = Record("x-san-bong", "Thuê sân bóng của phường", words=("thuê sân bóng", open_one))
    found = moved(Change((pitch,)), LIVE, [(open_one, "")], linh_son())
    assert [(each.was, each.now) for each in found if not each.record] == [("", "x-san-bong")]


def test_articles_of_documents_need_no_check() -> None:
    law = Record("x-luat-d1", "Điều 1. Căn cước", text="Lời.", document="Luật", article="1")
    assert moved(Change((law,)), LIVE, [(LOST, "1.014064")], linh_son()) == ()
