#!/usr/bin/env bash
# arrow writes two in the afternoon and two at night with the same words in Vietnamese.
#
# arrow 1.4.0, locale vi. Guess: "h:mm A" gives SA and CH, the locale's words, or AM and PM for want of them. Seen: the token gives
# nothing, so 02:05 and 14:05 are both "2:05 "; English has PM. The month is "Tháng Mười Một", in capitals and words, where
# a Vietnamese date has "tháng 11".
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check arrow==1.4.0
"$room/venv/bin/python" -W ignore - <<'PY'
import sys

import arrow

night, afternoon = arrow.get(2026, 11, 30, 2, 5), arrow.get(2026, 11, 30, 14, 5)
said = {
    "night": night.format("h:mm A", locale="vi"),
    "afternoon": afternoon.format("h:mm A", locale="vi"),
    "english": afternoon.format("h:mm A", locale="en"),
    "month": afternoon.format("D MMMM YYYY", locale="vi"),
}
print(said)
wanted = {"night": "2:05 ", "afternoon": "2:05 ", "english": "2:05 PM", "month": "30 Tháng Mười Một 2026"}
sys.exit(0 if said == wanted else 1)
PY
