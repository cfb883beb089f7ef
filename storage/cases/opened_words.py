"""Finds released cases by words, with or without diacritics: FTS5 on SQLite, a GIN index on PostgreSQL."""

from typing import Any

from sqlalchemy import Integer, Select, column, false, func, select, table
from sqlalchemy import text as sql

from core.text import folded_words
from storage.database.unit import UnitOfWork
from storage.tables.opened import FOUND, public_cases

_LONGEST = 20  # words
_INDEX = table("public_words", column("rowid", Integer))


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
    if work.postgres:  # a word has only letters and digits, so it contains no operator
        asked = func.to_tsquery(sql("'simple'::regconfig"), " & ".join([*wish[:-1], f"{wish[-1]}:*"]))
        return found.where(FOUND.op("@@")(asked)).order_by(public_cases.c.id.desc())
    quoted = " ".join([*(f'"{each}"' for each in wish[:-1]), f'"{wish[-1]}" *'])
    match = sql("public_words MATCH :wish").bindparams(wish=quoted)
    if few:
        those = select(_INDEX.c.rowid).where(match)
        return found.where((public_cases.c.id + 0).in_(those)).order_by(public_cases.c.id.desc())
    return found.where(public_cases.c.id == _INDEX.c.rowid, match).order_by(_INDEX.c.rowid.desc())


def forget(work: UnitOfWork) -> None:
    """Leave no trace of the words that were removed: FTS5 keeps them until it is merged."""
    if not work.postgres:
        work.conn.execute(sql("INSERT INTO public_words (public_words) VALUES ('optimize')"))
