"""The papers of a reception: how somebody is called, the ground without its letter twice, no number on a receipt."""

import io
import re
from datetime import date
from functools import partial
from zipfile import ZipFile

import pytest

from papers import receptions
from tests.parts import shared

SAY = partial(shared().words.say, "vi")
WARD = {"ward": "phường Linh Sơn", "made_on": date(2026, 12, 1)}


def _words(paper: bytes) -> str:
    text = ZipFile(io.BytesIO(paper)).read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "", text.replace("</w:p>", "\n"))


@pytest.mark.parametrize(
    ("name", "called"), [("Lý Thị Mai", "Ông (bà) Lý Thị Mai"), ("Bà Lý Thị Mai", "Bà Lý Thị Mai")]
)
def test_a_refusal_calls_people_once_and_names_its_ground_once(name: str, called: str) -> None:
    said = {"name": name, "on": "2026-12-04", "ground": "h", "matter": "Hỏi hỗ trợ"}
    words = _words(receptions.refusal(said, SAY, **WARD))  # type: ignore[arg-type]  # two values by name
    assert f"Kính gửi: {called}" in words
    assert "bà) Bà" not in words
    assert "điểm h khoản 1 Điều 4 Nghị định 154/2026/NĐ-CP: đã được trả lời bằng văn bản" in words


def test_a_receipt_bears_no_number() -> None:
    words = _words(receptions.receipt({"name": "Lý Thị Mai", "on": "2026-12-04"}, SAY, officer="Hoa", **WARD))  # type: ignore[arg-type]  # two values by name
    assert "Số:" not in words
    assert "Đã nhận của ông (bà) Lý Thị Mai" in words
