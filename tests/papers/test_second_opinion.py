"""The numbers of lists as LibreOffice draws them, where it agrees with the standard, against those that we read."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from papers.draft_files import read_draft_file
from tests.papers import office
from tests.real_files.word_lists import LISTS, Listed, mixed

pytestmark = office.needed
_TEXT = "txt:Text (encoded):UTF8"  # LibreOffice writes the numbers into plain text
SAMPLE = ("a list begins anew where it says so, once", "a level that was left out counts as used")


def asked(lists: Mapping[str, Listed], folder: Path) -> list[Path]:
    """Compare what LibreOffice draws with what we read of each .docx. Gives the files."""
    files = [folder / f"{at}.docx" for at in range(len(lists))]
    for file, listed in zip(files, lists.values(), strict=True):
        file.write_bytes(listed.file())
    compare(files, folder)
    return files


def compare(files: Sequence[Path], folder: Path) -> None:
    """Compare what LibreOffice draws with what we read."""
    office.convert(files, _TEXT, folder)
    for file in files:
        shown = [_number(each) for each in file.with_suffix(".txt").read_text("utf-8-sig").splitlines()]
        read = read_draft_file(file.name, file.read_bytes()).paragraphs
        assert [_number(each.line) for each in read] == shown, file.name


def _number(line: str) -> str:
    return line.strip().removesuffix("x").strip()  # the words of each paragraph are "x"


def test_a_sample_of_lists_has_the_numbers_that_libreoffice_draws(tmp_path: Path) -> None:
    asked({name: LISTS[name] for name in SAMPLE}, tmp_path)


@pytest.mark.deep
def test_lists_have_the_numbers_that_libreoffice_draws_where_it_follows_the_standard(tmp_path: Path) -> None:
    asked({name: listed for name, listed in LISTS.items() if not listed.office}, tmp_path)


@pytest.mark.deep
def test_lists_in_any_order_have_the_numbers_that_libreoffice_draws_in_docx_and_odt(tmp_path: Path) -> None:
    files = asked({str(seed): mixed(seed) for seed in range(40)}, tmp_path)
    office.convert(files, "odt", tmp_path)
    compare([each.with_suffix(".odt") for each in files], tmp_path)
