"""Marks of a state secret stop a bulletin, however they are written. Innocent words pass."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.bulletins.state_secrets import Level, scan, scan_name, stops
from core.legacy_text import Legacy
from tests.core.test_legacy_text import old

STOP = (
    "TUYỆT MẬT",
    "tối mật",
    "Tối  mật",
    "TỐI-MẬT",
    "TỐI_MẬT",
    "TỐIMẬT",
    "T Ố I   M Ậ T",
    "T.U.Y.Ệ.T M.Ậ.T",
    "**TỐI** MẬT",
    "Công văn tuyệt mật số 5",
    "MẬT",
    "  [MẬT]  ",
    "M Ậ T",
    "# MẬT #",
    "Độ mật: Mật",
    "ĐỘ MẬT : thường",
    "đ ộ m ậ t:",
    "T\u200bỐI M\u200bẬT",
    "MẬT",
    "T&#7888;I M&#7852;T",
    "TOI MAT",
    "Bà con ơi\nMẬT\nngày mai họp",
    "HỎA TỐC - MẬT",
)
WARN = ("Tài liệu mật của phường", "mật", "Nội dung này là mật.", "bí mật nhà nước", "Số 12/MẬT-UBND")
PASS = (
    "Mặt trận Tổ quốc",
    "MẶT TRẬN TỔ QUỐC",
    "mật ong rừng",
    "buổi tối mật ong rất ngon",
    "Buổi tối. Mật độ xe đông",
    "mật khẩu",
    "mật độ dân cư",
    "bỏ phiếu kín, giữ bí mật",
    "bảo mật thông tin",
    "tối mặt tối mũi",
    "tuyệt vời",
    "sỏi mật",
    "mất",
    "mặt",
    "MẤT",
    "mắt",
    "hình thức nhà mặt phố",
    "tuần trăng mật",
    "phối hợp mật thiết",
    "có mặt tối nay",
    "ban mai",
)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("text", STOP)
def test_a_mark_stops_in_any_normal_form(text: str, form: str) -> None:
    shape = unicodedata.normalize(form, text)  # type: ignore[arg-type]  # one of the four above
    assert stops(scan(shape))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("text", WARN)
def test_a_lone_word_warns_and_does_not_stop(text: str, form: str) -> None:
    found = scan(unicodedata.normalize(form, text))  # type: ignore[arg-type]  # one of the two above
    assert [each.level for each in found] == [Level.WARN]


OLD = ("Tối mật", "TUYỆT MẬT", "Công văn tuyệt mật số 5", "Độ mật: thường", "T ố i  m ậ t", "Mật", "tối_mật")


@pytest.mark.parametrize("legacy", list(Legacy))
@pytest.mark.parametrize("text", OLD)
def test_a_mark_typed_in_an_old_font_stops(text: str, legacy: Legacy) -> None:
    typed = old(text.lower() if legacy is Legacy.TCVN3 else text, legacy)  # its capitals have no tones
    assert stops(scan(f"Kinh göi\n{typed}\nngµy"))
    if legacy is not Legacy.WINDOWS_1258:  # Word keeps the signs of such a font at U+F000
        assert stops(scan("".join(chr(0xF000 + ord(c)) if "\xa0" < c < "\u0100" else c for c in typed)))


@pytest.mark.parametrize("legacy", list(Legacy))
@pytest.mark.parametrize("text", ["Mặt trận Tổ quốc", "mật ong rừng", "mật khẩu", "tối mặt tối mũi"])
def test_honest_words_in_an_old_font_pass(text: str, legacy: Legacy) -> None:
    assert scan(old(text, legacy)) == ()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("text", PASS)
def test_honest_words_pass(text: str, form: str) -> None:
    assert scan(unicodedata.normalize(form, text)) == ()  # type: ignore[arg-type]  # one of the two above


@pytest.mark.parametrize(
    "name",
    [
        "TỐI MẬT.docx",
        "toi_mat.pdf",
        "bao-cao-tuyet-mat-2026.docx",
        "ToiMat.pdf",
        "TUYETMAT.pdf",
        "MẬT.pdf",
        "Độ mật: A.doc",
    ],
)
def test_a_name_stops_also_without_diacritics(name: str) -> None:
    assert stops(scan_name(name))


@pytest.mark.parametrize("name", ["mat.pdf", "tai_lieu_mat.docx", "cv 12 mật.pdf"])
def test_a_name_with_a_lone_word_warns(name: str) -> None:
    assert [each.level for each in scan_name(name)] == [Level.WARN]


@pytest.mark.parametrize(
    "name", ["mat-tran-to-quoc.pdf", "mặt trận.docx", "tối mặt.jpg", "format.pdf", "anh.png", "", ".pdf", "mật ong.jpg"]
)
def test_a_name_with_honest_words_passes(name: str) -> None:
    assert scan_name(name) == ()


@given(st.text(max_size=40), st.text(max_size=40))
def test_nothing_that_stands_on_other_lines_hides_a_stamp(before: str, after: str) -> None:
    assert stops(scan(f"{before}\nTUYỆT MẬT\n{after}"))


def test_it_says_which_words_and_where() -> None:
    (found,) = scan("dòng một\nGửi: công văn tối mật số 5", where="file")
    assert (found.what, found.where, found.line) == ("top", "file", "Gửi: công văn tối mật số 5")
