#!/usr/bin/env bash
# num2words says Vietnamese numbers with an empty hundred as nobody says them, and halves as fifties.
#
# num2words 0.5.14, lang="vi". Expected: 1015 "một nghìn không trăm mười lăm", 0.5 "không phẩy năm".
# Seen: 1015 "một nghìn lẻ mười lăm", 2026 "hai nghìn lẻ hai mươi sáu", 0.5 "không phẩy năm mươi", 12.5 "mười hai phẩy
# năm mươi"; 105 is right ("một trăm lẻ năm").
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check num2words==0.5.14
"$room/venv/bin/python" -W ignore - <<'PY'
import sys

from num2words import num2words

wanted = {
    105: "một trăm lẻ năm", 1015: "một nghìn lẻ mười lăm", 2026: "hai nghìn lẻ hai mươi sáu",
    0.5: "không phẩy năm mươi", 12.5: "mười hai phẩy năm mươi",
}
said = {number: num2words(number, lang="vi") for number in wanted}
print(said)
sys.exit(0 if said == wanted else 1)
PY
