"""Makes .pdf files with text, by hand: one font without outlines whose letters are told by a table (ToUnicode)."""

from collections.abc import Sequence

_TABLE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def "
    b"1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange "
    b"endcmap end end"
)
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /T /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
)
_LETTERS = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /T /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
    b"/Supplement 0 >> /DW 500 /FontDescriptor << /Type /FontDescriptor /FontName /T /Flags 4 /Ascent 800 "
    b"/Descent -200 /ItalicAngle 0 /CapHeight 700 /StemV 80 /FontBBox [0 -200 1000 800] >> >>"
)


def pdf(*pages: Sequence[str], stamped: bool = False) -> bytes:
    """A .pdf with these lines on its pages; a page without lines is like a scanned one. `stamped`: with pictures."""
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(len(pages)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        _FONT,
        _LETTERS,
        _stream(_TABLE),
    ]
    for n, lines in enumerate(pages):
        drawn = " ".join(f"BT /F 12 Tf 50 {780 - 18 * at} Td <{_codes(line)}> Tj ET" for at, line in enumerate(lines))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> "
            f"/Contents {7 + 2 * n} 0 R >>".encode()
        )
        stamp = b" q 90 0 0 90 400 600 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q" if stamped else b""
        objects.append(_stream(drawn.encode() + stamp))
    return _file(objects)


def _codes(line: str) -> str:
    return line.encode("utf-16-be").hex().upper()


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    rows = b"".join(b"%010d 00000 n \n" % each for each in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    return out + table + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
