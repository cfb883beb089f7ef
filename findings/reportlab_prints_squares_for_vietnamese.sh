#!/usr/bin/env bash
# A paper made with reportlab's standard font has black squares in the place of đ, ư, ờ and ổ, and nothing is raised.
#
# reportlab 5.1.0, pypdf 7.1.1. Guess: a font without the letter raises, or the letter is left empty, so that a test sees it.
# Seen: "Đường ngõ tổ 5 ươm" is "■■■ng ngõ t■ 5 ■■m" on the page and for whoever copies it; "õ", which is in Latin-1, is right. The
# squares are printed like letters, so a look whether the page is empty does not see it.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check reportlab==5.1.0 pypdf==7.1.1
"$room/venv/bin/python" -W ignore - <<'PY'
import io
import sys

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

held = io.BytesIO()
sheet = Canvas(held)
sheet.drawString(72, 700, "Đường ngõ tổ 5 ươm")
sheet.save()
said = PdfReader(held).pages[0].extract_text().strip()
print(said)
sys.exit(0 if said == "■■■ng ngõ t■ 5 ■■m" else 1)
PY
