"""What the ward's admins manage: run-time settings, prepared answers, residential groups and hamlets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.errors import ConflictError, NotFoundError
from core.message import Json
from core.text import fold, in_order, normal
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.ward import canned, canned_files, units, ward


@dataclass(frozen=True, slots=True)
class Canned:
    """A prepared answer. Staff insert it by typing "/" and its short name.

    `verb`: what it is (`civics.cases.moves.Says`). `topic`: of which cases, empty for all. `staff_id`: whose own it is.
    `uses`: how often it was sent. `files`: the ids and names of what goes with it (`storage.media.canned_files`).
    """

    id: int
    short: str
    title: str
    text: str
    verb: str = "answer"
    topic: str = ""
    staff_id: int | None = None
    uses: int = 0
    files: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A tổ dân phố or xóm. `aliases` are other names that people use for it."""

    id: int
    code: str
    kind: str
    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitHistory:
    """What became of a unit. `former`: its names before, each with the day on which it lost it; `into`: a name."""

    id: int
    name: str
    former: tuple[tuple[str, str], ...]
    ended_at: datetime | None
    into: str


_SETTINGS = Prepared(select(ward.c.key, ward.c.value))


def setting(work: UnitOfWork, key: str, default: Json = None) -> Json:
    """A run-time setting, or the default."""
    return settings(work).get(key, default)


def settings(work: UnitOfWork) -> dict[str, Json]:
    """All run-time settings that were ever set."""
    return dict(work.once("settings", lambda: {key: value for key, value in _SETTINGS.every(work, {})}))  # noqa: C416  # rows


def put_settings(work: UnitOfWork, values: Mapping[str, Json]) -> list[str]:
    """Set these settings; returns the keys whose value changed. Of two that set the same at once, the later stays."""
    before = settings(work)
    changed = [key for key, value in values.items() if key not in before or before[key] != value]
    new = (postgresql if work.postgres else sqlite).insert(ward)
    put = new.on_conflict_do_update(index_elements=["key"], set_={"value": new.excluded.value})
    for key in sorted(changed):  # in an order: two transactions must not wait for each other
        work.conn.execute(put.values(key=key, value=values[key]))
    work.known.pop("settings", None)
    return changed


def put_first(work: UnitOfWork, key: str, value: Json) -> Json:
    """Set it if nobody did before or does at this moment; returns what is set."""
    new = (postgresql if work.postgres else sqlite).insert(ward).values(key=key, value=value)
    work.conn.execute(new.on_conflict_do_nothing())
    work.known.pop("settings", None)
    return setting(work, key)


def promises(work: UnitOfWork) -> dict[str, int]:
    """The promises that an admin has set, by the keys of `civics.cases.promises`."""
    found = setting(work, "promises")
    return {key: n for key, n in found.items() if isinstance(n, int)} if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Reception:
    """Where and when staff receive residents in person (Luật Tiếp công dân 2013). Empty until an admin fills it in."""

    place: str = ""
    hours: str = ""
    phone: str = ""
    duty_phone: str = ""


def reception(work: UnitOfWork) -> Reception:
    """The reception, as residents are told: settings `reception.place`, `.hours`, `.phone`, `.duty_phone`."""
    known = settings(work)
    return Reception(*(str(known.get(f"reception.{name}") or "") for name in ("place", "hours", "phone", "duty_phone")))


_CANNED = select(
    *(canned.c.id, canned.c.short, canned.c.title, canned.c.text),
    *(canned.c.verb, canned.c.topic, canned.c.staff_id, canned.c.uses),
)


_FILES = select(canned_files.c.canned_id, canned_files.c.id, canned_files.c.name).order_by(canned_files.c.id)


def canned_answers(work: UnitOfWork, *, own_of: int | None = None) -> list[Canned]:
    """The prepared answers that everybody has, by short name; `own_of`: with those of that member of staff."""
    whose = canned.c.staff_id.is_(None) if own_of is None else or_(
        canned.c.staff_id.is_(None), canned.c.staff_id == own_of
    )  # fmt: skip
    found = [Canned(*row) for row in work.conn.execute(_CANNED.where(whose).order_by(canned.c.short, canned.c.id))]
    files: dict[int, list[tuple[int, str]]] = {}
    for canned_id, *file in work.conn.execute(_FILES):
        files.setdefault(canned_id, []).append((file[0], file[1]))
    return [replace(each, files=tuple(files.get(each.id, ()))) for each in found]


def put_canned(
    work: UnitOfWork,
    canned_id: int | None,
    *,
    short: str,
    title: str,
    text: str,
    verb: str = "answer",
    topic: str = "",
    own_of: int | None = None,
) -> int:
    """Store a prepared answer (None: a new one), everybody's or `own_of` somebody, who alone may change it.

    Raises ConflictError for a short name in use, NotFoundError.
    """
    values = {
        "short": fold(short).replace(" ", "-")[:32], "title": normal(title).strip()[:128], "text": normal(text),
        "verb": verb, "topic": topic,
    }  # fmt: skip
    taken = work.conn.execute(select(canned.c.id).where(canned.c.short == values["short"])).scalar()
    if taken is not None and taken != canned_id:
        raise ConflictError(f"the short name {values['short']} is in use")
    if canned_id is None:
        values["staff_id"] = own_of  # type: ignore[assignment]  # a number among words
        made: int = work.conn.execute(insert(canned).values(**values).returning(canned.c.id)).scalar_one()
        return made
    mine = canned.c.id == canned_id, _owned(own_of)
    if work.conn.execute(update(canned).where(*mine).values(**values)).rowcount == 0:
        raise NotFoundError(f"no prepared answer {canned_id}")
    return canned_id


def _owned(own_of: int | None) -> ColumnElement[bool]:
    return canned.c.staff_id.is_(None) if own_of is None else canned.c.staff_id == own_of


def count_canned(work: UnitOfWork, ids: Iterable[int]) -> None:
    """Count that these prepared answers were sent once more."""
    work.conn.execute(update(canned).where(canned.c.id.in_(list(ids))).values(uses=canned.c.uses + 1))


def drop_canned(work: UnitOfWork, canned_id: int, *, own_of: int | None = None) -> None:
    """Remove a prepared answer and its files. Sent messages stay as they are."""
    mine = canned.c.id == canned_id, _owned(own_of)
    work.conn.execute(delete(canned_files).where(canned_files.c.canned_id.in_(select(canned.c.id).where(*mine))))
    work.conn.execute(delete(canned).where(*mine))


def add_unit(work: UnitOfWork, code: str, *, kind: str, name: str, aliases: tuple[str, ...] = ()) -> int:
    """Add a group or hamlet; returns its id. Raises ConflictError when the code is in use."""
    if work.conn.execute(select(units.c.id).where(units.c.code == code)).first():
        raise ConflictError(f"the unit code {code} is in use")
    work.known.pop("units", None)
    made: int = work.conn.execute(
        insert(units)
        .values(code=code, kind=kind, name=normal(name).strip(), aliases=list(aliases), valid_from=work.now)
        .returning(units.c.id)
    ).scalar_one()
    return made


def rename_unit(work: UnitOfWork, unit_id: int, name: str) -> str:
    """Give a unit another name; gives the one before, by which residents still find it (an alias).

    Raises NotFoundError, and ConflictError for no name, or one that another present unit has.
    """
    written, now = " ".join(normal(name).split())[:128], unit(work, unit_id)
    if not written or any(each.name == written and each.id != unit_id for each in units_now(work)):
        raise ConflictError("A unit has a name of its own.")
    if written != now.name:
        known = work.conn.execute(select(units.c.former).where(units.c.id == unit_id)).scalar() or []
        aliases = [each for each in dict.fromkeys((*now.aliases, now.name)) if each != written]
        values = {"name": written, "aliases": aliases, "former": [*known, [now.name, f"{work.now:%Y-%m-%d}"]]}
        work.conn.execute(update(units).where(units.c.id == unit_id).values(**values))
        work.known.pop("units", None)
    return now.name


def retire_unit(work: UnitOfWork, unit_id: int, *, into: int | None) -> None:
    """End a unit from now on; `into`: the one that it became a part of, which is found by its name from now on.

    Its cases and households keep it. Raises NotFoundError, and ConflictError when it has ended or `into` is not another
    present one.
    """
    present = {each.id: each for each in units_now(work)}
    ends = unit(work, unit_id)
    if unit_id not in present or into == unit_id or (into is not None and into not in present):
        raise ConflictError("That unit cannot end so.")
    work.conn.execute(update(units).where(units.c.id == unit_id).values(valid_to=work.now, merged_into=into))
    if into is not None:
        aliases = list(dict.fromkeys((*present[into].aliases, ends.name, *ends.aliases)))
        work.conn.execute(update(units).where(units.c.id == into).values(aliases=aliases))
    work.known.pop("units", None)


def unit_histories(work: UnitOfWork) -> list[UnitHistory]:
    """What became of units: those that had other names, and those that have ended, by code."""
    other = units.alias()
    rows = work.conn.execute(
        select(units.c.id, units.c.code, units.c.name, units.c.former, units.c.valid_to, other.c.name.label("into"))
        .select_from(units.outerjoin(other, other.c.id == units.c.merged_into))
        .where(or_(units.c.valid_to.is_not(None), units.c.former.is_not(None)))
    ).all()
    return [
        UnitHistory(row.id, row.name, tuple((one[0], one[1]) for one in row.former or ()), row.valid_to, row.into or "")
        for row in sorted(rows, key=lambda row: in_order(row.code))
    ]


_PRESENT = Prepared(
    select(units.c.id, units.c.code, units.c.kind, units.c.name, units.c.aliases).where(
        or_(units.c.valid_to.is_(None), units.c.valid_to > bindparam("p_now"))
    )
)


def units_now(work: UnitOfWork) -> list[Unit]:
    """The present groups and hamlets, ordered by code: 2 before 10."""
    return list(work.once("units", lambda: _units(work)))


def _units(work: UnitOfWork) -> list[Unit]:
    rows = _PRESENT.every(work, {"p_now": work.now})
    found = [Unit(row.id, row.code, row.kind, row.name, tuple(row.aliases)) for row in rows]
    return sorted(found, key=lambda each: in_order(each.code))


def unit_names(work: UnitOfWork) -> dict[int, str]:
    """The names of all units, former ones too, because households and ballots outlive a reorganisation."""
    return {row.id: row.name for row in work.conn.execute(select(units.c.id, units.c.name))}


def unit(work: UnitOfWork, unit_id: int) -> Unit:
    """One unit, which may be a former one. Raises NotFoundError."""
    row = work.conn.execute(
        select(units.c.id, units.c.code, units.c.kind, units.c.name, units.c.aliases).where(units.c.id == unit_id)
    ).first()
    if row is None:
        raise NotFoundError(f"no unit {unit_id}")
    return Unit(row.id, row.code, row.kind, row.name, tuple(row.aliases))
