"""Phrases under labels, as files of sayings hold them: `[label]`, then phrases apart by `;`; `#` begins a remark."""


def labelled(text: str) -> list[tuple[str, str]]:
    """Every phrase with the label above it; the label is empty where there is none."""
    found: list[tuple[str, str]] = []
    label = ""
    for line in text.splitlines():
        words = line.split("#")[0].strip()
        if words.startswith("["):
            label = words.strip("[]")
        else:
            found.extend((label, each.strip()) for each in words.split(";") if each.strip())
    return found
