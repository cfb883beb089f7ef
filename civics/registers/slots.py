"""The slots of a day of reception, and how many days before it is announced."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from civics.days.calendar import Days, add_working_days
from civics.registers.values import RegisterWhy, Values, Wrong, day_of

CHAIR_DAYS = 2  # of a month, at least (Luật Tiếp công dân, NĐ 154/2026 Điều 28, 29; confidence: source-2)
ONLINE = 5  # working days of notice (NĐ 154/2026 Điều 23 khoản 1; confidence: source)
DIALOGUE = 7  # days of notice (Luật 72/2025/QH15 Điều 43; confidence: source)
MOST = 60  # slots of one day
ACTIVE = ("booked", "arrived", "called", "received", "answered", "refused")  # states that hold a slot
AHEAD = ("booked", "waiting")  # of somebody who has not come yet


def slots(said: Values) -> tuple[str, ...]:
    """The beginnings of the slots of a day, such as 08:00, 08:20; none when the times make no sense."""
    starts, ends, minutes = said.get("starts"), said.get("ends"), said.get("minutes")
    if not isinstance(minutes, int) or minutes <= 0:
        return ()
    begin, end = _time(starts), _time(ends)
    step = timedelta(minutes=minutes)
    found: list[str] = []
    while begin + step <= end and len(found) < MOST:
        found.append(f"{begin:%H:%M}")
        begin += step
    return tuple(found)


def free(said: Values, taken: Collection[str]) -> tuple[str, ...]:
    """The slots that nobody has."""
    return tuple(each for each in slots(said) if each not in taken)


def problems(said: Values, state: str, today: date, days: Days) -> tuple[Wrong, ...]:
    """What is wrong with a day of reception in that state."""
    found = [] if slots(said) else [Wrong("ends", RegisterWhy.ORDER)]
    on = day_of(said.get("on"))
    if on is None or state not in {"planned", "published"}:
        return tuple(found)
    if on < today:
        found.append(Wrong("on", RegisterWhy.PAST))
    if state == "published":
        least = {"online": add_working_days(today, ONLINE, days), "dialogue": today + timedelta(days=DIALOGUE)}
        if on < least.get(str(said.get("who")), today):
            found.append(Wrong("on", RegisterWhy.NOTICE))
    return tuple(found)


def _time(said: object) -> datetime:
    return datetime.combine(date(2000, 1, 1), time.fromisoformat(str(said)))
