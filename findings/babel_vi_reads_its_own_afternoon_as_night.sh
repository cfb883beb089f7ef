#!/usr/bin/env bash
# Babel writes 14:05 as "2:05 CH" in Vietnamese, and reads its own text back as five past two at night.
#
# Babel 2.18.0, locale vi. CH (chiều) is the locale's own word for PM. Guess: `parse_time` reads what `format_time` has written,
# as it does for English. Seen: "2:05 CH" is 02:05, and so is "2:05 PM"; "8 giờ tối" (eight in the evening) is 08:00; nothing
# is raised. 21:00 with the part of the day is "9 đêm", which is said of the hours after ten or so (CLDR begins the night at 21).
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0
"$room/venv/bin/python" -W ignore - <<'PY'
import sys
from datetime import time

from babel.dates import format_time, parse_time

written = format_time(time(14, 5), "h:mm a", locale="vi")
said = {
    "written": written,
    "back": str(parse_time(written, locale="vi")),
    "pm": str(parse_time("2:05 PM", locale="vi")),
    "english": str(parse_time("2:05 PM", locale="en")),
    "evening": str(parse_time("8 giờ tối", locale="vi")),
    "nine": format_time(time(21, 0), "h B", locale="vi"),
}
print(said)
wanted = {
    "written": "2:05 CH", "back": "02:05:00", "pm": "02:05:00", "english": "14:05:00", "evening": "08:00:00", "nine": "9 đêm",
}
sys.exit(0 if said == wanted else 1)
PY
