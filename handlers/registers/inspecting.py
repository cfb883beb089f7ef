"""The list of a self-inspection, made from what the registers say of its period (NQ 36/NQ-HĐND mục 2.6 a).

A point per table of the report: its title, the article, the figures as evidence, and where to look. Whether it is
met is for a person to say.
"""

from civics.registers.reports import Table
from civics.registers.values import RegisterWhy, Value
from civics.registers.values import day_of as day_in
from core.errors import ConflictError
from core.words import FIRST, Words
from handlers.registers import reporting
from storage.database.unit import UnitOfWork
from storage.registers import entries, figures
from storage.registers.entries import Entry, Links

NAME, ITEM = "self_check", "check_item"
_BASE = "/console/registers"
_WHERE = {  # a table of the report: the article it shows, and the page to look at
    "b1": ("Luật 10/2022/QH15 Điều 11 đến 14", f"{_BASE}/disclosure"),
    "b2": ("Luật 10/2022/QH15 Điều 15, 20, 21", "/console/decisions"),
    "b3": ("Luật 10/2022/QH15 Điều 25, 28", "/console/polls"),
    "b4": ("Luật Tiếp công dân Điều 28; Luật Khiếu nại; Luật Tố cáo", "/console"),
    "b5": ("NĐ 154/2026/NĐ-CP Điều 28, 29; Luật Tiếp công dân Điều 28", f"{_BASE}/reception"),
    "b6": ("Luật 10/2022/QH15 Điều 36 đến 45", f"{_BASE}/inspection"),
    "b7": ("NQ 36/NQ-HĐND mục 2.2", "/console/bulletins"),
    "b8": ("NQ 36/NQ-HĐND mục 2.1", f"{_BASE}/training"),
    "b9": ("NĐ 61/2023/NĐ-CP Điều 9 đến 14", "/console/decisions"),
    "b10": ("NQ 36/NQ-HĐND mục 2.4", f"{_BASE}/model"),
    "b10_violations": ("Luật 10/2022/QH15 Điều 9, 10", f"{_BASE}/violation"),
    "b11": ("Luật 10/2022/QH15 Điều 27", f"{_BASE}/burden"),
    "b12": ("Luật 10/2022/QH15 Điều 40, 45", f"{_BASE}/proposal"),
    "b13": ("Luật 10/2022/QH15 Điều 34 khoản 1", "/console/figures"),
}


def make_list(work: UnitOfWork, plan: Entry, *, by: int, words: Words) -> int:
    """Add the points that the plan does not have yet; returns how many. Raises ConflictError (STATE) after its end."""
    begins, ends = day_in(plan.said.get("begins_on")), day_in(plan.said.get("ends_on"))
    if plan.state == "reported" or begins is None or ends is None:
        raise ConflictError(RegisterWhy.STATE)
    there = {each.title for each in entries.of_parent(work, plan.id, reader=None)}
    made = 0
    for table in figures.collect(work, begins, ends, lacks=reporting.lacks):
        title = words.say(FIRST, f"report.{table.name}.title")
        if title in there:
            continue
        article, link = _WHERE[table.name]
        said: dict[str, Value] = {
            "name": title, "article": article, "evidence": _evidence(table, words)[:2000], "link": link,
        }  # fmt: skip
        entries.add(work, ITEM, said, by=by, links=Links(owner_id=plan.owner_id, parent_id=plan.id))
        made += 1
    return made


def _evidence(table: Table, words: Words) -> str:
    """The sums of a table's columns in words. A number that is too small to be told is left out."""
    parts = []
    for at, name in enumerate(table.columns):
        told = [line.figures[at] for line in table.lines if not line.figures[at].few]
        parts.append(f"{words.say(FIRST, f'report.{table.name}.{name}')}: {sum(each.count for each in told)}")
    return "; ".join(parts) or words.say(FIRST, "registers.none")
