#!/usr/bin/env bash
# Somebody who was born between 1960 and 1975 is a day younger where a fixed +07:00 meets Asia/Ho_Chi_Minh.
#
# tzdata 2026.6 with Python's zoneinfo, and pytz 2026.6. Guess: Vietnam has no summer time and one zone, so the name and
# +07:00 are the same for every date of a living person. Seen: the name follows Saigon, with +08:00 until 1955 and from 1960
# to June 1975. Midnight of 1 May 1970 in that zone is 30 April at +07:00: a date of birth that is stored as a moment moves
# by a day. For the north, the package's own list (zone1970.tab) names Asia/Bangkok; there is no "Asia/Hanoi".
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check tzdata==2026.6 pytz==2026.6
PYTHONTZPATH="" "$room/venv/bin/python" -W ignore - <<'PY'
import sys
from datetime import datetime, timedelta, timezone
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

import pytz

NAME, FIXED = "Asia/Ho_Chi_Minh", timezone(timedelta(hours=7))
YEARS = (1950, 1958, 1965, 1970, 1975, 1976, 2026)
hours = {year: datetime(year, 5, 1, tzinfo=ZoneInfo(NAME)).utcoffset() // timedelta(hours=1) for year in YEARS}
other = {year: pytz.timezone(NAME).localize(datetime(year, 5, 1)).utcoffset() // timedelta(hours=1) for year in YEARS}
born = datetime(1970, 5, 1, tzinfo=ZoneInfo(NAME)).astimezone(FIXED).date().isoformat()
listed = files("tzdata").joinpath("zoneinfo/zone1970.tab").read_text()
north = [line.split("\t")[2:4] for line in listed.splitlines() if "north Vietnam" in line]
print(hours, north, "1 May 1970 is", born, "at +07:00; Asia/Hanoi:", "Asia/Hanoi" in available_timezones())
wanted = {1950: 8, 1958: 7, 1965: 8, 1970: 8, 1975: 8, 1976: 7, 2026: 7}
as_seen = hours == other == wanted and born == "1970-04-30" and north == [["Asia/Bangkok", "north Vietnam"]]
sys.exit(0 if as_seen and "Asia/Hanoi" not in available_timezones() else 1)
PY
