"""A draft that a person reads and answers article by article.

The answers are opinions or, for Điều 15 khoản 6, a household's vote. An opinion is never a vote, and every prompt of
the summary says so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.message import Json, Media
from dialogs.engine.errors import DropError, RefusedError
from dialogs.engine.questions import Change, Choose, Write, choose
from dialogs.engine.script import Dialog, Here, Said, Script, ask, look
from dialogs.engine.tongue import Option, Tongue
from dialogs.scripts.opinion import LONGEST, Tell, TellInWords, Told

YES, NO, OTHER, BLANK, FULL = "yes", "no", "other", "blank", "full"
EACH, ALL = "each", "all"
_LABEL = re.compile(r"[đð]iều\s+(\d+[a-zđ]?)(?![\wđ])", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\w)\d+[a-zđ]?(?!\w)")
_LISTED, _LINE = 40, 70  # articles in one message, and characters of each
SHOWN = 900  # characters of an article in a message; the full text is on the page of the draft


@dataclass(frozen=True, slots=True)
class Ballot:
    """What a person said: article's code -> choice and words. Opinions that were spoken or shown have files."""

    poll: str
    choices: Mapping[str, tuple[str, str]]
    files: Mapping[str, tuple[Media, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoPoll:
    """There was nothing to answer."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """An article as it is shown. A withdrawn one keeps its place, so that the numbers keep their meaning."""

    code: str
    title: str
    text: str
    withdrawn: bool = False
    full: str = ""  # the full text, where `text` is its line in plain words or is too long to be shown


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft as it is shown."""

    key: str
    title: str
    link: str
    articles: tuple[_Asked, ...]
    named: bool = False
    once: bool = False
    vote: bool = False
    household: str = ""
    before: bool = False  # this household answered before
    apart: bool = False  # nothing shows who answers, so the ballot is listed separately
    by_label: bool = False  # "7" is Điều 7, wherever it is in the list; runs of earlier releases counted places

    @property
    def words(self) -> str:
        """The page of the catalogue with the words for this sort of draft."""
        return words_of(vote=self.vote)

    @property
    def hears(self) -> bool:
        """Whether an opinion may be spoken or shown. A voice reveals its owner, so only where names are kept."""
        return self.named and not self.vote

    @property
    def numbered(self) -> dict[str, "_Asked"]:
        """The articles that can be answered, by the number that people say for them."""
        labels = {label[1].lower(): each for each in self.asked if (label := _LABEL.match(each.title))}
        if self.by_label and len(labels) == len(self.asked):
            return labels
        return {str(place): each for place, each in enumerate(self.articles, 1) if not each.withdrawn}

    @property
    def asked(self) -> tuple[_Asked, ...]:
        """The articles that can be answered now."""
        return tuple(each for each in self.articles if not each.withdrawn)


def words_of(*, vote: bool) -> str:
    """The page of the catalogue for an opinion poll, or for a vote: neither is described in the words of the other."""
    return "voting" if vote else "poll"


def _draft(found: Json) -> _Draft:
    if not isinstance(found, dict) or not isinstance(rows := found.get("articles"), list):
        raise RefusedError("dialogs.choose_one")
    full = found.get("full")
    whole = full if isinstance(full, dict) else {}
    told = tuple(
        _Asked(str(each[0]), str(each[1]), str(each[2]), len(each) > 3, str(whole.get(str(each[0]), "")))
        for each in rows
        if isinstance(each, list)
    )
    return _Draft(
        str(found.get("key")), str(found.get("title")), str(found.get("link")), told,
        named=found.get("named") is True, once=found.get("once") is True,
        vote=found.get("vote") is True, household=str(found.get("household") or ""), before=found.get("before") is True,
        by_label=found.get("by_label") is True, apart=found.get("apart") is True,
    )  # fmt: skip


def _polls(found: Json) -> tuple[tuple[str, str], ...]:
    if not isinstance(found, list):
        raise RefusedError("dialogs.choose_one")
    return tuple((str(each[0]), str(each[1])) for each in found if isinstance(each, list))


@dataclass(frozen=True, slots=True, kw_only=True)
class Way(Choose):
    """Whether to ask about each article, or only some."""

    draft: _Draft

    def text(self, tongue: Tongue, so_far: Json) -> str:
        draft = self.draft
        terms = tongue.say(f"{draft.words}.kept_named" if draft.named else f"{draft.words}.kept_secret")
        if draft.once:
            whose = "voting" if draft.household else draft.words
            terms = f"{terms} {tongue.say(f'{whose}.may_not_change')}"
        if draft.apart:
            terms = f"{terms}\n{tongue.say('poll.apart')}"
        if draft.household:
            told = "voting.household_before" if draft.before else "voting.for_household"
            terms = f"{terms}\n{tongue.say(told, code=draft.household)}"
        return tongue.say(self.says, title=draft.title, link=draft.link, count=len(draft.asked), terms=terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Which(Write):
    """The numbers of some articles from a list. An unknown number is refused, because all others count as agreed."""

    draft: _Draft

    def text(self, tongue: Tongue, so_far: Json) -> str:
        known = list(self.draft.numbered.items())
        lines = [each.title if _LABEL.match(each.title) else f"{number}. {each.title}" for number, each in known]
        more = [f"… {self.draft.link}"] if len(lines) > _LISTED else []
        return "\n".join([tongue.say(self.says), "", *(line[:_LINE] for line in lines[:_LISTED]), *more])

    def read(self, said: Said) -> Json:
        text = Write.read(self, said)  # super() without arguments fails in a class with slots
        numbers = _NUMBER.findall(str(text).lower())
        unknown = [each for each in numbers if each not in self.draft.numbered]
        if unknown or (text and not numbers):
            raise RefusedError("poll.no_such", number=", ".join(unknown) or str(text)[:20])
        return " ".join(numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleOf(Choose):
    """One article with its place among those asked. A request for the full text shows it and asks again."""

    article: _Asked
    place: int
    of: int
    link: str
    hears: bool = False

    def read(self, said: Said) -> Json:
        if said.incoming.media and not said.chosen:
            raise RefusedError("poll.other_first" if self.hears else "poll.words_only")
        return Choose.read(self, said)

    def accept(self, answer: Json) -> str:
        if answer == FULL:
            raise RefusedError("dialogs.choose_one")
        return Choose.accept(self, answer)  # super() without arguments fails in a class with slots

    def text(self, tongue: Tongue, so_far: Json) -> str:
        text = self.article.text
        if so_far == FULL and self.article.full:
            return tongue.say(self.says, place=self.place, of=self.of, title=self.article.title, text=self.article.full)
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…\n{self.link}#{self.article.code}"
        return tongue.say(self.says, place=self.place, of=self.of, title=self.article.title, text=shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Choose):
    """Everything once more before it is sent."""

    draft: _Draft
    choices: Mapping[str, tuple[str, Told]]

    def text(self, tongue: Tongue, so_far: Json) -> str:
        return self._lines(tongue, {code: choice for code, (choice, _) in self.choices.items()})

    def longest(self, tongue: Tongue) -> str:
        """The longest possible text for any choices, with the same words of opinions."""
        most = max((YES, NO, OTHER, BLANK), key=lambda each: len(tongue.say(f"{self.draft.words}.{each}").encode()))
        return self._lines(tongue, dict.fromkeys(self.choices, most))

    def _lines(self, tongue: Tongue, choices: Mapping[str, str]) -> str:
        lines = [
            " · ".join([f"{each.title}: {said}", *_in_short(self.choices[each.code][1], tongue)])
            for each in self.draft.asked
            for said in [tongue.say(f"{self.draft.words}.{choices[each.code]}")]
        ]
        return "\n".join(
            [
                tongue.say(self.says),
                "",
                *lines,
                "",
                tongue.say(f"{self.draft.words}.what_it_is", code=self.draft.household),
            ]
        )


def _in_short(told: Told, tongue: Tongue) -> list[str]:
    counted = (("poll.voices", told.voices), ("poll.pictures", told.pictures))
    files = [tongue.say(says, count=count) for says, count in counted if count]
    return [*([told.words[:120]] if told.words else []), *files]


def poll(_here: Here) -> Script[Ballot | NoPoll]:
    """Choose a draft, read it, answer it; give the ballot."""
    offered = yield from look("open", "open_polls", _polls)
    if not offered:
        return NoPoll()
    key = yield from choose("which", "poll.which", *(Option(value, label=name) for value, name in offered))
    draft = yield from look("draft", "poll", _draft, about=key)
    ways = (Option(EACH, f"{draft.words}.way_each"), Option(ALL, f"{draft.words}.way_all"))
    way = yield from ask(Way(key="way", says=f"{draft.words}.way", options=ways, draft=draft))
    asked = draft.asked
    if way == ALL:
        said = yield from ask(Which(key="but", says=f"{draft.words}.but", most=1000, optional=True, draft=draft))
        chosen = [draft.numbered[each] for each in said.split() if each in draft.numbered]
        asked = tuple(each for each in asked if each in chosen)
    unasked = YES if way == ALL else BLANK
    told = {each.code: (unasked, Told("")) for each in draft.asked}
    for each in asked:
        told[each.code] = yield from _article(draft, each)
    yield from _review(draft, told, asked)
    choices = {code: (choice, opinion.words) for code, (choice, opinion) in told.items()}
    files = {code: opinion.files for code, (_, opinion) in told.items() if opinion.files}
    return Ballot(draft.key, choices, files)


def _article(draft: _Draft, article: _Asked) -> Script[tuple[str, Told]]:
    shown = (YES, NO, OTHER, BLANK, FULL) if article.full else (YES, NO, OTHER, BLANK)
    options = tuple(Option(each, f"{draft.words}.{each}") for each in shown)
    place = draft.articles.index(article) + 1
    choice = yield from ask(
        ArticleOf(
            key=f"a.{article.code}", says=f"{draft.words}.article", options=options, article=article, place=place,
            of=len(draft.articles), link=draft.link, hears=draft.hears,
        )
    )  # fmt: skip
    if choice != OTHER:
        return choice, Told("")
    key = f"o.{article.code}"
    if draft.hears:
        return choice, (yield from ask(Tell(key=key, says="poll.other_told", hint="voice")))
    words = TellInWords(key=key, says=f"{draft.words}.other_words", most=LONGEST)
    return choice, Told((yield from ask(words)))


def _review(draft: _Draft, choices: Mapping[str, tuple[str, Told]], asked: tuple[_Asked, ...]) -> Script[None]:
    ways = tuple(Option(each, f"dialogs.{each}") for each in ("send", "change", "drop"))
    chosen = yield from ask(
        Review(key="summary", says=f"{draft.words}.summary", options=ways, draft=draft, choices=choices)
    )
    if chosen == "drop":
        raise DropError
    if chosen == "change":
        which = (
            Option("way", f"{draft.words}.change_way"),
            *(Option(f"a.{each.code}", label=each.title) for each in asked),
        )
        yield from ask(Change(key="change", says="dialogs.change_which", options=which, turns_back=True))


POLL: Dialog[Ballot | NoPoll] = Dialog("poll", 1, poll)
