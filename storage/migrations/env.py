"""What Alembic runs: every step, in the one transaction that `storage.database.migrate` opened."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON
from sqlalchemy.schema import SchemaItem

from storage.tables.columns import Moment, State, metadata


def _ours(_thing: SchemaItem, name: str | None, kind: str, reflected: bool, _other: SchemaItem | None) -> bool:  # noqa: FBT001  # Alembic's signature
    """Ignore the search indexes: they are only in the migrations, and FTS5 makes more tables for them."""
    words = ("case_words", "ix_case_words", "public_words", "ix_public_words")
    return not (reflected and kind in {"table", "index"} and (name or "").startswith(words))


def _plain(kind: str, thing: object, autogen: AutogenContext) -> str | Literal[False]:
    """Name no column type of ours in a migration: a type may change later, a released migration may not."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, State):
        return f"sa.{thing.impl_instance!r}"
    if kind == "type" and isinstance(thing, JSON):
        autogen.imports.add("from sqlalchemy.dialects.postgresql import JSONB")
        return "sa.JSON().with_variant(JSONB(), 'postgresql')"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=_ours,
    render_item=_plain,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
