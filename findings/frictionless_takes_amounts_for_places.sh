#!/usr/bin/env bash
# A table of open data with amounts as Vietnam writes them becomes a table of points on the map.
#
# frictionless 5.21.0. Guess: without a schema, "1.234,5" stays a text, or is a number. Seen: the column's type is
# "geopoint" and the value [1.234, 5.0]: the comma is read as the one between longitude and latitude, and the table is
# valid.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check frictionless==5.21.0
cd "$room"
printf 'ten,tien\nLan,"1.234,5"\nTư,"2.500,5"\n' >a.csv
"$room/venv/bin/python" -W ignore - <<'PY'
import sys

from frictionless import Resource, validate

with Resource("a.csv") as table:
    rows = [[float(each) for each in row["tien"]] for row in table.row_stream]
    types = {each.name: each.type for each in table.schema.fields}
report = validate("a.csv")
print(types, rows, "valid:", report.valid)
sys.exit(0 if types["tien"] == "geopoint" and rows == [[1.234, 5], [2.5, 5]] and report.valid else 1)
PY
