"""Times, durations and numbers as people in the ward say them; always in Vietnam time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from civics.days import calendar
from core.clock import in_vietnam

Say = Callable[..., str]
SOON = 2  # working days: from here on a clock is amber


@dataclass(frozen=True, slots=True)
class Due:
    """A clock in words. `tone` is late, soon or calm."""

    text: str
    tone: str


def number(value: int) -> str:
    """1234567 as 1.234.567."""
    return f"{value:,}".replace(",", ".")


def size(count: int) -> str:
    """Bytes as people read them: "340 kB", "2,4 MB"."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")


def camera(text: str) -> str:
    """When a photo was taken, as its camera wrote it: 2026:11:20 09:12:33 becomes 20/11/2026 09:12."""
    try:
        return f"{datetime.strptime(text, '%Y:%m:%d %H:%M:%S'):%d/%m/%Y %H:%M}"  # noqa: DTZ007  # its own time, no zone
    except ValueError:
        return text


def full(moment: datetime, say: Say) -> str:
    """Weekday, date and time in full."""
    local = in_vietnam(moment)
    return say(
        "console.time.full", weekday=_weekday(local.date(), say), date=f"{local:%d/%m/%Y}", time=f"{local:%H:%M}"
    )


def told(moment: datetime, now: datetime, *, say: Say) -> str:
    """As one would say it now: "hôm nay 14:05", "thứ Sáu 27/11 09:00", "27/11/2025 09:00".

    The beginning of a day means the whole day and has no hour: of a sealed case only days are known.
    """
    local, today = in_vietnam(moment), in_vietnam(now).date()
    apart = (local.date() - today).days
    hour = "" if local.time() == time() else f"{local:%H:%M}"
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(apart)
    if near:
        return say(f"console.time.{near}", time=hour).strip()
    if abs(apart) < 7:
        day = say("console.time.week", weekday=_weekday(local.date(), say), date=f"{local:%d/%m}")
    else:
        day = f"{local:%d/%m}" if local.year == today.year else f"{local:%d/%m/%Y}"
    return f"{day} {hour}".strip()


def until(moment: datetime, now: datetime, *, say: Say) -> str:
    """How long something is valid, as people say it: "14:05 hôm nay", "14:05 ngày mai", "14:05 thứ Sáu 27/11"."""
    local, today = in_vietnam(moment), in_vietnam(now).date()
    near = {0: "today", 1: "tomorrow"}.get((local.date() - today).days, "day")
    return say(
        f"console.time.until_{near}", time=f"{local:%H:%M}", weekday=_weekday(local.date(), say), date=f"{local:%d/%m}"
    )


def age(moment: datetime, now: datetime, *, say: Say) -> str:
    """How long ago in days of the calendar, for a row: "hôm nay", "3 ngày", "14 tháng"."""
    days = (in_vietnam(now).date() - in_vietnam(moment).date()).days
    if days < 1:
        return say("console.time.age_today")
    return say("console.time.age_days", n=days) if days < 90 else say("console.time.age_months", n=days // 30)


def ago(moment: datetime, now: datetime, *, say: Say) -> str:
    """How long ago, short: "5 phút trước", "3 giờ trước", "4 ngày trước". Of a sealed case only days are known."""
    local, minutes = in_vietnam(moment), int((now - moment).total_seconds() // 60)
    days = (in_vietnam(now).date() - local.date()).days
    if local.time() == time() or minutes >= 24 * 60:
        return say("console.time.ago_days", n=days) if days else say("console.time.age_today")
    if minutes >= 60:
        return say("console.time.ago_hours", n=minutes // 60)
    return say("console.time.ago_minutes", n=max(1, minutes))


def due(at: datetime, now: datetime, days: calendar.Days, *, say: Say) -> Due:
    """The time to a deadline in working days: "còn 3 ngày làm việc", "quá hạn 2 ngày làm việc", "hết hạn hôm nay"."""
    end, today = in_vietnam(at), in_vietnam(now).date()
    if at < now:
        late = _working_days(end.date(), today, days)
        return Due(say("console.due.late", days=number(late)) if late else say("console.due.late_today"), "late")
    if end.date() == today:
        return Due(say("console.due.today", time=f"{end:%H:%M}"), "soon")
    left = _working_days(today, end.date(), days)
    if left == 0:
        return Due(say("console.due.by", date=f"{end:%d/%m}"), "soon")
    return Due(say("console.due.left", days=number(left)), "soon" if left <= SOON else "calm")


def _working_days(start: date, end: date, days: calendar.Days) -> int:
    """Counted by the ward's calendar; beyond two years it is an estimate, so that a page stays quick."""
    span = (end - start).days
    return span * 5 // 7 if span > 730 else calendar.working_days_between(start, end, days)


def _weekday(day: date, say: Say) -> str:
    return say(f"console.time.weekday.{day.isoweekday()}")
