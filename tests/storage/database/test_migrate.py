"""Migrations and tables agree, on both databases; the trail is append-only."""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.process import installation
from core.errors import SettingError
from core.settings import Settings
from storage.database import migrate, revision
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.columns import metadata
from storage.ward import audit


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = create_engine(database_url, poolclass=NullPool)
    yield made
    made.dispose()


OURS_ALONE = ("case_words", "public_words", "alembic_version")  # made by migrations only, and what searches them


def _form(engine: Engine) -> dict[str, Any]:
    """The schema of every table, as the database describes it."""
    return _form_of_sqlite(engine) if engine.dialect.name == "sqlite" else _form_of_postgres(engine)


def _form_of_postgres(engine: Engine) -> dict[str, Any]:
    look = inspect(engine)  # asked for all tables at once: it takes seconds to ask for each
    keys, foreign = look.get_multi_pk_constraint(), look.get_multi_foreign_keys()
    unique, indexes = look.get_multi_unique_constraints(), look.get_multi_indexes()
    return {
        table: {
            "columns": {each["name"]: (str(each["type"]), each["nullable"], each["default"]) for each in columns},
            "key": keys[place]["constrained_columns"],
            "keys": sorted(
                (each["constrained_columns"], each["referred_table"], each["referred_columns"])
                for each in foreign[place]
            ),
            "unique": sorted((str(each["name"]), each["column_names"]) for each in unique[place]),
            "indexes": {
                str(each["name"]): (each.get("expressions", each["column_names"]), each["unique"], _where(each))
                for each in indexes[place]
            },
        }
        for place, columns in look.get_multi_columns().items()
        if not (table := place[1]).startswith(OURS_ALONE)
    }


# By SQLite's own tables of what it knows: the inspector asks thousands of questions for the same.
_OF_SQLITE = {
    "columns": """SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk
        FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table'""",
    "keys": """SELECT m.name, k."from", k."table", k."to", k.seq, k.on_delete
        FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table'""",
    "indexes": """SELECT m.name, i.name, i."unique", i.origin, c.seqno, c.name, x.sql
        FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_info(i.name) c
        LEFT JOIN sqlite_master x ON x.name = i.name WHERE m.type = 'table' AND i.origin <> 'u'""",
    "unique": """SELECT m.name, group_concat(c.name, ' ') FROM sqlite_master m, pragma_index_list(m.name) i,
        pragma_index_info(i.name) c WHERE m.type = 'table' AND i.origin = 'u' GROUP BY m.name, i.name""",
}
_CONSTRAINT = re.compile(r"CONSTRAINT (\w+) (?:UNIQUE|CHECK)")


def _form_of_sqlite(engine: Engine) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with engine.connect() as conn:
        for what, question in _OF_SQLITE.items():
            for table, *told in conn.exec_driver_sql(question):
                if not table.startswith((*OURS_ALONE, "sqlite_")):
                    found.setdefault(table, {}).setdefault(what, set()).add(tuple(told))
        for table, made in conn.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
            if table in found:
                found[table]["named"] = set(_CONSTRAINT.findall(made))
    return found


def _where(index: Any) -> str:
    options = index.get("dialect_options", {})
    return str(options.get("sqlite_where", options.get("postgresql_where", "")))


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")  # SQLite's of an index of a value
def test_the_migrated_database_is_what_the_tables_say(engine: Engine) -> None:
    migrated = _form(engine)
    with engine.begin() as conn:
        conn.execute(text("DROP TABLE case_words"))
        metadata.drop_all(conn)
        metadata.create_all(conn)
    assert migrated == _form(engine)
    assert set(migrated) == set(metadata.tables)


def test_whatever_differs_is_seen(engine: Engine) -> None:
    before = _form(engine)
    for change in (
        "ALTER TABLE counters ADD COLUMN colour INTEGER",
        "CREATE INDEX ix_colour ON counters (colour)",
        "CREATE UNIQUE INDEX ix_colours ON counters (colour) WHERE colour > 1",
        "CREATE TABLE more (a INTEGER CONSTRAINT uq_more UNIQUE)",
    ):
        with engine.begin() as conn:
            conn.execute(text(change))
        after = _form(engine)
        assert after != before, change
        before = after


def test_migrating_again_changes_nothing(database_url: str) -> None:
    migrate.upgrade(database_url)
    assert revision.current(database_url) == revision.newest()
    assert revision.is_current(database_url)


def test_a_database_without_tables_is_not_current(tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path}/deep/er/new.sqlite3"
    assert not revision.is_current(url)
    migrate.upgrade(url)
    assert revision.is_current(url)


@pytest.mark.parametrize("statement", ["UPDATE audit SET act = 'nothing'", "DELETE FROM audit"])
def test_nobody_changes_a_line_of_the_trail(store: Database, statement: str) -> None:
    store.run(audit.record, "ward.opened", actor=audit.SYSTEM)

    def tamper(work: UnitOfWork) -> None:
        work.conn.execute(text(statement))

    with pytest.raises(DBAPIError, match="append-only"):
        store.run(tamper)
    assert [each.act for each in store.look(audit.since, 0)] == ["ward.opened"]


def test_nobody_empties_the_trail_of_postgres(store: Database) -> None:
    if store.embedded:
        pytest.skip("SQLite knows no TRUNCATE")

    def tamper(work: UnitOfWork) -> None:
        work.conn.execute(text("TRUNCATE audit"))

    with pytest.raises(DBAPIError, match="append-only"):
        store.run(tamper)


def test_consents_are_append_only_too(store: Database) -> None:
    def tamper(work: UnitOfWork) -> None:
        work.conn.execute(text("INSERT INTO residents (created_at) VALUES ('2026-01-01')"))
        work.conn.execute(
            text("INSERT INTO chats (channel, bot, chat, private, created_at) VALUES ('web','w','1',true,'2026-01-01')")
        )
        work.conn.execute(
            text(
                "INSERT INTO consents (resident_id, purpose, given, text_version, language, at, chat_id)"
                " SELECT residents.id, 'notice', true, 'x', 'vi', '2026-01-01', chats.id FROM residents, chats"
            )
        )
        work.conn.execute(text("DELETE FROM consents"))

    with pytest.raises(DBAPIError, match="append-only"):
        store.run(tamper)


def test_the_newest_revision_is_read_from_the_names_of_the_migrations_as_alembic_has_it() -> None:
    script = ScriptDirectory(str(revision.MIGRATIONS))
    assert revision.newest() == script.get_current_head()


def test_the_database_is_brought_to_this_release_by_a_process_of_its_own(tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)  # the address is relative to the folder where the program was started
    settings = Settings(secret_key="k" * 40, database_url="sqlite:///here/ward.sqlite3", files_dir=tmp_path / "files")
    assert installation.ready_database(settings) == revision.newest()
    assert (tmp_path / "here" / "ward.sqlite3").exists()


def test_a_migration_that_fails_stops_the_start_with_a_sentence(tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path}/ward.sqlite3"
    with sqlite3.connect(tmp_path / "ward.sqlite3") as conn:
        conn.execute("CREATE TABLE cases (nobody TEXT)")
    conn.close()
    settings = Settings(secret_key="k" * 40, database_url=url, files_dir=tmp_path / "files")
    with pytest.raises(SettingError, match="could not be brought to this release"):
        installation.ready_database(settings)
    assert revision.current(url) == "", "it is as it was"


def _stamped(url: str, step: str) -> None:
    migrate.upgrade(url)
    engine = create_engine(revision.driver(url), poolclass=NullPool)
    with engine.begin() as conn:
        conn.execute(text("INSERT INTO counters (name, value) VALUES ('kept', 7)"))
        conn.execute(text("UPDATE alembic_version SET version_num = :step"), {"step": step})


def test_a_database_at_the_last_step_before_the_first_release_goes_on_as_it_is(tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path}/ward.sqlite3"
    with sqlite3.connect(tmp_path / "ward.sqlite3") as conn:
        conn.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        conn.execute("INSERT INTO alembic_version VALUES ('0019')")
    conn.close()
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as conn_:
        migrate.bridge(conn_)
    assert revision.current(url) == revision.FIRST


def test_an_older_database_stops_the_start_with_a_sentence(tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path}/ward.sqlite3"
    _stamped(url, "0012")
    with pytest.raises(SettingError, match="step 0012, from before the first release"):
        migrate.upgrade(url)
    assert revision.current(url) == "0012", "it is as it was"
