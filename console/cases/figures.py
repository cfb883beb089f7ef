"""Figures of a period: what became of the cases that came, by what they are about; each figure opens its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from civics.cases.petitions import PetitionKind
from console.frame import topics
from console.frame.access import Login, may, require
from console.frame.asking import Asked
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.papers import font_of_papers
from console.frame.reading import look
from console.frame.render import page, say
from core.clock import VIETNAM, in_vietnam
from papers import sheets
from papers.sheets import Sheet, Value
from storage.cases import figures
from storage.cases.figures import By, Line
from storage.database.unit import UnitOfWork
from storage.people import staff, teams
from storage.ward import ward

_reads = require("figures.read")
PARTS = ("on_time", "late", "open", "overdue", "ended")  # of a bar, in this order; together all that came
_COLUMNS = ("received", *PARTS, "disputed", "unhappy", "hours")
_ORIGINS = frozenset({"desk", "phone", "open311"})  # of cases without a chat
_LONGEST = 3660  # days


@dataclass(frozen=True, slots=True)
class Period:
    """Days in Viet Nam, both included."""

    since: date
    until: date

    @classmethod
    def of(cls, request: Request) -> "Period":
        """What the address says; without it the year until today. A wrong period is turned into a right one."""
        today = in_vietnam(context_of(request).clock()).date()
        until = _day(request.query_params.get("until", "")) or today
        since = _day(request.query_params.get("since", "")) or date(until.year, 1, 1)
        since = min(since, until)
        return cls(max(since, until - timedelta(days=_LONGEST)), until)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Its beginning, and the end of its last day."""
        begins, ends = (datetime.combine(each, time(), VIETNAM) for each in (self.since, self.until))
        return begins.astimezone(UTC), (ends + timedelta(days=1)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a table: its name, its figures, its bar in percent of the widest, and what its rows are asked by."""

    name: str
    line: Line
    bar: tuple[tuple[str, float, float], ...]  # part, start, width
    query: dict[str, str]

    def opens(self, part: str = "") -> str:
        """The address of the rows that a figure counts."""
        return f"/console/{Asked(view='all', **{**self.query, 'outcome': part}).query()}"


@dataclass(frozen=True, slots=True)
class Found:
    """All cases of the period, and the same by what they are about. `denounced`: denunciations of the year."""

    whole: Line
    tables: tuple[tuple[By, tuple[Shown, ...]], ...]
    denounced: int | None


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/figures", show, methods=["GET"])
    routes.add_api_route("/console/figures.xlsx", export, methods=["GET"])
    return routes


def show(request: Request, login: Login = Depends(_reads)) -> Response:
    """The page."""
    period = Period.of(request)
    seen = found(request, login, period)
    whole = Shown("", seen.whole, (), _days(period))
    return page(
        request, "cases/figures.html", period=period, found=seen, whole=whole, parts=PARTS,
        opening=(*PARTS, "disputed"), few=figures.FEW, year=period.until.year,
    )  # fmt: skip


def export(request: Request, login: Login = Depends(_reads)) -> Response:
    """The same as a spreadsheet with one sheet per table."""
    period = Period.of(request)
    seen = found(request, login, period)
    head = [say(request, f"figures.column.{each}") for each in _COLUMNS]
    made = sheets.stream(
        (Sheet(
            say(request, f"figures.by.{by}"), [say(request, f"figures.by.{by}"), *head], _cells(lines),
            widths=[34, *[14] * len(_COLUMNS)], keep="B2",
        ) for by, lines in seen.tables), font=font_of_papers(request),
    )  # fmt: skip
    name = f"thong-ke-{period.since:%Y-%m-%d}-{period.until:%Y-%m-%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(made, media_type=sheets.TYPE, headers=headers)


def _cells(lines: tuple[Shown, ...]) -> Iterator[list[Value]]:
    for each in lines:
        shares = (None if share is None else round(share, 1) for share in (each.line.unhappy, each.line.hours))
        yield [each.name, *(getattr(each.line, name) for name in _COLUMNS[:-2]), *shares]


def found(request: Request, login: Login, period: Period) -> Found:
    """What this account may see of the period."""
    whole, tables, denounced, names = look(request, _read, login, period)
    made = tuple((by, _shown(request, by, lines, names[by], period)) for by, lines in tables)
    return Found(whole, made, denounced)


def _read(
    work: UnitOfWork, login: Login, period: Period
) -> tuple[Line, list[tuple[By, list[Line]]], int | None, dict[By, dict[str, str]]]:
    since, until = period.moments
    sees = may(login, "figures.people")
    hidden = frozenset() if sees else frozenset({By.TEAM, By.OFFICER})
    year = Period(date(period.until.year, 1, 1), date(period.until.year, 12, 31)).moments
    names: dict[By, dict[str, str]] = {each: {} for each in By}
    names[By.UNIT] = {str(key): name for key, name in ward.unit_names(work).items()}
    names[By.TEAM] = {str(each.id): each.name for each in teams.everyone(work, retired=True)}
    names[By.OFFICER] = {str(each.id): each.name for each in staff.everyone(work)}
    shown = [each for each in By if each not in hidden]
    found = figures.tables(work, shown, since, until)
    denounced = figures.denounced(work, *year, reader=login.reader)
    return found[None][0], [(each, found[each]) for each in shown], denounced, names


def _shown(request: Request, by: By, lines: list[Line], names: dict[str, str], period: Period) -> tuple[Shown, ...]:
    widest = max((each.received for each in lines), default=0) or 1
    return tuple(
        Shown(_name(request, by, each.key, names), each, _bar(each, widest), _query(by, each.key, period))
        for each in lines
    )


def _name(request: Request, by: By, key: str, names: dict[str, str]) -> str:
    match by:
        case By.MONTH:
            return f"{key[5:]}/{key[:4]}"
        case By.KIND:
            return say(request, f"civics.kind.{key}") if key in set(PetitionKind) else key
        case By.TOPIC:  # of an earlier version: among the others
            return topics.word(request, key)
        case By.CHANNEL:
            return say(request, f"desk.origin.{key}" if key in _ORIGINS else f"figures.channel.{_channel(key)}")
        case _:
            return names.get(key) or say(request, f"figures.none.{by}")


def _channel(key: str) -> str:
    return key if key in {"web", "telegram", "zalo", "zalo-bot"} else "other"


def _bar(line: Line, widest: int) -> tuple[tuple[str, float, float], ...]:
    found, start = [], 0.0
    for part in PARTS:
        width = getattr(line, part) * 100 / widest
        if width:
            found.append((part, round(start, 2), round(width, 2)))
        start += width
    return tuple(found)


def _query(by: By, key: str, period: Period) -> dict[str, str]:
    """By what the list is asked for these cases. A month is cut to the period."""
    asked = _days(period)
    match by:
        case By.MONTH:
            first = date.fromisoformat(f"{key}-01")
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            asked = _days(Period(max(first, period.since), min(last, period.until)))
        case By.CHANNEL:
            asked["origin" if key in _ORIGINS else "channel"] = key
        case By.TEAM | By.OFFICER | By.UNIT:
            asked[by.value] = key or "0"
        case _:
            asked[by.value] = key
    return asked


def _days(period: Period) -> dict[str, str]:
    return {"since": period.since.isoformat(), "until": period.until.isoformat()}


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found and 1970 < found.year < 9000 else None
