"""How a notice to staff is worded on each way: that there is something, where it is, and on a morning how many."""

from core.words import Words

# The numbers of a morning in the order in which a notice has them, each with the page that shows what it counts.
LINES = (
    ("late", "/console/?view=late&mine=yes"),
    ("due_today", "/console/?mine=yes&due=today"),
    ("due_tomorrow", "/console/?mine=yes&due=tomorrow"),
    ("new", "/console/?view=new&officer=0"),
    ("heard", "/console/?mine=yes&spoke=resident"),
    ("approve", "/console/second"),
)


def said(words: Words, language: str, says: str, *, ward: str, base: str, opens: str, numbers: str = "") -> str:
    """The text for a chat or a mail. `base`: the address of the ward's pages; `numbers`: those of a morning."""
    found = _counted(words, language, numbers)
    lines = "\n".join(f"{line}\n{base}{page}" for line, page in found)
    return words.say(language, says, ward=ward, link=f"{base}{opens}", lines=lines)


def pushed(words: Words, language: str, says: str, *, numbers: str = "") -> str:
    """The text for a lock screen, without an address: a press opens the page. `says`: "notice.assigned"."""
    lines = [line for line, _ in _counted(words, language, numbers)]
    return ". ".join(lines) if lines else words.say(language, says.replace("notice.", "notice.push.", 1))


def _counted(words: Words, language: str, numbers: str) -> list[tuple[str, str]]:
    """A line for each number that is not zero, "Đến hạn hôm nay: 2", and its page."""
    found = [int(each) for each in numbers.split(",")] if numbers else []
    return [
        (words.say(language, f"notice.count.{name}", n=n), page)
        for (name, page), n in zip(LINES, found, strict=False)
        if n
    ]
