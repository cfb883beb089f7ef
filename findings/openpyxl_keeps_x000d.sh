#!/usr/bin/env bash
# A line break inside a cell that came from another program arrives as the letters "_x000D_".
#
# openpyxl 3.1.5. ECMA-376 part 1, 22.4.2.4 (ST_Xstring): `_xHHHH_` in a cell's text stands for that character, and `_x005F_`
# for an underscore before such letters. Excel shows a line break, so a roll of households looks right there. Expected:
# openpyxl gives "\r". Seen: it gives the seven letters, in the middle of a person's name, and does not escape them when it
# writes, so that Excel changes a text that holds them.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5
"$room/venv/bin/python" -W ignore - <<'PY'
import io
import sys

import openpyxl

book, out = openpyxl.Workbook(), io.BytesIO()
book.active["A1"] = "Nguyễn_x000D_\nVăn A"
book.save(out)
read = openpyxl.load_workbook(io.BytesIO(out.getvalue())).active["A1"].value
print(repr(read))
sys.exit(0 if read == "Nguyễn_x000D_\nVăn A" else 1)
PY
