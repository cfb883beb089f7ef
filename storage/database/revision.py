"""Which schema a database has and which one this program needs.

Every start asks this, so this module does without Alembic, which takes much memory.
"""

from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

MIGRATIONS = Path(__file__).parents[1] / "migrations"
FIRST = "20261130a"  # the first release: one step with every table
LAST_BEFORE = "0019"  # the last step before the first release; its schema is the same


def current(url: str) -> str:
    """The revision of the database; empty for a new one."""
    url = driver(url)
    file = make_url(url).database
    if url.startswith("sqlite") and (not file or not Path(file).exists()):
        return ""  # a look would create the file
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as conn:
            if not inspect(conn).has_table("alembic_version"):
                return ""
            return str(conn.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    finally:
        engine.dispose()


def newest() -> str:
    """The revision of this program.

    The names of steps begin with a day and a letter, so the last name is the newest.
    """
    return max(each.name.partition("_")[0] for each in (MIGRATIONS / "versions").glob("2*.py"))


def is_too_old(revision: str) -> bool:
    """Whether a database is older than the first release and can no longer be upgraded."""
    return revision.startswith("0") and revision != LAST_BEFORE


def is_current(url: str) -> bool:
    """Whether the database is at the newest revision."""
    return current(url) == newest()


def absolute(url: str) -> str:
    """The address in a form that is valid from every folder. The address of an embedded database names a file."""
    found = make_url(url)
    if not url.startswith("sqlite") or not found.database:
        return url
    return found.set(database=str(Path(found.database).absolute())).render_as_string(hide_password=False)


def driver(url: str) -> str:
    """The address with the driver that we use for PostgreSQL."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
