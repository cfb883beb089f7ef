"""Further words and files for a case that exists, and edits of what was said."""

from datetime import timedelta

from core.message import Outgoing
from handlers.cases import files
from handlers.replies.turn import Turn
from storage.cases import cases
from storage.cases.cases import Own
from storage.media import attachments
from storage.media.file_rows import Owner
from storage.messages import outbox, runs
from storage.messages.runs import Run

SETTLE = timedelta(seconds=2)  # an album has no "complete" signal: its one acknowledgement waits for the other parts
LONGEST = timedelta(seconds=6)
_BURST = 10  # seconds
_WAVES = 10  # an album has at most ten parts


def keep(turn: Turn, own: Own) -> None:
    """Add the message to the case without an answer."""
    incoming = turn.incoming
    entry_id = cases.append(
        turn.work, own.id, text=place_in_words(turn), message_id=incoming.message_id, album=incoming.album,
        chat_id=turn.chat.id,
    )  # fmt: skip
    files_to(turn, own.id, entry_id=entry_id, sealed=own.sealed)


def files_to(turn: Turn, case_id: int, *, entry_id: int | None, sealed: bool) -> None:
    """Request the message's files for a case. A person who sent a file that is too big is told so."""
    incoming = turn.incoming
    for part, media in enumerate(incoming.media):
        attachments.want(
            turn.work, media, part=part, message_id=incoming.message_id, album=incoming.album, chat_id=turn.chat.id,
            case_id=case_id, entry_id=entry_id, sealed=sealed,
        )  # fmt: skip
        if files.is_too_big(media):
            files.tell_too_big(turn, media, Owner(None, case_id, entry_id, sealed, turn.chat.id))


def add_to(turn: Turn, own: Own) -> None:
    """Add the message to the case and acknowledge it once. The parts of an album share one acknowledgement."""
    incoming = turn.incoming
    keep(turn, own)
    if incoming.media and all(map(files.is_too_big, incoming.media)) and not place_in_words(turn):
        return  # nothing of it was taken
    key = "talk.added_closed" if own.state == "closed" else "talk.added"
    marks = turn.shows.reactions and own.state != "closed"
    acknowledge(turn, turn.words(key, code=own.code), case_id=own.id, sealed=own.sealed, marks=marks)


def acknowledge(turn: Turn, text: str, *, case_id: int | None, sealed: bool = False, marks: bool = False) -> None:
    """Queue an acknowledgement. For a part of an album it is queued once for all parts, two to six seconds later.

    `marks`: the message gets the platform's mark "received"; the text is sent only where that is not possible.
    """
    message_id = turn.incoming.message_id
    outgoing = Outgoing(text, reply_to="" if turn.incoming.album else message_id, reacts=message_id if marks else "")
    key = album_key(turn)
    if key is None:
        turn.send(outgoing, case_id=case_id, sealed=sealed)
        return
    due = turn.work.now + SETTLE
    if not turn.send(outgoing, case_id=case_id, sealed=sealed, unique_key=key, due_at=due).new:
        outbox.postpone(turn.work, key, due, at_most=LONGEST)


def album_key(turn: Turn) -> str | None:
    """The key that makes an album's one acknowledgement unique; None for a message that is no part of an album.

    Where pictures that were sent together arrive one by one, those of the same ten seconds share one key.
    """
    if turn.incoming.media and not turn.incoming.album and not turn.shows.albums:
        return f"burst:{turn.chat.id}:{int(turn.work.now.timestamp()) // _BURST}"
    return f"album:{turn.chat.id}:{turn.incoming.album}"[:96] if turn.incoming.album else None


def waves(key: str) -> tuple[str, ...]:
    """The keys under which the question behind an album may be asked, in order.

    When parts come after the question left, on a slow line, the question is asked once more with the new count.
    """
    return (key, *(f"{key[:93]}~{number}" for number in range(2, _WAVES + 1)))


def late_part(turn: Turn) -> Owner | None:
    """What this part of an album joined, because other parts were taken already. None: it is not handled yet."""
    incoming = turn.incoming
    if not incoming.album or not incoming.media:
        return None
    owner = attachments.album_owner(turn.work, turn.chat.id, incoming.album)
    if owner is None or _is_opinion(turn, owner) or (owner.case_id is None and owner.poll_id is None and incoming.text):
        return None  # its dialog takes it; the dialog of a draft takes the caption too
    if owner.poll_id is not None:
        _too_late(turn)
        return owner
    for part, media in enumerate(incoming.media):
        attachments.join_album(
            turn.work, media, part=part, message_id=incoming.message_id, album=incoming.album, chat_id=turn.chat.id
        )
        if files.is_too_big(media) and owner.case_id is not None:  # the draft's dialog tells it itself
            files.tell_too_big(turn, media, owner)
    if owner.case_id is not None and incoming.text:
        cases.append(
            turn.work, owner.case_id, text=incoming.text, message_id=incoming.message_id, album=incoming.album,
            chat_id=turn.chat.id,
        )  # fmt: skip
    key = album_key(turn)
    assert key is not None
    outbox.postpone(turn.work, key, turn.work.now + SETTLE, at_most=LONGEST)
    return owner if owner.case_id is not None else None


def is_part_of(turn: Turn, run: Run) -> bool:
    """Whether this is a part of an album that the run has begun to take."""
    owner = attachments.album_owner(turn.work, turn.chat.id, turn.incoming.album)
    return owner is not None and owner.run_id == run.id


def _is_opinion(turn: Turn, owner: Owner) -> bool:
    """Whether the message belongs to an opinion that is being given: that dialog takes or refuses it."""
    run = runs.open_of(turn.work, turn.chat.id, turn.incoming.person)
    return run is not None and run.id == owner.run_id and run.dialog == "poll"


def _too_late(turn: Turn) -> None:
    """Say, once for all parts, that the opinion was sent before this came."""
    late = f"late:{turn.chat.id}:{turn.incoming.album}"[:96]
    turn.send(Outgoing(turn.words("poll.late_file")), unique_key=late)


def place_in_words(turn: Turn) -> str:
    """The text of a message, with a pin on the map written out: a timeline has only one column of words."""
    point = turn.incoming.point
    if point is None:
        return turn.incoming.text
    pin = turn.words("talk.pin", lat=f"{point.lat:.6f}", lon=f"{point.lon:.6f}")
    return f"{turn.incoming.text}\n{pin}".strip()


def draft_to(turn: Turn, run: Run, own: Own) -> None:
    """Move words and files to the case that were kept while we asked where they belong."""
    text, files, place = (run.answers.get(key) for key in ("text", "photos", "place"))
    notes = files.get("notes") if isinstance(files, dict) else ""
    pin = ""
    if isinstance(place, dict) and "lat" in place:
        pin = turn.words("talk.pin", lat=f"{place['lat']:.6f}", lon=f"{place['lon']:.6f}")
    told = run.answers.get("~from")
    ids = list(told) if isinstance(told, dict) else []
    words = "\n".join(str(each) for each in (text, notes, pin) if each)
    entry_id = cases.append(turn.work, own.id, text=words, message_id=str(ids[0]) if ids else "", chat_id=turn.chat.id)
    attachments.move_to_case(turn.work, run.id, own.id, entry_id=entry_id, sealed=own.sealed)
    turn.send(Outgoing(turn.words("talk.added", code=own.code)), case_id=own.id, sealed=own.sealed)
