"""What residents say first, by many hands: the figures that the hearing must hold, over the
sentences of `tests/first_words/` that rules were tuned on.

A list in a row means that each of its values is right. A kind is right too when the service would ask between two and
the right one is among them; a silent topic is not wrong.
"""

from functools import lru_cache
from pathlib import Path

import pytest

from bench import first_words
from bench.first_words import Row
from civics.hearing.hear import hear
from civics.hearing.kinds import asks_the_way
from civics.ward.units import linh_son
from tests.parts import catalogue

FOLDER = Path(__file__).parents[2] / "first_words"
# Nobody tunes on them; they are measured by hand.
KEPT_APART = frozenset(
    {"kept_apart.jsonl", "kept_apart_2.jsonl", "kept_apart_3.jsonl", "kept_apart_4.jsonl", "kept_apart_5.jsonl"}
    | {"held_out.jsonl"}
)


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    """All sentences that rules were tuned on."""
    files = [each for each in sorted(FOLDER.glob("*.jsonl")) if each.name not in KEPT_APART]
    return tuple(row for each in files for row in first_words.rows(each))


@lru_cache(maxsize=1)
def figures() -> dict[str, first_words.Figure]:
    """How well all of them are heard."""
    return first_words.figures(rows())


def test_there_are_enough_sentences_and_each_once() -> None:
    texts = [each.labels["text"] for each in rows()]
    assert len(texts) == len(set(texts)) >= 270
    assert len({each.labels["register"] for each in rows()}) >= 6


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("wish", 95), ("kind, or asked between two with it among them", 92), ("topic right", 84),
        ("danger to life", 95), ("a fitting number, where danger was heard", 98),
        ("right, or asked between two with it among them", 96), ("sealed", 93), ("unit", 95), ("code", 97),
        ("language", 98),
    ],
)  # fmt: skip
def test_what_people_mean_is_heard(name: str, least: float) -> None:
    found = figures()[name]
    assert found.of >= 5
    assert found.percent >= least


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("topic wrong", 4), ("danger to life, false", 2), ("right, false", 1.5), ("sealed, false", 1.5),
        ("unit, made up", 0.2), ("code, made up", 0),
    ],
)  # fmt: skip
def test_little_is_heard_that_was_not_said(name: str, most: float) -> None:
    assert figures()[name].percent <= most


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
        ("tổ hai mươi", ""),
        ("tổ nhất trí đề nghị", ""),
        ("nhà to 5 tầng che hết nắng", ""),
        ("mua to 3 hom ngap het", ""),
        ("loa to 5 gio sang da keu", ""),
        ("t.d.p 7 loa hỏng", "tdp-7"),
        ("tổ thứ bảy", "tdp-7"),
        ("tổ VII mất nước", "tdp-7"),
        ("tổ của nhà em là tổ 7", "tdp-7"),
        ("tổ tôi số 7", "tdp-7"),
        ("to6i nha2 to63 12 d9e2n ho3ng", "tdp-12"),  # VNI: `to6i` is `tôi`
        ("to5 mat nuoc", "tdp-5"),
        ("5组停水", "tdp-5"),
        ("Bến Đò mất nước", "xom-ben-do"),
        ("quán Bến Đò ồn", ""),
    ],
)
def test_a_unit_needs_its_own_name(text: str, unit: str) -> None:
    assert hear(text, linh_son()).unit == unit


def test_usual_words_without_diacritics_ring_for_nobody() -> None:
    everyday = first_words.figures(first_words.rows(FOLDER / "everyday.jsonl"))
    names = ("danger to life, false", "right, false", "sealed, false")
    assert {name: everyday[name].good for name in names} == dict.fromkeys(names, 0)
    assert sum(everyday[name].of for name in names) >= 120


@pytest.mark.parametrize(("text", "between"), [("hủy", {"stop", "withdraw"}), ("rút", {"stop", "withdraw"})])
def test_a_near_miss_is_a_question_back(text: str, between: set[str]) -> None:
    found = hear(text, linh_son())
    assert (found.wish, found.right, set(found.unsure)) == ("right", "", between)


@pytest.mark.parametrize(("key", "right"), [("menu.erase", "erase"), ("menu.move", "move")])
def test_every_published_phrase_of_a_right_is_heard(key: str, right: str) -> None:
    published = [each for text in catalogue().every(key) for each in text.split("|")]
    assert [each for each in published if hear(each, linh_son()).right != right] == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("đèn đường ngõ 12 hỏng", "ngõ 12"),
        ("đèn đường hỏng, tối lắm", ""),
        ("rác ở cổng chợ", "cổng chợ"),
        ("trước đền có hố", "trước đền"),
    ],
)
def test_a_place_is_named_by_its_noun_alone(text: str, place: str) -> None:
    assert hear(text, linh_son()).place == place


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("mẫu đơn tố cáo lấy ở đâu", True), ("xin mau don to cao o dau a", True), ("thủ tục tố cáo như thế nào", True),
        ("cho em hỏi gửi đơn tố cáo bao lâu thì có kết quả", True), ("tôi muốn tố cáo", False),
        ("tôi tố cáo ông Ba lấn đất thì gửi đơn ở đâu", False), ("tố cáo cán bộ nhận tiền ở đâu", False),
        ("tố cáo hối lộ nộp đơn ở đâu", False), ("to cao can bo phuong o dau", False),
    ],
)  # fmt: skip
def test_to_ask_for_the_form_of_a_denunciation_is_a_question(text: str, asks: bool) -> None:
    assert asks_the_way(text) is asks
