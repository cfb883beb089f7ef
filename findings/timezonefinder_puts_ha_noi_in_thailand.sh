#!/usr/bin/env bash
# A pin in Hà Nội is in "Asia/Bangkok" for timezonefinder, and Babel then writes "Giờ Thái Lan" beside the time.
#
# timezonefinder 9.0.0 (data 3.2026.3.post1), Babel 2.19.0. Guess: a country with one time has one zone, Asia/Ho_Chi_Minh,
# the only one that the tz database's zone.tab names for Vietnam. Seen: Hà Nội and Thái Nguyên are Asia/Bangkok, Đà Nẵng
# and Phú Quốc Asia/Ho_Chi_Minh. The offset of today is the same, so no test of times fails; but what people see is not:
# Babel's name of the zone is "Giờ Thái Lan" for Hà Nội and "Giờ Việt Nam" for Đà Nẵng. A ward sets its zone itself.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check \
  timezonefinder==9.0.0 timezonefinder-data==3.2026.3.post1 Babel==2.19.0
"$room/venv/bin/python" -W ignore - <<'PY'
import sys

from babel.dates import get_timezone_location
from timezonefinder import TimezoneFinder

PINS = {
    "Hà Nội": (21.03, 105.85), "Thái Nguyên": (21.6, 105.85), "Đà Nẵng": (16.05, 108.2), "Phú Quốc": (10.2, 104.0),
}  # fmt: skip
finder = TimezoneFinder()
zones = {place: finder.timezone_at(lat=lat, lng=lng) for place, (lat, lng) in PINS.items()}
shown = {place: get_timezone_location(zone, locale="vi") for place, zone in zones.items()}
print(zones, shown)
north, south = ("Hà Nội", "Thái Nguyên"), ("Đà Nẵng", "Phú Quốc")
as_seen = all((zones[each], shown[each]) == ("Asia/Bangkok", "Giờ Thái Lan") for each in north)
sys.exit(0 if as_seen and all((zones[each], shown[each]) == ("Asia/Ho_Chi_Minh", "Giờ Việt Nam") for each in south) else 1)
PY
