"""A periodic report as .docx and .xlsx, made from what was kept: the same bytes however often it is made."""

import io
from collections.abc import Iterator, Sequence
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from civics.registers.reports import FEWEST, Figure, Table
from papers import sheets
from papers.disclosures import head
from papers.page import WIDTH
from papers.parts import Say, number
from papers.sheets import Sheet, Value

_LEAST, _MOST, _FIGURE = 28, 70, 20  # mm: the first column at least and at most, and a figure with its heading


def document(
    tables: Sequence[Table], say: Say, *, ward: str, kind: str, begins: date, ends: date, made_on: date, signed: str
) -> bytes:
    """The report as .docx. Until somebody has signed it, it says that it is a draft."""
    about = say(f"papers.report.about.{kind}", begins=_short(begins), ends=_short(ends))
    paper = head(say, ward=ward, about=about, made_on=made_on, mark="BC-UBND")
    paper.title(say("papers.report.title"), about)
    paper.text(say("papers.report.signed", name=signed) if signed else say("papers.report.draft"), italic=True)
    for table in tables:
        paper.heading(say(f"report.{table.name}.title"))
        if not table.lines:
            paper.text(say("papers.report.nothing"))
            continue
        columns = [say("papers.report.what"), *(say(f"report.{table.name}.{each}") for each in table.columns)]
        name = max(_LEAST, min(_MOST, WIDTH - _FIGURE * len(table.columns)))
        wide = (WIDTH - name) / len(table.columns)
        rows = [[_named(table, line.name, say), *(told(each, say) for each in line.figures)] for line in table.lines]
        paper.table(columns, rows, widths=[name, *(wide for _ in table.columns)])
    paper.text(say("papers.report.beside"), italic=True)
    receivers = [
        say("papers.receivers"),
        *(say(f"papers.report.receiver.{each}") for each in ("hdnd", "front", "kept")),
    ]
    paper.signatures([(say("papers.disclosed.sign"), signed)], how=say("papers.sign"), receivers=receivers)
    return _same(paper.made())


def workbook(tables: Sequence[Table], say: Say) -> Iterator[bytes]:
    """The report as .xlsx: the figures, then one sheet per table with every row that they count."""
    figures: list[list[Value]] = [
        [say(f"report.{table.name}.title"), _named(table, line.name, say), say(f"report.{table.name}.{each.name}"),
         "<3" if each.few else each.count, each.before]
        for table in tables for line in table.lines for each in line.figures
    ]  # fmt: skip
    columns = [say(f"papers.report.column.{each}") for each in ("table", "what", "figure", "count", "before")]
    made = [Sheet(say("papers.report.figures"), columns, figures, widths=(40, 36, 24, 10, 14))]
    for table in tables:
        rows: list[list[Value]] = [
            [_named(table, line.name, say), say(f"report.{table.name}.{each.name}"), row.title, row.day]
            for line in table.lines for each in line.figures for row in each.rows if row.link
        ]  # fmt: skip
        names = [say(f"papers.report.column.{each}") for each in ("what", "figure", "row", "day")]
        made.append(Sheet(say(f"report.{table.name}.title"), names, rows, widths=(36, 24, 50, 12)))
    return sheets.stream(made, font=say("papers.font"))


def told(figure: Figure, say: Say) -> str:
    """A figure in words: the count, and in brackets that of a year earlier. A number that could point is hidden."""
    if figure.few:
        return say("papers.report.few", few=FEWEST)
    now = number(figure.count)
    return now if figure.before is None else f"{now} ({number(figure.before)})"


def _named(table: Table, line: str, say: Say) -> str:
    return say(f"disclosure.choice.item.{line}") if table.name == "b1" else say(f"report.{table.name}.line.{line}")


def _short(on: date) -> str:
    return f"{on:%d/%m/%Y}"


def _same(content: bytes) -> bytes:
    """The same package with one date on all its parts, so that equal content is equal to the byte."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as read, ZipFile(out, "w", ZIP_DEFLATED) as written:
        for each in read.infolist():
            part = ZipInfo(each.filename)
            part.compress_type = ZIP_DEFLATED
            written.writestr(part, read.read(each.filename))
    return out.getvalue()
