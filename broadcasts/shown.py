"""What the pages show of a bulletin: its look on each channel, whom it reaches, and how far it has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from broadcasts.answering import bodies
from broadcasts.text import render
from broadcasts.written import Typed
from civics.bulletins import schedules
from core.message import Button, Media
from core.words import Words
from storage.bulletins import progress as bulletin_progress
from storage.bulletins import spreading
from storage.bulletins.bulletins import Bulletin
from storage.database.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Part:
    """One message of the preview. `html` is safe, because `broadcasts.text.render` wrote it."""

    html: Markup
    photos: tuple[Media, ...] = ()
    files: tuple[Media, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """The three looks side by side."""

    telegram: list[Part]
    zalo: list[Part]
    page: Markup
    title: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom it reaches, by channel, and to how many of them we can write now."""

    channels: list[spreading.Count]

    @property
    def chats(self) -> int:
        """The number of all chats."""
        return sum(each.chats for each in self.channels)

    @property
    def now(self) -> int:
        """The number of chats that we can reach now."""
        return sum(each.now for each in self.channels)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a bulletin has come. `ended`: chats with a final outcome, whichever it is."""

    sent: int
    ended: int
    total: int
    per_minute: int
    done_at: datetime | None
    minutes: int | None = None  # minutes left, rounded up; 0: less than one

    @property
    def percent(self) -> int:
        """Percent of all chats, rounded down: 100 means all."""
        return 100 * self.ended // self.total if self.total else 0


def begins(found: Bulletin, now: datetime) -> datetime:
    """When it begins, or has begun: the one moment that all pages tell. Quiet hours put it off, urgency does not.

    Of one that begins once it is approved: at the earliest.
    """
    return found.started_at or schedules.start_of(found.planned_at or now, urgent=found.urgent)


def title_of(found: Bulletin) -> str:
    """The headline with its placeholders filled."""
    return render.fill_words(found.title, found.fills)


def text_of(found: Bulletin) -> str:
    """The text with its placeholders filled, as Markdown."""
    return render.fill(found.text, found.fills)


def preview(typed: Typed, words: Words, *, media: tuple[Media, ...] = ()) -> Preview:
    """How the bulletin looks with the present input."""
    title = render.fill_words(typed.title, typed.fills) or words.say("vi", "bulletins.untitled")
    found = bodies(title, typed.filled, typed.answering, words=words, bulletin_id=0, media=media)

    def parts(channel: str) -> list[Part]:
        return [
            Part(
                Markup(each.text) if each.markup == "html" else Markup.escape(each.text),  # noqa: S704  # ours
                tuple(one for one in each.media if one.kind == "photo"),
                tuple(one for one in each.media if one.kind != "photo"),
                tuple(one for row in each.rows for one in row),
            )
            for each in found[channel]
        ]

    return Preview(parts("telegram"), parts("zalo"), Markup(render.page(typed.filled)), title)  # noqa: S704  # ours


def reach(work: UnitOfWork, topic: str, audience: dict[str, object]) -> Reach:
    """Whom it would reach now."""
    return Reach(spreading.count(work, spreading.audience_of(topic, audience)))


def progress(work: UnitOfWork, found: Bulletin) -> Progress:
    """How far it has come. Its pace in the last seconds, at most the speed that a person chose, gives the time left."""
    counts = bulletin_progress.counts(work, found.id)
    total = max(found.spread, sum(counts.values())) if found.spread_at else max(found.spread, found.approved_count or 0)
    moving = sum(counts.get(state, 0) for state in ("waiting", "sending", "paused"))
    ended = sum(counts.values()) - moving
    pace = bulletin_progress.pace(work, found.id)
    pace = min(pace, 60 * found.rate) if found.rate else pace
    left = max(0, total - ended)
    runs = found.state in {"spreading", "sending"} and left and pace
    return Progress(
        counts.get("sent", 0), ended, total, pace, work.now + timedelta(minutes=left / pace) if runs else None,
        (0 if left <= pace else -(-left // pace)) if runs else None,
    )  # fmt: skip
