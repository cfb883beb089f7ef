"""Writes Word's equations (OMML) on one line: `(a+b)/2`, `x^2`, `√(x)`. ISO/IEC 29500-1, 22.1."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from papers.reading.xml_tree import Node
from papers.word.package import VAL, name

_PROPERTIES = frozenset(name(f"m:{each}") for each in ("rPr", "ctrlPr")) | {name("w:rPr"), name("w:del")}


def line(node: Node) -> str:
    """The equation as plain text."""
    return "".join(_one(each) for each in node if isinstance(each.tag, str) and each.tag not in _PROPERTIES)


def _one(node: Node) -> str:
    tag = node.tag
    if tag in (name("m:t"), name("w:t")):
        return node.text or ""
    drawn = _DRAWN.get(tag)
    if drawn is not None:
        return drawn(node)
    return "" if tag.startswith(name("m:")) and tag.endswith("Pr") else line(node)


def _part(node: Node, tag: str) -> str:
    found = node.find(name(f"m:{tag}"))
    return "" if found is None else line(found)


def _whole(text: str) -> str:
    """The text, in brackets if it is more than one sign or number."""
    return text if text.isalnum() or len(text) == 1 else f"({text})"


def _property(node: Node, path: str, otherwise: str) -> str:
    found = node.find("/".join(name(f"m:{each}") for each in path.split("/")))
    return otherwise if found is None else str(found.get(name("m:val"), found.get(VAL, "")) or "")


def _fraction(node: Node) -> str:
    return f"{_whole(_part(node, 'num'))}/{_whole(_part(node, 'den'))}"


def _root(node: Node) -> str:
    degree = _part(node, "deg").strip()
    return f"{degree}√({_part(node, 'e')})"


def _raised(node: Node) -> str:
    low, high = _part(node, "sub"), _part(node, "sup")
    return _part(node, "e") + (f"_{_whole(low)}" if low else "") + (f"^{_whole(high)}" if high else "")


def _sum(node: Node) -> str:
    low, high = _part(node, "sub"), _part(node, "sup")
    sign = _property(node, "naryPr/chr", "∫") or "∫"
    return f"{sign}{f'_{_whole(low)}' if low else ''}{f'^{_whole(high)}' if high else ''} {_part(node, 'e')}"


def _brackets(node: Node) -> str:
    first, last = _property(node, "dPr/begChr", "("), _property(node, "dPr/endChr", ")")
    parts = [line(each) for each in node.findall(name("m:e"))]
    return f"{first}{(_property(node, 'dPr/sepChr', '|') or ',').join(parts)}{last}"


def _function(node: Node) -> str:
    return f"{_part(node, 'fName')} {_part(node, 'e')}"


def _matrix(node: Node) -> str:
    rows = [", ".join(line(each) for each in row.findall(name("m:e"))) for row in node.findall(name("m:mr"))]
    return f"[{'; '.join(rows)}]"


def _equations(node: Node) -> str:
    return "\n".join(line(each) for each in node.findall(name("m:e")))


_DRAWN: Mapping[str, Callable[[Node], str]] = MappingProxyType(
    {
        name("m:f"): _fraction, name("m:rad"): _root, name("m:sSup"): _raised, name("m:sSub"): _raised,
        name("m:sSubSup"): _raised, name("m:nary"): _sum, name("m:d"): _brackets, name("m:func"): _function,
        name("m:m"): _matrix, name("m:eqArr"): _equations,
    }
)  # fmt: skip
