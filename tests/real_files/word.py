"""Makes .docx files from raw XML, so that each case of the standard can be written as Word writes it."""

import io
import zipfile
from collections.abc import Mapping, Sequence

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:m="{M}" xmlns:mc="{MC}" xmlns:v="urn:schemas-microsoft-com:vml"'
_STRICT = (
    (W, "http://purl.oclc.org/ooxml/wordprocessingml/main"),
    (R, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
    (M, "http://purl.oclc.org/ooxml/officeDocument/math"),
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DOCX = f"{_WORD}.document"
_KINDS = ("styles", "numbering", "footnotes", "endnotes", "comments", "header1", "footer1")


def docx(
    body: str | Sequence[str], *, foreign: Mapping[str, bytes] | None = None, strict: bool = False, **parts: str
) -> bytes:
    """A .docx. `parts`: the inside of styles, numbering, footnotes and so on.

    `foreign`: name -> bytes, each an altChunk with the id `f1`, `f2` and so on, in order.
    """
    inside = body if isinstance(body, str) else "".join(body)
    trees = {"document": f"<w:document {_SPACES}><w:body>{inside}</w:body></w:document>"}
    trees |= {each: _tree(each, parts[each]) for each in _KINDS if each in parts}
    others = dict(foreign or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (
            ("[Content_Types].xml", _types(trees, others)),
            ("_rels/.rels", _rels([("r1", f"{R}/officeDocument", "word/document.xml")])),
            ("word/_rels/document.xml.rels", _rels(_relations(trees, others))),
            *((f"word/{name}.xml", xml) for name, xml in trees.items()),
        ):
            packed.writestr(name, _as_strict(content) if strict else content)
        for name, raw in others.items():
            packed.writestr(f"word/{name}", raw)
    return out.getvalue()


def _tree(name: str, inside: str) -> str:
    root = {"header1": "hdr", "footer1": "ftr"}.get(name, name)
    return f"<w:{root} {_SPACES}>{inside}</w:{root}>"


def _types(trees: Mapping[str, str], others: Mapping[str, bytes]) -> str:
    kinds = {"document": "document.main", "header1": "header", "footer1": "footer"}
    overrides = "".join(
        f'<Override PartName="/word/{each}.xml" ContentType="{_WORD}.{kinds.get(each, each)}+xml"/>' for each in trees
    )
    chunks = "".join(f'<Override PartName="/word/{each}" ContentType="text/html"/>' for each in others)
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}{chunks}</Types>'
    )


def _relations(trees: Mapping[str, str], others: Mapping[str, bytes]) -> list[tuple[str, str, str]]:
    own = [(f"p{n}", f"{R}/{each.rstrip('1')}", f"{each}.xml") for n, each in enumerate(trees) if each != "document"]
    return own + [(f"f{n}", f"{R}/aFChunk", each) for n, each in enumerate(others, start=1)]


def _rels(targets: Sequence[tuple[str, str, str]]) -> str:
    inside = "".join(f'<Relationship Id="{key}" Type="{kind}" Target="{to}"/>' for key, kind, to in targets)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _as_strict(xml: str) -> str:
    for old, new in _STRICT:
        xml = xml.replace(old, new)
    return xml


def run(text: str, about: str = "") -> str:
    """A run with its properties."""
    return f'<w:r><w:rPr>{about}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*runs: str, about: str = "", mark: str = "", style: str = "", num: tuple[int, int] | None = None) -> str:
    """A paragraph. A run that is no XML is plain text. `mark`: properties of its end; `num`: list and level."""
    inside = "".join(each if each.startswith("<") else run(each) for each in runs)
    listed = f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>' if num else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{about}{listed}<w:rPr>{mark}</w:rPr></w:pPr>{inside}</w:p>"


def table(*rows: Sequence[str]) -> str:
    """A table; a cell that is no XML is one plain paragraph."""

    def cell(text: str) -> str:
        return f"<w:tc>{text if text.startswith('<') else para(text)}</w:tc>"

    lines = ("".join(map(cell, row)) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def level(at: int, text: str, form: str = "decimal", *, start: int | None = 1, inside: str = "") -> str:
    """A level of a list. `inside`: further elements, in any order."""
    begin = "" if start is None else f'<w:start w:val="{start}"/>'
    return f'<w:lvl w:ilvl="{at}">{begin}<w:numFmt w:val="{form}"/>{inside}<w:lvlText w:val="{text}"/></w:lvl>'


def definition(key: int, *levels: str) -> str:
    """A w:abstractNum."""
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def numbered(key: int, of: int, *overrides: str) -> str:
    """A w:num."""
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{"".join(overrides)}</w:num>'


def anew(at: int, start: int = 1, whole: str = "") -> str:
    """A lvlOverride with startOverride (not for 0) and perhaps a whole level."""
    begin = f'<w:startOverride w:val="{start}"/>' if start else ""
    return f'<w:lvlOverride w:ilvl="{at}">{begin}{whole}</w:lvlOverride>'


def style(key: str, inside: str = "", *, kind: str = "paragraph", on: str = "", default: bool = False) -> str:
    """A style. `on`: the one that it is based on."""
    based = f'<w:basedOn w:val="{on}"/>' if on else ""
    first = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}"{first} w:styleId="{key}"><w:name w:val="{key}"/>{based}{inside}</w:style>'


def font(name: str) -> str:
    """The font of a run."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:cs="{name}"/>'
