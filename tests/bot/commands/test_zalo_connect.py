"""Connecting an Official Account from the terminal, and proving the domain."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot import app
from bot.__main__ import main
from bot.commands import zalo_connect
from bot.commands.zalo_connect import code_of
from bot.inbound import zalo_verifier
from bot.inbound.zalo_tokens import Account
from core.errors import DanBanError
from core.settings import Settings
from storage.database.database import Database
from storage.database.seal import Seal
from storage.messages import grants
from tests.bot.zalo_ward import settings_for
from tests.parts import migrated, shared
from tests.servers.zalo import OA_ID, ZaloServer


def test_the_code_is_found_in_what_was_pasted() -> None:
    assert code_of("abc", "s", OA_ID) == "abc"
    assert code_of(f"https://x.vn/?code=abc&oa_id={OA_ID}&state=s", "s", OA_ID) == "abc"
    assert code_of("https://x.vn/?code=abc", "s", OA_ID) == "abc"  # no state where the console made the link


@pytest.mark.parametrize(
    "pasted", ["", "https://x.vn/?error=1", "https://x.vn/?code=a&state=other", "https://x.vn/?code=a&oa_id=77"]
)
def test_what_is_no_consent_for_this_account_is_refused(pasted: str) -> None:
    with pytest.raises(DanBanError):
        code_of(pasted, "s", OA_ID)


def _stored(settings: Settings) -> tuple[str, str]:
    database = Database(settings.database_url, seal=Seal(settings.secret_key), threads=1)
    try:
        found = database.look(grants.find, f"zalo:{OA_ID}")
        assert found is not None
        return found.access, found.refresh
    finally:
        database.close()


async def _asked(settings: Settings, server: ZaloServer, typed: str) -> tuple[str, str]:
    account = Account(settings.zalo_app_id, OA_ID, server.url, settings.zalo_app_secret)
    await zalo_connect.store(settings, account, {"grant_type": "refresh_token", "refresh_token": typed})
    return _stored(settings)


async def test_a_token_is_used_once_and_the_new_pair_is_kept(tmp_path: Path) -> None:
    async with ZaloServer() as server:
        settings = settings_for(server, tmp_path)
        migrated(tmp_path / "ward.sqlite3")
        assert await _asked(settings, server, "refresh-0") == (server.access, server.refresh)
        with pytest.raises(DanBanError, match="start again"):
            await _asked(settings, server, "refresh-0")
        assert _stored(settings) == (server.access, server.refresh)  # a refusal overwrites nothing
        await _asked(settings, server, server.refresh)


async def test_consent_is_walked_through_with_a_proof_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with ZaloServer() as server:
        settings = settings_for(server, tmp_path)
        migrated(tmp_path / "ward.sqlite3")
        account = Account(settings.zalo_app_id, OA_ID, server.url, settings.zalo_app_secret)

        class Admin:
            """Reads the address, agrees, and pastes where the browser came to."""

            def readline(self) -> str:
                address = next(line.strip() for line in capsys.readouterr().out.splitlines() if "/permission?" in line)
                asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
                server.codes["the-code"] = asked["code_challenge"]
                return f"{asked['redirect_uri']}?code=the-code&oa_id={OA_ID}&state={asked['state']}\n"

        monkeypatch.setattr("sys.stdin", Admin())
        form = zalo_connect.agreed(account, settings, redirect="https://x.vn/", verifier="")
        await zalo_connect.store(settings, account, form)
        assert _stored(settings) == (server.access, server.refresh)


def test_the_file_that_proves_the_domain_is_served_unchanged_and_no_other(tmp_path: Path) -> None:
    source = tmp_path / "zalo_verifierABC-12.html"
    source.write_bytes(b"<html>as downloaded \xc3\xa9</html>")
    assert zalo_verifier.keep(tmp_path / "files", source) == "/zalo_verifierABC-12.html"
    for name in ("index.html", "zalo_verifier.html", "zalo_verifier..html"):
        with pytest.raises(DanBanError):
            zalo_verifier.keep(tmp_path / "files", tmp_path / name)


async def test_a_stranger_cannot_prove_our_domain(tmp_path: Path) -> None:
    settings = Settings(
        database_url=migrated(tmp_path / "w.sqlite3"), files_dir=tmp_path / "files", secret_key="k" * 40
    )
    source = tmp_path / "zalo_verifierABC.html"
    source.write_bytes(b"as downloaded")
    zalo_verifier.keep(settings.files_dir, source)
    service = app.build(settings, shared=shared())
    try:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app.web(service)), base_url="http://127.0.0.1:8000"
        ) as http:
            assert (await http.get("/zalo_verifierABC.html")).content == b"as downloaded"
            for path in ("/zalo_verifierXYZ.html", "/zalo_verifier..%2fx.html", "/zalo_verifier.html"):
                assert (await http.get(path)).status_code == 404
    finally:
        await service.close()


def test_the_doctor_says_what_zalo_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {
        "DATABASE_URL": migrated(tmp_path / "w.sqlite3"), "FILES_DIR": str(tmp_path / "files"), "SECRET_KEY": "k" * 40,
        "ZALO_APP_ID": "4", "ZALO_APP_SECRET": "s" * 20, "ZALO_OA_ID": "2", "ZALO_OA_SECRET_KEY": "t" * 20,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as found:
        main(["doctor"])
    assert found.value.code == 1
    assert "!!  zalo: not connected; run `danban zalo connect`" in capsys.readouterr().out
