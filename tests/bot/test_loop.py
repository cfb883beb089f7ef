"""The loop on which the service runs."""

import asyncio
import importlib.util
from typing import Any

import pytest

from bot.process import loop


async def _kind() -> str:
    return type(asyncio.get_running_loop()).__module__.partition(".")[0]


def test_the_service_runs_on_the_quick_loop() -> None:
    pytest.importorskip("uvloop")
    assert loop.run(_kind()) == "uvloop"


def test_without_it_the_service_runs_on_pythons_own(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec

    def missing(name: str, *rest: Any) -> Any:
        return None if name == "uvloop" else found(name, *rest)

    monkeypatch.setattr(loop, "find_spec", missing)
    assert loop.run(_kind()) == "asyncio"


def test_what_the_service_raises_comes_out_and_its_tasks_are_ended() -> None:
    ended: list[str] = []

    async def beside() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("beside")

    async def main() -> None:
        task = asyncio.create_task(beside())
        await asyncio.sleep(0)
        assert not task.done()
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        loop.run(main())
    assert ended == ["beside"]
