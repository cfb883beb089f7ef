"""The columns of an entry that follow from what its fields hold, and its number within the year."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from civics.days.calendar import day_of
from civics.registers.definition import Register
from civics.registers.values import Value, Values, due
from core.text import fold
from storage.database.unit import UnitOfWork
from storage.tables.ward import counters
from storage.ward import days

MOST_FOLDED = 4_000  # letters that a search looks through


def next_number(work: UnitOfWork, name: str, year: int, *, sealed: bool) -> int:
    """The next number of that year. Two who write at once wait for each other here."""
    dialect = postgresql if work.postgres else sqlite
    row = dialect.insert(counters).values(name=f"reg:{name}:{year}{':s' if sealed else ''}", value=1)
    grown = row.on_conflict_do_update(index_elements=["name"], set_={"value": counters.c.value + 1})
    found: int = work.conn.execute(grown.returning(counters.c.value)).scalar_one()
    return found


def written(work: UnitOfWork, law: Register, said: Values, state: str, *, sealed: bool) -> dict[str, Any]:
    """The columns that follow from what the fields hold."""
    hidden = closed_names(law)
    kept = {name: value for name, value in said.items() if name not in hidden and value != ""}
    secret = {name: value for name, value in said.items() if name in hidden and value != ""}
    term = due(law, state, said, days=days.known(work))
    unit = kept.get("unit")
    return {
        "state": state, "on_day": day_of_entry(law, said, work), "over": state in law.over, "changed_at": work.now,
        "public": state in law.public and not sealed, "due_on": term.on if term else None,
        "due_clock": term.clock.name if term else "", "unit_id": unit if isinstance(unit, int) else None,
        "title": "" if sealed else str(kept.get(law.title, "")), "folded": "" if sealed else _folded(kept),
        "said": {} if sealed else kept, "closed": _sealed_text(work, {**kept, **secret} if sealed else secret),
    }  # fmt: skip


def _sealed_text(work: UnitOfWork, secret: Mapping[str, Value]) -> str:
    return work.seal.close_text(json.dumps(dict(secret), ensure_ascii=False)) if secret else ""


def _folded(kept: Mapping[str, Value]) -> str:
    words = " ".join(each for each in kept.values() if isinstance(each, str))
    return fold(words)[:MOST_FOLDED]


def day_of_entry(law: Register, said: Values, work: UnitOfWork) -> date:
    """The day by which an entry is counted: today until its field says another."""
    given = said.get(law.day)
    return date.fromisoformat(str(given)) if given else day_of(work.now)


def closed_names(law: Register) -> frozenset[str]:
    """The fields that are sealed."""
    return frozenset(each.name for each in law.fields if each.closed)
