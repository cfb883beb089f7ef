"""A pasted draft cut into what is asked: by "Điều 7." at the head of a line, else by paragraphs."""

import re

from core.text import normal
from storage.polls import Article

_HEAD = re.compile(r"^[ \t]*(?:Điều|ĐIỀU)[ \t]+([0-9]{1,3})([a-zđ]?)\b[.:]?[ \t]*(.*)$", re.MULTILINE)
_TITLE = 120  # characters


def split(source: str) -> tuple[Article, ...]:
    """The articles in order; each keeps a code of its own even where a number comes twice."""
    text = normal(source.replace("\r\n", "\n"))
    heads = list(_HEAD.finditer(text))
    if not heads:
        parts = [each.strip() for each in re.split(r"\n\s*\n", text) if each.strip()]
        return tuple(Article(f"p{n}", f"{n}. {each.splitlines()[0][:_TITLE]}", each) for n, each in enumerate(parts, 1))
    found: list[Article] = []
    taken: set[str] = set()
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(text)
        code = f"d{head[1]}{head[2]}"
        while code in taken:
            code += "x"
        taken.add(code)
        body = _without_chapter(text[head.start(3) : end])
        name = f"Điều {head[1]}{head[2]}. {head[3].strip()}".removesuffix(". ")
        found.append(Article(code[:16], name[:_TITLE], body or name))
    return tuple(found)


def _without_chapter(body: str) -> str:
    """The body without the heading of the chapter that follows it."""
    return re.split(r"^\s*(?:Chương|CHƯƠNG|Mục|MỤC)\s+[IVXLC0-9]+\b", body, maxsplit=1, flags=re.MULTILINE)[0].strip()
