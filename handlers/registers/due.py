"""What is due in the registers, for the start page of whoever answers for it, and for the registers' own page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from civics import disclosure as law
from civics.disclosure import Lack
from civics.registers import slots
from civics.registers.definition import register
from civics.ward.roles import may
from handlers.registers import disclosure
from storage.database.unit import UnitOfWork
from storage.registers import bookings, entries
from storage.registers.entries import Asked
from storage.ward import days as ward_days
from storage.ward.sight import Reader

SOON = timedelta(days=7)
_LOOKED_AT = 300  # disclosures that are under way


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do. `what`: a clock's name, or "lacks" or "list"; `link`: the page on which it is done.

    `says`: the key of the words, under `registers.due`. `owner_id` None: everybody's.
    """

    register: str
    entry_id: int | None
    title: str
    what: str
    on: date
    late: bool
    owner_id: int | None
    article: str
    link: str
    lacks: tuple[Lack, ...] = ()


def due(
    work: UnitOfWork, day: date, *, reader: Reader | None = None, owner_id: int | None = None, soon: timedelta = SOON
) -> Sequence[Due]:
    """What is late or due soon after that day, the most urgent first. `owner_id`: only that person's own.

    `soon`: how far to look; a week unless told otherwise.
    """
    found = _clocks(work, day + soon, day, reader)
    if reader is None or may(reader.role, "case.content"):
        found += [*_missing(work, day, reader), *_quarterly(work, day, soon), *_chair(work, day)]
    mine = [each for each in found if owner_id is None or each.owner_id in {None, owner_id}]
    return sorted(mine, key=lambda each: (each.on, each.register, each.entry_id or 0))


def _clocks(work: UnitOfWork, until: date, day: date, reader: Reader | None) -> list[Due]:
    found = []
    for each in entries.waiting(work, until, reader=reader):
        clock = next((one for one in register(each.register).clocks if one.name == each.due_clock), None)
        if clock is None or each.due_on is None:
            continue  # a clock of an earlier release
        found.append(
            Due(
                each.register,
                each.id,
                each.title,
                clock.name,
                each.due_on,
                each.due_on < day,
                each.owner_id,
                clock.article,
                f"/console/registers/{each.register}/{each.id}",
            )
        )
    return found


def _missing(work: UnitOfWork, day: date, reader: Reader | None) -> list[Due]:
    """Disclosures that are public but lack a way in which the law wants them: they are due at once."""
    some = entries.some(
        work, Asked(disclosure.NAME, states=("public",), open_only=True), reader=reader, limit=_LOOKED_AT
    )
    missing, days = disclosure.lacks(work, some, today=day), ward_days.known(work)
    found = []
    for each in some:
        lacks = tuple(one for one in missing[each.id] if one not in {Lack.LATE, Lack.BEFORE})
        if lacks:
            act = disclosure.act_of(each, (), days=days)
            on = act.due_on if act else day
            found.append(
                Due(
                    disclosure.NAME,
                    each.id,
                    each.title,
                    "lacks",
                    on,
                    on < day,
                    each.owner_id,
                    "Luật 10/2022/QH15 Điều 13",
                    f"/console/registers/{disclosure.NAME}/{each.id}",
                    lacks,
                )
            )
    return found


def _quarterly(work: UnitOfWork, day: date, soon: timedelta) -> list[Due]:
    """The quarterly list, when its quarter ends soon, if anything was made public in it."""
    end = law.quarterly_list_due(day)
    if end - day > soon or not disclosure.quarterly(work, day):
        return []
    link = f"/console/registers/quarter?day={day.isoformat()}"
    return [
        Due(
            disclosure.NAME,
            None,
            "",
            "list",
            end,
            late=False,
            owner_id=None,
            article="Luật 10/2022/QH15 Điều 13 khoản 2",
            link=link,
        )
    ]


def _chair(work: UnitOfWork, day: date) -> list[Due]:
    """The chair receives on two days of each month at least: asked for this month, and in its last ten days the next.

    A ward that has never published a day does not use this register.
    """
    if not entries.some(work, Asked(bookings.DAY), reader=None, limit=1):
        return []
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    last = following - timedelta(days=1)
    months = [(first, last)]
    if last - day < _BEFORE_MONTH:
        months.append((following, (following + timedelta(days=32)).replace(day=1) - timedelta(days=1)))
    few = [
        (begins, ends) for begins, ends in months if bookings.chair_days(work, begins, ends) < slots.CHAIR_DAYS
    ]  # fmt: skip
    return [
        Due(
            bookings.DAY, None, f"{begins:%m/%Y}", "chair", max(begins, day), late=False, owner_id=None,
            article="NĐ 154/2026/NĐ-CP Điều 28, 29", link=f"/console/registers/{bookings.DAY}/new",
        )
        for begins, _ in few
    ]  # fmt: skip


_BEFORE_MONTH = timedelta(days=10)
