"""The papers of a reception: Mẫu 01/TCD (refusal), 02/TCD (receipt), 03/TCD (the register), NĐ 154/2026/NĐ-CP."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from papers import sheets
from papers.disclosures import head
from papers.parts import Say
from papers.sheets import Sheet, Value

if TYPE_CHECKING:
    from papers.layout import Paper

DOTS = "..........................."
COLUMNS = 13  # of Mẫu 03/TCD


def refusal(said: Mapping[str, object], say: Say, *, ward: str, made_on: date) -> bytes:
    """Thông báo về việc từ chối tiếp công dân, with the ground of Điều 4 of the decree or Điều 9 of the law."""
    paper = _begin(say, "refusal", "01", ward=ward, made_on=made_on, mark="TB-UBND")
    paper.centred(say("papers.reception.to", name=_capital(_person(said, say))))
    paper.text(
        say(
            "papers.reception.refused", on=_day(said.get("on")), name=_person(said, say),
            identity=said.get("identity", DOTS), address=said.get("address", DOTS), matter=said.get("matter", DOTS),
        )
    )  # fmt: skip
    ground = str(said.get("ground", ""))
    law = say("papers.reception.by_law" if ground.startswith("9_") else "papers.reception.by_decree",
              point="đ" if ground == "dd" else ground.removeprefix("9_") or "...")  # fmt: skip
    paper.text(say("papers.reception.refused_because", law=law, why=_why(ground, say)))  # fmt: skip
    receivers = [say("papers.receivers"), *(say(f"papers.reception.receiver.{each}") for each in ("above", "kept"))]
    paper.signatures([(say("papers.reception.head"), "")], how=say("papers.sign"), receivers=receivers)
    return paper.made()


def conclusion(said: Mapping[str, object], say: Say, *, ward: str, made_on: date, host: str) -> bytes:
    """Thông báo kết luận việc tiếp công dân (Luật Tiếp công dân Điều 25; the decree has no form for it)."""
    title, about = say("papers.reception.conclusion.title"), say("papers.reception.conclusion.about")
    paper = head(say, ward=ward, about=about, made_on=made_on, mark="TB-UBND")
    paper.title(title, about)
    paper.centred(say("papers.reception.to", name=_capital(_person(said, say))))
    paper.text(
        say(
            "papers.reception.came", on=_day(said.get("received_on")), host=host or DOTS, name=_person(said, say),
            address=said.get("address", DOTS), matter=said.get("matter", DOTS),
        )
    )  # fmt: skip
    paper.text(say("papers.reception.concluded", result=said.get("result", DOTS)))
    if said.get("guided"):
        paper.text(say("papers.reception.guided", guided=said["guided"]))
    if said.get("passed_to"):
        paper.text(say("papers.reception.passed_to", body=said["passed_to"]))
    receivers = [say("papers.receivers"), *(say(f"papers.reception.receiver.{each}") for each in ("above", "kept"))]
    paper.signatures([(say("papers.reception.head"), "")], how=say("papers.sign"), receivers=receivers)
    return paper.made()


def receipt(said: Mapping[str, object], say: Say, *, ward: str, made_on: date, officer: str) -> bytes:
    """Giấy biên nhận thông tin, tài liệu. Each line of the papers is one document with its pages and state."""
    paper = _begin(say, "receipt", "02", ward=ward, made_on=made_on, mark="")
    paper.text(say("papers.reception.at", on=_day(said.get("on")), place=ward))
    paper.text(say("papers.reception.i_am", officer=officer or DOTS))
    paper.text(say("papers.reception.got", name=_person(said, say), identity=said.get("identity", DOTS)))
    papers = [each.strip() for each in str(said.get("papers", "")).splitlines() if each.strip()] or [DOTS, DOTS]
    for at, each in enumerate(papers, 1):
        paper.text(f"{at}. {each}")
    paper.text(say("papers.reception.copies"))
    signs = [(say("papers.reception.giver"), str(said.get("name", ""))), (say("papers.reception.taker"), officer)]
    paper.signatures(signs, how=say("papers.sign"))
    return paper.made()


def register(rows: Iterable[Sequence[Value]], say: Say) -> Iterable[bytes]:
    """Sổ tiếp công dân as a spreadsheet with its thirteen columns."""
    columns = [say(f"papers.reception.column.{at}") for at in range(1, COLUMNS + 1)]
    widths = (5, 11, 22, 13, 30, 10, 8, 15, 9, 16, 16, 22, 12)  # together as wide as A4 across lets be read
    book = Sheet(say("papers.reception.book"), columns, rows, widths=widths, keep="C2", wrap=True, register=True)
    return sheets.stream([book], font=say("papers.font"))


def row(at: int, said: Mapping[str, object], say: Say, *, identity: str) -> list[Value]:
    """One row of the register. `identity`: as much of the number as the reader may see."""
    sort = str(said.get("sort", ""))
    outcome = [str(said.get("result", "")), _day(said.get("answered_on"), empty="")]
    return [
        at, _day(said.get("received_on") or said.get("on")),
        "\n".join(filter(None, (str(said.get("name", "")), str(said.get("address", ""))))), identity,
        str(said.get("matter", "")), say(f"reception.choice.sort.{sort}") if sort else "",
        int(str(said.get("people") or 1)), str(said.get("handled_by", "")), "x" if said.get("competent") else "",
        str(said.get("guided", "")), str(said.get("passed_to", "")), " ".join(filter(None, outcome)),
        str(said.get("note", "")),
    ]  # fmt: skip


_TITLES = frozenset({"ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ", "em"})


def _person(said: Mapping[str, object], say: Say) -> str:
    """How a paper calls somebody: "ông (bà) …", unless the name was written with such a word."""
    name = str(said.get("name", DOTS))
    titled = name.partition(" ")[0].lower() in _TITLES
    return name if titled else say("papers.reception.person", name=name)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _why(ground: str, say: Say) -> str:
    """The ground in words. Its letter stands before it already, in the name of the point."""
    said = say(f"reception.choice.ground.{ground}") if ground else DOTS
    _, bracket, rest = said.partition(") ")
    return rest if bracket and len(said) - len(rest) <= len("đ) ") else said


def _begin(say: Say, kind: str, form: str, *, ward: str, made_on: date, mark: str) -> "Paper":
    title, about = say(f"papers.reception.{kind}.title"), say(f"papers.reception.{kind}.about")
    paper = head(say, ward=ward, about=about, made_on=made_on, mark=mark)
    paper.form(say("papers.reception.form", number=form))
    paper.title(title, about)
    return paper


def _day(value: object, *, empty: str = "...") -> str:
    try:
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    except ValueError:
        return empty
