"""What may be done with a bulletin by a button: each act runs in one transaction and stands on the trail."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import FormData

from civics.bulletins import state_secrets
from civics.bulletins.rules import BulletinState
from console.bulletins import gate, shown
from console.bulletins.answering import bodies
from console.bulletins.typed import Typed
from console.frame.access import Login, may
from console.frame.asking import whole
from core.errors import ConflictError, NotAllowedError
from core.words import Words
from storage.bulletins import again as bulletin_again
from storage.bulletins import bulletins
from storage.bulletins import files as bulletin_files
from storage.bulletins import talk as bulletin_talk
from storage.bulletins.bulletins import Bulletin
from storage.database.unit import UnitOfWork
from storage.ward import ward

ALONE = "bulletins.alone"  # the ward lets authors approve their own
FASTEST = 1000  # recipients a second that a person may ask for


@dataclass(frozen=True, slots=True)
class Moving:
    """One press: who, on which bulletin, with what in the form."""

    work: UnitOfWork
    bulletin_id: int
    login: Login
    form: FormData
    words: Words

    def said(self, name: str) -> str:
        """A field of the form."""
        value = self.form.get(name)
        return value.strip() if isinstance(value, str) else ""

    @property
    def press(self) -> tuple[UnitOfWork, int, int]:
        """What the store's moves want."""
        return self.work, self.bulletin_id, self.login.staff_id


def ask(by: Moving) -> None:
    """Ask for approval. Raises ConflictError: holes, secret, or that it is no draft."""
    found = bulletins.get(by.work, by.bulletin_id, lock=True)
    typed = Typed.stored(found)
    if any(name not in typed.fills for name in typed.holes):
        raise ConflictError("holes")
    _made(by, found, typed)
    bulletins.ask(*by.press)


def trial(by: Moving) -> None:
    """A word that brings it to whoever writes it to the bot, as it will look. Raises ConflictError: secret, begun."""
    found = bulletins.get(by.work, by.bulletin_id, lock=True)
    if found.state not in {BulletinState.DRAFT, BulletinState.ASKED, BulletinState.APPROVED}:
        raise ConflictError("It has begun.")
    if found.state == BulletinState.DRAFT:
        _made(by, found, Typed.stored(found))
    bulletin_talk.trial(*by.press)


def _made(by: Moving, found: Bulletin, typed: Typed) -> None:
    if state_secrets.stops(gate.words(typed.title, typed.text, typed.beside)):
        raise ConflictError("secret")
    media = tuple(each.media for each in bulletin_files.of(by.work, found.id))
    title, text = shown.title_of(found), shown.text_of(found)
    made = bodies(title, text, typed.answering, words=by.words, bulletin_id=found.id, media=media)
    bulletins.give_bodies(by.work, found.id, made)


def approve(by: Moving) -> None:
    """Approve, with the number of recipients typed. Raises ConflictError, NotAllowedError."""
    approver(by)
    found = bulletins.get(by.work, by.bulletin_id, lock=True)
    number = shown.reach(by.work, found.topic, found.audience).chats
    given = whole(by.said("typed").replace(".", "").replace(" ", ""))
    bulletins.approve(
        *by.press, typed=-1 if given is None else given, count=number, alone=bool(ward.setting(by.work, ALONE))
    )


def approver(by: Moving) -> None:
    """Raises NotAllowedError for who may not approve."""
    if not may(by.login, "bulletin.approve"):
        raise NotAllowedError(f"a {by.login.role} may not bulletin.approve")


def rate(by: Moving) -> None:
    """So many recipients a second at most; an empty field: as fast as it goes. Raises ConflictError."""
    given = by.said("rate")
    number = whole(given)
    if given and (number is None or not 0 < number <= FASTEST):
        raise ConflictError("rate")
    bulletin_again.set_rate(*by.press, number if given else None)


def again(by: Moving) -> int:
    """Send to the doubtful once more, by choice: some may get it twice. Raises ConflictError: sure, over."""
    if not by.said("sure"):
        raise ConflictError("sure")
    return bulletin_again.resend_doubtful(*by.press)


def drop(by: Moving) -> None:
    """Take a file out of a draft."""
    bulletin_files.drop(by.work, by.bulletin_id, whole(by.said("file")) or 0)


ACTS: dict[str, Callable[[Moving], object]] = {
    "ask": ask,
    "try": trial,
    "approve": approve,
    "rewrite": lambda by: bulletins.give_back(*by.press),
    "drop": drop,
    "pause": lambda by: bulletins.pause(*by.press),
    "resume": lambda by: bulletins.resume(*by.press),
    "stop": lambda by: bulletins.stop(*by.press),
    "late": lambda by: bulletins.start_late(*by.press),
    "rate": rate,
    "again": again,
    "elsewhere": lambda by: bulletin_again.send_by_another_channel(*by.press),
}
BATCHED = frozenset({"again", "elsewhere"})  # give how many they reached, at most a batch
KNOWN = frozenset({"holes", "secret", "rate", "sure"})  # refusals with a sentence of their own
