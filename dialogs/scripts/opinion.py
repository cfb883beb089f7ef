"""An opinion in a person's own words, spoken, or in pictures. Many older people do not type."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.message import Incoming, Json, Media, MediaKind
from core.text import normal
from dialogs.engine.collecting import as_json, as_media
from dialogs.engine.errors import RefusedError
from dialogs.engine.questions import Write
from dialogs.engine.script import Question, Said

MOST_FILES = 6  # of one opinion
LONGEST = 2000  # characters
_SPOKEN = frozenset({MediaKind.VOICE, MediaKind.AUDIO})


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody thinks: words, files, or both."""

    words: str
    files: tuple[Media, ...] = ()

    @property
    def voices(self) -> int:
        """The number of voice notes."""
        return sum(each.kind in _SPOKEN for each in self.files)

    @property
    def pictures(self) -> int:
        """The number of pictures."""
        return len(self.files) - self.voices


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell(Question[Told]):
    """Words, voice notes, photos. Words alone are recorded as a string, as they were before files were taken."""

    def read(self, said: Said) -> Json:
        return _grown(said.so_far, said.incoming, replaces=True)

    def accept(self, answer: Json) -> Told:
        told = _told(answer)
        if not told.words and not told.files:
            raise RefusedError("poll.tell")
        return told

    @property
    def grows(self) -> bool:
        return True

    def is_part(self, answer: Json, incoming: Incoming) -> bool:
        return isinstance(answer, dict) and bool(incoming.album) and answer.get("album") == incoming.album

    def grown(self, answer: Json, incoming: Incoming) -> tuple[Json, str]:
        return more(answer, incoming), "poll.added_files"


@dataclass(frozen=True, slots=True, kw_only=True)
class TellInWords(Write):
    """Only words. Where names are kept from everybody, a voice or a picture would reveal them."""

    def read(self, said: Said) -> Json:
        if said.incoming.media:
            raise RefusedError("poll.words_only")
        return Write.read(self, said)  # super() without arguments fails in a class with slots


def more(answer: Json, incoming: Incoming) -> Json:
    """The opinion with a further message. Raises RefusedError for files of other kinds, and for too many."""
    return _grown(answer, incoming, replaces=False)


def refs(answers: Mapping[str, Json]) -> set[str]:
    """The files of all opinions of a run, as the platform names them."""
    found = [each for each in answers.values() if isinstance(each, dict) and "files" in each]
    return {media.ref for each in found for media in _told(each).files}


def _grown(answer: Json, incoming: Incoming, *, replaces: bool) -> Json:
    """`replaces`: the words replace the earlier ones (a message was edited) and are not added to them."""
    before = _told(answer) if answer is not None else Told("")
    taken = tuple(each for each in incoming.media if _is_taken(each))
    text = normal(incoming.text).strip()
    if not taken and not (text and replaces):
        raise RefusedError("poll.tell_so" if incoming.media else "poll.tell")
    words = (text or before.words) if replaces else f"{before.words}\n{text}".strip()
    files = _joined(before.files, taken)
    if len(words) > LONGEST:
        raise RefusedError("dialogs.too_long", most=LONGEST)
    if not files:
        return words
    album = (str(answer.get("album") or "") if isinstance(answer, dict) else "") or incoming.album
    return {"words": words, "files": [as_json(each) for each in files], "album": album}


def _joined(known: tuple[Media, ...], taken: tuple[Media, ...]) -> tuple[Media, ...]:
    """The files with those that are new. Raises RefusedError for too many."""
    refs = {each.ref for each in known}
    files = known + tuple(each for each in taken if each.ref not in refs)
    if len(files) > MOST_FILES:
        raise RefusedError("dialogs.too_many_files", most=MOST_FILES)
    return files


def _told(answer: Json) -> Told:
    if isinstance(answer, str):
        return Told(answer)
    if not isinstance(answer, Mapping) or not isinstance(files := answer.get("files"), list):
        raise RefusedError("poll.tell")
    return Told(str(answer.get("words") or ""), tuple(as_media(each) for each in files if isinstance(each, dict)))


def _is_taken(media: Media) -> bool:
    if media.kind is MediaKind.DOCUMENT:  # a photo that was sent as a file, to keep it sharp
        return media.mime.startswith("image/")
    return media.kind in _SPOKEN or media.kind is MediaKind.PHOTO
