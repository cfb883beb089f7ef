#!/usr/bin/env bash
# A workbook saved as "Strict Open XML Spreadsheet" is an empty book for openpyxl, and no document at all for python-docx.
#
# openpyxl 3.1.5, python-docx 1.2.0. Both formats are ISO/IEC 29500; office programs offer the strict form in their list of
# types, with the same file ending. Expected: the same content, or a clear refusal. Seen: openpyxl warns "File contains an
# invalid specification" and gives a workbook without a single sheet; python-docx raises KeyError about a relationship.
# So a roll of households read without a look at the sheets is silently empty.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5 python-docx==1.2.0
"$room/venv/bin/python" -W ignore - <<'PY'
import io
import sys
import zipfile

import docx
import openpyxl

STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main": b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships":
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def strict(data):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            for loose, tight in STRICT.items():
                part = part.replace(loose, tight)
            new.writestr(name, part)
    return io.BytesIO(out.getvalue())


book, out = openpyxl.Workbook(), io.BytesIO()
book.active.append(["H001", "Nguyễn Văn A"])
book.save(out)
sheets = openpyxl.load_workbook(strict(out.getvalue())).sheetnames
print("openpyxl, sheets of the strict book:", sheets)
text, out = docx.Document(), io.BytesIO()
text.add_paragraph("Điều 1. Ngõ")
text.save(out)
try:
    docx.Document(strict(out.getvalue()))
    refused = ""
except KeyError as error:
    refused = str(error)
print("python-docx:", refused)
sys.exit(0 if sheets == [] and "officeDocument" in refused else 1)
PY
