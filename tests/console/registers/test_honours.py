"""A model is told with consent; the loudspeaker's sheet has its log; a picture keeps odd names."""

import io
from functools import partial
from zipfile import ZipFile

import pytest

from civics.registers.values import Value
from papers import certificates
from papers.certificates import Winner
from storage.bulletins import bulletins
from storage.registers import entries
from tests.console.conftest import Desk
from tests.parts import shared

BASE = "/console/registers"
MODEL: dict[str, Value] = {
    "name": "Ngõ không rác", "who": "Ông Lý Văn Kín", "goal": "Mỗi tuần dọn ngõ", "registered_on": "2026-02-01",
    "document": "120/QĐ-UBND", "replicated": "Tổ 6",
}  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "named", "told"), [("person", False, False), ("person", True, True), ("group", False, True)]
)
async def test_a_model_becomes_a_bulletin_by_one_press(desk: Desk, sort: str, named: bool, *, told: bool) -> None:
    hoa = await desk.sign_in("hoa", role="officer")
    said: dict[str, Value] = {**MODEL, "sort": sort, **({"named": True} if named else {})}
    early = desk.database.run(entries.add, "model", said, by=None, state="checked")
    assert (await hoa.post(f"{BASE}/model/{early.id}/bulletin")).status_code == 409
    model = desk.database.run(entries.add, "model", said, by=None, state="recognised")
    made = await hoa.post(f"{BASE}/model/{model.id}/bulletin")
    assert made.status_code == 303
    number = int(made.headers["location"].rpartition("/")[2])
    (written,) = desk.database.look(bulletins.some, [number])
    assert ("Lý Văn Kín" in written.text) is told
    assert "120/QĐ-UBND" in written.text
    assert (await hoa.post(f"{BASE}/model/{model.id}/bulletin")).status_code == 409  # it has one


async def test_the_loudspeakers_sheet_has_a_line_for_each_day(desk: Desk) -> None:
    hoa = await desk.sign_in("hoa", role="officer")
    said = {
        "name": "Mời dự hội thi", "about": "Bà con gõ: thi.\nXin cảm ơn.", "begins_on": "2026-11-24",
        "ends_on": "2026-11-26", "times": "5:30, 17:30", "approved_by": "Chủ tịch", "approved_on": "2026-11-23",
    }  # fmt: skip
    one = desk.database.run(entries.add, "broadcast", said, by=None, state="approved")
    line = {"begins": "2026-11-25", "ends": "2026-11-25", "place": "Cụm loa tổ 5", "times": "2"}
    assert (await hoa.post(f"{BASE}/broadcast/{one.id}/parts/log", data=line)).status_code == 303
    paper = await hoa.get(f"{BASE}/broadcast/{one.id}/sheet.docx")
    text = ZipFile(io.BytesIO(paper.content)).read("word/document.xml").decode()
    assert [text.count(f"{day}/11/2026") for day in (24, 25, 26)] == [2, 1, 2]  # once more in the head's "from … to"
    assert "5:30, 17:30 (2 ×)" in text
    assert "Chủ tịch, ngày 23/11/2026" in text


def test_a_name_with_signs_stays_a_name_in_the_picture() -> None:
    odd = Winner("<b>Hoa & \x00Bình</b>", 1, 10, 10, "Hội thi " * 40, "1/QĐ", "24/11/2026")
    drawn = certificates.draw(odd, partial(shared().words.say, "vi"), ward="phường Linh Sơn").decode()
    assert "&lt;b&gt;Hoa &amp; Bình&lt;/b&gt;" in drawn
    assert "\x00" not in drawn
