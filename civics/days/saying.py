"""Moments and dates as people write them, in Vietnam time."""

from datetime import datetime

from core.clock import in_vietnam
from core.words import Words


def say_date(words: Words, lang: str, moment: datetime, now: datetime) -> str:
    """`hôm nay`, `ngày mai`, `thứ Sáu 27/11`; with the year when it is not this year."""
    day, today = in_vietnam(moment).date(), in_vietnam(now).date()
    away = (day - today).days
    if -1 <= away <= 1:
        return words.say(lang, ("saying.yesterday", "saying.today", "saying.tomorrow")[away + 1])
    key = "saying.date" if day.year == today.year else "saying.date_year"
    return words.say(
        lang,
        key,
        weekday=words.say(lang, f"saying.weekday_{day.weekday()}"),
        day=day.day,
        month=day.month,
        year=day.year,
    )


def say_moment(words: Words, lang: str, moment: datetime, now: datetime) -> str:
    """`17:00 hôm nay`, `14:05 thứ Sáu 27/11`. The end of a day (23:59) is written as a date only."""
    local = in_vietnam(moment)
    date = say_date(words, lang, moment, now)
    if (local.hour, local.minute) == (23, 59):
        return words.say(lang, "saying.end_of", date=date)
    return words.say(lang, "saying.moment", time=f"{local:%H:%M}", date=date)
