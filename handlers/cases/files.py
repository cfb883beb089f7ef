"""The files of a message, which are requested at once, and those of a case.

A resident is told of a file that is not taken.
"""

from collections.abc import Collection

from core.errors import NotFoundError
from core.message import Media
from core.priority import Priority
from handlers.cases.desk import Act
from handlers.people import consents
from handlers.replies import voice
from handlers.replies.turn import Turn
from handlers.replies.ward import Ward
from storage.across.seconds import waiting
from storage.across.seconds.kinds import FILE_DESTROY
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.media.file_rows import Owner
from storage.messages import chats
from storage.messages.runs import Run

_KNOWN = frozenset({"too_big", "bad_type", "broken", "too_many_pixels", "bad_address"})


def keep(turn: Turn, run: Run, *, taken: Collection[str] | None = None) -> None:
    """Request the message's files at once, because platforms' addresses expire. A voice note waits for a consent.

    `taken`: only these are requested; a consultation keeps no file that is not part of an opinion.
    """
    for part, media in enumerate(turn.incoming.media):
        if is_too_big(media) or (taken is not None and media.ref not in taken):
            continue
        consents.hold_voice(turn, media, _want(turn, run, media, part))


def turn_away(turn: Turn, run: Run) -> None:
    """Say at once which files are larger than any platform hands over. Staff see it beside the petition."""
    for part, media in enumerate(turn.incoming.media):
        if is_too_big(media):
            if run.dialog != "poll":
                _want(turn, run, media, part)
            tell_too_big(turn, media, Owner(run.id, None, None, run.sealed, turn.chat.id))


def _want(turn: Turn, run: Run, media: Media, part: int) -> int:
    return attachments.want(
        turn.work, media, part=part, message_id=turn.incoming.message_id, album=turn.incoming.album,
        chat_id=turn.chat.id, run_id=run.id, sealed=run.sealed,
    )  # fmt: skip


def is_too_big(media: Media) -> bool:
    """Whether the platform declares more bytes than it hands over."""
    return media.size > attachments.MOST_BYTES


def tell_too_big(turn: Turn, media: Media, owner: Owner) -> None:
    """Send one sentence about a file whose declared size is too big."""
    not_taken(turn.work, turn.ward, owner, reason="too_big", name=media.name)


def not_taken(work: UnitOfWork, ward: Ward, owner: Owner, *, reason: str, name: str) -> None:
    """Queue one sentence: what happened, that nothing else is lost, and what to do next."""
    if owner.chat_id is None:
        return
    chat = chats.get(work, owner.chat_id)
    key = "talk.file_lost" if reason == "lost" else f"talk.file_refused_{reason if reason in _KNOWN else 'broken'}"
    shown = name[:60] or voice.sentence(ward, chat, "talk.file_without_name")
    voice.tell(
        work, ward, chat, key, priority=Priority.REPLY, case=owner.case_id, run=owner.run_id, sealed=owner.sealed,
        name=shown,
    )  # fmt: skip


def ask_to_destroy(act: Act, *, attachment_id: int) -> int:
    """Ask to destroy a file of this case for good. A second person must agree. Gives the id of the request.

    Raises NotFoundError for a file of another case, ConflictError when a request waits already.
    """
    attachments.may_serve(act.work, attachment_id, reader=act.by)
    if attachment_id not in {each.id for each in attachments.files_of(act.work, act.case_id)}:
        raise NotFoundError("There is no such file.")
    return waiting.ask(
        act.work, FILE_DESTROY, str(attachment_id), by=act.by, arguments={"code": act.case.code}, case_id=act.case_id
    )
