"""A draft is read as written, corrected without losing an id, and has a fingerprint of its words."""

import re
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.polls.draft import Paragraph, Part, RefusedDraftError, draft_text, fingerprint, normalised, plain_paragraphs
from civics.polls.draft_edits import ask, correct, explain, merge, split
from civics.polls.draft_reading import parse
from core.errors import ConflictError

TEXT = """QUY ƯỚC
CHƯƠNG I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi
1. Khoản đầu:
a) Điểm a;
đ) Điểm đ
nối dòng.
2. Khoản hai theo Điều 7 của luật.
Chương 2. Nếp sống
Điều 7: Việc tang
Không rải tiền.
ĐIỀU 7a. Việc cưới
1. Vui tươi.
2. Tiết kiệm.
ĐẠI DIỆN HỘ GIA ĐÌNH THỨ NHẤT
(Ký, ghi rõ họ tên)"""


def test_chapters_articles_clauses_and_points_are_read() -> None:
    draft = parse(plain_paragraphs(TEXT))
    assert [(each.label, each.title) for each in draft.chapters] == [("I", "QUY ĐỊNH CHUNG"), ("2", "Nếp sống")]
    assert [(each.id, each.label, each.title, each.chapter) for each in draft.articles] == [
        ("a1", "1", "Phạm vi", "c1"),
        ("a2", "7", "Việc tang", "c2"),
        ("a3", "7a", "Việc cưới", "c2"),
    ]
    first, second = draft.articles[0].clauses
    assert [(each.label, each.text) for each in first.points] == [("a", "Điểm a;"), ("đ", "Điểm đ\nnối dòng.")]
    assert second.text == "Khoản hai theo Điều 7 của luật."
    assert draft.preamble == "QUY ƯỚC"
    assert draft.tail.startswith("ĐẠI DIỆN")


def test_gaps_and_doubled_numbers_are_noted() -> None:
    draft = parse(plain_paragraphs("Điều 1. A\nx\nĐiều 3. B\ny\nĐiều 3. C\nz"))
    assert draft.notes == (("twice", "3"), ("gap", "2"))


def test_a_hundred_and_twenty_articles_keep_their_order() -> None:
    draft = parse(plain_paragraphs("\n".join(f"Điều {n}. Tên {n}\nLời {n}." for n in range(1, 121))))
    assert [each.label for each in draft.articles] == [str(n) for n in range(1, 121)]


def test_margins_are_left_out_tables_kept_and_automatic_numbers_read() -> None:
    draft = parse(
        [
            Paragraph("Trang 1", Part.MARGIN),
            Paragraph("Phạm vi", auto="Điều 1."),
            Paragraph("Lời", auto="1."),
            Paragraph("Giờ | Việc", Part.TABLE),
        ]
    )
    assert draft.articles[0].title == "Phạm vi"
    assert draft.articles[0].text == "1. Lời\nGiờ | Việc"
    assert draft.notes == (("tables", ""),)


def test_a_text_without_articles_is_split_by_paragraphs() -> None:
    draft = parse(plain_paragraphs("Ý thứ nhất.\n\nÝ thứ hai."))
    assert draft.by_paragraph
    assert [each.text for each in draft.articles] == ["Ý thứ nhất.", "Ý thứ hai."]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ([], "empty"),
        (plain_paragraphs(" \n\ufeff\n"), "empty"),
        ([Paragraph(" ")], "scan"),
        (plain_paragraphs("chữ " * 100_001), "too_big"),
    ],
)
def test_what_cannot_be_read_is_refused(source: list[Paragraph], reason: str) -> None:
    with pytest.raises(RefusedDraftError) as refused:
        parse(source)
    assert refused.value.reason == reason


def labels(text: str) -> list[tuple[str, str]]:
    """The recognised articles: label and title of each."""
    return [(each.label, each.title) for each in parse(plain_paragraphs(text)).articles]


@pytest.mark.parametrize(
    "line",
    ["Điều 7. Tang", "ĐIỀU 7: Tang", "Điều 7 – Tang", "Điều 7 - Tang", "điều\u00a07 . Tang", "\ufeffĐiều 7.\tTang",
     "\u00d0iều 7. Tang", "Đi\u00adều 7.\u200b Tang", unicodedata.normalize("NFD", "Điều 7. Tang")],
)  # fmt: skip
def test_a_heading_is_known_however_it_was_typed(line: str) -> None:
    assert labels(f"{line}\nTheo Điều 9.") == [("7", "Tang")]


@pytest.mark.parametrize(
    "line",
    ["Điều 9 của Luật này", "Điều 9, Điều 10 của Luật", "theo Điều 9.", "Điều 9 khoản 2: xem luật", "“Điều 9. x”"],
)
def test_a_reference_to_a_law_begins_no_article(line: str) -> None:
    assert labels(f"Điều 1. A\nNhư quy định tại\n{line}\nĐiều 2. B") == [("1", "A"), ("2", "B")]


def test_a_heading_without_a_sign_is_one_where_it_is_the_next_and_reads_like_a_title() -> None:
    text = "Điều 1. Phạm vi\nx\nĐiều 2 Việc tang\ny\nĐiều 3 Luật Hộ tịch quy định\nĐiều 9 Việc xa\nĐIỀU 3 VIỆC CƯỚI\nz"
    assert labels(text) == [("1", "Phạm vi"), ("2", "Việc tang"), ("3", "VIỆC CƯỚI")]


@pytest.mark.parametrize("end", ["quy định tại", "nêu ở khoản 2", "theo điểm đ", "trừ", "Điều 5, Điều 6,", "và"])
def test_a_line_that_was_broken_before_a_reference_begins_no_article(end: str) -> None:
    assert labels(f"Điều 1. A\nViệc này thực hiện {end}\nĐiều 7.\nĐiều 2. B") == [("1", "A"), ("2", "B")]


def test_a_line_that_is_over_is_followed_by_an_article() -> None:
    assert labels("Điều 1. A\nKhông mở loa quá khuya\nĐiều 7.\nĐiều 8. B") == [("1", "A"), ("7", ""), ("8", "B")]


def test_sections_and_parts_are_named_as_they_are_written_and_stand_in_no_article() -> None:
    draft = parse(
        plain_paragraphs(
            "PHẦN I. CHUNG\nĐiều 1. A\nx\nChương II\nNẾP SỐNG\nMục 1. Việc tang\nĐiều 2. B\nMỤC 2\nVIỆC CƯỚI\nĐiều 3. C"
            "\ny\nChương III. Cuối\nMục 1. Hết\nĐiều 4. D"
        )
    )
    assert [(each.name, each.title) for each in draft.chapters] == [
        ("Phần I", "CHUNG"), ("Chương II", "NẾP SỐNG"), ("Chương II, Mục 1", "Việc tang"),
        ("Chương II, Mục 2", "VIỆC CƯỚI"), ("Chương III", "Cuối"), ("Chương III, Mục 1", "Hết"),
    ]  # fmt: skip
    assert [(each.label, each.text, each.chapter) for each in draft.articles] == [
        ("1", "x", "c1"), ("2", "", "c3"), ("3", "y", "c4"), ("4", "", "c6"),
    ]  # fmt: skip
    assert parse(plain_paragraphs(draft_text(draft))).articles[2].title == "C"


_PIECES = st.sampled_from(
    ["Điều", "Điều 1.", "Điều 2. Tên", "ĐIỀU 3 TÊN", "Chương I", "MỤC 2. X", "Mục", "1. khoản", "a) điểm", "tại",
     "Điều 7.", "Trang 3", "- 4 -", "(Ký, ghi rõ họ tên)", "Nơi nhận:", "chữ", "...... 5", "Điều 5 ...... 9",
     "\u00ad", "I", ","]
)  # fmt: skip


@given(st.lists(st.one_of(_PIECES, st.text(max_size=30)), max_size=40))
def test_no_word_of_a_source_is_lost_or_said_twice(lines: list[str]) -> None:
    source = "\n".join(lines)
    try:
        draft = parse(plain_paragraphs(source))
    except RefusedDraftError:
        return
    told = [draft.preamble, *(f"{each.label} {each.title}" for each in draft.chapters)]
    for each in draft.articles:
        own = each.label or not each.text.startswith(each.title.removesuffix("…"))
        told += [f"{each.label} {each.title}" if own else "", each.text]
    assert _words("\n".join([*told, draft.tail])) == _words(_kept(source))


def _kept(source: str) -> str:
    """The lines that are text of the draft, without page numbers and tables of contents."""
    kept = [each for each in plain_paragraphs(source) if each.part is not Part.MARGIN]
    lines = [normalised(each.text) for each in kept]
    return "\n".join(
        line for line in lines if not re.match(r"(?i)(?:[đðɖ]iều|chương|phần|mục)\s.*(\.{4,}|…{2,})\s*\d{1,3}$", line)
    )


def _words(text: str) -> Counter[str]:
    """How often each of its words occurs, without the marks of headings."""
    bare = re.sub(r"(?i)[đðɖ]iều|chương|phần|mục", " ", text)
    return Counter(re.findall(r"\w+", bare.upper()))


def test_a_table_of_contents_and_page_numbers_are_no_articles_and_no_words() -> None:
    draft = parse(
        plain_paragraphs("Điều 1. A ........ 2\nĐiều 2. B…… 13\nĐiều 1. A\nx\nTrang 2/7\n- 3 -\ny\nĐiều 2. B")
    )
    assert [(each.label, each.text) for each in draft.articles] == [("1", "x\ny"), ("2", "")]
    assert draft.notes == ()


def test_a_draft_that_is_one_table_is_read_cell_by_cell() -> None:
    draft = parse([Paragraph("Số | Điều 1. A\nLời | Điều 2. B", Part.TABLE), Paragraph("Lời hai", Part.TABLE)])
    assert [(each.label, each.title, each.text) for each in draft.articles] == [
        ("1", "A", "Lời"),
        ("2", "B", "Lời hai"),
    ]


def test_edits_keep_ids_and_never_use_one_twice() -> None:
    draft = parse(plain_paragraphs(TEXT))
    joined = merge(draft, "a2")
    assert [each.id for each in joined.articles] == ["a1", "a2"]
    assert "Điều 7a. Việc cưới" in joined.article("a2").text
    halved = split(split(joined, "a1", line=4, label="1a"), "a2", line=1)
    assert [each.id for each in halved.articles] == ["a1", "a4", "a2", "a5"]
    mended = explain(correct(halved, "a4", title="Mới"), "a4", plain=" Lời \n dễ ")
    assert (mended.article("a4").title, mended.article("a4").plain) == ("Mới", "Lời dễ")


def test_impossible_edits_are_refused() -> None:
    draft = parse(plain_paragraphs("Điều 1. A\nx"))
    with pytest.raises(ConflictError):
        merge(draft, "a1")
    with pytest.raises(ConflictError):
        split(draft, "a1", line=1)
    with pytest.raises(ConflictError):
        ask(draft, "a1", asked=False)
    with pytest.raises(ConflictError):
        correct(draft, "a1", label="", title=" ")


def test_the_fingerprint_is_of_the_words_not_of_the_file() -> None:
    assert fingerprint("Điều 1\r\n\r\n  a  b") == fingerprint("Điều 1\na b")
    assert fingerprint("Điều 1\na b") != fingerprint("Điều 1\na c")
    draft = parse(plain_paragraphs(TEXT))
    assert fingerprint(draft_text(draft)) == fingerprint(draft_text(parse(plain_paragraphs(draft_text(draft)))))
