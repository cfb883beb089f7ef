"""The form of a prepared answer: what was typed, and its way into the ward, for everybody or for one person."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Form
from starlette.requests import Request

from civics.cases.moves import Says
from console.frame import topics
from console.frame.asking import whole
from console.frame.reading import run
from console.frame.render import say
from console.ward import canned_files
from console.ward.canned_files import Given
from core.errors import ConflictError, RefusedFileError
from core.text import fold
from handlers.ward import settings
from handlers.ward.settings import Canned


@dataclass(frozen=True, slots=True)
class Typed:
    """What one form said. `id` is blank for a new answer."""

    id: str
    words: Canned
    given: Given

    def shown(self) -> dict[str, str]:
        """The values of the fields, for a page that shows the form again."""
        words = self.words
        return {
            "id": self.id, "short": words.short, "title": words.title, "text": words.text, "verb": words.verb,
            "topic": words.topic,
        }  # fmt: skip


def typed_in(
    request: Request,
    *,
    canned_id: Annotated[str, Form()] = "",
    short: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    verb: Annotated[str, Form()] = Says.ANSWER,
    topic: Annotated[str, Form()] = "",
    given: Given = Depends(canned_files.given_in),
) -> Typed:
    """A form's dependency. An unknown verb becomes the answer, an unknown topic none."""
    verb, topic = verb if verb in set(Says) else Says.ANSWER, topic if topics.offers(request, topic) else ""
    return Typed(canned_id, Canned(short, title, text, verb, topic), given)


def write(request: Request, typed: Typed, *, by: int, own: bool = False) -> tuple[int, str] | None:
    """Store it. Otherwise the HTTP status and the sentence that says what to mend."""
    words = typed.words
    if not fold(words.short) or not words.title.strip() or not words.text.strip():
        return 422, say(request, "console.settings.canned_incomplete")
    try:
        files = (canned_files.keep(request, typed.given), typed.given.drop)
        run(request, settings.write_canned, whole(typed.id), words, by=by, own=own, files=files)
    except RefusedFileError as error:
        return 422, say(request, f"desk.file.reason.{error.reason}")
    except ConflictError:
        return 409, say(request, "console.settings.canned_taken", short=fold(words.short))
    return None
