"""`/healthz` and `/metrics` of a process of a province: whether it lives, and figures of all wards, each with its code.

What waits, errors and bytes come from the registry, so every process says the same of every ward; what is counted
(messages handled and sent) comes from the wards that this process works for.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from bot.inbound.web import may_measure
from bot.province.shift import Shift
from bot.province.wards import Wards
from bot.signals.metrics import OfWards
from core.clock import Clock
from core.province import Province
from storage.province import sharing
from storage.province.registry import Figures, Row, State

PATHS = frozenset({"/healthz", "/metrics"})
_Told = tuple[str, str, Mapping[str, str], float]


@dataclass(frozen=True, slots=True)
class Watch:
    """An ASGI application with these two routes."""

    where: Province
    wards: Wards
    shift: Shift
    clock: Clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        answer = {"/healthz": self._health, "/metrics": self._figures}.get(scope["path"], _nothing)
        await answer(Request(scope))(scope, receive, send)

    def _health(self, _request: Request) -> Response:
        """Well while the registry answers: else its leases run out, and other processes take its wards."""
        states = [each.state for each in self.wards.rows()]
        found = {str(state): states.count(state) for state in State}
        silent = self.shift.silent()
        if silent > sharing.LEASE:
            told = f"the registry has not answered for {silent:.0f} s"
            return JSONResponse({"ok": False, "registry": told, "wards": found}, status_code=503)
        return JSONResponse({"ok": True, "wards": found})

    def _figures(self, request: Request) -> Response:
        if not may_measure(request, self.where.process.metrics_token):
            return Response(status_code=403)
        counted = {code: each.service.metrics for code, each in self.wards.held.items()}
        told = OfWards(counted, self._told()).text()
        return PlainTextResponse(told, media_type="text/plain; version=0.0.4")

    def _told(self) -> Iterator[_Told]:
        rows = self.wards.rows()
        for state in State:
            count = sum(each.state is state for each in rows)
            yield "danban_wards", "Wards, by state", {"state": str(state)}, count
        for role, codes in self.shift.codes.items():
            yield "danban_wards_held", "Wards that this process acts for, by role", {"role": role}, len(codes)
        yield "danban_registry_silent_seconds", "Since the registry answered last", {}, self.shift.silent()
        if (folder := _there(self.where.folder)) is not None:
            says = "Free space of the disk, by place"
            yield "danban_disk_free_bytes", says, {"place": "files"}, shutil.disk_usage(folder).free
        for row in rows:
            yield from self._of_ward(row)

    def _of_ward(self, row: Row) -> Iterator[_Told]:
        ward = {"ward": row.entry.code}
        if row.backup_at is not None:
            age = (self.clock() - row.backup_at).total_seconds()
            yield "danban_backup_age_seconds", "Since the last backup", ward, age
        if row.figures is None or row.figures_at is None:
            return
        age = (self.clock() - row.figures_at).total_seconds()
        yield "danban_figures_age_seconds", "Since somebody looked at the ward", ward, age
        for name, says, more, value in _of(row.figures):
            yield name, says, {**ward, **more}, value


def _of(figures: Figures) -> Iterator[_Told]:
    yield "danban_inbox_oldest_seconds", "Age of the oldest waiting message", {}, figures.lag
    yield "danban_waiting", "Rows that wait", {"box": "inbox"}, figures.waiting
    yield "danban_waiting", "Rows that wait", {"box": "outbox_waiting"}, figures.leaving
    yield "danban_errors", "Messages set aside, and alerts that nobody has seen", {}, figures.errors
    yield "danban_stored_bytes", "Bytes of the database and the files", {}, figures.stored


def _there(folder: Path) -> Path | None:
    """The folder, or the next one above it that is there."""
    return next((each for each in (folder, *folder.parents) if each.is_dir()), None)


def _nothing(_request: Request) -> Response:
    return Response(status_code=404)
