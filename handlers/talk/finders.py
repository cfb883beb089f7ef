"""Facts from outside that a dialog asks for. Each is an indexed read; it is recorded with what it was found for."""

from civics.cases.petitions import PetitionKind
from civics.hearing.hear import Heard
from civics.hearing.wishes import Wish
from civics.ward import units
from core.message import Json, Point
from dialogs.engine.script import Answers, Look
from dialogs.scripts.heard import HeardInWords, added_to, as_json, grown, read
from dialogs.scripts.petition import HEARD
from dialogs.scripts.small_words import correction
from handlers.cases import filing, followers
from handlers.polls import polling
from handlers.replies import listening, said
from handlers.replies.turn import Turn
from handlers.talk import boards, contests, forum, rates, visits
from storage.cases import cases
from storage.ward import boundaries, ward


def find(turn: Turn, look: Look[object], answers: Answers) -> Json:
    """The fact that the dialog asked for. Raises KeyError for a request that no finder serves."""
    if look.wants == HEARD:
        return _heard_in_words(turn, look.about, answers.get(look.key))
    return _FINDERS[look.wants](turn, look.about)


def _units(turn: Turn, about: Json) -> Json:
    known = ward.units_now(turn.work)
    by_code = {each.code: each for each in known}
    places = [units.Place(each.code, each.kind, each.name, each.aliases) for each in known]
    words, pin = (about.get("words"), about.get("pin")) if isinstance(about, dict) else (about, None)
    likely = units.match(str(words or ""), places)[:4]
    point = Point(float(str(pin[0])), float(str(pin[1]))) if isinstance(pin, list) else None
    return {
        "here": str(boundaries.unit_at(turn.work, point) or ""),
        "likely": [[str(by_code[each.code].id), each.name] for each in likely],
        "all": [[str(each.id), each.name] for each in known],
    }


def _heard_in_words(turn: Turn, about: Json, kept: Json) -> Json:
    """What the words say, for the summary. `kept`: what was found before; if more was said since, that stands."""
    text = str(about or "")
    whole = _said(turn, text)
    before = kept if isinstance(kept, dict) else {}
    if not before.get("found") or not (added := added_to(str(before.get("for") or ""), text)):
        return as_json(whole)
    corrected = correction(added)
    return as_json(grown(read(before["found"]), whole, _said(turn, corrected or added), corrects=bool(corrected)))


def _said(turn: Turn, text: str) -> HeardInWords:
    """What a text says. If it may be a denunciation, the person is asked which kind it is."""
    heard = listening.heard_in(turn, text)
    named = said.named_kind(turn, text)
    kind, kinds = (named, ()) if named else _kinds(heard)
    if filing.names_wrongdoing(turn.ward, text, heard) and PetitionKind.TO_CAO.value not in (kind, *kinds):
        kinds = (PetitionKind.TO_CAO.value, kind or PetitionKind.PHAN_ANH.value)
    units_here = {each.code: str(each.id) for each in ward.units_now(turn.work)}
    return HeardInWords(kind, kinds, heard.topic, heard.place, units_here.get(heard.unit, ""), heard.urgent)


def _kinds(heard: Heard) -> tuple[str, tuple[str, ...]]:
    """The kind that the words say, or the two kinds between which to ask."""
    if heard.kinds:
        return "", heard.kinds
    if heard.kind:
        return heard.kind, ()
    if heard.wish in (Wish.QUESTION, Wish.STATUS):
        return PetitionKind.HOI.value, ()
    sure = heard.wish in (Wish.REPORT, Wish.EMERGENCY)
    return (
        ("", (PetitionKind.PHAN_ANH.value, PetitionKind.HOI.value)) if not sure else (PetitionKind.PHAN_ANH.value, ())
    )


def _open_cases(turn: Turn, _about: Json) -> Json:
    own = cases.open_of(turn.work, turn.resident.id, limit=5, sealed=turn.shows.sealed)
    return [[str(each.id), f"{each.code} · {each.first_words[:40]}"] for each in own]


def _reopened_case(turn: Turn, _about: Json) -> Json:
    """The case, also a released one, as it is known when the question begins; none when that fact was lost."""
    del turn
    return 0


def _bulletin(turn: Turn, _about: Json) -> Json:
    """The bulletin that a reply answers, as it is known when the dialog begins; none when that fact was lost."""
    del turn
    return 0


_FINDERS = {
    "reception_slots": visits.offered,
    "contests": contests.offered,
    "forum": forum.offered,
    "channels": rates.offered,
    "boards": boards.offered,
    "boards_to_write": boards.to_write,
    "contest_entry": contests.entry,
    "contest_begin": contests.begin,
    "contest_question": contests.question,
    "bulletin": _bulletin,
    "reopened_case": _reopened_case,
    "released_case": _reopened_case,
    "units_of_place": _units,
    "open_cases": _open_cases,
    "near_cases": followers.offer,
    "open_polls": polling.offered,
    "poll": polling.draft,
}
