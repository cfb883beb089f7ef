"""What a correction changes in each chat: parts keep their numbers, and where nothing can change, a message follows."""

from broadcasts.text.corrections import SAID, Numbered, Step, Way, corrected, recalled
from core.message import Media, MediaKind, Outgoing

PHOTO = Media(MediaKind.PHOTO, "a" * 64)
FILE = Media(MediaKind.DOCUMENT, "b" * 64)
EDITS = frozenset({"telegram", "web"})
GONE = "Phần này đã bỏ."


def test_a_word_is_changed_where_it_stands_and_said_where_nothing_can_be_changed() -> None:
    old: Numbered = {"telegram": {0: Outgoing("cũ")}, "zalo": {0: Outgoing("cũ")}, "": {0: Outgoing("cũ")}}
    new = {"telegram": [Outgoing("mới")], "zalo": [Outgoing("mới")], "": [Outgoing("mới")]}
    said = {"": [Outgoing("Đính chính: mới")]}
    plan = corrected(old, new, said, edits=EDITS, gone=GONE)
    edit, word = Step(0, Way.EDIT, Outgoing("mới"), aim=0), Step(SAID, Way.SAY, Outgoing("Đính chính: mới"))
    assert plan.steps == {"telegram": [edit, word], "web": [edit, word], "zalo": [word], "": [word]}
    assert plan.bodies == {"telegram": {0: Outgoing("mới")}, "zalo": {0: Outgoing("mới")}, "": {0: Outgoing("mới")}}


def test_a_longer_text_gains_a_part_and_a_file_keeps_its_number() -> None:
    old: Numbered = {"telegram": {0: Outgoing("", media=(PHOTO,)), 1: Outgoing("a"), 2: Outgoing("", media=(FILE,))}}
    new = [Outgoing("", media=(PHOTO,)), Outgoing("b"), Outgoing("c"), Outgoing("", media=(FILE,))]
    plan = corrected(old, {"telegram": new}, {"": []}, edits=frozenset({"telegram"}), gone=GONE)
    assert plan.steps["telegram"] == [Step(1, Way.EDIT, Outgoing("b"), aim=1)]
    assert plan.bodies["telegram"] == {0: new[0], 1: new[1], 2: new[3], 3: new[2]}


def test_a_text_that_fits_under_the_picture_now_moves_there_and_its_old_part_goes() -> None:
    old: Numbered = {"telegram": {0: Outgoing("", media=(PHOTO,)), 1: Outgoing("dài")}}
    new = [Outgoing("ngắn", media=(PHOTO,), markup="html")]
    plan = corrected(old, {"telegram": new}, {"": []}, edits=frozenset({"telegram"}), gone=GONE)
    assert plan.steps["telegram"] == [
        Step(0, Way.EDIT, Outgoing("ngắn", markup="html"), aim=0), Step(1, Way.DELETE, Outgoing(GONE), aim=1),
    ]  # fmt: skip


def test_the_same_words_change_nothing() -> None:
    old: Numbered = {"telegram": {0: Outgoing("cũ")}, "": {0: Outgoing("cũ")}}
    same = {"telegram": [Outgoing("cũ")], "": [Outgoing("cũ")]}
    assert corrected(old, same, {"": [Outgoing("!")]}, edits=EDITS, gone=GONE).empty


def test_a_recall_deletes_each_part_or_says_so() -> None:
    old: Numbered = {"telegram": {0: Outgoing("a"), 1: Outgoing("b")}, "": {0: Outgoing("a")}}
    plan = recalled(old, "Đã thu hồi", edits=EDITS)
    words = Outgoing("Đã thu hồi")
    said = Step(SAID, Way.SAY, words)
    assert plan.steps == {
        "telegram": [Step(0, Way.DELETE, words, aim=0), Step(1, Way.DELETE, words, aim=1), said],
        "web": [Step(0, Way.DELETE, words, aim=0), said],
        "": [said],
    }
