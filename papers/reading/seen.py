"""What a reader of drafts left out, converted or could not read: it becomes the notes that the official sees."""

from collections import Counter

_LONGEST = 300  # letters of the words that a note repeats


class Seen:
    """Grows while a file is read. `notes` are tails of word keys with what they concern, in order of first sight."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._words: dict[str, list[str]] = {}

    def count(self, what: str, times: int = 1) -> None:
        """So many of these were seen."""
        self._counts[what] += times

    def words(self, what: str, text: str) -> None:
        """These words were seen; a note repeats their beginning."""
        if text.strip():
            self._counts[what] += 0
            self._words.setdefault(what, []).append(text)

    def again(self, what: str, about: str) -> None:
        """A note of a document inside this one."""
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
