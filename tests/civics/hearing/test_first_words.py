"""What residents say first, by many hands: the figures that the hearing must hold, over the
sentences of `tests/first_words/` that rules were tuned on.

A list in a row means that each of its values is right. A kind is right too when the service would ask between two and
the right one is among them; a silent topic is not wrong.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import pytest

from bench import first_words
from bench.first_words import Row
from civics.hearing.hear import hear
from civics.ward.units import linh_son
from core.words import Words

FOLDER = Path(__file__).parents[2] / "first_words"
KEPT_APART = frozenset({"kept_apart.jsonl", "held_out.jsonl"})  # nobody tunes on them; they are measured by hand


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    """All sentences that rules were tuned on."""
    files = [each for each in sorted(FOLDER.glob("*.jsonl")) if each.name not in KEPT_APART]
    return tuple(row for each in files for row in first_words.rows(each))


def share(of: Callable[[Row], bool], good: Callable[[Row], bool]) -> float:
    """Which part of the rows that count is good, in percent."""
    counted = [each for each in rows() if of(each)]
    assert len(counted) >= 5
    return 100 * sum(map(good, counted)) / len(counted)


def test_there_are_enough_sentences_and_each_once() -> None:
    texts = [each.labels["text"] for each in rows()]
    assert len(texts) == len(set(texts)) >= 270
    assert len({each.labels["register"] for each in rows()}) >= 6


def test_the_wish_is_heard() -> None:
    assert share(lambda row: True, lambda row: row.right("wish")) >= 95


def test_the_kind_is_heard_or_asked_with_the_right_one_among_two() -> None:
    found = share(
        lambda row: bool(row.labels["kind"]),
        lambda row: row.right("kind") or not set(row.wanted("kind")).isdisjoint(row.heard.kinds),
    )
    assert found >= 93


def test_the_topic_is_heard_or_silent() -> None:
    assert share(lambda row: bool(row.labels["topic"]), lambda row: row.right("topic")) >= 85
    wrong = share(lambda row: bool(row.labels["topic"]), lambda row: bool(row.heard.topic) and not row.right("topic"))
    assert wrong <= 4


def test_danger_to_life_is_heard_and_little_else_alarms() -> None:
    assert share(lambda row: row.labels["urgent"] == "life", lambda row: row.heard.urgent == "life") >= 95
    calm = share(lambda row: "life" not in row.wanted("urgent"), lambda row: row.heard.urgent == "life")
    assert calm <= 2


def test_each_danger_gets_a_fitting_number() -> None:
    alarmed = [each for each in rows() if each.heard.urgent == "life" and "numbers" in each.labels]
    assert all(set(each.labels["numbers"]) & set(each.heard.numbers) for each in alarmed)


def test_rights_are_heard() -> None:
    named = share(
        lambda row: bool(row.labels["right"]) and isinstance(row.labels["right"], str),
        lambda row: row.right("right") or row.labels["right"] in row.heard.unsure,
    )
    assert named >= 96
    assert share(lambda row: row.labels["right"] == "", lambda row: bool(row.heard.right)) <= 1


def test_a_denunciation_is_sealed_and_little_else() -> None:
    assert share(lambda row: bool(row.labels["sealed"]), lambda row: row.heard.sealed) >= 95
    assert share(lambda row: not row.labels["sealed"], lambda row: row.heard.sealed) <= 1


def test_units_are_heard_and_none_is_made_up() -> None:
    assert share(lambda row: bool(row.labels["unit"]), lambda row: row.right("unit")) >= 95
    assert [row.labels["text"] for row in rows() if row.heard.unit and not row.right("unit")] == []


def test_codes_are_heard_in_any_spelling() -> None:
    assert share(lambda row: bool(row.labels["code"]), lambda row: row.right("code")) >= 97


def test_the_language_is_heard() -> None:
    assert share(lambda row: True, lambda row: row.right("lang")) >= 98


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("ao làng bốc mùi", ""),
        ("đường Hùng Vương tắc", ""),
        ("ở bến đò có hố", ""),
        ("tổ 15 mất điện", ""),
        ("từ tổ 3 đến tổ 5 ngập", ""),
        ("tổ công tác số 3 chưa đến", ""),
        ("xom nui hot", "xom-nui-hot"),
        ("xóm Núi Hột mất nước", "xom-nui-hot"),
        ("tổ mười một có ổ gà", "tdp-11"),
        ("to dan pho so 4", "tdp-4"),
        ("TDP 08 rác đầy", "tdp-8"),
        ("xóm ngọc nâm", "xom-ngoc-lam"),
        ("xóm Thông Nhãn", "xom-thong-nhan"),
    ],
)
def test_a_unit_needs_its_own_name(text: str, unit: str) -> None:
    assert hear(text, linh_son()).unit == unit


@pytest.mark.parametrize(("text", "between"), [("hủy", {"stop", "withdraw"}), ("rút", {"stop", "withdraw"})])
def test_a_near_miss_is_a_question_back(text: str, between: set[str]) -> None:
    found = hear(text, linh_son())
    assert (found.wish, found.right, set(found.unsure)) == ("right", "", between)


@pytest.mark.parametrize(("key", "right"), [("menu.erase", "erase"), ("menu.move", "move")])
def test_every_published_phrase_of_a_right_is_heard(key: str, right: str) -> None:
    published = [each for text in Words.load().every(key) for each in text.split("|")]
    assert [each for each in published if hear(each, linh_son()).right != right] == []
