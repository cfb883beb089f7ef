#!/usr/bin/env bash
# Articles that Word numbers by itself, "Điều 1.", "Điều 2.", come out of mammoth as 1 and again 1, and of pandoc as 1 and 2.
#
# mammoth 1.13.0, pypandoc_binary 1.17, python-docx 1.2.0 to make the file. A draft's articles have a numbering whose text is
# "Điều %1.", with a paragraph below each. Guess: the article's number comes along, as the paragraphs refer to "Điều 1".
# Seen: mammoth closes its list at each paragraph and opens a new one with no start, so that both articles are 1; its raw
# text has no number at all. pandoc counts on (start="2"), but makes a plain "2." of "Điều 2.". What a resident cites, and
# what the draft itself refers to, stands in neither.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check mammoth==1.13.0 pypandoc_binary==1.17 python-docx==1.2.0
cd "$room"
"$room/venv/bin/python" -W ignore - <<'PY'
import sys

import docx
import mammoth
import pypandoc
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W = nsdecls("w")
draft = docx.Document()
numbering = draft.part.numbering_part.element
numbering.insert(0, parse_xml(f"""<w:abstractNum {W} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %1."/></w:lvl></w:abstractNum>"""))
numbering.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
for words, is_article in (("Phạm vi", True), ("Áp dụng cho các hộ.", False), ("Đối tượng", True), ("Như Điều 1.", False)):
    paragraph = draft.add_paragraph(words)
    if is_article:
        number = f'<w:numPr {W}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(number))
draft.save("draft.docx")
html, raw = mammoth.convert_to_html("draft.docx").value, mammoth.extract_raw_text("draft.docx").value
plain = [line for line in pypandoc.convert_file("draft.docx", "plain").splitlines() if line]
print(html, raw.split("\n\n"), plain, sep="\n")
as_seen = (
    html == "<ol><li>Phạm vi</li></ol><p>Áp dụng cho các hộ.</p><ol><li>Đối tượng</li></ol><p>Như Điều 1.</p>"
    and raw.split("\n\n") == ["Phạm vi", "Áp dụng cho các hộ.", "Đối tượng", "Như Điều 1.", ""]
    and plain == ["1.  Phạm vi", "Áp dụng cho các hộ.", "2.  Đối tượng", "Như Điều 1."]
)
sys.exit(0 if as_seen else 1)
PY
