#!/usr/bin/env bash
# dateparser, which lists Vietnamese, reads "3 days ago" and not "in 3 days", and no hour as people write it.
#
# dateparser 1.5.0, languages=["vi"]. Guess: both directions, and the common ways to write an hour. Seen: "3 ngày trước",
# "ngày mai" and "tuần sau" are read; "2 ngày nữa", "15 phút nữa" (the only way to say "in …"; arrow writes just these
# words), "ngày kia", "mùng 3 tháng 2", "14h30" and "2 giờ chiều" give None. A form that asks "when?" understands the past.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check dateparser==1.5.0 arrow==1.4.0
"$room/venv/bin/python" -W ignore - <<'PY'
import sys
from datetime import datetime

import arrow
import dateparser

now = datetime(2026, 11, 24, 10, 0)


def read(text):
    found = dateparser.parse(text, languages=["vi"], settings={"RELATIVE_BASE": now})
    return found and found.strftime("%d/%m %H:%M")


known = {text: read(text) for text in ("3 ngày trước", "ngày mai", "tuần sau", "3 tháng 2 năm 2026")}
unknown = ("2 ngày nữa", "15 phút nữa", "ngày kia", "mùng 3 tháng 2", "14h30", "2 giờ chiều")
print(known, {text: read(text) for text in unknown})
words = arrow.get(now).shift(minutes=15).humanize(arrow.get(now), locale="vi")
print("arrow says:", words)
wanted = {"3 ngày trước": "21/11 10:00", "ngày mai": "25/11 10:00", "tuần sau": "01/12 10:00", "3 tháng 2 năm 2026": "03/02 00:00"}
sys.exit(0 if known == wanted and not any(map(read, unknown)) and words == "15 phút nữa" else 1)
PY
