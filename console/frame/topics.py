"""The topics of cases in words: those that the service hears, and the ward's own."""

from starlette.requests import Request

from civics.cases.petitions import Topic
from console.frame.reading import look
from console.frame.render import say
from storage.database.unit import UnitOfWork
from storage.ward import own_topics


def offered(work: UnitOfWork, *, now: str = "") -> tuple[str, ...]:
    """The topics that a case may be given, as it has them; `now`: the one that it has, which may be retired."""
    own = [each.key for each in own_topics.everyone(work)]
    kept = [now] if now.startswith(own_topics.START) and now not in own else []
    return (*(each.value for each in Topic), *own, *kept)


def offers(request: Request, key: str) -> bool:
    """Whether a case may be given this topic."""
    return key in look(request, offered)


def word(request: Request, key: str) -> str:
    """A topic in words; one of an earlier version is among the others."""
    own = look(request, own_topics.titles).get(key) if key.startswith(own_topics.START) else None
    return own or say(request, f"civics.topic.{Topic.of(key)}")
