#!/usr/bin/env bash
# humanize in Vietnamese says what nobody says, and keeps English figures and dates.
#
# humanize 4.17.0, locale vi_VN. Guess: like its other languages, right words and figures of the language. Seen: in three
# hours is "3 giờ ngày tới" ("three hours day next"), while three hours ago is right ("3 giờ trước"); 1234567 is
# "1,234,567" and one and a half million "1.5 triệu", where comma and point mean the opposite in Vietnamese ("1.5" is read
# as fifteen or as a slip); 3 February 2020 is "Feb 03 2020".
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check humanize==4.17.0
"$room/venv/bin/python" -W ignore - <<'PY'
import sys
from datetime import date, timedelta

import humanize

humanize.i18n.activate("vi_VN")
said = {
    "ago": humanize.naturaltime(timedelta(hours=3)),
    "ahead": humanize.naturaltime(-timedelta(hours=3)),
    "figure": humanize.intcomma(1234567),
    "million": humanize.intword(1_500_000),
    "day": humanize.naturaldate(date(2020, 2, 3)),
}
print(said)
wanted = {
    "ago": "3 giờ trước", "ahead": "3 giờ ngày tới", "figure": "1,234,567", "million": "1.5 triệu", "day": "Feb 03 2020",
}
sys.exit(0 if said == wanted else 1)
PY
