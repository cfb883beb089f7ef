#!/usr/bin/env bash
# python-docx's `paragraph.text` leaves out words that every reader of the document sees, and gives words that nobody sees.
#
# python-docx 1.2.0. Expected: the text as it stands on the page. Seen: what was inserted with "track changes" (w:ins), what
# stands in a smart tag, in a simple field and in a content control is missing; hidden words (w:vanish) are there. In a
# draft of neighbourhood rules "Phạt 500.000 đồng nếu đổ rác." becomes "Phạt nếu đổ rác."
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check python-docx==1.2.0
"$room/venv/bin/python" -W ignore - <<'PY'
import io
import sys

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls


def run(words):
    return f"<w:r><w:t xml:space='preserve'>{words}</w:t></w:r>"


PARTS = [
    f"<w:ins {nsdecls('w')} w:id='1' w:author='A' w:date='2026-01-01T00:00:00Z'>{run('500.000 đồng ')}</w:ins>",
    f"<w:smartTag {nsdecls('w')} w:element='place'>{run('tại Linh Sơn ')}</w:smartTag>",
    f"<w:fldSimple {nsdecls('w')} w:instr='REF a'>{run('Điều 5 ')}</w:fldSimple>",
    f"<w:sdt {nsdecls('w')}><w:sdtContent>{run('Tổ 3 ')}</w:sdtContent></w:sdt>",
]
document = docx.Document()
paragraph = document.add_paragraph("Phạt ")
for part in PARTS:
    paragraph._p.append(parse_xml(part))
paragraph.add_run("ẩn ").font.hidden = True
paragraph.add_run("nếu đổ rác.")
out = io.BytesIO()
document.save(out)
seen = docx.Document(io.BytesIO(out.getvalue())).paragraphs[0].text
print(repr(seen))
sys.exit(0 if seen == "Phạt ẩn nếu đổ rác." else 1)
PY
