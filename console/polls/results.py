"""The result of a closed consultation: for the officer with what is left to do, for everybody with the public lists."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from civics.days.calendar import Days, unsure_term
from civics.polls import recount
from civics.polls.counting import Leaning, leaning
from civics.polls.rules import BallotClass, CountedBy, PollKind, PollState
from civics.polls.sittings import Decision, decisions
from civics.polls.terms import Outcome
from console.frame import seconds
from console.frame.access import Login, require
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page
from console.frame.serving import as_file
from console.polls import papers, setup
from console.polls.figures import Shown, shown
from core.errors import ConflictError, NotFoundError
from core.message import Json
from handlers.polls import desk as polls_desk
from storage.across.seconds.kinds import POLL_PUBLISH
from storage.database.unit import UnitOfWork
from storage.polls import ballots, online_votes, opinions, polls, publishing, sittings
from storage.polls import results as poll_results
from storage.polls.online_votes import ToSend
from storage.polls.opinions import Filter
from storage.polls.polls import Poll
from storage.polls.results import Result
from storage.polls.sittings import Sitting
from storage.ward import days, ward

LINES = 2_000  # lines of a list that are sent at once
COUNTED = (PollState.CLOSED, PollState.PUBLISHED)
_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/polls/{key}/publish", publish, methods=["POST"])
    routes.add_api_route("/gop-y/{key}/y-kien", answers, methods=["GET"])
    routes.add_api_route("/gop-y/{key}/phieu.{ending}", ballots_list, methods=["GET"])
    routes.add_api_route("/gop-y/{key}/bien-nhan.{ending}", receipts_list, methods=["GET"])
    return routes


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting or a ballot that two people agreed on, and its outcome."""

    sitting: Sitting
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """All that a result page shows."""

    poll: Poll
    shown: Shown
    tally: dict[str, int]
    sittings: list[Sitting]
    held: list[Held]
    names: dict[int, str]
    titles: dict[str, str]
    places: list[str] | None


def read(work: UnitOfWork, key: str, *, public: bool) -> Whole:
    """All about a closed consultation. Raises NotFoundError before its close."""
    poll = polls.get(work, key)
    figures = shown(work, poll, public=public)
    if figures is None or poll.state not in COUNTED:
        raise NotFoundError("it has no result")
    units = ward.units_now(work)
    known = sittings.of(work, poll.id)
    held = [
        Held(each, decisions(each.agreed, clause=each.clause, source=each.source))
        for each in known if each.agreed is not None
    ]  # fmt: skip
    return Whole(
        poll, figures, opinions.tally(work, poll.id), known, held, {each.id: each.name for each in units},
        {row.article.code: row.article.title for row in figures.rows}, setup.names(units, poll.units),
    )  # fmt: skip


def desk(
    request: Request, login: Login, key: str, *, problems: tuple[str, ...] = (), outcome: Outcome | None = None
) -> Response:
    """The officer's page of a closed consultation. `problems`: word keys, or the ends of keys `results.unready`.

    `outcome`: what somebody typed and could not be kept.
    """
    whole = look(request, read, key, public=False)
    to_send = look(request, online_votes.of, whole.poll)
    return page(
        request, "polls/result_desk.html", status=409 if problems else 200, poll=whole.poll, shown=whole.shown,
        whole=whole, missing=look(request, publishing.missing, whole.poll), problems=problems,
        outcome=outcome or whole.poll.outcome, article_25=whole.poll.kind is PollKind.ARTICLE_25,
        leanings=leanings(whole.shown), to_send=to_send, unsure=_unsure(to_send, look(request, days.known)),
        papers=papers.listed(request, whole.poll, whole.held), waits=seconds.on(request, login, key, POLL_PUBLISH),
    )  # fmt: skip


def _unsure(to_send: ToSend | None, own: Days) -> tuple[str, ...]:
    """Why the day by which the decision of a vote must be sent may still change; nothing once it is sent."""
    if to_send is None or to_send.sent_on is not None:
        return ()
    return unsure_term(to_send.ended_on, to_send.by, own)


def publish(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """Ask to publish the answers and tell people of it."""
    try:
        return seconds.waits(request, lambda work: polls_desk.ask_to_publish(work, key, by=login.reader))
    except ConflictError:
        return desk(request, login, key, problems=look(request, _missing, key))


def leanings(of: Shown) -> list[tuple[str, Leaning]]:
    """The majority and minority opinions on each article (Luật 10/2022 Điều 28.4)."""
    return [(each.article.title, leaning(each.yes, each.no)) for each in of.result.lines]


def _missing(work: UnitOfWork, key: str) -> tuple[str, ...]:
    return publishing.missing(work, polls.get(work, key))


def everybody(request: Request, key: str) -> Response:
    """The public page of a closed consultation. It looks up a receipt when the address asks for one."""
    whole = look(request, read, key, public=True)
    code = "".join(request.query_params.get("ma", "").split()).upper()[:16]
    return page(
        request, "polls/result_public.html", poll=whole.poll, shown=whole.shown, whole=whole, code=code,
        known=bool(code) and look(request, ballots.has_receipt, whole.poll.id, code),
        articles=look(request, polls.articles, whole.poll.id), outcome=whole.poll.outcome,
        article_25=whole.poll.kind is PollKind.ARTICLE_25, leanings=leanings(whole.shown),
    )  # fmt: skip


def answers(request: Request, key: str, *, after: str = "", article: str = "") -> Response:
    """Opinions with the ward's answers, page by page, after they are published."""
    whole = look(request, read, key, public=True)
    if whole.poll.state is not PollState.PUBLISHED:
        raise NotFoundError("not published yet")
    found = look(request, opinions.page, whole.poll.id, Filter("answered", article), after=after)
    return page(request, "polls/answers_public.html", poll=whole.poll, whole=whole, found=found, article=article)


def ballots_list(request: Request, key: str, ending: str) -> Response:
    """The ballots separated by article, as .json or .csv."""
    found = look(request, _ballots, key)
    if ending == "json":
        return _json(found, f"phieu-{key}")
    if ending != "csv":
        raise NotFoundError("no such list")

    def lines() -> Iterator[str]:
        yield _line(["article", "title", "class", "answer"])
        articles = found["articles"]
        for each in articles if isinstance(articles, list) else ():
            assert isinstance(each, dict)
            apart = each.get("apart")
            for of, held in ((BallotClass.CHECKED, each), (BallotClass.UNCHECKED, apart)):
                for letter, number in Counter(str(held["answers"]) if isinstance(held, dict) else "").items():
                    cells = [str(each["code"]), str(each["title"]), of.value, recount.LETTERS[letter].value]
                    for begun in range(0, number, LINES):  # sorted, so that equal lines stand together
                        yield _line(cells) * min(number - begun, LINES)

    return _csv(lines(), f"phieu-{key}")


def _ballots(work: UnitOfWork, key: str) -> dict[str, Json]:
    poll = polls.get(work, key)
    result = poll_results.of(work, poll)
    if result is None or poll.state not in COUNTED:
        raise NotFoundError("it has no result")
    found: dict[str, Json] = {
        "list": recount.BALLOTS, "version": recount.VERSION, "poll": poll.key, "title": poll.title,
        "kind": poll.kind.value, "text": poll.fingerprint, "ballots": result.ballots, "on_paper": result.on_paper,
        "articles": _articles(result, poll_results.strips(work, poll.id)), "mark": result.marks.get("ballots", ""),
        **_told_apart(poll, result),
    }  # fmt: skip
    figures = shown(work, poll, public=True)
    if poll.law.vote and result.households and figures is not None:
        reached: dict[str, Json] = {row.article.title: row.majority.reached for row in figures.rows if row.majority}
        found["vote"] = {"clause": poll.law.clause, "households": result.households, "reached": reached}
    return found


def _articles(result: Result, strips: dict[str, tuple[str, str]]) -> list[Json]:
    """Each article with its answers, and separately those of ballots of people who have not shown who they are."""
    apart = result.apart
    listed = {} if apart is None or apart.hidden else {line.article.code: line for line in apart.lines}
    found: list[Json] = []
    for line in result.lines:
        code = line.article.code
        answers, others = strips.get(code, ("", ""))
        row: dict[str, Json] = {
            "code": code, "title": line.article.title, "answers": answers, "counted": _counted(line)
        }  # fmt: skip
        if code in listed:
            row["apart"] = {"answers": others, "counted": _counted(listed[code])}
        found.append(row)
    return found


def _told_apart(poll: Poll, result: Result) -> dict[str, Json]:
    """How many ballots are listed separately. A consultation that closed before this was done has an older list."""
    if result.apart is not None:
        return {"apart": None if result.apart.hidden else result.apart.ballots}
    return {"apart": 0} if poll.counted_by is CountedBy.HOUSEHOLD else {"version": 1}


def _counted(line: poll_results.Line) -> dict[str, Json]:
    return {name: getattr(line, name) for name in poll_results.CHOICES}


def receipts_list(request: Request, key: str, ending: str) -> Response:
    """The receipts in their own order, as .json or .csv."""
    poll = look(request, polls.get, key)
    if poll.state not in COUNTED or ending not in ("json", "csv"):
        raise NotFoundError("no such list")
    codes = look(request, ballots.receipts, poll.id)
    if ending == "csv":
        lines = ["receipt\r\n", *(f"{each}\r\n" for each in codes)]
        return _csv(("".join(lines[at : at + LINES]) for at in range(0, len(lines), LINES)), f"bien-nhan-{key}")
    found: dict[str, Json] = {
        "list": recount.RECEIPTS, "version": recount.VERSION, "poll": poll.key, "title": poll.title,
        "receipts": list(codes), "mark": recount.mark(codes),
    }  # fmt: skip
    return _json(found, f"bien-nhan-{key}")


def _json(found: dict[str, Json], name: str) -> Response:
    text = json.dumps(found, ensure_ascii=False, indent=1)
    return Response(text, media_type="application/json", headers=as_file(f"{name}.json"))


def _line(cells: list[str]) -> str:
    held = io.StringIO()
    csv.writer(held).writerow(cells)
    return held.getvalue()


def _csv(pieces: Iterator[str], name: str) -> Response:
    """A .csv of so many lines per piece, marked so that a spreadsheet reads it as UTF-8."""
    marked = chain(("\ufeff",), pieces)
    return StreamingResponse(marked, media_type="text/csv; charset=utf-8", headers=as_file(f"{name}.csv"))
