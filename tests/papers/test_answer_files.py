"""Records come from every kind of file that a ward has: sheets, documents, the portal's files."""

from datetime import date

import pytest

from civics.answers.records import Record
from papers import answer_files
from papers.answer_files import Held, UnreadableRecordsError, rows_in
from tests.real_files import rolls
from tests.real_files.word import docx, para, run, table

TODAY = date(2026, 11, 30)
PRINTED = docx(
    [
        para(run("Mã thủ tục: 1.000001")), para(run("Tên thủ tục: Cấp giấy")), para(run("Cách thức thực hiện:")),
        table(["Hình thức nộp", "Thời hạn", "Phí, lệ phí"], ["Trực tiếp", "3 Ngày làm việc", "Phí: 8.000 Đồng"]),
    ]
)  # fmt: skip


def read(name: str, content: bytes, known: dict[str, Record] | None = None) -> Held:
    return answer_files.read(name, content, known or {}, today=TODAY)


def workbook() -> bytes:
    book = rolls.empty()
    rolls.sheet(book, "Danh mục", ["Cổng"], ["Mã số", "Tên"], ["1.000001", "Tên khác"])
    rolls.sheet(book, "Ẩn", ["1.000009", "Không thấy"]).sheet_state = "hidden"
    return rolls.saved(book)


@pytest.mark.usefixtures("real_processes")
def test_a_workbook_is_read_apart_and_hidden_sheets_are_left_out() -> None:
    assert rows_in(workbook()) == [["Cổng"], ["Mã số", "Tên"], ["1.000001", "Tên khác"]]
    found = read("a.xlsx", workbook(), {"1.000001": Record("1.000001", "Tên")})
    assert found.catalogue is not None
    assert found.catalogue.renamed == (("1.000001", "Tên", "Tên khác"),)


def test_a_printed_procedure_and_a_document_are_told_apart_by_their_words() -> None:
    (found,) = read("ChiTietTTHC_1.000001.docx", PRINTED).brought.records
    assert (found.name, found.fee, found.time.number) == ("Cấp giấy", "8.000 Đồng", 3)
    text = "Số: 5/NQ-HĐND\nNGHỊ QUYẾT\nĐiều 1. Một\nLời.".encode()
    (law,) = read("a.txt", text).brought.records
    assert (law.key, law.text, law.document) == ("x-nghi-quyet-5-nq-hdnd-d1", "Lời.", "Nghị quyết 5/NQ-HĐND")


def test_without_a_reader_a_doc_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("papers.old_word.program", lambda: "")
    with pytest.raises(UnreadableRecordsError) as refused:
        read("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert refused.value.reason == "polls.file.doc"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"PK\x03\x04broken", "answers_desk.file_odd"),
        ("a.xls", b"<html>", "answers_desk.file_odd"),
        ("a.csv", "tên,tuổi\nA,5".encode(), "answers_desk.no_head"),
        ("a.txt", "Không có gì".encode(), "answers_desk.no_articles"),
        ("a.json", b"\xff\xfe\x00", "answers_desk.file_odd"),
        ("a", b"[" * 90_000, "answers_desk.file_odd"),
        ("a.csv", b'ma,ten\n1,"A' + b"\n2,B" * 50_000, "answers_desk.file_odd"),  # the quote is never closed
        ("a.json", b" " * (answer_files.MOST_BYTES + 1), "answers_desk.file_big"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableRecordsError) as refused:
        read(name, content)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("text", "reason"), [(" \n ", "answers_desk.file_none"), ("x" * 131_073, "answers_desk.file_odd")]
)
def test_what_is_pasted_and_is_no_table_gets_a_sentence(text: str, reason: str) -> None:
    with pytest.raises(UnreadableRecordsError) as refused:
        answer_files.pasted(text, {}, today=TODAY)
    assert refused.value.reason == reason
