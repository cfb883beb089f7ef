#!/usr/bin/env bash
# A reception day at 08:00, with its zone written out in the calendar file, is 15:00 for one reader.
#
# ics 0.7.3, icalendar 7.3.2. RFC 5545 lets a file name its zone as it likes and describe it in VTIMEZONE; office programs
# write "SE Asia Standard Time". Guess: the description in the file is used, and a time without zone stays without one
# ("floating", RFC 5545, 3.3.5). Seen: ics reads both as 08:00 UTC, without a word; it knows only names of the tz
# database. icalendar reads +07:00 and no zone.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check ics==0.7.3 icalendar==7.3.2
"$room/venv/bin/python" -W ignore - <<'PY'
import sys

import icalendar
import ics

ZONE = [
    "BEGIN:VTIMEZONE", "TZID:SE Asia Standard Time", "BEGIN:STANDARD", "DTSTART:16010101T000000", "TZOFFSETFROM:+0700",
    "TZOFFSETTO:+0700", "END:STANDARD", "END:VTIMEZONE",
]


def read(zone, name):
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//a//b//VI", *zone, "BEGIN:VEVENT", "UID:1@a.example",
        "DTSTAMP:20261101T000000Z", f"DTSTART{name}:20261203T080000", "SUMMARY:Tiếp công dân", "END:VEVENT",
        "END:VCALENDAR", "",
    ]
    text = "\r\n".join(lines)
    (one,) = ics.Calendar(text).events
    (two,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return one.begin.isoformat(), two.decoded("dtstart").isoformat()


found = {
    "own zone": read(ZONE, ";TZID=SE Asia Standard Time"),
    "floating": read([], ""),
    "tz name": read([], ";TZID=Asia/Ho_Chi_Minh"),
}
print("(ics, icalendar):", found)
wanted = {
    "own zone": ("2026-12-03T08:00:00+00:00", "2026-12-03T08:00:00+07:00"),
    "floating": ("2026-12-03T08:00:00+00:00", "2026-12-03T08:00:00"),
    "tz name": ("2026-12-03T08:00:00+07:00", "2026-12-03T08:00:00+07:00"),
}
sys.exit(0 if found == wanted else 1)
PY
