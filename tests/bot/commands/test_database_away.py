"""A process that starts while PostgreSQL is away waits, says so, and ends with one sentence when it stays away."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from storage.database import answering
from tests.bot.inbound.test_watching import free_port


@pytest.fixture
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a server that is not there; the shell's folder has no `.env`."""
    url = f"postgresql://ward:pass-of-the-ward@127.0.0.1:{free_port()}/danban"
    for name, value in {
        "DATABASE_URL": url, "FILES_DIR": f"{tmp_path}/files", "SECRET_KEY": "k" * 40, "DATABASE_WAIT": "1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return url


@pytest.mark.parametrize(
    "command",
    ["run", "work", "migrate", "demo", "province serve --only work", "province migrate", "province list", "staff list"],
)
def test_a_command_without_its_server_ends_with_one_sentence(
    away: str, command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "_BETWEEN", 0.3)
    with pytest.raises(SystemExit) as end:
        main(command.split())
    assert end.value.code == 1
    told = capsys.readouterr()
    last = told.err.strip().splitlines()[-1]
    assert re.match(r"danban: [Tt]he database .*(refused|does not answer)", last), last
    assert "Traceback" not in told.err
    assert "pass-of-the-ward" not in told.err + told.out
    if not command.endswith("list"):  # whoever looks does not want to wait
        assert "the database does not answer yet" in told.err
        assert "DATABASE_WAIT" in last


def test_who_waits_goes_on_when_the_server_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: Iterator[str] = iter(["refused", "the database system is starting up", ""])
    monkeypatch.setattr(answering, "_trouble", lambda _url: next(answers))
    slept: list[float] = []
    answering.wait(
        ["sqlite:///x", "", "postgresql://h/x"], seconds=60, sleep=slept.append, monotonic=lambda: sum(slept)
    )
    assert len(slept) == 2
    assert next(answers, "all were asked") == "all were asked"
