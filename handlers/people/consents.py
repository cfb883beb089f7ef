"""Consents: what a person agreed to, in which exact words, when and where; and voice notes that wait for one."""

import hashlib

from core import press
from core.message import Button, Media, MediaKind, Outgoing
from core.press import Press
from dialogs.scripts.small import Consents
from handlers.replies.turn import Turn
from storage.media import voice_notes
from storage.people import residents, topics

VOICE, BULLETINS, PHONE = "voice", "bulletins", "phone"


def record_consent(turn: Turn, purpose: str, *, given: bool, shown: str) -> None:
    """Keep a consent with the digest of the exact words that were shown (Luật 91/2025/QH15 Điều 9)."""
    digest = hashlib.sha256(turn.words(shown).encode()).hexdigest()[:16]
    residents.consent(
        turn.work, turn.resident.id, purpose=purpose, given=given, text_version=f"{shown}:{digest}",
        language=turn.lang, chat_id=turn.chat.id, message_id=turn.incoming.message_id,
    )  # fmt: skip


def keep(turn: Turn, consents: Consents) -> None:
    """Keep what a person chose, each purpose separately, and the recovery word as a digest."""
    record_consent(turn, BULLETINS, given=consents.bulletins, shown="welcome.bulletins")
    (topics.join_all if consents.bulletins else topics.leave_all)(turn.work, turn.chat.id)
    record_consent(turn, VOICE, given=consents.voice, shown="welcome.voice")
    if consents.recovery:
        residents.set_recovery(turn.work, turn.resident.id, consents.recovery)
    _release(turn, given=consents.voice)


def phone_offer(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """The button under a receipt with which a person asks to be told by telephone; none once they have chosen."""
    if not turn.shows.contact_form or not turn.chat.private:
        return ()
    if PHONE in residents.consents_of(turn.work, turn.resident.id):
        return ()
    return ((turn.button("talk.phone_offer", press.write(PHONE, press.YES)),),)


def phone_given(turn: Turn) -> tuple[Button, ...]:
    """The person has sent their telephone with that form. Gives the button that takes the consent back."""
    record_consent(turn, PHONE, given=True, shown="talk.ask_phone")
    return (turn.button("talk.phone_stop", press.write(PHONE, press.NO)),)


def phone_pressed(turn: Turn, pressed: Press) -> None:
    """Show the platform's form that asks for the telephone, or stop using the number."""
    turn.toast()
    if pressed.is_yes:
        turn.send(Outgoing(turn.words("talk.ask_phone"), ask="contact"))
        return
    record_consent(turn, PHONE, given=False, shown="talk.phone_stop")
    turn.say("talk.phone_stopped")


def hold_voice(turn: Turn, media: Media, attachment_id: int) -> None:
    """Hold a voice note until the person has agreed that voices are kept. We ask once, and never fetch it before."""
    if media.kind not in {MediaKind.VOICE, MediaKind.AUDIO}:
        return
    if residents.consents_of(turn.work, turn.resident.id).get(VOICE) is True:
        return
    if voice_notes.hold(turn.work, attachment_id):
        turn.say(
            "talk.voice_consent",
            (
                turn.button("dialogs.yes", press.write(VOICE, press.YES)),
                turn.button("dialogs.no", press.write(VOICE, press.NO)),
            ),
        )


def pressed(turn: Turn, pressed: Press) -> None:
    """A press under the question about voices."""
    given = pressed.is_yes
    record_consent(turn, VOICE, given=given, shown="talk.voice_consent")
    turn.toast()
    _release(turn, given=given)
    turn.say("talk.voice_kept" if given else "talk.voice_dropped")


def _release(turn: Turn, *, given: bool) -> None:
    voice_notes.release(turn.work, turn.chat.id, given=given)
