"""How people may answer a bulletin: buttons under it, or the same in words where a channel shows no buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from broadcasts.text import bodies as parts
from broadcasts.text import render
from broadcasts.text.bodies import Rows
from core import press
from core.message import Button, Media, Outgoing
from core.words import Words

# What `handlers.arrivals.bulletin_replies` reads: bul.<id>.a an answer, .q the question, .q.<n> a choice of it.
BULLETIN = "bul"
REPLY, QUESTION = "a", "q"
TARGETS = ("menu.report", "menu.ask", "menu.poll", "menu.cases", "menu.bulletins", REPLY, QUESTION)
# an Official Account of Zalo shows five buttons; the fifth is for an answer in one's own words
FEWEST_CHOICES, MOST_CHOICES = 2, 4
LONGEST_CHOICE = 60


@dataclass(frozen=True, slots=True)
class Answering:
    """The answers that a bulletin invites: a short question with choices, and keywords with what each starts."""

    question: str = ""
    choices: Sequence[str] = ()
    keywords: Sequence[tuple[str, str]] = ()

    @property
    def sound(self) -> bool:
        """Whether a question has choices, choices have a question, and no keyword starts a missing question."""
        asks = bool(self.question)
        enough = FEWEST_CHOICES <= len(self.choices) <= MOST_CHOICES
        unlike = len(set(self.choices)) == len(self.choices)
        leads = any(start == QUESTION for _, start in self.keywords)
        return (enough and unlike) if asks else not self.choices and not leads


def word_of(words: Words, start: str) -> str:
    """What a keyword starts, in words."""
    return words.say("vi", f"bulletins.target.{start.rpartition('.')[2]}")


def bodies(
    title: str, text: str, answering: Answering, *, words: Words, bulletin_id: int, media: tuple[Media, ...] = ()
) -> dict[str, list[Outgoing]]:
    """The messages for each channel, with question and buttons; "" is for all other channels."""
    asked = f"{text}\n\n**{render.fill('{x}', {'x': answering.question})}**" if answering.question else text
    choices = _choices(answering, bulletin_id)
    keys = _keys(answering, words, bulletin_id)
    reply = ((Button(words.say("vi", "bulletin.button_reply"), press.write(BULLETIN, bulletin_id, REPLY)),),)
    rows = (*choices, *keys, *reply)
    typed = [words.say("vi", "bulletins.type_keyword", keyword=key, starts=word_of(words, start))
             for key, start in answering.keywords]  # fmt: skip
    numbered = [f"{at}. {each}" for at, each in enumerate(answering.choices, 1)]
    pressed = tuple((Button(label, row[0].value),) for label, row in zip(numbered, choices, strict=True))
    # Where the question uses all buttons, or where no buttons are shown, keywords are lines of text.
    zalo, under = (asked, (*keys, *reply)) if not choices else (_with(asked, typed), (*pressed, *reply))
    count = [words.say("vi", "bulletins.answer_number", most=len(numbered))] if numbered else []
    bare = _with(_with(asked, [*numbered, *count]), typed)
    return {
        "telegram": parts.telegram(title, asked, media=media, rows=rows),
        "zalo": parts.zalo(title, zalo, media=media, rows=under),
        "zalo-bot": parts.zalo(title, bare, media=media),
        "": parts.bodies(title, asked, media=media, rows=rows)[""],
    }


def _choices(answering: Answering, bulletin_id: int) -> Rows:
    return tuple(
        (Button(each, press.write(BULLETIN, bulletin_id, QUESTION, at)),) for at, each in enumerate(answering.choices)
    )


def _keys(answering: Answering, words: Words, bulletin_id: int) -> Rows:
    """A button for each keyword, with what it starts and the word. A keyword for the question needs none."""
    return tuple(
        (Button(f"{word_of(words, start)} ({word})", _pressed(start, bulletin_id)),)
        for word, start in answering.keywords
        if start not in {REPLY, QUESTION}
    )


def _pressed(start: str, bulletin_id: int) -> str:
    return press.write(BULLETIN, bulletin_id, start) if start in {REPLY, QUESTION} else start


def _with(text: str, lines: Sequence[str]) -> str:
    """The text with lines below it, which are escaped so that Markdown changes nothing in them."""
    plain = [render.fill("{x}", {"x": each}).replace(". ", "\\. ", 1) for each in lines]
    return "\n\n".join([text, "  \n".join(plain)]) if lines else text


def spoken(question: str, choices: Sequence[str], fills: Mapping[str, str]) -> dict[str, str]:
    """Everything that an author typed beside headline and text, for the gate."""
    return {**fills, "?": "\n".join([question, *choices])}
