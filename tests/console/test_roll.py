"""The roll is uploaded, mended by row, looked at and taken; households are found, tied and printed for."""

import pytest

from storage import ward
from tests.console.conftest import Desk

HEAD = "Tổ dân phố,Mã hộ,Người đại diện,Điện thoại\n"
ROLL = HEAD + "tổ 5,5-01,Nguyễn Văn Sơn,0912000001\ntổ 5,5-02,Đỗ Thị Hà,\ntổ 6,6-01,Lý An,\n"


@pytest.fixture(autouse=True)
def groups(desk: Desk) -> None:
    """The ward has two groups."""
    for number in (5, 6):
        name = f"Tổ dân phố số {number}"
        desk.database.run(ward.add_unit, f"TDP-{number}", kind="to_dan_pho", name=name, aliases=(f"tổ {number}",))


def of(text: str) -> dict[str, tuple[str, bytes]]:
    """A file to upload."""
    return {"file": ("sổ.csv", text.encode())}


async def test_a_roll_is_taken_only_after_it_was_looked_at(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    assert "Chưa có sổ hộ" in (await client.get("/console/roll")).text
    wrong = await client.post("/console/roll/import", files=of(ROLL + "tổ 7,6-01,,\n"), data={"whole": "yes"})
    assert wrong.status_code == 422
    for says in ("3 chỗ cần sửa", "Thiếu tên người đại diện", "6-01 · 4", "tổ 7"):
        assert says in wrong.text
    made = await client.post("/console/roll/import", files=of(ROLL), data={"whole": "yes"})
    preview = (await client.get(made.headers["location"])).text
    assert "Đỗ Thị Hà" in preview
    assert "Chưa có sổ hộ" in (await client.get("/console/roll")).text
    mark = preview.partition('name="mark" value="')[2].partition('"')[0]
    taken = await client.post(made.headers["location"] + "/take", data={"mark": mark})
    assert taken.status_code == 303, taken.text
    found = (await client.get("/console/roll?q=do ha&state=none")).text
    assert "5-02" in found
    assert "5-01" not in found
    again = await client.post("/console/roll/import", files=of((await client.get("/console/roll/so-ho.csv")).text))
    assert "giống hệt sổ hiện có" in (await client.get(again.headers["location"])).text


async def test_only_who_runs_consultations_sees_the_roll(desk: Desk) -> None:
    client = await desk.sign_in("an", role="observer")
    for path in ("/console/roll", "/console/roll/import", "/console/roll/so-ho.csv"):
        assert (await client.get(path)).status_code == 403
