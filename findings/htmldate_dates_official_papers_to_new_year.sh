#!/usr/bin/env bash
# htmldate reads the day of a Vietnamese page, until the place stands before it, as every official paper must have it.
#
# htmldate 1.11.0, which finds when a page was published. Nghị định 30/2020/NĐ-CP wants "Thái Nguyên, ngày 20 tháng 11 năm
# 2026" on each paper. Guess: the day is found, or nothing. Seen: "ngày 20 tháng 11 năm 2026" alone gives 2026-11-20; with
# the place and its comma the same words give 2026-01-01, the first day of the year, without a sign of doubt; without
# its extensive search it says None. A page about a reception, dated so, is eleven months old.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check htmldate==1.11.0
"$room/venv/bin/python" -W ignore - <<'PY'
import sys

from htmldate import find_date

PAGE = """<html lang="vi"><body><article><h1>Thông báo</h1><p>{}</p>
<p>Phường Linh Sơn thông báo lịch tiếp công dân tại trụ sở.</p></article></body></html>"""


def found(words, **wanted):
    return find_date(PAGE.format(words), max_date="2026-12-31", **wanted)


said = {
    "day": found("ngày 20 tháng 11 năm 2026"),
    "place and day": found("Thái Nguyên, ngày 20 tháng 11 năm 2026"),
    "carefully": found("Thái Nguyên, ngày 20 tháng 11 năm 2026", extensive_search=False),
    "with zeros": found("Linh Sơn, ngày 05 tháng 02 năm 2026"),
}
print(said)
as_seen = {"day": "2026-11-20", "place and day": "2026-01-01", "carefully": None, "with zeros": "2026-01-01"}
sys.exit(0 if said == as_seen else 1)
PY
