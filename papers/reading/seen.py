"""Collects what a reader of drafts left out, converted or could not read: the notes that the official sees."""

from collections import Counter

_LONGEST = 300  # the longest quotation in a note, in characters


class Seen:
    """The notes while a file is read: tails of word keys, each with its detail, in the order of discovery."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._words: dict[str, list[str]] = {}

    def count(self, what: str, times: int = 1) -> None:
        """Count so many of these."""
        self._counts[what] += times

    def words(self, what: str, text: str) -> None:
        """Note these words; a note quotes their beginning."""
        if text.strip():
            self._counts[what] += 0
            self._words.setdefault(what, []).append(text)

    def again(self, what: str, about: str) -> None:
        """Add a note from an embedded document."""
        if about.isdecimal():
            self.count(what, int(about))
        else:
            self.words(what, about)

    def notes(self) -> tuple[tuple[str, str], ...]:
        """The notes: (what, the words or how many)."""
        return tuple(
            (what, self._said(what) if what in self._words else str(times))
            for what, times in self._counts.items()
            if times or what in self._words
        )

    def _said(self, what: str) -> str:
        text = " ".join("".join(self._words[what]).split())
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
