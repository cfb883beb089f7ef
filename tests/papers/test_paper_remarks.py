"""What only some offices want on their papers: remarks of the machine, and fingerprints of texts."""

import io
from functools import partial

import docx
import pytest

from core.words import FIRST
from papers import held, summary
from papers.parts import official
from tests.papers.every_paper import VALUES
from tests.parts import catalogue

MARKS = (VALUES.fingerprint, "SHA-256", "do máy lập")


def said(content: bytes) -> str:
    """All words of a paper: text, tables, feet, properties."""
    document = docx.Document(io.BytesIO(content))
    section = document.sections[0]
    lines = [
        *document.paragraphs, *section.footer.paragraphs, *section.first_page_footer.paragraphs,
        *(line for table in document.tables for row in table.rows for cell in row.cells for line in cell.paragraphs),
    ]  # fmt: skip
    return "\n".join([*(each.text for each in lines), document.core_properties.comments])


@pytest.mark.parametrize("remarks", [True, False])
def test_papers_bear_remarks_and_fingerprints_only_where_an_office_wants_them(remarks: bool) -> None:
    say = official(partial(catalogue().say, FIRST), remarks=remarks)
    request = said(held.request(VALUES, say))
    for text in (request, said(summary.write(VALUES, say, lambda _done, _total: None))):
        assert [each for each in MARKS if each in text] == [*(MARKS if remarks else ())]
    assert ("1. Quy ước đã được thông qua;" in request) is not remarks
