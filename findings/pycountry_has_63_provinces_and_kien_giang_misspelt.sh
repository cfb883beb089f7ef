#!/usr/bin/env bash
# pycountry of 2026 still has the 63 provinces of Vietnam of before July 2025, one of them misspelt.
#
# pycountry 26.2.16. Since 1 July 2025 Vietnam has 34 provinces and cities (Resolution 202/2025/QH15); Bắc Kạn is a part of Thái
# Nguyên. Guess: a release of February 2026 has them, or at least says which are gone. Seen: 63, Bắc Kạn (VN-53) among
# them, and "Kiến Giang" for Kiên Giang, so that a search by the right name finds nothing. A list of units must come from the state's own tables.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check pycountry==26.2.16
"$room/venv/bin/python" -W ignore - <<'PY'
import sys

import pycountry

units = list(pycountry.subdivisions.get(country_code="VN"))
names = {each.name for each in units}
said = (len(units), "Bắc Kạn" in names, "Kiến Giang" in names, "Kiên Giang" in names)
print(said)
sys.exit(0 if said == (63, True, True, False) else 1)
PY
