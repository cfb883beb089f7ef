"""XML of a file that a person sent, parsed so that it can reach nothing outside itself."""

from typing import Any, TypeAlias

from lxml import etree

Node: TypeAlias = Any  # an element of lxml, which has no types

MOST_UNPACKED = 60_000_000  # bytes; a small .docx or .odt may unpack to far more


def parsed(content: bytes) -> Node:
    """A tree without entities, network, comments. Raises etree.XMLSyntaxError."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(content, parser)
