"""Answers that a leader agrees to before they leave: those of the topics that the ward has marked.

An officer writes the answer, which waits inside the case; another person, who may `case.approve`, sends it. Whoever may
approve sends their own answers at once. A sealed case has its own readers instead.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from civics.cases import answering
from civics.cases.moves import Says
from core.errors import NotFoundError
from core.message import Json
from handlers.cases import desk, masters, proving
from handlers.cases.desk import Act
from handlers.cases.guarded import needed, topics
from handlers.cases.proving import Proof
from handlers.replies.ward import Ward
from storage.across.seconds import kinds, waiting
from storage.across.seconds.waiting import Act as Request
from storage.across.seconds.waiting import Done, Kind, told
from storage.cases import drafts
from storage.database.unit import UnitOfWork
from storage.media.file_rows import Kept
from storage.ward.sight import Reader

__all__ = ["ANSWER", "ask", "kind_of", "kinds_of", "needed", "request", "requests", "topics"]

ANSWER = "answer.send"  # its subject is the case: one answer at a time waits in it


def ask(
    act: Act,
    *,
    text: str,
    files: Sequence[Kept] = (),
    group_ok: bool = False,
    paid: bool = False,
    proof: Proof = Proof(),  # noqa: B008  # frozen
    to_all: bool = False,
) -> int:
    """Let the answer wait for a leader; gives the id of the request. Raises as `desk.say` does, and SecondWhy.WAITS.

    `to_all`: it is for the cases that follow this one, too.
    """
    case, written = act.case, answering.written(text)
    answering.check(written, len(files), group=case.in_group and not group_ok)
    framed = proving.frame(act.work, act.ward, case, verb=Says.ANSWER, text=written, files=files, given=proof)
    given = [*files, *([proof.pair] if proof.pair else [])]
    entry_id, ids = drafts.add(act.work, act.case_id, text=written, by=act.by, files=given, version=act.version)
    desk.note(act, text=framed.note)
    wish: dict[str, Json] = {"group_ok": group_ok, "paid": paid, "to_all": to_all}
    wish |= {"files": list[Json](ids[: len(files)]), "pair": ids[len(files)] if proof.pair else None}
    return request(act.work, kinds_of(act.ward)[ANSWER], act.case_id, entry_id, code=case.code, by=act.by, wish=wish)


def request(
    work: UnitOfWork, kind: Kind, case_id: int, entry_id: int, *, code: str, by: Reader, wish: Mapping[str, Json]
) -> int:
    """Let a draft that is in the case wait for a leader; gives the id of the request. `wish` replaces what is usual."""
    usual: dict[str, Json] = {"files": [], "pair": None, "group_ok": False, "paid": False, "to_all": False}
    arguments: dict[str, Json] = {**usual, **wish, "entry": entry_id, "code": code}
    return waiting.ask(work, kind, str(case_id), by=by, arguments=arguments, case_id=case_id)


def requests(work: UnitOfWork, kind: Kind, case_id: int, *, reader: Reader) -> dict[int, Request]:
    """The requests about answers of a case (of the kind ANSWER), by the id of the draft's entry."""
    found = waiting.on(work, str(case_id), kinds=(kind,), reader=reader, ended=True)
    return {_whole(each.arguments["entry"]): each for each in found}


def kinds_of(ward: Ward) -> Mapping[str, Kind]:
    """Every kind of act that needs a second person, with those that write to residents."""
    return {**kinds.KINDS, ANSWER: kind_of(partial(_send, ward))}


def kind_of(do: Callable[[UnitOfWork, Request, Reader, Mapping[str, str]], Done]) -> Kind:
    """The kind of an answer that waits. `do` sends it."""
    return Kind(name=ANSWER, right="case.approve", asks="case.answer", stand=_stand, do=do)


def _stand(work: UnitOfWork, subject: str, arguments: Mapping[str, Json]) -> str:
    return told(*drafts.stands(work, int(subject), _whole(arguments["entry"])))


def _send(ward: Ward, work: UnitOfWork, request: Request, by: Reader, _given: Mapping[str, str]) -> Done:
    """Send the answer, with the leader as the one who says it."""
    wish = request.arguments
    case_id, entry_id, wanted = int(request.subject), _whole(wish["entry"]), wish["files"]
    files = drafts.files_of(work, [_whole(each) for each in wanted] if isinstance(wanted, list) else [])
    pair = drafts.files_of(work, [] if wish["pair"] is None else [_whole(wish["pair"])])
    say = masters.say_to_all if wish["to_all"] else desk.say
    say(
        Act(work, ward, case_id, by), Says.ANSWER, text=drafts.text_of(work, case_id, entry_id), files=files,
        group_ok=bool(wish["group_ok"]), paid=bool(wish["paid"]),
        proof=Proof(pair=pair[0] if pair else None, settled=True),
    )  # fmt: skip
    drafts.left(work, case_id, entry_id)
    return Done()


def _whole(value: Json) -> int:
    if not isinstance(value, int):
        raise NotFoundError("There is no such draft.")
    return value
