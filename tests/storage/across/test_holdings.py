"""Whatever the storage holds of a person is named by its subject, which says what becomes of it."""

import importlib
import pkgutil

from sqlalchemy import Column, MetaData, Table, Text

from storage import tables
from storage.across.erasing import HOLDINGS
from storage.tables.columns import metadata, reference

_NAMES = frozenset(
    {"chat", "resident", "person", "author", "voter", "name", "phone", "address", "representative", "recovery"}
)
_OF_PEOPLE = frozenset({"chats", "residents", "persons"})
NOBODY = {  # columns that are called so and hold nothing of a resident
    "bodies.name": "of an authority",
    "bodies.phone": "of an authority",
    "bulletin_files.name": "a file that staff put into a bulletin",
    "bulletins.author_id": "of staff, whose acts are accounted for",
    "canned_files.name": "a file that staff put into a prepared answer",
    "cases.due_name": "the name of a clock of the law",
    "counters.name": "of a counter",
    "grants.name": "of a platform's key",
    "job_runs.name": "of a job",
    "leases.name": "of a lease",
    "open311_keys.name": "of another program",
    "roll_offers.name": "of a table that staff put in",
    "saved_views.name": "of a view that staff made of the queue",
    "staff.name": "of staff, whose acts are accounted for",
    "teams.name": "of a team of staff",
    "units.name": "of a residential group",
}


def suspects(of: MetaData) -> set[str]:
    """The columns that may hold something of a person: by what they are called, or by where they lead."""
    return {
        f"{table.name}.{column.name}"
        for table in of.tables.values()
        for column in table.columns
        if set(column.name.split("_")) & _NAMES
        or {_target(each.target_fullname) for each in column.foreign_keys} & _OF_PEOPLE
    }


def _target(column: str) -> str:
    return column.partition(".")[0]


def named() -> list[str]:
    """The columns that some holding names."""
    return [f"{column.table.name}.{column.name}" for each in HOLDINGS for column in each.columns]


def everything() -> MetaData:
    """The tables, all of them."""
    for each in pkgutil.iter_modules(tables.__path__):
        importlib.import_module(f"{tables.__name__}.{each.name}")
    return metadata


def test_no_column_of_a_person_is_forgotten() -> None:
    assert suspects(everything()) - {*named(), *NOBODY} == set()


def test_what_names_nobody_is_there_and_is_no_holding() -> None:
    assert set(NOBODY) <= suspects(everything())
    assert not set(NOBODY) & set(named())


def test_each_holding_is_wiped_or_says_why_it_stays_and_names_a_column_once() -> None:
    assert [each.what for each in HOLDINGS if not (each.at_once or each.later or each.stays)] == []
    assert len(named()) == len(set(named()))


def test_a_new_column_would_be_found() -> None:
    grown = MetaData()
    Table("chats", grown, Column("id", Text))
    Table("gifts", grown, Column("address", Text), reference("giver", "chats.id"), Column("colour", Text))
    assert suspects(grown) == {"gifts.address", "gifts.giver"}
