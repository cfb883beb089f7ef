"""The loudspeaker's programme sheet (NĐ 49/2024/NĐ-CP): what is read, when, who approved it, and the log to fill in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from papers.disclosures import head
from papers.parts import Say

DOTS = "..........................."
_WIDTHS = (12, 34, 44, 38, 32)
_MOST_DAYS = 62


@dataclass(frozen=True, slots=True)
class Played:
    """One line of the log."""

    begins: date
    ends: date | None
    place: str
    times: int


def sheet(
    said: Mapping[str, object], played: Sequence[Played], say: Say, *, ward: str, unit: str, made_on: date
) -> bytes:
    """The sheet as .docx. What was played is filled in; the other days are left to be filled in by hand."""
    about = say("papers.loudspeaker.about", name=said["name"])
    paper = head(say, ward=ward, about=about, made_on=made_on, mark=say("papers.loudspeaker.mark"))
    paper.title(say("papers.loudspeaker.title"), about)
    begins, ends = (date.fromisoformat(str(said[each])) for each in ("begins_on", "ends_on"))
    approved = str(said.get("approved_by", ""))
    day = str(said.get("approved_on", ""))
    for name, value in (
        ("days", say("papers.loudspeaker.from_to", begins=_short(begins), ends=_short(ends))),
        ("times", str(said.get("times", DOTS))), ("where", unit or say("papers.loudspeaker.whole")),
        ("approved", say("papers.loudspeaker.approved_on", name=approved, day=_short(date.fromisoformat(day)))
         if approved and day else DOTS),
    ):  # fmt: skip
        paper.figure(say(f"papers.loudspeaker.{name}"), value)
    paper.heading(say("papers.loudspeaker.text"))
    for line in filter(None, map(str.strip, str(said.get("about", "")).splitlines())):
        paper.text(line)
    paper.heading(say("papers.loudspeaker.log"))
    columns = [say(f"papers.loudspeaker.column.{each}") for each in ("number", "day", "times", "place", "sign")]
    rows = [(str(at), *row) for at, row in enumerate(_days(begins, ends, str(said.get("times", "")), played), 1)]
    paper.table(columns, rows, widths=_WIDTHS)
    receivers = [say("papers.receivers"), *(say(f"papers.loudspeaker.receiver.{each}") for each in ("played", "kept"))]
    paper.signatures([(say("papers.disclosed.sign"), "")], how=say("papers.sign"), receivers=receivers)
    return paper.made()


def _days(begins: date, ends: date, times: str, played: Sequence[Played]) -> Iterator[tuple[str, str, str, str]]:
    for at in range(min((ends - begins).days + 1, _MOST_DAYS)):
        on = begins + timedelta(days=at)
        found = next((each for each in played if each.begins <= on <= (each.ends or on)), None)
        told = f"{times} ({found.times} ×)" if found and found.times else times
        yield _short(on), told, found.place if found else "", ""


def _short(on: date) -> str:
    return f"{on:%d/%m/%Y}"
