"""Walks every path of every dialog and draws `docs/dialogs.md` (`python -m dialogs.scripts.map > docs/dialogs.md`)."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from core.message import Json
from dialogs.engine.collecting import close
from dialogs.engine.going_back import reopen
from dialogs.engine.questions import Choose, PhotosOf, Where, Write
from dialogs.engine.script import ASK, Asking, Dialog, Done, Dropped, Here, Question, Wanting, found, play
from dialogs.scripts.catalogue import DIALOGS
from dialogs.scripts.contest import Guess
from dialogs.scripts.opinion import Tell

PLACES = (Here(sealed=True, recovery=True), Here(sealed=False))
_CONTEST: dict[str, Json] = {
    "round": 3, "title": "Hội thi", "about": "Mười câu.", "count": 2, "seconds": 30, "left": 2, "begun": False,
    "entered": False, "units": [["1", "Tổ dân phố 5"]], "why": "",
}  # fmt: skip
_FINDINGS: dict[str, tuple[Json, ...]] = {
    "units_of_place": (
        {"likely": [], "all": [["1", "Tổ dân phố 5"], ["2", "Xóm Núi Hột"]]},
        {"likely": [["1", "Tổ dân phố 5"]], "all": [["1", "Tổ dân phố 5"], ["2", "Xóm Núi Hột"]]},
    ),
    "reception_slots": ([], [["7_0800", "08:00 thứ Năm 3/12"], ["8", "Danh sách chờ thứ Ba 8/12"]]),
    "forum": (
        {"day": 0, "title": "", "questions": []},
        {"day": 7, "title": "Đối thoại", "questions": []},
        {"day": 7, "title": "Đối thoại", "questions": [["9", "Khi nào sửa đường?"]]},
    ),
    "channels": (
        {"channels": [], "why": "channels.none"},
        {"channels": [["5", "Zalo của phường"]], "why": ""},
        {"channels": [["5", "Zalo của phường"], ["6", "Trang chat"]], "why": ""},
    ),
    "boards": (
        {"boards": [], "waiting": ""},
        {"boards": [["3", "Ban Thanh tra nhân dân"]], "waiting": "Số 1/2026 chờ trả lời"},
        {"boards": [["3", "Ban Thanh tra nhân dân"], ["4", "Ban Giám sát đường tổ 5"]], "waiting": ""},
    ),
    "boards_to_write": (
        {"boards": [], "waiting": ""},
        {"boards": [["3", "Ban Thanh tra nhân dân"]], "waiting": ""},
        {"boards": [["3", "Ban Thanh tra nhân dân"], ["4", "Ban Giám sát đường tổ 5"]], "waiting": ""},
    ),
    "contests": ([], [["9", "Hội thi"]], [["9", "Hội thi"], ["10", "Hội thi khác"]]),
    "contest_entry": (
        _CONTEST,
        {**_CONTEST, "why": "quiz.used_up"},
        {**_CONTEST, "entered": True, "begun": True},
    ),
    "contest_begin": (5,),
    "contest_question": (
        {
            "place": 1,
            "of": 2,
            "seconds": 30,
            "text": "Ai bàn?",
            "options": [["a", "Dân"], ["b", "Máy"]],
            "note": "quiz.note_late",
        },
        {"place": 0, "of": 0, "seconds": 0, "text": "", "options": [], "note": ""},
    ),
    "open_polls": ([], [["p1", "Dự thảo quy ước"]]),
    "poll": (
        {
            "key": "p1",
            "title": "Dự thảo quy ước",
            "link": "https://ward.example/gop-y/p1",
            "articles": [["d1", "Điều 1", "Giữ sạch ngõ."]],
        },
        {
            "key": "p1",
            "title": "Biểu quyết",
            "link": "https://ward.example/gop-y/p1",
            "articles": [["d1", "Điều 1", "Giữ sạch ngõ."]],
            "full": {"d1": "Giữ sạch ngõ, mỗi tuần một buổi."},
            "vote": True,
            "household": "05-001",
        },
        {
            "key": "p1",
            "title": "Dự thảo quy ước",
            "link": "https://ward.example/gop-y/p1",
            "articles": [["d1", "Điều 1", "Giữ sạch ngõ."]],
            "named": True,
        },
    ),
    "bulletin": (7,),
    "reopened_case": (7,),
    "released_case": (7,),
    "heard_in_words": (
        {"kind": "phan_anh", "kinds": [], "topic": "duong_sa", "place": "ngõ 12", "unit": "1"},
        {"kind": "", "kinds": ["phan_anh", "hoi"], "topic": "", "place": "", "unit": ""},
        {"kind": "to_cao", "kinds": [], "topic": "", "place": "", "unit": ""},
    ),
    "near_cases": ({}, {"case": "7", "says": "2 · đường sá"}),
    "open_cases": ([["7", "LS-26-000007 · đèn đường"]],),
}
_TURNED = "~turned"  # a walk changes one row
_FILE: Json = {"kind": "photo", "ref": "a", "name": "", "mime": "", "size": 1, "seconds": 0}


@dataclass(frozen=True, slots=True)
class Stop:
    """One point of a walk: the answers so far, and the question there. `came` is how it was reached."""

    here: Here
    answers: dict[str, Json]
    stand: Asking | Done[object] | Dropped
    came: tuple[str, str] | None  # (key of the question before, its answer)


def finding(wants: str) -> Json:
    """What a finder may find: the first of the kinds that a walk tries."""
    return _FINDINGS[wants][0]


def walk(dialog: Dialog[object]) -> Iterator[Stop]:
    """Every point that can be reached with every sort of answer, in every sort of chat."""
    for here in PLACES:
        yield from _walk(dialog, here, {}, None)


def _walk(dialog: Dialog[object], here: Here, answers: dict[str, Json], came: tuple[str, str] | None) -> Iterator[Stop]:
    stand = play(dialog, answers, here)
    if isinstance(stand, Wanting):
        for finding in _FINDINGS[stand.look.wants]:
            yield from _walk(dialog, here, found(answers, stand.look, finding), came)
        return
    yield Stop(here, answers, stand, came)
    if came is not None and isinstance(stand, Asking) and came[0] == stand.question.key:
        return  # the same question once more, such as after its whole text
    if isinstance(stand, Asking) and not stand.question.turns_back:
        for name, answer in samples(stand.question):
            after = (
                _turned(stand, answers, answer) if stand.question.turns_to(answer) else _taken(stand, answers, answer)
            )
            if after is not None:
                yield from _walk(dialog, here, after, (stand.question.key, name))


def _taken(stand: Asking, answers: dict[str, Json], answer: Json) -> dict[str, Json]:
    return {**{key: value for key, value in answers.items() if key != ASK}, stand.question.key: answer}


def _turned(stand: Asking, answers: dict[str, Json], answer: Json) -> dict[str, Json] | None:
    """A row of a summary that is changed. Its question is asked once per walk."""
    target = next((each for each in (*stand.before, *stand.quiet) if each.key == answer), None)
    if target is None or _TURNED in answers:
        return None
    return {**reopen(answers, target), _TURNED: True}


def samples(question: Question[object]) -> tuple[tuple[str, Json], ...]:
    """Answers of every sort to a question, each with a name for the map."""
    if isinstance(question, Choose):
        return tuple((option.value, option.value) for option in question.options)
    if isinstance(question, Tell):
        return (("words", "Nên là 21 giờ"), ("files", {"words": "", "files": [_FILE], "album": ""}))
    if isinstance(question, PhotosOf):
        return (("none", close(None)), ("files", close({"media": [_FILE], "notes": ""})))
    if isinstance(question, Where):
        return (("skip", {}), ("words", {"words": "ngõ 12"}), ("pin", {"lat": 21.6, "lon": 105.87}))
    if isinstance(question, Guess):
        return (("number", 25),)
    assert isinstance(question, Write)
    return (("words", "đèn hỏng ba hôm nay"), *((("skip", ""),) if question.optional else ()))


def draw() -> str:
    """The page, as Markdown with one Mermaid chart per dialog."""
    parts = [
        "# Dialogs",
        "Drawn by `python -m dialogs.scripts.map > docs/dialogs.md`; a test holds it true. Boxes are questions by",
        "their key, arrows their answers. *Quay lại* and *Hủy* work at every box and are left out.",
    ]
    for name, dialog in DIALOGS.items():
        parts += ["", f"## {name} (version {dialog.version})", "", "```mermaid", "flowchart TD", *_edges(dialog), "```"]
    return "\n".join(parts) + "\n"


def _edges(dialog: Dialog[object]) -> list[str]:
    labels: dict[tuple[str, str], list[str]] = {}
    for stop in walk(dialog):
        to = _name(stop.stand)
        if stop.came is None:
            labels.setdefault(("start", to), [])
            continue
        key, answer = stop.came
        seen = labels.setdefault((f"q_{key}[{key}]", to), [])
        if answer not in seen:
            seen.append(answer)
    return [f'    {a} -->|"{" / ".join(said)}"| {b}' if said else f"    {a} --> {b}" for (a, b), said in labels.items()]


def _name(stand: Asking | Done[object] | Dropped) -> str:
    if isinstance(stand, Asking):
        return f"q_{stand.question.key}[{stand.question.key}]"
    return "dropped([dropped])" if isinstance(stand, Dropped) else _end(type(stand.result).__name__)


def _end(result: str) -> str:
    return f"end_{result}([{result}])"


if __name__ == "__main__":
    sys.stdout.write(draw())
