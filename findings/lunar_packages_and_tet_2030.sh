#!/usr/bin/env bash
# Packages for the lunar calendar disagree about Tết: most of them reckon in Beijing's time zone, without saying so.
#
# LunarCalendar 0.0.9, lunardate 0.3.0, lunar_python 1.4.8, vnlunar 1.0.5, holidays 0.109. The new moon of 2 February 2030
# falls shortly before midnight in Vietnam (UTC+7) and after it in China (UTC+8). Seen for the first day of the year:
# the first three 3 February 2030, vnlunar and holidays.VN 2 February, which is the day in Vietnam.
# So a package named "lunar calendar" plans a Vietnamese ward's year on wrong days.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check LunarCalendar==0.0.9 lunardate==0.3.0 lunar_python==1.4.8 vnlunar==1.0.5 holidays==0.109
"$room/venv/bin/python" -W ignore - <<'PY'
import sys
from datetime import date

import holidays
import vnlunar
from lunar_python import Lunar as ChineseLunar
from lunarcalendar import Converter, Lunar
from lunardate import LunarDate

solar = Converter.Lunar2Solar(Lunar(2030, 1, 1))
found = {
    "LunarCalendar": date(solar.year, solar.month, solar.day),
    "lunardate": LunarDate(2030, 1, 1).toSolarDate(),
    "lunar_python": date.fromisoformat(ChineseLunar.fromYmd(2030, 1, 1).getSolar().toYmd()),
    "vnlunar": date(*reversed(vnlunar.convert_lunar_to_solar(1, 1, 2030))),
    "holidays.VN": next(day for day, name in holidays.VN(years=2030, language="vi").items() if name == "Tết Nguyên Đán"),
}
for name, day in found.items():
    print(f"{name}: {day}")
china = {name for name, day in found.items() if day == date(2030, 2, 3)}
vietnam = {name for name, day in found.items() if day == date(2030, 2, 2)}
as_seen = china == {"LunarCalendar", "lunardate", "lunar_python"} and vietnam == {"vnlunar", "holidays.VN"}
sys.exit(0 if as_seen else 1)
PY
