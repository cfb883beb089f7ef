"""The approved messages with which Zalo tells somebody that an answer waits: their numbers, state, price and quota.

An admin types the number that Zalo gave. The platform says whether the template is approved, what a message costs and
how many are left; a worker asks for that, because a page never waits for a platform.
"""

from dataclasses import dataclass
from datetime import datetime

from civics.cases.reaching import PAID, Way
from core.message import Json
from storage.database.unit import UnitOfWork
from storage.ward import audit, ward

APPROVED, PENDING, REFUSED, UNKNOWN = "approved", "pending", "refused", "unknown"
_WAYS = tuple(sorted(PAID))


@dataclass(frozen=True, slots=True)
class Standing:
    """What the platform says of a template now. `price`: đồng per message; `remain`, `total`: messages.

    A number that is not known is None.
    """

    state: str = UNKNOWN
    why: str = ""
    price: int | None = None
    remain: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """The template of one way. `number` is empty until an admin sets it."""

    way: Way
    number: str
    standing: Standing
    asked_at: datetime | None  # when the platform was asked; UTC


def all_of(work: UnitOfWork) -> tuple[Template, ...]:
    """The templates of all ways that need one."""
    return tuple(_template(work, each) for each in _WAYS)


def of(work: UnitOfWork, way: Way) -> Template:
    """The template of that way."""
    return _template(work, way)


def _template(work: UnitOfWork, way: Way) -> Template:
    number = str(ward.setting(work, f"reach.template.{way}", "") or "")
    kept = ward.setting(work, f"reach.standing.{way}")
    if not number or not isinstance(kept, dict) or kept.get("number") != number:
        return Template(way, number, Standing(), None)
    told = Standing(
        str(kept.get("state") or UNKNOWN), str(kept.get("why") or ""), *map(_whole, map(kept.get, _NUMBERS))
    )
    return Template(way, number, told, datetime.fromisoformat(str(kept["at"])))


_NUMBERS = ("price", "remain", "total")


def _whole(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def approved(work: UnitOfWork) -> frozenset[Way]:
    """The ways whose template may be sent now."""
    return frozenset(each.way for each in all_of(work) if each.standing.state == APPROVED and each.standing.remain != 0)


def put(work: UnitOfWork, numbers: dict[Way, str], *, by: int) -> None:
    """Set the templates' numbers; an empty one takes the way away."""
    values: dict[str, Json] = {f"reach.template.{way}": number for way, number in numbers.items()}
    if changed := ward.put_settings(work, values):
        audit.record(work, "settings.changed", actor=audit.STAFF, staff_id=by, keys=list[Json](changed))
        work.ring("reaches")


def note(work: UnitOfWork, way: Way, number: str, standing: Standing) -> None:
    """Keep what the platform said of this template."""
    found: dict[str, Json] = {
        "number": number, "state": standing.state, "why": standing.why[:200], "price": standing.price,
        "remain": standing.remain, "total": standing.total, "at": work.now.isoformat(),
    }  # fmt: skip
    ward.put_settings(work, {f"reach.standing.{way}": found})
