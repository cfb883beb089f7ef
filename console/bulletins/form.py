"""The form of a bulletin: read without trust; its files stay in memory until the gate has looked at them."""

from collections.abc import Sequence

from starlette.datastructures import FormData, UploadFile

from broadcasts import gate
from broadcasts.answering import LONGEST_CHOICE, MOST_CHOICES, TARGETS
from broadcasts.gate import Looked
from broadcasts.text import render
from broadcasts.when import When
from broadcasts.written import CHANNELS, MOST_KEYWORDS, Typed
from civics.bulletins.keywords import keyword
from core.legacy_text import recognised
from core.text import normal
from core.words import LANGUAGES
from storage.media.kinds import MOST_BYTES
from storage.media.looking import Looker


def typed(form: FormData) -> Typed:
    """What a form says, read without trust."""

    def said(name: str, most: int = 200) -> str:
        value = form.get(name)
        return normal(recognised(value).text).strip()[:most] if isinstance(value, str) else ""

    def chosen(name: str, known: Sequence[str]) -> str:
        return said(name) if said(name) in known else known[0]

    def several(name: str) -> list[str]:
        return [each for each in form.getlist(name) if isinstance(each, str)]

    words = [keyword(said(f"keyword{n}")) for n in range(MOST_KEYWORDS)]
    starts = [chosen(f"target{n}", TARGETS) for n in range(MOST_KEYWORDS)]
    return Typed(
        title=" ".join(said("title").split()),
        text=said("text", render.LONGEST),
        topic=said("topic", 32),
        units=tuple(int(each) for each in several("units") if each.isascii() and each.isdigit() and len(each) < 10),
        languages=tuple(each for each in several("languages") if each in LANGUAGES),
        channels=tuple(each for each in several("channels") if each in CHANNELS),
        groups=bool(said("groups")),
        question=" ".join(said("question").split()),
        choices=tuple(filter(None, (said(f"choice{n}", LONGEST_CHOICE) for n in range(MOST_CHOICES)))),
        keywords=tuple((word, start) for word, start in zip(words, starts, strict=True) if word),
        fills={name[5:]: said(name, 300) for name in form if name.startswith("fill_") and said(name)},
        urgent=bool(said("urgent")),
        shown_on_page=bool(said("shown_on_page")),
        when=When.of(said),
    )  # fmt: skip


def converted(form: FormData) -> tuple[tuple[str, str], ...]:
    """The lines that were typed in an old font or code, as they were typed and as they are read now."""
    names = ("title", "text", "question", *(f"choice{n}" for n in range(MOST_CHOICES)))
    values = [value for name in names if isinstance(value := form.get(name), str)]
    pairs = (zip(value.split("\n"), recognised(value).text.split("\n"), strict=True) for value in values)
    return tuple((was.strip(), now.strip()) for each in pairs for was, now in each if was != now)


def looked_at(form: FormData, looker: Looker) -> list[Looked]:
    """The files of a form, each checked by the gate. Raises RefusedFileError."""
    files = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
    return [_look(each, looker) for each in files]


def _look(upload: UploadFile, looker: Looker) -> Looked:
    upload.file.seek(0)
    return gate.look(upload.filename or "", upload.file.read(MOST_BYTES + 1), looker)


def said(form: FormData, name: str) -> str:
    """A field of a form in Unicode, "" where there is none."""
    value = form.get(name)
    return recognised(value).text.strip() if isinstance(value, str) else ""
