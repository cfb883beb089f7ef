"""Vietnamese in old fonts and code pages is read by the font, else by its letters; Unicode stays as it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.legacy_letters import TCVN3, VNI, WINDOWS_1258
from core.legacy_text import (
    Drawn,
    Legacy,
    by_font,
    converted,
    decoded,
    is_syllable,
    readings,
    recognised,
    recognised_rows,
)

TO_TCVN3 = {chr(meant): chr(typed) for typed, meant in TCVN3.items()}
TO_VNI = {unicodedata.normalize("NFC", meant): typed for typed, meant in VNI.items()}
TO_1258 = {chr(meant): chr(typed) for typed, meant in WINDOWS_1258.items()}

SAYINGS = (
    "Điều 1. Phạm vi điều chỉnh và đối tượng áp dụng của quy ước",
    "Đường ngõ số 5 ngập nước, đề nghị phường xử lý",
    "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc",
    "Mỗi hộ được cử một người đến họp; người vắng mặt gửi ý kiến bằng văn bản.",
    "Hộ gia đình",
    "Tối mật",
    "ngoằn ngoèo, khuỷu tay, giếng khơi, quỳnh, thuở, ỷ lại, sỹ quan",
)


def old(text: str, legacy: Legacy) -> str:
    """The text as somebody typed it in the old way, seen through Windows-1252."""
    table = {Legacy.TCVN3: TO_TCVN3, Legacy.VNI: TO_VNI, Legacy.WINDOWS_1258: TO_1258}[legacy]
    if legacy is Legacy.WINDOWS_1258:
        return old_1258(text)
    return "".join(table.get(c, c) for c in text)


def old_1258(text: str) -> str:
    """A letter with its hat, then its tone."""
    out = []
    for c in text:
        apart = unicodedata.normalize("NFD", c)
        tones = [each for each in apart if each in "\u0300\u0301\u0303\u0309\u0323"]
        whole = unicodedata.normalize("NFC", "".join(each for each in apart if each not in tones))
        out += [TO_1258.get(each, each) for each in (whole, *tones)]
    return "".join(out)


@pytest.mark.parametrize("legacy", list(Legacy))
@pytest.mark.parametrize("saying", SAYINGS)
def test_the_letters_alone_tell(saying: str, legacy: Legacy) -> None:
    found = recognised(old(saying, legacy))
    assert (found.text, found.legacy) == (saying, legacy)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("saying", [*SAYINGS, "mùa hè có quà", "bé Hà có áo", "Đèn hỏng", "là", "à", "cà phê"])
def test_unicode_stays_as_it_is(saying: str, form: str) -> None:
    text = unicodedata.normalize(form, saying)  # type: ignore[arg-type]  # one of the two above
    assert recognised(text).text == text
    assert recognised(text).legacy is None


@pytest.mark.parametrize(
    "text",
    [
        "Müller",
        "café à Paris",
        "Nestlé",
        "5 × 4 m²",
        "10 µm",
        "36 °C ± 1",
        "« la »",
        "©2026",
        "½",
        "§ 5",
        "",
        "abc",
        "®",
    ],
)
def test_foreign_words_and_signs_stay_as_they_are(text: str) -> None:
    assert recognised(text).text == text


def test_the_soft_hyphen_is_a_letter_of_tcvn3() -> None:
    assert recognised("§\u00adêng ngâ sè 5 ngËp n\u00adíc").text == "Đường ngõ số 5 ngập nước"


def test_lines_of_unicode_among_old_ones_stay() -> None:
    found = recognised("Điều 1. Phạm vi\n§iÒu 2. §èi t\u00adîng\nmùa hè\nA 5 × 4")
    assert found.text == "Điều 1. Phạm vi\nĐiều 2. Đối tượng\nmùa hè\nA 5 × 4"


@pytest.mark.parametrize(
    ("font", "drawn"),
    [
        (".VnTime", Drawn(Legacy.TCVN3)),
        (".VnTimeH", Drawn(Legacy.TCVN3, capitals=True)),
        (".vnArialH", Drawn(Legacy.TCVN3, capitals=True)),
        (".VnAvant", Drawn(Legacy.TCVN3)),
        ("VNI-Times", Drawn(Legacy.VNI)),
        ("VNI Helve", Drawn(Legacy.VNI)),
        ("Times New Roman", None),
        ("Vneuron", None),
        ("", None),
    ],
)
def test_a_font_is_known_by_its_name(font: str, drawn: Drawn | None) -> None:
    assert by_font(font) == drawn


def test_the_font_decides_on_the_shortest_text_and_draws_capitals() -> None:
    assert converted("mËt", Drawn(Legacy.TCVN3, capitals=True)) == "MẬT"
    assert converted("cã", Drawn(Legacy.TCVN3)) == "có"
    assert converted("\uf0a7\uf0ad", Drawn(Legacy.TCVN3)) == "Đư"  # as Word keeps the signs of a symbol font
    assert converted("Điều này", Drawn(Legacy.TCVN3)) == "Điều này"  # Unicode under an old font's name


@pytest.mark.parametrize(
    ("typed", "meant"), [("TèI MËT", "TỐI MẬT"), ("MËT", "MẬT"), ("Hé", "Hộ"), ("TUYÖT", "TUYỆT"), ("Mét hé", "Một hộ")]
)
def test_caps_lock_makes_capitals_where_no_font_tells(typed: str, meant: str) -> None:
    assert converted(typed, Drawn(Legacy.TCVN3)) == meant


@pytest.mark.parametrize(
    ("codec", "legacy"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("latin-1", Legacy.TCVN3),
        ("cp1258", Legacy.WINDOWS_1258),
    ],
)
def test_bytes_are_read_in_any_of_these_codes(codec: str, legacy: Legacy | None) -> None:
    saying = "\n".join(SAYINGS)
    if codec == "latin-1":
        content = old(saying, Legacy.TCVN3).encode(codec)
    elif codec == "cp1258":
        content = old(saying, Legacy.WINDOWS_1258).encode("cp1252")
        assert unicodedata.normalize("NFC", content.decode("cp1258")) == saying  # Python's own table agrees
    else:
        content = saying.encode(codec)
    found = decoded(content)
    assert found is not None
    assert (found.text, found.legacy) == (saying, legacy)


@pytest.mark.parametrize(
    "content", [b"\xff\xfea", b"\xc3\x28", b"\x00\x01\xff", b"\x89PNG\r\n", "M\u00fcller".encode("latin-1")]
)
def test_bytes_that_nobody_can_read_are_none(content: bytes) -> None:
    assert decoded(content) is None


def test_the_cells_of_a_table_are_judged_together() -> None:
    rows = [["STT", "Họ tên", "Tổ"], ["1", "Nguyễn Thị Hoa", "tổ 5"], ["2", "Bé", "xóm Ao"], ["3", "Lê Hà", ""]]
    typed = [[old(cell, Legacy.TCVN3) for cell in row] for row in rows]
    assert recognised_rows(typed) == (rows, Legacy.TCVN3)
    assert recognised_rows(rows) == (rows, None)
    assert recognised_rows([]) == ([], None)


def test_a_gate_is_given_each_reading() -> None:
    assert "Tối mật" in readings("Tèi mËt")
    assert "Toái maät" in readings("Toái maät")
    assert "Tối mật" in readings("Toái maät")
    assert readings("plain") == ("plain",)


@given(st.text(max_size=60))
def test_any_text_is_read_and_plain_letters_never_change(text: str) -> None:
    found = recognised(text).text
    assert [c for c in found if c.isdecimal()] == [c for c in text if c.isdecimal()]  # "¹" is "ạ" in TCVN3
    assert readings(text)[0] == text


def test_every_letter_goes_there_and_back() -> None:
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    small = ["đ", *(unicodedata.normalize("NFC", c + tone) for c in "aăâeêioôơuưy" for tone in tones)]
    for legacy in Legacy:
        for each in (*small, *(map(str.upper, small) if legacy is not Legacy.TCVN3 else ())):
            typed = old(each, legacy)
            assert typed.isascii() == each.isascii(), each
            assert converted(typed, Drawn(legacy)) == each, legacy


def test_what_is_no_syllable() -> None:
    assert [each for each in ("nghiêng", "quyết", "gì", "ưỡn") if not is_syllable(each)] == []
    assert [each for each in ("Tèi", "mËt", "các", "càc", "hùt", "xyz", "nghiêngg") if is_syllable(each)] == ["các"]
