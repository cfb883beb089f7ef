"""Choices where buttons do not fit: a numbered list. A digit or a label answers it, with or without diacritics.

The list that was shown last is kept with the chat, so a digit counts only for the present question.
"""

import json
import re
from dataclasses import replace
from itertools import count

from core.channel import Shows
from core.message import Button, Incoming, Json, Kind, Outgoing
from core.words import LANGUAGES, Words
from dialogs.engine.ear import label, plain
from storage.database.outside import KeyGoneError
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.messages.chats import Chat

_EVERY = 100  # a channel that shows this many buttons needs no list, and nothing is kept for it
_AS_WORDS = 2  # where buttons do not fit, at most so many ways out may be typed instead
_DIGIT = re.compile(r"(?:so )?([0-9]{1,2})")
_LONGEST = 100  # characters of a label
_ROOM = 4000  # bytes of sealed choices: more than any list of a secret ballot needs


def fit(
    work: UnitOfWork,
    chat: Chat,
    outgoing: Outgoing,
    *,
    shows: Shows,
    words: Words,
    asks: bool = False,
    aside: bool = False,
) -> Outgoing:
    """The message as the chat's channel can show it. Choices that may be typed are kept.

    `asks`: the message asks for words, so a digit that is typed next belongs to it and not to an earlier list. `aside`:
    another question follows at once, so these choices have no digits and are answered by their words only (languages).
    """
    room = shows.buttons if chat.private else shows.group_buttons
    if room >= _EVERY or outgoing.answers_press:
        return outgoing
    shown = [each for row in outgoing.rows for each in row]
    pressed = [each for each in shown if each.value]
    lang, does_fit = chat.lang or "vi", len(shown) <= room
    if aside:
        return outgoing if does_fit else _in_a_line(outgoing, pressed, words, lang)
    _keep(work, chat, outgoing, pressed, asks=asks)
    if does_fit:
        return replace(outgoing, rows=_numbered(outgoing.rows))
    if 0 < len(shown) - room <= _AS_WORDS and room > _AS_WORDS and len(shown) == len(pressed):
        return _with_words(outgoing, room, words, lang)
    return _as_list(outgoing, shown, pressed, words.say(lang, "dialogs.answer_number"))


def _with_words(outgoing: Outgoing, room: int, words: Words, lang: str) -> Outgoing:
    """As many buttons as the channel has room for. The last choices, the ways out, are answered by number or words."""
    rows = _numbered(outgoing.rows)
    flat = [each for row in rows for each in row]
    typed = words.say(lang, "dialogs.or_type", choices=" · ".join(each.label for each in flat[room:]))
    kept, shown = room, []
    for row in rows:
        shown.append(row[:kept])
        kept -= len(shown[-1])
    return replace(outgoing, text=f"{outgoing.text}\n\n{typed}", rows=tuple(row for row in shown if row))


def _in_a_line(outgoing: Outgoing, pressed: list[Button], words: Words, lang: str) -> Outgoing:
    """The choices as words, without digits: the digits belong to the question that follows."""
    typed = words.say(lang, "dialogs.answer_words", choices=" · ".join(each.label for each in pressed))
    return replace(outgoing, text=f"{outgoing.text}\n\n{typed}", rows=())


def _as_list(outgoing: Outgoing, shown: list[Button], pressed: list[Button], how: str) -> Outgoing:
    """The choices as a numbered list under the text, after the links. `how` says to answer with a number."""
    links = [f"{each.label}: {each.url}" for each in shown if each.url]
    tail = [f"{number}. {each.label}" for number, each in enumerate(pressed, 1)]
    if pressed:
        tail += ["", how]
    return replace(outgoing, text="\n".join([outgoing.text, "", *links, *tail]).rstrip(), rows=())


def _keep(work: UnitOfWork, chat: Chat, outgoing: Outgoing, pressed: list[Button], *, asks: bool) -> None:
    """Keep what a digit that is typed next will mean. A question for words cancels the list before it."""
    if pressed or outgoing.ring:
        chats.change(work, chat.id, choices=_kept(work, outgoing, pressed))
    elif asks and chat.choices:
        chats.change(work, chat.id, choices=None)


def _kept(work: UnitOfWork, outgoing: Outgoing, pressed: list[Button]) -> dict[str, Json]:
    """The choices as they are kept with the chat. Those of a secret ballot are sealed: they tell what was chosen."""
    of: dict[str, Json] = {"of": [[each.value, each.label] for each in pressed]}
    if not outgoing.ring:
        return of
    return {"sealed": work.seal.close_text(json.dumps(of), ring=outgoing.ring, room=_ROOM)}


def _opened(work: UnitOfWork, kept: dict[str, Json]) -> dict[str, Json]:
    sealed = kept.get("sealed")
    if not isinstance(sealed, str):
        return kept
    try:
        found: dict[str, Json] = json.loads(work.seal.open_text(sealed))
    except KeyGoneError:
        return {}
    return found


def _numbered(rows: tuple[tuple[Button, ...], ...]) -> tuple[tuple[Button, ...], ...]:
    """The buttons with a digit before each label: not every phone shows buttons, and many people prefer to type."""
    numbers = count(1)
    return tuple(
        tuple(replace(each, label=f"{next(numbers)}. {each.label}") if each.value else each for each in row)
        for row in rows
    )


def as_press(work: UnitOfWork, chat: Chat, incoming: Incoming, words: Words) -> Incoming:
    """The event as a press when it is a digit or a label of the list that was shown last, or the name of a language."""
    if incoming.kind is not Kind.MESSAGE or incoming.media or incoming.command:
        return incoming
    typed = plain(incoming.text) if 0 < len(incoming.text) <= _LONGEST else ""
    value = _chosen(_opened(work, chat.choices), typed) if typed and chat.choices else ""
    if typed and not value and chat.private:
        value = next(
            (f"lang.{each}" for each in LANGUAGES if label(words.say(each, f"talk.language_{each}")) == typed), ""
        )
    return replace(incoming, kind=Kind.PRESS, press=value) if value else incoming


def _chosen(kept: dict[str, Json], typed: str) -> str:
    of = kept.get("of")
    pairs = [(str(each[0]), str(each[1])) for each in of if isinstance(each, list)] if isinstance(of, list) else []
    named = [value for value, label in pairs if plain(label) == typed]
    if len(named) == 1:
        return named[0]
    match = _DIGIT.fullmatch(typed)
    place = int(match[1]) - 1 if match else -1
    return pairs[place][0] if 0 <= place < len(pairs) else ""
