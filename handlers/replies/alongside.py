"""What a message brings beside its words: that they were forwarded, or which part of another message they answer.

Staff see it.
"""

from dataclasses import replace

from civics.bulletins import keywords
from core.message import Kind
from core.text import head
from dialogs.engine import menu
from handlers.replies.turn import Turn
from storage.bulletins import talk as bulletin_talk
from storage.messages import runs

_SHORT = 12  # characters: inside a dialog, so short a text is a label or a number
_PICKED = 1_000  # UTF-16 code units


def marked(turn: Turn) -> Turn:
    """The turn with a line before its words. Commands, wishes and a ballot's opinions get no such line."""
    incoming = turn.incoming
    bare = incoming.kind is not Kind.MESSAGE or not incoming.text or bool(incoming.command)
    if bare or not (incoming.forwarded or incoming.picked) or _asks(turn):
        return turn
    run = runs.open_of(turn.work, turn.chat.id, incoming.person)
    if run is not None and (run.dialog == "poll" or len(incoming.text) <= _SHORT):
        return turn
    text = in_words(turn, incoming.text, forwarded=incoming.forwarded, picked=incoming.picked)
    return replace(turn, incoming=replace(incoming, text=text))


def in_words(turn: Turn, text: str, *, forwarded: bool, picked: str) -> str:
    """The words, after a line on where they come from. The first author is not named: that person agreed to nothing."""
    lines = [turn.words("talk.forwarded")] if forwarded else []
    if picked:
        lines.append(turn.words("talk.picked", words=head(picked, _PICKED)))
    return "\n".join([*lines, text])


def _asks(turn: Turn) -> bool:
    text, words = turn.incoming.text, turn.ward.words
    word = keywords.may_be(text)
    if turn.ward.ear.command(turn.incoming) is not None or (word and bulletin_talk.by_keyword(turn.work, word)):
        return True
    return menu.intent(words, text) is not None or menu.is_thanks(words, text)
