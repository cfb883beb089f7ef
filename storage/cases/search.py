"""Finds cases by words, with or without diacritics: FTS5 on SQLite, a GIN index on PostgreSQL, over folded words.

Sealed cases are never in the index. The index has no diacritics (đ is d). Page by page, matches with the same
diacritics are moved to the front.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, column, false, func, or_, select, table, text

from civics.cases.codes import parse_code
from core.text import fold, folded_words, normal
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.cases import RUNNING, cases, entries
from storage.tables.columns import among
from storage.tables.ward import units
from storage.ward import ward

_WRITE = Prepared(
    {
        "sqlite": text("INSERT INTO case_words (rowid, words) VALUES (:id, :words)"),
        "postgresql": text("INSERT INTO case_words (case_id, words) VALUES (:id, :words)"),
    }
)
_REMOVE = Prepared(
    {
        "sqlite": text("DELETE FROM case_words WHERE rowid = :id"),
        "postgresql": text("DELETE FROM case_words WHERE case_id = :id"),
    }
)
_WORDS = {False: table("case_words", column("rowid")), True: table("case_words", column("case_id"))}
_MATCH = {
    False: "case_words MATCH :wish",
    True: "case_words.found @@ to_tsquery('simple', :wish)",
}
_LONGEST_WISH = 200  # letters
_MOST_HEADS = 100  # beginnings of codes; a ward has one for each year
_LAST_NUMBER = "999999"
_PHONE = re.compile(r"^\+?[\d .()-]{8,20}$")
_CODE = re.compile(r"^0*(\d{1,6})$|^([a-z0-9]{1,6}?)-?(\d{2})-?0*(\d{1,6})$")


def index(work: UnitOfWork, case_id: int) -> None:
    """Write a case's words to the index: code, name, telephone, text, later words, place, unit.

    A sealed case is taken out.
    """
    _REMOVE.do(work, {"id": case_id})
    words = _words(work, [case_id]).get(case_id)
    if words is not None:
        _write(work, case_id, words)


def index_new(work: UnitOfWork, row: Any) -> None:
    """Write the words of a case that was inserted just now. `row`: its columns; it is not sealed."""
    unit = next((each.name for each in ward.units_now(work) if each.id == row.unit_id), None)
    if unit is None and row.unit_id is not None:  # of a unit that has ended
        index(work, row.id)
    else:
        _write(work, row.id, _told(row, unit))


def _write(work: UnitOfWork, case_id: int, words: Iterable[str]) -> None:
    _WRITE.do(work, {"id": case_id, "words": " ".join(folded_words("\n".join(words)))})


def forget(work: UnitOfWork, case_id: int) -> None:
    """Remove a case from the index. Within a minute the sweep removes every trace (`storage.across.wiping`)."""
    _REMOVE.do(work, {"id": case_id})


def matching(work: UnitOfWork, wanted: Select[int], wish: str, *, few: bool) -> Select[int] | None:
    """The cases that have all these words (the last word may be incomplete). None when there is no word.

    `wanted` selects ids from `cases`; its conditions apply before the result is limited. `few`: it selects few rows
    (running cases), so these rows are tested instead of all matches.
    """
    wish = wish[:_LONGEST_WISH]
    if _PHONE.match(wish.strip()):
        wish = _digits(wish)
    words = folded_words(wish)
    if not words:
        return None
    index = _WORDS[work.postgres]
    (number,) = index.c
    match = text(_MATCH[work.postgres]).bindparams(wish=_wish(words, work.postgres))
    if few and not work.postgres:
        # FTS5 collects all matches of an incomplete word for each row that it tests. In a subquery it does so only
        # once, and only of the rows since the oldest running case. Sealed cases (ids below 0) are not in the index.
        oldest = select(func.min(cases.c.id)).where(RUNNING, cases.c.id > 0).scalar_subquery()
        return wanted.where((cases.c.id + 0).in_(select(number).where(match, number >= oldest)))
    return wanted.join(index, number == cases.c.id).where(match)


def number_of(work: UnitOfWork) -> ColumnElement[int]:
    """The case's id in the index of words. Matches come in its order."""
    (number,) = _WORDS[work.postgres].c
    return number


def units_called(work: UnitOfWork, wish: str) -> list[int]:
    """The units that are also called exactly this (`aliases`), with or without diacritics."""
    wanted = " ".join(folded_words(wish[:_LONGEST_WISH]))
    if not wanted:
        return []
    rows = work.conn.execute(select(units.c.id, units.c.aliases))
    return [row.id for row in rows if any(" ".join(folded_words(each)) == wanted for each in row.aliases)]


def best_first(work: UnitOfWork, ids: Sequence[int], wish: str) -> list[int]:
    """The matches, newest first, but those with the typed diacritics before the others."""
    exact = _with_marks(work, list(ids), wish)
    return sorted(ids, key=lambda case_id: (case_id not in exact, -case_id))


def code_like(wish: str) -> str:
    """A pattern for `LIKE` that finds a code in what people type (`ls-26-000123`, `LS26123`, `123`).

    Empty for other text.
    """
    written = parse_code(wish)
    if written is not None:
        return written
    found = _CODE.match(fold(wish).replace(" ", ""))
    if found is None:
        return ""
    bare, prefix, year, number = found.groups()
    return f"%-{int(bare):06d}" if bare else f"{prefix.upper()}-{year}-{int(number):06d}"


def _wish(words: list[str], postgres: bool) -> str:  # noqa: FBT001  # the boolean chooses one of two query languages
    if postgres:  # a word has only letters and digits, so it contains no operator
        return " & ".join([*words[:-1], f"{words[-1]}:*"])
    return " ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}" *'])


def _with_marks(work: UnitOfWork, ids: list[int], wish: str) -> set[int]:
    """The cases whose words contain the text as typed, with its diacritics."""
    typed = " ".join(normal(wish).lower().split())
    if not ids or typed == fold(typed):
        return set()
    return {case_id for case_id, words in _words(work, ids).items() if typed in _line(words)}


def _line(words: Iterable[str]) -> str:
    return " ".join(" ".join(words).lower().split())


def _digits(phone: str) -> str:
    """A telephone number as one word: people write it with blanks and dots, or without."""
    return "".join(each for each in phone if each.isdecimal())


_TEXT = 3  # where the case's own text stands among its words
_CASE = Prepared(
    select(
        cases.c.id,
        cases.c.sealed,
        cases.c.code,
        cases.c.name,
        cases.c.text,
        cases.c.place,
        cases.c.phone,
        units.c.name.label("unit"),
    )
    .select_from(cases.outerjoin(units, units.c.id == cases.c.unit_id))
    .where(among(cases.c.id, "ids"))
)
_SAID = Prepared(
    select(entries.c.case_id, entries.c.text)
    .where(
        among(entries.c.case_id, "ids"),
        or_(*(entries.c.kind == each for each in ("said", "edit", "answer", "word", "ask"))),
    )
    .order_by(entries.c.id)
)


def by_code(work: UnitOfWork, wish: str) -> list[ColumnElement[bool]]:
    """The case with a code; for a bare number, one case per year. A search by pattern would read all cases."""
    if not wish.strip():
        return []
    head, _, number = code_like(wish).rpartition("-")
    codes = [f"{each}-{number}" for each in (_heads(work) if head == "%" else [head])] if number else []
    return [cases.c.code.in_(codes) if codes else false()]


def _words(work: UnitOfWork, ids: Sequence[int]) -> dict[int, list[str]]:
    """What is found of each of these cases; nothing of a sealed one."""
    rows = _CASE.every(work, {"ids": list(ids)})
    found = {row.id: _told(row, row.unit) for row in rows if not row.sealed}
    for case_id, said in _SAID.every(work, {"ids": list(found)}):
        if said != found[case_id][_TEXT]:
            found[case_id].append(said)
    return found


def _told(row: Any, unit: str | None) -> list[str]:
    """What the case's own row says."""
    number = row.code.rsplit("-", 1)[-1].lstrip("0")
    return [
        row.code,
        number,
        row.name,
        row.text,
        row.place,
        _digits(row.phone),
        unit or "",
    ]


def _heads(work: UnitOfWork) -> list[str]:
    """The beginnings of codes in use (prefix and year), with one index lookup per beginning, not per case."""
    found: list[str] = []
    last = ""
    while len(found) < _MOST_HEADS:
        code = work.conn.execute(select(func.min(cases.c.code)).where(cases.c.code > last)).scalar()
        if code is None:
            break
        head = code.rpartition("-")[0]
        found.append(head)
        last = max(code, f"{head}-{_LAST_NUMBER}")
    return found
