"""PAPER_FONT names the one font of papers, workbooks, certificates and charts; a machine without it has another."""

import io
from dataclasses import replace
from functools import partial

import docx
import pytest
from openpyxl import load_workbook
from PIL import Image, ImageFont
from PIL.ImageFont import FreeTypeFont

from bot.commands import doctor
from bot.workers import subprocess_work
from core.errors import SettingError
from core.settings import Settings
from core.words import FIRST
from papers import certificates, charts, fonts
from papers.certificates import Winner
from papers.charts import Bar
from papers.parts import official
from storage.polls.tasks import What
from tests.papers.every_paper import VALUES
from tests.parts import catalogue

NAMED = "Be Vietnam Pro"


def test_each_paper_a_workbook_and_a_certificate_carry_the_named_family() -> None:
    given = replace(VALUES, font=NAMED).to_json()
    style = docx.Document(io.BytesIO(subprocess_work.main(What.SUMMARY, given))).styles["Normal"]
    assert set(style.element.rPr.rFonts.attrib.values()) == {NAMED}
    for bearer, wanted in ((given, NAMED), (VALUES.to_json(), "Times New Roman")):
        book = load_workbook(io.BytesIO(subprocess_work.main(What.TABLE, bearer)))
        assert {cell.font.name for row in book.worksheets[0].iter_rows() for cell in row} == {wanted}
    say = official(partial(catalogue().say, FIRST), remarks=False, font=NAMED)
    drawn = certificates.draw(Winner("Hoa", 1, 9, 10, "Thi", "1", "2/9/2026"), say, ward="phường Linh Sơn").decode()
    assert f"font-family=\"'{NAMED}', " in drawn
    assert "Times New Roman" not in drawn


def test_a_chart_draws_vietnamese_letters_in_a_font_of_this_machine() -> None:
    found = fonts.find("Times New Roman")
    if found is None:
        pytest.skip("this machine has no font with Vietnamese letters")
    assert fonts.writes(found.face(28), "Điều 5đ: Đường ngõ sạch, trẻ được nghỉ ngơi ở Ỷ Lãng")
    assert not fonts.writes(found.face(28), "5\U0010fffe")
    assert _label("5đ") not in {_label("5d"), _label("5\U0010fffe")}


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without fontconfig and fonts."""
    monkeypatch.setattr("papers.fonts.shutil.which", lambda _name: None)
    monkeypatch.setattr(fonts, "_FOLDERS", ())


@pytest.mark.usefixtures("bare")
def test_a_machine_without_fonts_draws_plain_letters_in_place_of_squares() -> None:
    plain = ImageFont.load_default(28)
    assert isinstance(plain, FreeTypeFont)
    assert not fonts.writes(plain, "đ")
    assert _label("5đ") == _label("5d") != _label("6d")
    assert "charts are drawn in plain letters" in doctor._font(Settings())
    with pytest.raises(SettingError, match="PAPER_FONT=Be Vietnam Pro is not on this machine"):
        doctor._font(Settings(paper_font=NAMED))


def test_the_doctor_says_what_a_missing_font_is_replaced_by(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = fonts.find("No Such Family")
    if found is None:
        pytest.skip("this machine has no font with Vietnamese letters")
    assert doctor._font(Settings(paper_font=found.family)).endswith(f"drawn in {found.family}")
    for name in ("_settings", "_key", "_database", "_files", "_instance", "_outbox", "_polls"):
        monkeypatch.setattr(doctor, name, lambda _settings: "fine")
    assert doctor.run(Settings(paper_font="No Such Family"), None) == 1  # type: ignore[arg-type]  # it reads none
    line = next(each for each in capsys.readouterr().out.splitlines() if " font: " in each)
    assert line.startswith("!!  font: PAPER_FONT=No Such Family is not on this machine")
    assert f"drawn in {found.family}; install it" in line


def test_fonts_are_found_in_the_folders_of_a_system_without_fontconfig(monkeypatch: pytest.MonkeyPatch) -> None:
    if fonts.find("Times New Roman") is None:
        pytest.skip("this machine has no font with Vietnamese letters")
    monkeypatch.setattr("papers.fonts.shutil.which", lambda _name: None)
    found = fonts.find("No Such Family")
    assert found is not None
    assert fonts.writes(found.face(28), "ĐỘC LẬP")


def _label(text: str) -> bytes:
    """The pixels left of the bar."""
    drawn = Image.open(io.BytesIO(charts.bars([Bar(text, (1, 1, 1, 1))], whole=4, family="Times New Roman")))
    return drawn.crop((0, 0, 118, 60)).tobytes()
