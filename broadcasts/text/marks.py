"""Which signs of a bulletin are formatting. Everything else stays exactly as it was typed.

A ward's text is full of numbers that Markdown would change: `1. 3. 5.` in a list counts anew, `2. 9. 2026` becomes a
list, `5*4*3 m` loses its stars, a paragraph that begins with a tab becomes code. So lists, indented code, underlined
headings and reference definitions are not formatting here. Bold, italic, strikethrough, links, headings with `#`,
quotes, tables, rules and fenced code are.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, hr
from markdown_it.rules_inline import StateInline

from core.text import normal

_CHANGES_WORDS = ("list", "code", "lheading", "reference")
_LESS_OR_MORE = re.compile(r"^([ \t]{0,3})(>)(?=[ \t]?[\d=])", re.MULTILINE)  # "> 5 triệu đồng" is not a quote
_CELLS = re.compile(r"(?<!\\)\|")
_PASTED = 3  # the fewest columns of a table from a spreadsheet; two may be a number and its paragraph
_MOST_COLUMNS = 40


def parser() -> MarkdownIt:
    """The reader of a bulletin's text, without HTML. Addresses that could run something do not become links."""
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    reader.disable(list(_CHANGES_WORDS))
    reader.block.ruler.at("paragraph", _paragraph)
    reader.block.ruler.at("hr", _drawn_rule, {"alt": ["paragraph", "blockquote"]})
    reader.inline.ruler.at("newline", _newline)
    reader.inline.ruler.before("strikethrough", "plain_signs", _plain_signs)
    return reader


def prepared(text: str) -> str:
    """The text for `parser`: in its normal form, with pasted tables as Markdown tables that keep every cell."""
    said = _LESS_OR_MORE.sub(r"\1\\\2", normal(text))
    if "\t" not in said and "|" not in said:
        return said
    return "\n".join(_with_tables(said.split("\n")))


def _drawn_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the library's form
    """A rule is three signs or more without white space between them: `- - -` are the signs of items without words."""
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].rstrip()
    return " " not in line and "\t" not in line and hr(state, start, end, silent)


def _paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # the library's form
    """A paragraph with the white space before each of its lines."""
    end = state.lineMax
    rules = state.md.block.ruler.getRules("paragraph")
    outer, state.parentType = state.parentType, "paragraph"
    line = start + 1
    while line < end and not state.isEmpty(line):
        silent = True
        if state.sCount[line] >= 0 and any(rule(state, line, end, silent) for rule in rules):
            break
        line += 1
    state.line = line
    opened = state.push("paragraph_open", "p", 1)
    opened.map = [start, line]
    words = state.push("inline", "", 0)
    words.content = state.getLines(start, line, state.blkIndent, keepLastLF=False).rstrip()
    words.map, words.children = [start, line], []
    state.push("paragraph_close", "p", -1)
    state.parentType = outer
    return True


def _newline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the library's form
    """A line end as it was typed. White space after it is kept; white space before it is invisible anyway."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        state.pending = state.pending.rstrip(" \t")
        state.push("hardbreak", "br", 0)
    state.pos += 1
    return True


def _plain_signs(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  # the library's form
    """Stars and underscores that are not formatting, because of the characters around them."""
    sign, start = state.src[state.pos], state.pos
    if sign not in "*_":
        return False
    end = start
    while end < state.posMax and state.src[end] == sign:
        end += 1
    before = state.src[start - 1] if start else " "
    after = state.src[end] if end < state.posMax else " "
    if not _stays(sign, end - start, before, after):
        return False
    if not silent:
        state.pending += state.src[start:end]
    state.pos = end
    return True


def _stays(sign: str, length: int, before: str, after: str) -> bool:
    """Whether a run of signs is part of the text: a product, a footnote `(*)`, a blank to fill in."""
    if length > (3 if sign == "*" else 2) or (before == "(" and after == ")"):
        return True
    if before.isalnum() and after.isalnum():
        return length != 2 or (before.isdigit() and after.isdigit())
    if sign == "_":
        return not any(each.isalnum() or each in '*~[]“”"' for each in (before, after))
    return False


def _with_tables(lines: Sequence[str]) -> Iterator[str]:
    at, fenced = 0, False
    while at < len(lines):
        fenced ^= lines[at].lstrip().startswith(("```", "~~~"))
        pasted = 0 if fenced else _pasted(lines, at)
        drawn = 0 if fenced or pasted else _drawn(lines, at)
        if pasted:
            yield from _as_table([line.split("\t") for line in lines[at : at + pasted]])
        elif drawn:
            yield from _widened(lines[at : at + drawn])
        else:
            yield lines[at]
        at += pasted or drawn or 1


def _pasted(lines: Sequence[str], at: int) -> int:
    """How many lines from here are a table from a spreadsheet: the same number of tabs, none before the first word.

    A chat tells the words of the head only before what stands under them. So lines are no table, but lines with
    indents in them, where a head would be told nowhere.
    """
    tabs = lines[at].count("\t")
    if not _PASTED - 1 <= tabs < _MOST_COLUMNS:
        return 0
    end = at
    while (
        end < len(lines)
        and lines[end].count("\t") == tabs
        and lines[end].strip("\t ")
        and _begins(lines[end], end > at)
    ):
        end += 1
    return end - at if _has_head([line.split("\t") for line in lines[at:end]]) else 0


def _has_head(rows: Sequence[Sequence[str]]) -> bool:
    """Whether there are rows, and something stands under each word of the head."""
    if len(rows) < 2:
        return False
    head, *body = rows
    named = [at for at, cell in enumerate(head) if cell.strip()]
    return len(named) > 1 and all(any(row[at].strip() for row in body) for at in named)


def _begins(line: str, empty: bool) -> bool:  # noqa: FBT001  # whether the first cell may be empty
    return empty or not line.startswith("\t")


def _as_table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    head, *body = [[cell.strip().replace("|", r"\|") for cell in row] for row in rows]
    yield ""
    for cells in (head, ["---"] * len(head), *body):
        yield f"| {' | '.join(cells)} |"
    yield ""


def _drawn(lines: Sequence[str], at: int) -> int:
    """How many lines from here are a table drawn with characters."""
    if at + 1 >= len(lines) or "|" not in lines[at] or "|" not in lines[at + 1]:
        return 0
    if not all(each.strip().strip(":-") == "" and "-" in each for each in _cells(lines[at + 1])):
        return 0
    end = at + 2
    while end < len(lines) and lines[end].strip():
        end += 1
    return end - at


def _widened(lines: Sequence[str]) -> Iterator[str]:
    """The table with a head for every column: otherwise a row with more cells than the head would lose them."""
    head, most = _columns(lines[0]), max(_columns(each) for each in lines)
    if head == _columns(lines[1]) and head < most <= _MOST_COLUMNS:
        more = most - head
        yield _closed(lines[0]) + "  |" * more
        yield _closed(lines[1]) + " --- |" * more
        yield from lines[2:]
    else:
        yield from lines


def _columns(line: str) -> int:
    return len(_cells(line))


def _cells(line: str) -> list[str]:
    return _CELLS.split(line.strip().removeprefix("|").removesuffix("|"))


def _closed(line: str) -> str:
    return line.rstrip() if line.rstrip().endswith("|") else f"{line.rstrip()} |"
