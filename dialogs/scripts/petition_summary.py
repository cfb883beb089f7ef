"""The summary of a petition: what is shown before it is sent, what can be changed there, and room for more words."""

from dataclasses import dataclass

from civics.cases.petitions import PetitionKind
from core.message import Json
from core.text import head
from dialogs.engine.collecting import Collected
from dialogs.engine.errors import DropError
from dialogs.engine.questions import LONGEST as MOST_TOLD
from dialogs.engine.questions import Change, Line, Place, Summary, place_json
from dialogs.engine.script import Answers, Script, ask
from dialogs.engine.tongue import Option, Tongue
from dialogs.scripts import small_words
from dialogs.scripts.heard import HeardInWords

WITH_TOPIC = (PetitionKind.PHAN_ANH, PetitionKind.KIEN_NGHI)

_ROWS = ("kind", "text", "place", "unit", "photos")
_ROW = 160  # characters of the words in the summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Summary):
    """The summary: *send*, a button for each row that can be changed, and room for further words."""

    def text(self, tongue: Tongue, so_far: Json) -> str:
        return "\n".join([tongue.say(self.says), *(each.text(tongue) for each in self.lines)])

    def only_files(self, earlier: object, tongue: Tongue) -> str:
        """The row of the files alone, if nothing else has changed since the earlier summary, which stands above."""
        if not isinstance(earlier, Report) or len(earlier.lines) != len(self.lines):
            return ""
        changed = [each for each, old in zip(self.lines, earlier.lines, strict=True) if each != old]
        if [each.key for each in changed] != ["photos"]:
            return ""
        return f"{changed[0].text(tongue)}\n{tongue.say('petition.summary_still')}"

    def turns_to(self, answer: Json) -> bool:
        return answer in _ROWS

    def loose(self, text: str, answers: Answers) -> tuple[dict[str, Json], str] | None:
        """Nods and "I have no photo" change nothing. An address becomes the place if none is known.

        The rest is more words.
        """
        if small_words.adds_nothing(text):
            return dict(answers), ""
        where = answers.get("place")
        known = isinstance(where, dict) and bool(where)
        if not known and small_words.is_address(text):
            return {**answers, "place": place_json(Place(text))}, "dialogs.added_place"
        return self._mended(text, answers) if known else None

    def _mended(self, text: str, answers: Answers) -> tuple[dict[str, Json], str] | None:
        """The answers with the place that the words correct, and the words too; None where they correct none."""
        named, told = small_words.place_in(small_words.correction(text)), answers.get("text")
        grown = f"{told if isinstance(told, str) else ''}\n{text}".strip()
        where = answers.get("place")
        if not named or len(grown) > MOST_TOLD or not isinstance(where, dict):
            return None
        return {**answers, "text": grown, "place": {**where, "words": named}}, "dialogs.added_place"


def rows_of(  # noqa: PLR0917  # one row each
    kind: PetitionKind, heard: HeardInWords, text: str, place: Place, unit: str, files: Collected
) -> tuple[Line, ...]:
    pin = f"{place.point.lat:.5f}, {place.point.lon:.5f}" if place.point else ""
    topic = f"civics.topic.{heard.topic}" if heard.topic and kind in WITH_TOPIC else ""
    return (
        Line("kind", "petition.line_kind", value_says=f"petition.short_{kind.value}", then_says=topic),
        Line("text", "petition.line_text", *_short(text)),
        Line("place", "petition.line_place", *_short(", ".join(each for each in (place.words, pin) if each))),
        Line("unit", "petition.line_unit", *_short(unit)),
        Line("photos", "petition.line_photos", value_says="petition.count", count=len(files.media)),
    )


def _buttons(*shown: str) -> tuple[Option, ...]:
    """The choices under the summary. `shown`: the rows that have a button of their own."""
    return (
        Option("send", "dialogs.send"),
        *(Option(each, f"petition.change_{each}") for each in shown),
        Option("change", "dialogs.change"),
        *(Option(each, f"petition.change_{each}", shown=False) for each in _ROWS if each not in shown),
        Option("drop", "dialogs.drop", shown=False),
    )


# with "change" and "cancel": the most buttons that every platform shows
_OF_A_REPORT, _OF_A_QUESTION = _buttons("place", "unit"), _buttons()


def confirm(rows: tuple[Line, ...], *, asks: bool) -> Script[None]:
    """The one screen. It ends when the person sends; buttons of earlier summaries still work.

    `asks`: a question to the ward, which needs no place; one that was said is shown.
    """
    lines = tuple(each for each in rows if not asks or each.key in {"kind", "text", "photos"} or each.value)
    options = _OF_A_QUESTION if asks else _OF_A_REPORT
    chosen = yield from ask(
        Report(key="summary", says="petition.summary", lines=lines, options=options, open=True, counts=True, back=False)
    )
    if chosen == "drop":
        raise DropError
    if chosen == "change":
        which = tuple(Option(line.key, line.says) for line in lines)
        yield from ask(Change(key="change", says="dialogs.change_which", options=which, turns_back=True))


def _short(text: str) -> tuple[str, str]:
    """A line's value, or the words for none."""
    return (text if len(text) <= _ROW else f"{head(text, _ROW)}…", "") if text else ("", "petition.none")
