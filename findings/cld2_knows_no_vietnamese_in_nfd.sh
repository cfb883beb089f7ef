#!/usr/bin/env bash
# The same Vietnamese sentence is Vietnamese or of an unknown language for CLD2, by how its marks are stored.
#
# pycld2 0.42. Files of macOS and some keyboards give letters with their marks apart (Unicode NFD). Guess: both forms are
# Vietnamese, the more so as the marks are what tells this language from others. Seen: NFC is Vietnamese with 98 of 100, NFD
# is unknown ("un"), with the word "reliable" false, although nothing is lost on the screen. A text must be put into NFC first.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check pycld2==0.42
"$room/venv/bin/python" -W ignore - <<'PY'
import sys
import unicodedata

import pycld2

TEXT = "Đèn đường ngõ 12 bị hỏng ba hôm nay rồi, đề nghị phường cho người đến sửa."
said = {}
for form in ("NFC", "NFD"):
    reliable, _, found = pycld2.detect(unicodedata.normalize(form, TEXT))
    said[form] = (reliable, found[0][1])
print(said)
sys.exit(0 if said == {"NFC": (True, "vi"), "NFD": (False, "un")} else 1)
PY
