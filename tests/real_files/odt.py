"""Makes .odt files from raw XML, as LibreOffice writes them."""

import io
import zipfile

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(
    f'xmlns:{short}="{_OASIS}:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"), ("draw", "drawing"),
        ("svg", "svg-compatible"), ("fo", "xsl-fo-compatible"), ("manifest", "manifest"),
    )
) + ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'  # fmt: skip
ODT = "application/vnd.oasis.opendocument.text"


def odt(body: str, *, styles: str = "", common: str = "", margins: str = "") -> bytes:
    """An .odt. `styles`: automatic ones; `common`: those of styles.xml; `margins`: headers and footers."""
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    master = (
        f'<office:master-styles><style:master-page style:name="S">{margins}</style:master-page></office:master-styles>'
    )
    named = (
        f"<office:document-styles {_SPACES}><office:styles>{common}</office:styles>{master}</office:document-styles>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", ODT)
        packed.writestr("content.xml", content)
        packed.writestr("styles.xml", named)
        packed.writestr("META-INF/manifest.xml", f"<manifest:manifest {_SPACES}/>")
    return out.getvalue()


def level(at: int, form: str, *, prefix: str = "", suffix: str = "", more: str = "") -> str:
    """A level of a list style, counted from 1."""
    return (
        f'<text:list-level-style-number text:level="{at}" style:num-format="{form}" style:num-prefix="{prefix}" '
        f'style:num-suffix="{suffix}" {more}/>'
    )


def list_style(name: str, *levels: str) -> str:
    """A list style."""
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def items(*texts: str, style: str = "", more: str = "") -> str:
    """A list; a text that is XML is put in as it is."""
    named = f' text:style-name="{style}"' if style else ""
    inside = "".join(
        f"<text:list-item>{each if each.startswith('<') else f'<text:p>{each}</text:p>'}</text:list-item>"
        for each in texts
    )
    return f"<text:list{named} {more}>{inside}</text:list>"
