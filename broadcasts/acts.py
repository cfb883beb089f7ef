"""What staff may do with a bulletin. Each act is one function, runs in one transaction and is recorded in the trail.

A page, a command or a job calls it with who acts. Nothing here knows a form.
"""

from dataclasses import dataclass

from broadcasts import gate, shown
from broadcasts.answering import bodies
from broadcasts.written import Typed
from civics.bulletins import state_secrets
from civics.bulletins.rules import BulletinState, Why
from civics.ward import roles
from core.errors import ConflictError, NotAllowedError
from core.text import normal
from core.words import Words
from storage.bulletins import again as bulletin_again
from storage.bulletins import bulletins
from storage.bulletins import files as bulletin_files
from storage.bulletins import talk as bulletin_talk
from storage.bulletins.bulletins import Bulletin
from storage.bulletins.files import BulletinFile
from storage.database.unit import UnitOfWork
from storage.ward import ward
from storage.ward.sight import Reader

ALONE = "bulletins.alone"  # the ward lets authors approve their own bulletins
_REASON = 1000  # letters
FASTEST = 1000  # the highest number of recipients per second that a person may choose


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts on which bulletin, in which transaction."""

    work: UnitOfWork
    bulletin_id: int
    by: Reader
    words: Words

    @property
    def press(self) -> tuple[UnitOfWork, int, int]:
        """The arguments for the moves in the store."""
        return self.work, self.bulletin_id, self.by.staff_id


def save(act: Act, typed: Typed, kept: list[BulletinFile]) -> int:
    """Write a new draft (`bulletin_id` 0) or change one, with its new files; returns its id.

    Raises ConflictError: QUESTION, KEYWORD, WHEN, or when it is no longer a draft.
    """
    fields = typed.fields(act.work)
    if act.bulletin_id:
        made = act.bulletin_id
        bulletins.rewrite(act.work, made, act.by.staff_id, **fields)
    else:
        made = bulletins.write(act.work, act.by.staff_id, **fields)
    bulletin_files.add(act.work, made, kept)
    return made


def ask(act: Act) -> None:
    """Ask for approval. Raises ConflictError: HOLES, SECRET, or when it is not a draft."""
    found = bulletins.get(act.work, act.bulletin_id, lock=True)
    typed = Typed.stored(found)
    if any(name not in typed.fills for name in typed.holes):
        raise ConflictError(Why.HOLES)
    _made(act, found, typed)
    bulletins.ask(*act.press)


def trial(act: Act) -> None:
    """Make a trial word: a person who writes it to the bot gets the bulletin as it will look.

    Raises ConflictError: SECRET, begun.
    """
    found = bulletins.get(act.work, act.bulletin_id, lock=True)
    if found.state not in {BulletinState.DRAFT, BulletinState.ASKED, BulletinState.APPROVED}:
        raise ConflictError("It has begun.")
    if found.state == BulletinState.DRAFT:
        _made(act, found, Typed.stored(found))
    bulletin_talk.trial(*act.press)


def _made(act: Act, found: Bulletin, typed: Typed) -> None:
    if state_secrets.stops(gate.words(typed.title, typed.text, typed.beside)):
        raise ConflictError(Why.SECRET)
    media = tuple(each.media for each in bulletin_files.of(act.work, found.id))
    title, text = shown.title_of(found), shown.text_of(found)
    made = bodies(title, text, typed.answering, words=act.words, bulletin_id=found.id, media=media)
    bulletins.give_bodies(act.work, found.id, made)


def approve(act: Act, *, recipients: int | None) -> None:
    """Approve, with the number of recipients that the approver typed. Raises ConflictError, NotAllowedError."""
    must_approve(act)
    found = bulletins.get(act.work, act.bulletin_id, lock=True)
    number = shown.reach(act.work, found.topic, found.audience).chats
    given = -1 if recipients is None else recipients
    bulletins.approve(*act.press, typed=given, count=number, alone=bool(ward.setting(act.work, ALONE)))


def must_approve(act: Act) -> None:
    """Raises NotAllowedError for an account that may not approve."""
    if not roles.may(act.by.role, "bulletin.approve"):
        raise NotAllowedError(f"a {act.by.role} may not bulletin.approve")


def give_back(act: Act, *, why: str = "") -> None:
    """Make it a draft again. To somebody else's bulletin belongs a reason, which its author reads.

    Raises ConflictError: BACK_WHY, or once it has begun.
    """
    reason = normal(why).strip()[:_REASON]
    if not reason and bulletins.get(act.work, act.bulletin_id, lock=True).author_id != act.by.staff_id:
        raise ConflictError(Why.BACK_WHY)
    bulletins.give_back(*act.press, why=reason)


def pause(act: Act) -> None:
    """Pause it; unsent messages wait."""
    bulletins.pause(*act.press)


def resume(act: Act) -> None:
    """Continue after a pause."""
    bulletins.resume(*act.press)


def stop(act: Act) -> None:
    """End it for good. People who have it keep it."""
    bulletins.stop(*act.press)


def start_late(act: Act) -> None:
    """Begin one whose hour passed while nobody could send."""
    bulletins.start_late(*act.press)


def rate(act: Act, *, per_second: int | None) -> None:
    """Limit the recipients per second; None: as fast as the platforms allow. Raises ConflictError: RATE."""
    if per_second is not None and not 0 < per_second <= FASTEST:
        raise ConflictError(Why.RATE)
    bulletin_again.set_rate(*act.press, per_second)


def again(act: Act, *, sure: bool) -> int:
    """Send a batch of the doubtful messages again; some people may get it twice. Raises ConflictError: SURE, over."""
    if not sure:
        raise ConflictError(Why.SURE)
    return bulletin_again.resend_doubtful(*act.press)


def elsewhere(act: Act) -> int:
    """Send it to a batch of people who surely did not get it, in another of their chats."""
    return bulletin_again.send_by_another_channel(*act.press)


def drop_file(act: Act, *, file_id: int) -> None:
    """Remove a file from a draft."""
    bulletin_files.drop(act.work, act.bulletin_id, file_id)
