#!/usr/bin/env bash
# phonenumbers knows three of Vietnam's four emergency numbers, and not the ones a ward prints most.
#
# phonenumbers 9.0.43. 112 (search and rescue) stands beside 113, 114 and 115 in the national numbering plan; 111 is the
# children's helpline, 1022 the line of public services. Guess: 112 is known everywhere, as in the GSM standard, and the
# others at least as valid short numbers. Seen: 113, 114 and 115 only; 112, 111 and 1022 are no valid short numbers, and 112
# is no emergency number there, while it is one of France.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check phonenumbers==9.0.43
"$room/venv/bin/python" -W ignore - <<'PY'
import sys

import phonenumbers as lib

NUMBERS = ("111", "112", "113", "114", "115", "1022")
valid = [each for each in NUMBERS if lib.is_valid_short_number(lib.parse(each, "VN"))]
emergency = [each for each in NUMBERS if lib.is_emergency_number(each, "VN")]
elsewhere = [region for region in ("TH", "KH", "CN", "FR", "KR") if lib.is_emergency_number("112", region)]
print("valid:", valid, "emergency:", emergency, "112 is one in:", elsewhere)
sys.exit(0 if valid == emergency == ["113", "114", "115"] and "FR" in elsewhere else 1)
PY
