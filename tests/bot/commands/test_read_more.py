"""`danban read` of rolls, bulletins, loudspeaker texts and pictures, without service, database or key."""

import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands.read import KINDS
from core.message import Json
from tests.real_files import media, rolls


@pytest.fixture(autouse=True)
def _bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SECRET_KEY", raising=False)


def read(kind: str, name: str, content: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Json]]:
    """The exit code and the one line that was printed."""
    Path(name).write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        main(["read", kind, name, "--json"])
    out, err = capsys.readouterr()
    assert (err, out.count("\n")) == ("", 1)
    assert isinstance(ended.value.code, int)
    told: dict[str, Json] = json.loads(out)
    assert (told["kind"], told["file"]) == (kind, name)
    return ended.value.code, told


def test_a_roll_is_shown_with_rows_faults_and_sheets_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    book = rolls.empty()
    rolls.sheet(book, "Tổ 5", ["Mã hộ", "Chủ hộ", "SĐT"], ["5-01", "Nguyễn Văn Sơn", "912000001"], ["5-02", None, ""])
    rolls.sheet(book, "Cũ", ["Mã hộ", "Chủ hộ"], ["9", "B B"]).sheet_state = "hidden"
    code, told = read("roll", "so.xlsx", rolls.saved(book), capsys)
    assert code == 0
    assert told["rows"] == [{"unit": "Tổ dân phố 5", "code": "5-01", "name": "Nguyễn Văn Sơn", "phone": "0912000001"}]
    assert told["faults"] == [
        {"sheet": "Tổ 5", "row": 3, "what": "no_name", "about": "", "says": "Thiếu tên người đại diện."}
    ]
    assert told["sheets_left_out"] == [
        {"sheet": "Cũ", "row": 0, "what": "hidden_sheet", "about": "2", "says": "Trang tính ẩn, không đọc"}
    ]
    code, told = read("roll", "so.csv", b"a,b\n1,2\n", capsys)
    assert (code, told["refused"]) == (1, "no_columns")
    assert "tên cột" in str(told["says"])


def test_a_bulletin_is_shown_as_each_channel_shows_it(capsys: pytest.CaptureFixture[str]) -> None:
    typed = "**Lịch**\n1. Tổ 5\n3. Tổ 7\n\t5*4*3 m <b>"
    code, told = read("bulletin", "tin.txt", typed.encode(), capsys)
    assert code == 0
    assert told["telegram"] == "<b>Lịch</b>\n1. Tổ 5\n3. Tổ 7\n\t5*4*3 m &lt;b&gt;"
    assert told["zalo"] == told["web"] == "Lịch\n1. Tổ 5\n3. Tổ 7\n\t5*4*3 m <b>"
    assert told["page"] == "<p><strong>Lịch</strong><br>1. Tổ 5<br>3. Tổ 7<br>\t5*4*3 m &lt;b&gt;</p>\n"


def test_a_text_is_shown_as_it_is_read_aloud(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = read("spoken", "loa.txt", "UBND mời họp 7h30 ngày 2/9\nsố nhà 12/5".encode("utf-16"), capsys)
    assert code == 0
    assert told["lines"] == ["Ủy ban nhân dân mời họp 7 giờ 30 ngày 2 tháng 9.", "số nhà 12 trên 5."]


def test_a_picture_is_shown_with_its_size_and_other_files_with_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = read("picture", "IMG_1.HEIC", media.heic(), capsys)
    assert (code, told["kept"], told["mime"], told["reason"]) == (0, True, "image/heic", "")
    shown = told["shown"]
    assert isinstance(shown, dict)
    assert (shown["width"], shown["height"]) == (400, 300)
    code, told = read("picture", "v.3gp", media.boxes(b"3gp4"), capsys)
    assert (code, told["kept"], told["shown"]) == (0, True, None)
    code, told = read("picture", "x.jpg", b"MZ" + bytes(90), capsys)
    assert (code, told["kept"], told["reason"]) == (1, False, "bad_type")


def test_the_kinds_are_in_the_docs() -> None:
    said = (Path(__file__).parents[3] / "docs" / "files.md").read_text("utf-8")
    assert all(f"danban read {kind} FILE" in said for kind in KINDS)
