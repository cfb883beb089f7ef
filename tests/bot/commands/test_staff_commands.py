"""`danban staff …` and `danban audit …`: accounts and the trail by command; a real service refuses the demo's data."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.__main__ import main
from storage.database.database import Database
from storage.database.seal import Seal
from storage.people import sessions, staff
from storage.people.staff import Account
from storage.ward import audit
from tests.parts import demo_ward, migrated

KEY = "k" * 40
Run = Callable[..., int]


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The settings of a new ward, as a shell would give them."""
    made = migrated(tmp_path / "ward.sqlite3")
    monkeypatch.chdir(tmp_path)
    for name, value in (("DATABASE_URL", made), ("FILES_DIR", str(tmp_path / "files")), ("SECRET_KEY", KEY)):
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def run(url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command; returns its exit code."""

    def started(*arguments: str, types: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(types))
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return int(ended.value.code or 0)

    return started


def account(url: str, login: str) -> Account:
    database = Database(url, seal=Seal(KEY), threads=1)
    try:
        return next(each for each in database.look(staff.everyone) if each.login == login)
    finally:
        database.close()


def test_accounts_are_made_listed_and_closed_by_command_and_it_stands_on_the_trail(
    url: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("staff", "add", "hoa", "--role", "admin", "--password-stdin", types="ngắn\n") == 1
    assert "at least 10" in capsys.readouterr().err
    assert run("staff", "add", "hoa", "--role", "admin", "--password-stdin", types="mật khẩu dài\n") == 0
    assert account(url, "hoa").owes == "password", "whoever typed it is not the one who keeps it"
    assert run("staff", "add", "lan", "--role", "officer", "--reader", "--password-stdin", types="mật khẩu dài\n") == 0
    assert run("staff", "change", "hoa", "--reader") == 0
    assert run("staff", "change", "lan", "--no-reader") == 0
    assert (account(url, "hoa").reads_sealed, account(url, "lan").reads_sealed) == (True, False)
    assert run("staff", "change", "nobody", "--reader") == 1
    assert "no account nobody" in capsys.readouterr().err
    database = Database(url, seal=Seal(KEY), threads=1)
    try:
        database.run(sessions.begin, account(url, "lan").id, digest="a", agent="")
        assert run("staff", "disable", "lan") == 0
        assert database.look(sessions.owner, "a") is None
        assert run("staff", "enable", "lan") == 0
        before = database.look(staff.password_of, account(url, "lan").id)
        assert run("staff", "passwd", "lan", "--password-stdin", types="mật khẩu khác\n") == 0
        assert database.look(staff.password_of, account(url, "lan").id) != before
        assert run("staff", "factor-off", "hoa") == 0
        lines = database.look(audit.since, 0)
    finally:
        database.close()
    assert {each.actor for each in lines if each.act.startswith("staff.")} == {audit.COMMAND}
    assert [each.act for each in lines if each.act.startswith("staff.")] == [
        "staff.added", "staff.added", "staff.sealed_granted", "staff.sealed_granted", "staff.sealed_withdrawn",
        "staff.disabled", "staff.enabled", "staff.password_reset", "staff.reader_factor_off",
    ]  # fmt: skip
    capsys.readouterr()
    assert run("staff", "list") == 0
    shown = capsys.readouterr().out
    assert "hoa  hoa: admin, reader, no second factor, one-time password; last sign-in never" in shown
    assert "mật khẩu" not in shown


def test_the_head_is_printed_and_a_changed_line_is_named(
    url: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    for login in ("hoa", "nam"):
        run("staff", "add", login, "--role", "officer", "--password-stdin", types="mật khẩu dài\n")
    capsys.readouterr()
    assert run("audit", "head") == 0
    head = capsys.readouterr().out.splitlines()[0].split()[-1]
    assert run("audit", "verify", "--head", head) == 0
    assert f"Whole: 2 lines. Head {head}" in capsys.readouterr().out
    database = Database(url, seal=Seal(KEY), threads=1)
    try:
        database.run(lambda work: work.conn.execute(text("DROP TRIGGER audit_no_update")).close())
        database.run(lambda work: work.conn.execute(text("UPDATE audit SET staff_id = 1 WHERE id = 2")).close())
    finally:
        database.close()
    assert run("audit", "verify") == 1
    assert "NOT WHOLE: line 2 is not what it was" in capsys.readouterr().out


def test_the_real_service_refuses_the_demo_s_accounts(
    url: str, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo_ward(tmp_path)
    assert run("run") == 1
    assert "made by `danban demo`" in capsys.readouterr().err
    demo = account(url, "quantri")
    assert (demo.demo, demo.owes, demo.needs_factor) == (True, "", False)
