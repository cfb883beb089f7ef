"""`danban read roll`: the households of a table, what is wrong with its rows, and what was left out."""

from civics.ward.roll import MOST_ROWS, Note, RefusedRollError
from civics.ward.roll_sheets import Found
from civics.ward.units import linh_son
from core.message import Json
from core.settings import Settings
from core.words import Words
from papers import roll_files


def read(settings: Settings, name: str, content: bytes) -> dict[str, Json]:
    """The table as the roll would take it, with the units of a new ward; `refused` when it is no roll."""
    del settings
    words = Words.load()
    places = dict(enumerate(linh_son(), 1))
    try:
        found = roll_files.read_apart(name, content, {place: number for number, place in places.items()})
    except RefusedRollError as error:
        return {"refused": error.reason, "says": words.say("vi", f"roll.refused.{error.reason}", most=MOST_ROWS)}
    rows: list[Json] = [
        {
            "unit": places[each.unit_id].name,
            "code": each.code,
            "name": each.representative,
            "phone": each.phone,
        }
        for each in found.entries
    ]
    left_out = [each for each in found.notes if not each.row and each.what != "old_font"]
    return {
        "rows": rows,
        "faults": _faults(found, words),
        "sheets_left_out": [_note(each, words) for each in left_out],
        "notes": [_note(each, words) for each in found.notes if each not in left_out],
        "complete": found.complete,
    }


def _faults(found: Found, words: Words) -> list[Json]:
    faults = [fault for row in found.bad for fault in row.faults]
    return [
        {
            "sheet": each.sheet,
            "row": each.row,
            "what": each.what,
            "about": each.about,
            "says": f"{words.say('vi', f'roll.fault.{each.what}')} {each.about}".strip(),
        }
        for each in faults
    ]


def _note(note: Note, words: Words) -> Json:
    says = words.say("vi", f"roll.note.{note.what}")
    return {"sheet": note.sheet, "row": note.row, "what": note.what, "about": note.about, "says": says}
