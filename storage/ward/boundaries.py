"""The boundaries of groups and hamlets that the ward has loaded, and the unit in which a pin lies."""

from sqlalchemy import delete, func, insert, or_, select

from civics.ward import boundaries
from civics.ward.units import Place
from core.message import Point
from storage.database.unit import UnitOfWork
from storage.tables.ward import unit_boundaries, units
from storage.ward import audit, ward


def load(work: UnitOfWork, content: bytes, *, actor: str = audit.COMMAND) -> tuple[int, list[str]]:
    """Replace all boundaries by those of a GeoJSON file.

    Returns their number and the names of units without a boundary. Raises BoundaryError; then nothing is changed.
    """
    present = ward.units_now(work)
    found = boundaries.read(content, [Place(each.code, each.kind, each.name, each.aliases) for each in present])
    work.conn.execute(delete(unit_boundaries))
    for each in present:
        if boundary := found.get(each.code):
            south, north, west, east = boundaries.box(boundary)
            values = {"south": south, "north": north, "west": west, "east": east}
            rings = boundaries.to_json(boundary)
            work.conn.execute(insert(unit_boundaries).values(unit_id=each.id, rings=rings, **values))
    audit.record(work, "units.boundaries", actor=actor, count=len(found))
    return len(found), [each.name for each in present if each.code not in found]


def unit_at(work: UnitOfWork, point: Point | None) -> int | None:
    """The present unit in which the point lies; None outside all units, and where two boundaries overlap."""
    if point is None:
        return None
    table = unit_boundaries.c
    high = (table.south <= point.lat) & (table.north >= point.lat)
    near = high & (table.west <= point.lon) & (table.east >= point.lon)
    rows = work.conn.execute(
        select(table.unit_id, table.rings)
        .join(units, units.c.id == table.unit_id)
        .where(near, or_(units.c.valid_to.is_(None), units.c.valid_to > work.now))
    )
    inside = [row.unit_id for row in rows if boundaries.from_json(row.rings).holds(point)]
    return inside[0] if len(inside) == 1 else None


def near(work: UnitOfWork, point: Point) -> bool:
    """Whether the point lies in the box around all boundaries. Without boundaries, every point does."""
    table = unit_boundaries.c
    south, north, west, east = work.conn.execute(
        select(func.min(table.south), func.max(table.north), func.min(table.west), func.max(table.east))
    ).one()
    return south is None or (south <= point.lat <= north and west <= point.lon <= east)
