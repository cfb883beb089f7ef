#!/usr/bin/env bash
# The holidays package gives days off in Vietnam that nobody has announced yet, and does not mark them.
#
# holidays 0.109, country VN. The law gives five days at Tết and two at National Day; which ones, the government says each
# year (Labour Code 2019, article 112). Expected: years that are not announced are marked, as the package does for other
# countries with "(estimated)". Seen for 2027, asked in November 2026: 4 and 10 February, and 3 September beside 2
# September, with names like those of announced years. Where a term of law crosses such a day, it must be shown as open.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check holidays==0.109
"$room/venv/bin/python" -W ignore - <<'PY'
import sys
from datetime import date

import holidays

found = {day: name for day, name in holidays.VN(years=2027, language="vi").items()}
for day in sorted(found):
    print(day, found[day])
guessed = [date(2027, 2, 4), date(2027, 2, 10), date(2027, 9, 3)]
marked = [name for name in found.values() if "estimated" in name.lower() or "dự kiến" in name.lower()]
sys.exit(0 if all(day in found for day in guessed) and not marked else 1)
PY
