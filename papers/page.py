"""What a paper is before a library writes it: the page's measures, its head."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from papers.layout import Paper

LEFT, RIGHT, TOP, BOTTOM = 30, 20, 20, 20  # mm
WIDTH = 210 - LEFT - RIGHT


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the paper: who issues it, its number, place and date."""

    above: str  # the superior office, in capitals; may be empty
    office: str
    number: str
    place_and_day: str
    state: str  # quốc hiệu
    motto: str


def blank(*, title: str, author: str, banner: str, made: datetime, font: str) -> "Paper":
    """A paper to write on. `font`: the family of all its words."""
    from papers.layout import Paper  # noqa: PLC0415  # what writes .docx takes 9 MB, and most days need no paper

    return Paper(title=title, author=author, banner=banner, made=made, font=font)
