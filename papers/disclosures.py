"""The list of what was made public in a quarter, to be posted (Luật 10/2022/QH15 Điều 13 khoản 2)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Protocol

from papers.page import Head, blank
from papers.parts import Say, according, day_and_month

if TYPE_CHECKING:
    from papers.layout import Paper

_WIDTHS = (10, 52, 32, 26, 40)  # mm: a day in one line


class Way(Protocol):
    """A way in which something was made public, with its days."""

    @property
    def part(self) -> str: ...
    @property
    def begins(self) -> date: ...
    @property
    def ends(self) -> date | None: ...


def head(say: Say, *, ward: str, about: str, made_on: date, mark: str) -> "Paper":
    """A paper of UBND with its head (NĐ 30/2020). Without a mark it bears no number, such as a receipt."""
    place = ward.removeprefix("phường ").removeprefix("xã ")
    made = datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC)
    paper = blank(title=about, author=ward, banner=say("papers.banner"), made=made, font=say("papers.font"))
    paper.head(
        Head(
            say("papers.office"), ward.upper(), say("papers.number", mark=mark) if mark else "",
            say("papers.place_and_day", place=place, **day_and_month(made_on)), say("papers.state"),
            say("papers.motto"),
        )
    )  # fmt: skip
    return paper


def row(said: Mapping[str, object], ways: Sequence[Way], say: Say, *, late: bool) -> tuple[str, str, str, str]:
    """What was made public, the document, the day, and how."""
    shown = [say(f"papers.disclosed.way.{each.part}", **_days(each)) for each in ways]
    document = " · ".join(str(said[each]) for each in ("document", "issuer") if said.get(each))
    on = _short(date.fromisoformat(str(said["public_on"])))
    return (
        say("papers.disclosed.item", item=said["item"], name=said["name"]), document,
        f"{on}\n{say('papers.disclosed.late')}" if late else on, "\n".join(shown),
    )  # fmt: skip


def quarterly(
    rows: Sequence[tuple[str, str, str, str]], say: Say, *, ward: str, begins: date, ends: date, made_on: date
) -> bytes:
    """The list as .docx, with a line of its own when nothing was made public."""
    number, year = (ends.month + 2) // 3, ends.year
    about = say("papers.disclosed.about", quarter=number, year=year)
    paper = head(say, ward=ward, about=about, made_on=made_on, mark=say("papers.disclosed.mark"))
    paper.title(say("papers.disclosed.title"), about)
    according(paper, ("democracy",), say)
    paper.text(say("papers.disclosed.lead", begins=_short(begins), ends=_short(ends), count=len(rows)))
    if rows:
        columns = [say(f"papers.disclosed.column.{each}") for each in ("number", "what", "document", "on", "how")]
        paper.table(columns, [(str(at), *each) for at, each in enumerate(rows, 1)], widths=_WIDTHS)
    receivers = [say("papers.receivers"), *(say(f"papers.disclosed.receiver.{each}") for each in ("posted", "kept"))]
    paper.signatures([(say("papers.disclosed.sign"), "")], how=say("papers.sign"), receivers=receivers)
    return paper.made()


def _days(way: Way) -> dict[str, object]:
    return {"begins": _short(way.begins), "ends": _short(way.ends) if way.ends else "…"}


def _short(on: date) -> str:
    return f"{on:%d/%m/%Y}"
