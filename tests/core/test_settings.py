"""A wrong setting stops the start with a sentence that names it."""

from pathlib import Path

import pytest

from core.errors import SettingError
from core.settings import NAMES, read

NOWHERE = Path("no-such.env")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"), ("HTTP_PORT", "99999"), ("HTTP_PORT", "x"), ("PUBLIC_URL", "linhson"),
        ("SECRET_KEY", "short"), ("CASE_PREFIX", "L S"), ("RESIDENT_ADDRESS", "ông 1"),
        ("TELEGRAM_TOKEN", "token"), ("TELEGRAM_API_URL", "ftp://x"),
        ("TELEGRAM_MODE", "push"), ("TELEGRAM_PER_SECOND", "0"), ("ZALO_PER_MINUTE", "many"),
        ("PAPER_REMARKS", "1"), ("PAPER_FONT", "Tinos, serif"), ("PAPER_FONT", "x" * 32), ("LOG_FORMAT", "xml"),
        ("FILES_URL", "https://s3.example/x"), ("FILES_URL", "s3://"), ("FILES_URL", "s3://danban/../other"),
        ("KEYS_URL", "sqlite:///data/danban.sqlite3"), ("KEYS_URL", "mysql://x"), ("WATCH_PORT", "0"),
        ("OIDC_ISSUER", "http://sso.example"), ("OIDC_ISSUER", "sso.example"),
    ],
)  # fmt: skip
def test_an_odd_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        read({name: value}, env_file=NOWHERE)


def test_a_webhook_needs_its_secret() -> None:
    with pytest.raises(SettingError, match="TELEGRAM_WEBHOOK_SECRET"):
        read({"TELEGRAM_TOKEN": "1:x", "TELEGRAM_MODE": "webhook"}, env_file=NOWHERE)


def test_an_official_account_needs_its_four_settings_together() -> None:
    with pytest.raises(SettingError, match="ZALO_APP_SECRET"):
        read({"ZALO_APP_ID": "4000"}, env_file=NOWHERE)
    whole = {"ZALO_APP_ID": "4000", "ZALO_APP_SECRET": "s", "ZALO_OA_ID": "2000", "ZALO_OA_SECRET_KEY": "k"}
    assert read(whole, env_file=NOWHERE).zalo_oa_id == "2000"
    with pytest.raises(SettingError, match="ZALO_OA_ID"):
        read(whole | {"ZALO_OA_ID": "the ward"}, env_file=NOWHERE)


def test_a_zalo_bot_needs_its_webhook_secret() -> None:
    with pytest.raises(SettingError, match="ZALO_BOT_WEBHOOK_SECRET"):
        read({"ZALO_BOT_TOKEN": "1:x"}, env_file=NOWHERE)


def test_a_bucket_needs_its_key_and_a_provider_its_client() -> None:
    bucket = {"FILES_URL": "s3://danban/tinh/linhson/", "S3_ENDPOINT": "https://s3.example/"}
    with pytest.raises(SettingError, match="S3_ACCESS_KEY"):
        read(bucket, env_file=NOWHERE)
    found = read(bucket | {"S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "very secret"}, env_file=NOWHERE)
    assert (found.files_url, found.s3_endpoint) == ("s3://danban/tinh/linhson", "https://s3.example")
    assert "very secret" not in repr(found)
    with pytest.raises(SettingError, match="OIDC_CLIENT_ID"):
        read({"OIDC_ISSUER": "https://sso.example"}, env_file=NOWHERE)
    assert read({"OIDC_ISSUER": "https://sso.example", "OIDC_CLIENT_ID": "d"}, env_file=NOWHERE).oidc_claim == "sub"


def test_secrets_do_not_show() -> None:
    shown = repr(read({"SECRET_KEY": "s" * 40, "TELEGRAM_TOKEN": "1:secret"}, env_file=NOWHERE))
    assert "sss" not in shown
    assert "1:secret" not in shown


def test_the_example_names_every_setting_and_is_read(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / ".env.example"
    text = example.read_text("utf-8")
    for name in NAMES:
        assert f"{name}=" in text
        assert f"`{name}`" in (example.parent / "docs/settings.md").read_text("utf-8")
    copied = tmp_path / ".env"
    copied.write_text(text, "utf-8")
    assert read({}, env_file=copied).ward_name == "phường Linh Sơn"


@pytest.mark.parametrize("said", ["*", "0.0.0.0/0", "::/0", "the proxy", "10.0.0.1,all"])
def test_nobody_but_our_own_proxies_speaks_for_others(said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="PROXIES"):
        read({"PROXIES": said}, env_file=tmp_path / "none")
    assert read({"PROXIES": "10.0.0.0/24, ::1"}, env_file=tmp_path / "none").proxies == "10.0.0.0/24,::1"
