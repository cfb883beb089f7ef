"""The settings of one ward. They are read once, from the environment and `.env`, into one frozen object.

A missing or wrong value stops the start with a sentence that names the variable and shows a right value. `repr` never
shows secrets.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from urllib.parse import urlsplit

from core import setting_texts
from core.errors import SettingError
from core.words import ADDRESS


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process must know. `.env.example` explains each setting."""

    database_url: str = "sqlite:///data/danban.sqlite3"
    files_dir: Path = Path("data/files")
    files_url: str = ""  # s3://bucket/prefix; empty: the files are in FILES_DIR
    s3_endpoint: str = ""
    s3_region: str = "us-east-1"
    s3_access_key: str = ""
    s3_secret_key: str = field(default="", repr=False)
    http_host: str = "127.0.0.1"
    http_port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    secret_key: str = field(default="", repr=False)
    ward_name: str = "phường Linh Sơn"
    resident_address: str = ADDRESS  # how a private chat addresses one person
    case_prefix: str = "LS"
    telegram_token: str = field(default="", repr=False)
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: str = "polling"
    telegram_webhook_secret: str = field(default="", repr=False)
    telegram_per_second: int = 30
    telegram_per_chat_second: int = 1
    telegram_per_group_minute: int = 20
    zalo_app_id: str = ""
    zalo_app_secret: str = field(default="", repr=False)
    zalo_oa_id: str = ""
    zalo_oa_secret_key: str = field(default="", repr=False)
    zalo_refresh_token: str = field(default="", repr=False)
    zalo_api_url: str = "https://openapi.zalo.me"
    zalo_oauth_url: str = "https://oauth.zaloapp.com"
    zalo_business_url: str = "https://business.openapi.zalo.me"
    zalo_per_minute: int = 4000
    zalo_bot_token: str = field(default="", repr=False)
    zalo_bot_api_url: str = "https://bot-api.zaloplatforms.com"
    zalo_bot_webhook_secret: str = field(default="", repr=False)
    smtp_host: str = ""  # empty: no e-mail is sent
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_from: str = ""
    metrics_token: str = field(default="", repr=False)
    disk_free_mb: int = 1024  # with less free space, the admins get an alert
    speech_program: str = ""  # espeak-ng, which makes a sound file of the loudspeaker's text
    paper_remarks: str = "no"  # whether papers say that a machine made them, and of which text (its fingerprint)
    paper_font: str = setting_texts.PAPER_FONT  # the font family of papers, certificates and charts
    answer_model_url: str = ""  # empty: no language model is asked
    answer_model: str = ""
    answer_model_key: str = field(default="", repr=False)
    log_format: str = "text"
    keys_url: str = field(default="", repr=False)  # empty: the keys are in the folder `poll_keys` beside FILES_DIR
    oidc_issuer: str = ""  # empty: staff sign in by password only
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_claim: str = "sub"
    oidc_name: str = ""
    database_wait: int = 60  # seconds that a process waits at its start for a PostgreSQL that does not answer
    watch_port: int = 0  # where `danban work` and `danban send` answer /healthz and /metrics; 0: nowhere
    proxies: str = "127.0.0.1,::1"  # the proxies whose X-Forwarded-For is trusted

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded SQLite. If so, only one service process may use it."""
        return self.database_url.startswith("sqlite")

    @property
    def secure(self) -> bool:
        """Whether people open the pages over HTTPS. This decides the `Secure` flag of cookies."""
        return self.public_url.startswith("https://")


def read(environment: Mapping[str, str] | None = None, *, env_file: Path = Path(".env")) -> Settings:
    """The settings from `env_file`; the environment overrides them. Raises SettingError with a sentence."""
    return of(values(environment, env_file=env_file))


def values(environment: Mapping[str, str] | None = None, *, env_file: Path = Path(".env")) -> dict[str, str]:
    """All values of `env_file`, overridden by those of the environment. Raises SettingError."""
    found = dict(setting_texts.env_file(env_file))
    found.update(os.environ if environment is None else environment)  # noqa: TID251  # the one module that may
    return found


def of(values: Mapping[str, str]) -> Settings:
    """The settings that these values give; a name that is no setting is left aside. Raises SettingError."""
    given = {name: values[name].strip() for name in NAMES if values.get(name, "").strip()}
    port = setting_texts.port(given)
    found = Settings(
        database_url=given.get("DATABASE_URL", "sqlite:///data/danban.sqlite3"),
        files_dir=Path(given.get("FILES_DIR", "data/files")),
        http_host=given.get("HTTP_HOST", "127.0.0.1"),
        http_port=int(port),
        public_url=given.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        secret_key=given.get("SECRET_KEY", ""),
        ward_name=given.get("WARD_NAME", "phường Linh Sơn"),
        resident_address=given.get("RESIDENT_ADDRESS", ADDRESS),
        case_prefix=given.get("CASE_PREFIX", "LS"),
        telegram_token=given.get("TELEGRAM_TOKEN", ""),
        telegram_api_url=given.get("TELEGRAM_API_URL", "https://api.telegram.org").rstrip("/"),
        telegram_mode=given.get("TELEGRAM_MODE", "polling"),
        telegram_webhook_secret=given.get("TELEGRAM_WEBHOOK_SECRET", ""),
        telegram_per_second=setting_texts.whole(given, "TELEGRAM_PER_SECOND", 30, most=1000),
        telegram_per_chat_second=setting_texts.whole(given, "TELEGRAM_PER_CHAT_SECOND", 1, most=30),
        telegram_per_group_minute=setting_texts.whole(given, "TELEGRAM_PER_GROUP_MINUTE", 20, most=1000),
        zalo_per_minute=setting_texts.whole(given, "ZALO_PER_MINUTE", 4000, most=60_000),
        zalo_app_id=given.get("ZALO_APP_ID", ""),
        zalo_app_secret=given.get("ZALO_APP_SECRET", ""),
        zalo_oa_id=given.get("ZALO_OA_ID", ""),
        zalo_oa_secret_key=given.get("ZALO_OA_SECRET_KEY", ""),
        zalo_refresh_token=given.get("ZALO_REFRESH_TOKEN", ""),
        zalo_api_url=given.get("ZALO_API_URL", "https://openapi.zalo.me").rstrip("/"),
        zalo_oauth_url=given.get("ZALO_OAUTH_URL", "https://oauth.zaloapp.com").rstrip("/"),
        zalo_business_url=given.get("ZALO_BUSINESS_URL", "https://business.openapi.zalo.me").rstrip("/"),
        zalo_bot_token=given.get("ZALO_BOT_TOKEN", ""),
        zalo_bot_api_url=given.get("ZALO_BOT_API_URL", "https://bot-api.zaloplatforms.com").rstrip("/"),
        zalo_bot_webhook_secret=given.get("ZALO_BOT_WEBHOOK_SECRET", ""),
        smtp_host=given.get("SMTP_HOST", ""),
        smtp_port=setting_texts.whole(given, "SMTP_PORT", 587, most=65535),
        smtp_security=given.get("SMTP_SECURITY", "starttls"),
        smtp_user=given.get("SMTP_USER", ""), smtp_password=given.get("SMTP_PASSWORD", ""),
        smtp_from=given.get("SMTP_FROM", ""),
        metrics_token=given.get("METRICS_TOKEN", ""),
        answer_model_url=given.get("ANSWER_MODEL_URL", "").rstrip("/"),
        answer_model=given.get("ANSWER_MODEL", ""), answer_model_key=given.get("ANSWER_MODEL_KEY", ""),
        log_format=given.get("LOG_FORMAT", "text"),
        proxies=setting_texts.proxies(given.get("PROXIES", "127.0.0.1,::1")),
        disk_free_mb=setting_texts.whole(given, "DISK_FREE_MB", 1024, most=10_000_000),
        speech_program=given.get("SPEECH_PROGRAM", ""),
        paper_remarks=given.get("PAPER_REMARKS", "no"), paper_font=setting_texts.font(given),
    )  # fmt: skip
    return _checked(_with_places(found, given))


def _with_places(found: Settings, given: Mapping[str, str]) -> Settings:
    """Where other things than the database are: files, keys, accounts, and where a process without pages is watched."""
    return replace(
        found,
        files_url=given.get("FILES_URL", "").rstrip("/"), s3_endpoint=given.get("S3_ENDPOINT", "").rstrip("/"),
        s3_region=given.get("S3_REGION", "us-east-1"), s3_access_key=given.get("S3_ACCESS_KEY", ""),
        s3_secret_key=given.get("S3_SECRET_KEY", ""), keys_url=given.get("KEYS_URL", ""),
        oidc_issuer=given.get("OIDC_ISSUER", "").rstrip("/"), oidc_client_id=given.get("OIDC_CLIENT_ID", ""),
        oidc_client_secret=given.get("OIDC_CLIENT_SECRET", ""), oidc_claim=given.get("OIDC_CLAIM", "sub"),
        oidc_name=given.get("OIDC_NAME", ""),
        database_wait=setting_texts.whole(given, "DATABASE_WAIT", 60, most=3600),
        watch_port=setting_texts.whole(given, "WATCH_PORT", 0, most=65535) if "WATCH_PORT" in given else 0,
    )  # fmt: skip


_BUCKET = re.compile(r"s3://[\w.-]+(/(?!\.)[\w.-]+)*", re.ASCII)
NAMES = tuple(each.name.upper() for each in fields(Settings))  # each setting is named like its field
SECRET = frozenset(each.name.upper() for each in fields(Settings) if not each.repr)


def _checked(settings: Settings) -> Settings:
    if not settings.database_url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise SettingError(
            "DATABASE_URL must start with sqlite:/// or postgresql://, for example "
            "DATABASE_URL=postgresql://danban:secret@127.0.0.1/danban"
        )
    for name, url in (
        ("PUBLIC_URL", settings.public_url), ("TELEGRAM_API_URL", settings.telegram_api_url),
        ("ZALO_API_URL", settings.zalo_api_url), ("ZALO_OAUTH_URL", settings.zalo_oauth_url),
        ("ZALO_BUSINESS_URL", settings.zalo_business_url), ("ZALO_BOT_API_URL", settings.zalo_bot_api_url),
        *((("ANSWER_MODEL_URL", settings.answer_model_url),) if settings.answer_model_url else ()),
    ):  # fmt: skip
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise SettingError(f"{name} must be a whole address, for example {name}=https://linhson.example.vn")
    if bool(settings.answer_model_url) != bool(settings.answer_model):
        raise SettingError("ANSWER_MODEL_URL and ANSWER_MODEL belong together, for example ANSWER_MODEL=qwen2.5-3b")
    _check_files(settings)
    _check_keys(settings)
    _check_oidc(settings)
    _check_telegram(settings)
    _check_zalo(settings)
    _check_smtp(settings)
    _check_words(settings)
    if settings.secret_key and len(settings.secret_key) < 32:
        raise SettingError("SECRET_KEY must have at least 32 characters; `openssl rand -hex 32` makes one")
    if settings.log_format not in {"text", "json"}:
        raise SettingError("LOG_FORMAT must be text or json, for example LOG_FORMAT=json")
    if settings.metrics_token and not (len(settings.metrics_token) >= 16 and settings.metrics_token.isascii()):
        raise SettingError("METRICS_TOKEN must have at least 16 letters and digits; `openssl rand -hex 16` makes one")
    return settings


def _check_files(settings: Settings) -> None:
    if not settings.files_url:
        return
    if not _BUCKET.fullmatch(settings.files_url):
        raise SettingError(f"FILES_URL is {settings.files_url!r}; it must be like FILES_URL=s3://danban/linhson")
    if not (settings.s3_access_key and settings.s3_secret_key):
        raise SettingError("S3_ACCESS_KEY and S3_SECRET_KEY must be set with FILES_URL; who runs the bucket gives them")
    if settings.s3_endpoint and urlsplit(settings.s3_endpoint).scheme not in {"http", "https"}:
        raise SettingError("S3_ENDPOINT must be a whole address, for example S3_ENDPOINT=https://s3.tinh.example.vn")


def _check_keys(settings: Settings) -> None:
    if not settings.keys_url:
        return
    if not settings.keys_url.startswith(("sqlite:///", "postgresql://")) or settings.keys_url == settings.database_url:
        raise SettingError(
            "KEYS_URL must be another database than DATABASE_URL and start with sqlite:/// or postgresql://, for "
            "example KEYS_URL=postgresql://danban_keys:secret@127.0.0.1/danban_keys"
        )


def _check_oidc(settings: Settings) -> None:
    if not settings.oidc_issuer:
        return
    parts = urlsplit(settings.oidc_issuer)
    here = parts.hostname in {"127.0.0.1", "localhost"}
    if not parts.netloc or not (parts.scheme == "https" or (parts.scheme == "http" and here)):
        raise SettingError("OIDC_ISSUER must be an https address, for example OIDC_ISSUER=https://sso.tinh.example.vn")
    if not settings.oidc_client_id:
        raise SettingError("OIDC_CLIENT_ID must be set with OIDC_ISSUER; who runs the provider gives it")


def _check_words(settings: Settings) -> None:
    if settings.paper_remarks not in {"yes", "no"}:
        raise SettingError("PAPER_REMARKS must be yes or no, for example PAPER_REMARKS=no")
    if not settings.case_prefix.isalnum() or not settings.case_prefix.isascii() or len(settings.case_prefix) > 6:
        raise SettingError("CASE_PREFIX must be 1 to 6 letters A-Z or digits, for example CASE_PREFIX=LS")
    you = settings.resident_address
    if len(you) > 24 or not all(each.isalpha() for each in you.replace("/", " ").split()):
        raise SettingError(
            "RESIDENT_ADDRESS must be how one person is addressed, in at most 24 letters, for example "
            f"RESIDENT_ADDRESS={ADDRESS}"
        )


def _check_telegram(settings: Settings) -> None:
    if settings.telegram_mode not in {"polling", "webhook"}:
        raise SettingError("TELEGRAM_MODE must be polling or webhook, for example TELEGRAM_MODE=polling")
    if settings.telegram_token and ":" not in settings.telegram_token:
        raise SettingError("TELEGRAM_TOKEN does not look like a bot token; it has the form 123456:ABC-DEF")
    if settings.telegram_mode == "webhook" and settings.telegram_token:
        secret = settings.telegram_webhook_secret
        if len(secret) < 16 or not all(c.isalnum() or c in "_-" for c in secret):
            raise SettingError(
                "TELEGRAM_WEBHOOK_SECRET must have at least 16 characters of A-Z a-z 0-9 _ - when TELEGRAM_MODE=webhook"
            )


def _check_zalo(settings: Settings) -> None:
    needed = {
        "ZALO_APP_ID": settings.zalo_app_id,
        "ZALO_APP_SECRET": settings.zalo_app_secret,
        "ZALO_OA_ID": settings.zalo_oa_id,
        "ZALO_OA_SECRET_KEY": settings.zalo_oa_secret_key,
    }
    if any(needed.values()) and (missing := [name for name, value in needed.items() if not value]):
        raise SettingError(
            f"{missing[0]} is not set. A Zalo Official Account needs {', '.join(needed)} together; docs/zalo.md says "
            "where to find each"
        )
    for name in ("ZALO_APP_ID", "ZALO_OA_ID"):
        if needed[name] and not needed[name].isdecimal():
            raise SettingError(
                f"{name} must be the number that developers.zalo.me shows, for example {name}=4000000000"
            )
    if settings.zalo_bot_token:
        if ":" not in settings.zalo_bot_token:
            raise SettingError("ZALO_BOT_TOKEN does not look like a bot token; it has the form 12345689:abc-xyz")
        if not 8 <= len(settings.zalo_bot_webhook_secret) <= 256:
            raise SettingError("ZALO_BOT_WEBHOOK_SECRET must have 8 to 256 characters when ZALO_BOT_TOKEN is set")


def _check_smtp(settings: Settings) -> None:
    if settings.smtp_security not in {"starttls", "tls", "none"}:
        raise SettingError("SMTP_SECURITY must be starttls, tls or none, for example SMTP_SECURITY=starttls")
    if not settings.smtp_host:
        return
    name, mark, host = settings.smtp_from.rpartition("@")
    if not (name and mark and host and settings.smtp_from.isascii() and settings.smtp_from.isprintable()):
        raise SettingError("SMTP_FROM must be an e-mail address when SMTP_HOST is set, for example bao@linhson.example")
    if settings.smtp_user and settings.smtp_security == "none":
        raise SettingError("SMTP_SECURITY=none would send SMTP_PASSWORD in the clear; use starttls or tls")
