"""Finds released cases by words, with or without diacritics: FTS5 on SQLite, a GIN index on PostgreSQL."""

from typing import Any

from sqlalchemy import Integer, Select, column, false, select, table
from sqlalchemy import text as sql

from core.text import folded_words
from storage.database.unit import UnitOfWork
from storage.tables.opened import public_cases

_LONGEST = 20  # words
_WORDS = {each: table("public_words", column(name, Integer)) for each, name in ((False, "rowid"), (True, "id"))}
_MATCH = {False: "public_words MATCH :wish", True: "public_words.found @@ to_tsquery('simple', :wish)"}


def folded(text: str) -> str:
    """What the index keeps of a text."""
    return " ".join(folded_words(text))


def searched(work: UnitOfWork, found: Select[Any], words: str, *, few: bool = False) -> Select[Any]:
    """Those of `found` that have all these words, of which the last may be incomplete.

    The newest come first: those that were asked about or released last. So a common word is not looked through to its
    end. `few`: other conditions leave few of them, so the search is made once and not for each.
    """
    wish = folded_words(words)[:_LONGEST]
    if not wish:
        return found.where(false())
    index = _WORDS[work.postgres]
    (number,) = index.c
    match = sql(_MATCH[work.postgres]).bindparams(wish=_wish(wish, work.postgres))
    if few and not work.postgres:  # FTS5 would collect all matches of an incomplete word for each row that it tests
        return found.where((public_cases.c.id + 0).in_(select(number).where(match))).order_by(public_cases.c.id.desc())
    return found.where(public_cases.c.id == number, match).order_by(number.desc())


def _wish(words: list[str], postgres: bool) -> str:  # noqa: FBT001  # the boolean chooses one of two query languages
    if postgres:  # a word has only letters and digits, so it contains no operator
        return " & ".join([*words[:-1], f"{words[-1]}:*"])
    return " ".join([*(f'"{each}"' for each in words[:-1]), f'"{words[-1]}" *'])
