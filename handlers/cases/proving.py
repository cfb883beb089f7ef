"""How what staff say is put together: whether a result needs a photo, and how before and after are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from civics.cases import proof
from civics.cases.moves import Says
from core.message import Outgoing
from handlers.cases import notices
from handlers.replies.ward import Ward
from storage.cases.views import CaseView
from storage.database.unit import UnitOfWork
from storage.media.file_rows import FileView, Kept
from storage.ward import ward

TOPICS = "proof.topics"  # the run-time setting: the topics that need a photo


@dataclass(frozen=True, slots=True)
class Proof:
    """What was given as proof of a result, beside its files.

    `pair`: before and after side by side, which is sent in place of the first photo. `no_photo`: why there is no photo.
    `settled`: that was asked before.
    """

    pair: Kept | None = None
    no_photo: str = ""
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Framed:
    """What is sent to the resident (`says`, None: the words alone; `files`), what is only kept, and a note inside."""

    says: Outgoing | None
    files: Sequence[Kept]
    beside: Sequence[Kept]
    note: str


def topics(work: UnitOfWork) -> tuple[str, ...]:
    """The topics that the ward has marked."""
    found = ward.setting(work, TOPICS)
    return tuple(str(each) for each in found) if isinstance(found, list) else ()


def needed(work: UnitOfWork, verb: Says, case: CaseView) -> bool:
    """Whether what is said in this case needs a photo of the result."""
    return proof.asks(verb, kind=case.kind, topic=case.topic, sealed=case.sealed, topics=topics(work))


def before(case: CaseView) -> FileView | None:
    """The first picture that the resident sent with the case."""
    return next((each for each in case.files if each.state == "kept" and each.looks == "picture"), None)


def frame(
    work: UnitOfWork,
    ward: Ward,
    case: CaseView,
    *,
    verb: Says,
    text: str,
    files: Sequence[Kept] = (),
    given: Proof = Proof(),  # frozen
) -> Framed:
    """Put it together. Raises ConflictError: PROOF."""
    photos = [each for each in files if each.shown]
    note = ""
    if not given.settled and needed(work, verb, case):
        proof.check(photos=len(photos), why=given.no_photo)
        why = proof.reason(given.no_photo)
        note = "" if photos else ward.words.say("vi", "desk.proof.note", why=why)
    if case.chat_id is None or not case.channel:
        return Framed(None, files, (), note)
    if verb is Says.ASK:
        return Framed(notices.asking(work, ward, case.chat_id, code=case.code, text=text), files, (), note)
    if given.pair is None or not photos:
        return Framed(None, files, (), note)
    sent = [given.pair, *(each for each in files if each is not photos[0])]
    return Framed(notices.sides(work, ward, case.chat_id, code=case.code, text=text), sent, photos[:1], note)
