"""Which form a database has, and which this program wants: asked at every start, so without Alembic and its memory."""

from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

MIGRATIONS = Path(__file__).parents[1] / "migrations"
FIRST = "20261130a"  # the first release: every table in one step
LAST_BEFORE = "0019"  # the last of the steps before it; a database there has the same form


def current(url: str) -> str:
    """The revision the database is at; empty for a new one."""
    url = driver(url)
    file = make_url(url).database
    if url.startswith("sqlite") and (not file or not Path(file).exists()):
        return ""  # to look would make it
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.connect() as conn:
            if not inspect(conn).has_table("alembic_version"):
                return ""
            return str(conn.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    finally:
        engine.dispose()


def newest() -> str:
    """The revision this program was written for: steps are named by their day and a letter, so the last name is it."""
    return max(each.name.partition("_")[0] for each in (MIGRATIONS / "versions").glob("2*.py"))


def is_too_old(revision: str) -> bool:
    """Whether a database is from before the first release and cannot be brought to this one."""
    return revision.startswith("0") and revision != LAST_BEFORE


def is_current(url: str) -> bool:
    """Whether the database is at the newest revision."""
    return current(url) == newest()


def absolute(url: str) -> str:
    """The address as it reads from every folder: that of an embedded database names a file."""
    found = make_url(url)
    if not url.startswith("sqlite") or not found.database:
        return url
    return found.set(database=str(Path(found.database).absolute())).render_as_string(hide_password=False)


def driver(url: str) -> str:
    """The address with the driver that is used for PostgreSQL."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
