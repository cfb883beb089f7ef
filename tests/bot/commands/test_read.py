"""`danban read`: what the service would make of a file, without service, database or key."""

import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands.read import KINDS
from core.legacy_text import Legacy
from core.message import Json
from tests.core.test_legacy_text import old
from tests.pages import page
from tests.parts import catalogue
from tests.real_files.pdf import pdf
from tests.real_files.word import anew, definition, docx, font, level, numbered, para, run

LEVELS = level(0, "Điều %1."), level(1, "%2."), level(2, "%3)", "lowerLetter")


def read(
    kind: str, name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, Json]]:
    """The exit code and the one line that was printed."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        main(["read", kind, str(tmp_path / name), "--json"])
    out, err = capsys.readouterr()
    assert (err, out.count("\n")) == ("", 1)
    assert isinstance(ended.value.code, int)
    return ended.value.code, json.loads(out)


@pytest.fixture(autouse=True)
def _bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SECRET_KEY", raising=False)


def test_a_draft_is_shown_with_its_numbers_clauses_and_notes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    numbering = definition(0, *LEVELS) + numbered(1, 0) + numbered(2, 0, anew(1))
    body = [
        para("Chương I. Chung"), para("Phạm vi", num=(1, 0)), para("Một", num=(1, 1)), para("Hai", num=(1, 1)),
        para("Loa", run("kín", "<w:vanish/>"), num=(1, 0)), para("Lại một", num=(2, 1)), para("sáng", num=(2, 2)),
        para(run(old("Hương ước", Legacy.TCVN3), font(".VnTime"))),
    ]  # fmt: skip
    code, told = read("draft", "nhap.docx", docx(body, numbering=numbering), tmp_path, capsys)
    assert (code, told["kind"], told["file"], told["refused"], told["by_paragraph"]) == (
        0,
        "draft",
        "nhap.docx",
        "",
        False,
    )
    assert told["articles"] == [
        {
            "number": "1", "title": "Phạm vi", "chapter": "Chương I. Chung", "text": "1. Một\n2. Hai",
            "clauses": [{"number": "1", "text": "Một", "points": []}, {"number": "2", "text": "Hai", "points": []}],
        },
        {
            "number": "2", "title": "Loa", "chapter": "Chương I. Chung", "text": "1. Lại một\na) sáng\nHương ước",
            "clauses": [
                {"number": "1", "text": "Lại một", "points": [{"letter": "a", "text": "sáng\nHương ước"}]},
            ],
        },
    ]  # fmt: skip
    assert told["notes"] == [
        {"what": "hidden", "about": "kín", "says": "Chữ ẩn trong tệp không được lấy: “kín”"},
        {
            "what": "tcvn3", "about": "1",
            "says": "1 đoạn gõ bằng phông TCVN3 (như .VnTime) đã được đổi sang Unicode. Xin đối chiếu bên dưới.",
        },
    ]  # fmt: skip
    assert told["converted"] == [{"was": old("Hương ước", Legacy.TCVN3), "now": "Hương ước"}]
    assert [each.name for each in tmp_path.iterdir()] == ["nhap.docx"]


def test_a_draft_that_is_refused_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = read("draft", "quet.pdf", pdf([]), tmp_path, capsys)
    assert (code, told["refused"]) == (1, "scan")
    assert "chỉ có ảnh chụp" in str(told["says"])


def test_the_gate_shows_what_it_finds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = docx([para("Kế hoạch"), para(run(old("Tối mật", Legacy.TCVN3), font(".VnTime")))])
    code, told = read("gate", "ke-hoach.docx", content, tmp_path, capsys)
    assert (code, told["stops"], told["refused"]) == (0, True, "")
    assert told["findings"] == [
        {"level": "stop", "what": "top", "where": "file", "line": "Tối mật", "says": "Có chữ “tối mật”: Tối mật"}
    ]
    told = read("gate", "ke-hoach.pdf", pdf(["x", old("Tối mật", Legacy.TCVN3)], []), tmp_path, capsys)[1]
    assert [each["what"] for each in told["findings"] if isinstance(each, dict)] == ["top", "unread"]  # type: ignore[union-attr]
    assert read("gate", "a.docx", docx([para("Mặt trận")]), tmp_path, capsys)[1]["findings"] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("quet.pdf", pdf([])),
        ("cu.doc", b"\xd0\xcf\x11\xe0 Word 97"),
        ("hong.docx", b"PK\x03\x04"),
        ("a.rtf", b"{\\rtf1 x}"),
    ],
)
def test_what_the_gate_cannot_read_is_never_no_finding(
    name: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = read("gate", name, content, tmp_path, capsys)[1]
    assert isinstance(told["findings"], list)
    assert [each["what"] for each in told["findings"] if isinstance(each, dict)] == ["unread"]
    assert told["stops"] is False


def test_a_text_in_an_old_code_is_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = read("gate", "a.txt", old("Tuyệt mật", Legacy.TCVN3).encode("latin-1"), tmp_path, capsys)[1]
    assert told["stops"] is True


def test_a_file_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["read", "draft", "no.docx"])
    assert ended.value.code == 1
    assert "no.docx" in capsys.readouterr().err


def test_each_kind_and_each_note_is_documented() -> None:
    text = page("docs/files.md")
    assert [each for each in KINDS if f"`danban read {each} FILE --json`" not in text] == []
    notes = [each.removeprefix("polls.note.") for each in catalogue().keys("vi") if each.startswith("polls.note.")]
    assert [each for each in notes if each != "by_paragraph" and f"`{each}`" not in text] == []


@pytest.mark.parametrize("legacy", list(Legacy))
@pytest.mark.parametrize(("kind", "key"), [("bulletin", "web"), ("spoken", "spoken")])
def test_a_text_of_an_old_font_is_read_in_unicode(
    legacy: Legacy, kind: str, key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saying = "Mời bà con đến họp tổ dân phố lúc bảy giờ tối thứ Bảy."
    typed = old(saying, legacy)
    for content in (typed.encode("cp1252"), typed.encode(), typed.encode("utf-16")):
        code, told = read(kind, "loa.txt", content, tmp_path, capsys)
        assert (code, str(told[key]).strip()) == (0, saying)
