"""An index of the words of the public page, and a number that changes with each change of what it shows."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xm"
down_revision = "20261130xl"
branch_labels = None
depends_on = None

# What the page shows of a case, or by which it decides whether it shows the case.
_SHOWN = (
    *("sealed", "kind", "topic", "state", "unit_id", "emergency", "names_staff_id", "names_unit_id"),
    *("answered_at", "taken_at", "closed_at", "clock_from", "disputes"),
)
_NEXT = (
    "INSERT INTO public_version (id, version) VALUES (1, 1) "
    "ON CONFLICT (id) DO UPDATE SET version = public_version.version + 1"
)


def upgrade() -> None:
    released = sa.text("released_at IS NOT NULL")
    op.create_index("ix_public_cases_changed_at", "public_cases", ["changed_at"], sqlite_where=released,
                    postgresql_where=released)  # fmt: skip
    op.create_table(
        "public_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_public_version"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _words()
        _counted()
    else:
        _words_beside()
        _counted_at_commit()


def _words() -> None:
    """FTS5 over the words of `public_cases`, of which it keeps no copy."""
    op.execute(
        "CREATE VIRTUAL TABLE public_words USING fts5(folded, content = 'public_cases', content_rowid = 'id', "
        "prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 0')"
    )
    add = "INSERT INTO public_words (rowid, folded) VALUES (new.id, new.folded)"
    remove = "INSERT INTO public_words (public_words, rowid, folded) VALUES ('delete', old.id, old.folded)"
    for name, when, acts in (
        ("in", "INSERT", [add]), ("out", "DELETE", [remove]), ("anew", "UPDATE OF folded", [remove, add]),
    ):  # fmt: skip
        body = "; ".join(acts)
        op.execute(f"CREATE TRIGGER public_words_{name} AFTER {when} ON public_cases BEGIN {body}; END")
    op.execute("INSERT INTO public_words (public_words) VALUES ('rebuild')")


def _words_beside() -> None:
    """A table of words for each row: to read them again from the text would cost more than the search."""
    op.execute("CREATE TABLE public_words (id bigint PRIMARY KEY, found tsvector NOT NULL)")
    # Words only: the parser of PostgreSQL takes "12/3" and "a-b" for one.
    plain = "regexp_replace({}folded, '[^[:alnum:]]+', ' ', 'g')"
    op.execute(
        f"INSERT INTO public_words SELECT id, to_tsvector('simple', {plain.format('')}) FROM public_cases"  # noqa: S608  # ours
    )
    op.execute("CREATE INDEX ix_public_words_found ON public_words USING gin (found)")
    op.execute(
        f"""CREATE FUNCTION public_worded() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF TG_OP = 'DELETE' THEN DELETE FROM public_words WHERE id = OLD.id; RETURN NULL; END IF;
          INSERT INTO public_words VALUES (NEW.id, to_tsvector('simple', {plain.format("NEW.")}))
            ON CONFLICT (id) DO UPDATE SET found = excluded.found;
          RETURN NULL;
        END $$"""  # noqa: S608  # ours
    )
    op.execute(
        "CREATE TRIGGER public_cases_words AFTER INSERT OR UPDATE OF folded OR DELETE ON public_cases "
        "FOR EACH ROW EXECUTE FUNCTION public_worded()"
    )


def _counted() -> None:
    for table, acts in (
        ("public_cases", ("INSERT", "UPDATE", "DELETE")), ("units", ("INSERT", "UPDATE", "DELETE")),
        ("unit_boundaries", ("INSERT", "UPDATE", "DELETE")), ("cases", (f"UPDATE OF {', '.join(_SHOWN)}",)),
    ):  # fmt: skip
        for act in acts:
            name = f"{table}_public_{act.partition(' ')[0].lower()}"
            op.execute(f"CREATE TRIGGER {name} AFTER {act} ON {table} {_when(table, act)} BEGIN {_NEXT}; END")


def _when(table: str, act: str) -> str:
    if table == "public_cases":
        asked = {"INSERT": "new.released_at", "DELETE": "old.released_at"}
        return f"WHEN {asked.get(act, 'coalesce(old.released_at, new.released_at)')} IS NOT NULL"
    if table == "cases":
        return "WHEN EXISTS (SELECT 1 FROM public_cases WHERE case_id = new.id AND released_at IS NOT NULL)"
    return ""


def _counted_at_commit() -> None:
    """Deferred: the one row is locked only while its transaction commits, so nobody waits for a longer one."""
    op.execute(
        f"""CREATE FUNCTION public_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF TG_TABLE_NAME = 'public_cases' THEN  -- one condition in another: a record is asked for its own fields only
            IF coalesce(OLD.released_at, NEW.released_at) IS NULL THEN RETURN NULL; END IF;
          ELSIF TG_TABLE_NAME = 'cases' THEN
            IF NOT EXISTS (SELECT 1 FROM public_cases WHERE case_id = NEW.id AND released_at IS NOT NULL)
              THEN RETURN NULL; END IF;
          END IF;
          {_NEXT};
          RETURN NULL;
        END $$"""
    )
    whole = "INSERT OR UPDATE OR DELETE"
    for table, acts in (
        ("public_cases", whole), ("units", whole), ("unit_boundaries", whole),
        ("cases", f"UPDATE OF {', '.join(_SHOWN)}"),
    ):  # fmt: skip
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {table}_public AFTER {acts} ON {table} DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION public_changed()"
        )
