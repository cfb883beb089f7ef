"""A province: many wards in one deployment. What `wards.toml` says of a ward, and the settings that a ward gets.

A ward's settings come from three places. The process's own environment gives what wards share (addresses of platforms,
mail server). The registry gives what differs and is no secret. Secrets come from `WARD_<CODE>_<NAME>`, or from the file
`<code>.env` in the folder of secrets. A secret of the shared environment never reaches a ward, because two wards with
one key or one bot would be one ward.
"""

import hmac
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from core import setting_texts, settings
from core.errors import SettingError
from core.settings import SECRET, Settings

REGISTRY = "province"  # the schema, and the beginning of the file's name
_CODE = re.compile(r"[a-z][a-z0-9]{1,30}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_OF_PROCESS = frozenset(  # the same for all wards of a process, or given to a ward by its place
    {
        "DATABASE_URL",
        "FILES_DIR",
        "HTTP_HOST",
        "HTTP_PORT",
        "LOG_FORMAT",
        "PROXIES",
        "PUBLIC_URL",
        "WARD_NAME",
        "WATCH_PORT",
        "DATABASE_WAIT",
    }
)
_OF_WARD = frozenset(  # what the shared environment gives to no ward
    {
        *(*SECRET, "DATABASE_URL", "FILES_DIR", "KEYS_URL", "PUBLIC_URL"),
        *("WARD_NAME", "CASE_PREFIX", "ZALO_APP_ID", "ZALO_OA_ID"),
    }
)
_SHARED_SECRETS = frozenset({"SMTP_PASSWORD", "ANSWER_MODEL_KEY", "S3_SECRET_KEY"})  # of servers that wards may share
_UNIT_KINDS = ("to_dan_pho", "xom")
_LEAST = 16  # letters of a token


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A group or hamlet of a ward."""

    code: str
    kind: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WardEntry:
    """A ward as the registry knows it. `values`: the settings that differ, by their names; never a secret.

    `words`: its own sentences, by language and key.
    """

    code: str
    name: str
    hosts: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    units: tuple[UnitEntry, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def schema(self) -> str:
        """Where its tables are on PostgreSQL."""
        return f"ward_{self.code}"

    @property
    def base(self) -> str:
        """What stands before each of its addresses: nothing for a ward with a host name of its own."""
        return "" if self.hosts else f"/w/{self.code}"


@dataclass(frozen=True, slots=True)
class Province:
    """The settings of a process that serves many wards."""

    name: str
    registry_url: str = field(repr=False)
    folder: Path  # each ward has a folder in it
    secrets: Path
    operators: Mapping[str, str] = field(repr=False)  # names by token: who sees the wards' states
    readers: Mapping[str, str] = field(repr=False)  # who sees only figures over the wards
    shared: Mapping[str, str] = field(repr=False)  # what the environment says
    process: Settings

    def who(self, token: str) -> tuple[str, bool] | None:
        """The name behind a token, and whether it is an operator's."""
        found = None
        for operator, names in ((True, self.operators), (False, self.readers)):
            for each, name in names.items():  # all of them, so that the time tells nothing
                if hmac.compare_digest(each.encode(), token.encode()):
                    found = name, operator
        return found


def read(environment: Mapping[str, str] | None = None, *, env_file: Path = Path(".env")) -> Province:
    """The settings of the province. Raises SettingError with a sentence."""
    shared = settings.values(environment, env_file=env_file)
    kept = _SHARED_SECRETS | {"SECRET_KEY", "METRICS_TOKEN"}  # the token opens figures of the process
    process = settings.of({name: value for name, value in shared.items() if name not in SECRET or name in kept})
    data = process.files_dir.parent
    operators, readers = (_tokens(shared, f"PROVINCE_{name}") for name in ("OPERATORS", "READERS"))
    if set(operators) & set(readers):
        raise SettingError("PROVINCE_OPERATORS and PROVINCE_READERS must not share a token")
    return Province(
        name=shared.get("PROVINCE_NAME", "").strip() or "tỉnh",
        registry_url=f"sqlite:///{data}/{REGISTRY}.sqlite3" if process.embedded else process.database_url,
        folder=Path(shared.get("PROVINCE_DIR", "").strip() or data / "wards"),
        secrets=Path(shared.get("PROVINCE_SECRETS", "").strip() or data / "secrets"),
        operators=operators, readers=readers, shared=shared, process=process,
    )  # fmt: skip


def settings_of(province: Province, ward: WardEntry) -> Settings:
    """The settings of one ward. Raises SettingError with a sentence that names the ward."""
    mine = {name: value for name, value in province.shared.items() if name not in _OF_WARD or name in _SHARED_SECRETS}
    secrets = _secrets(province, ward.code)
    base = urlsplit(province.process.public_url)
    port = f":{base.port}" if base.port else ""
    place = province.folder.absolute() / ward.code
    if bucket := mine.get("FILES_URL", "").strip().rstrip("/"):
        mine["FILES_URL"] = f"{bucket}/{ward.code}"
    found = {
        **mine,
        "PUBLIC_URL": f"{base.scheme}://{ward.hosts[0]}{port}"
        if ward.hosts
        else province.process.public_url + ward.base,
        "WARD_NAME": ward.name,
        **ward.values,
        **secrets,
        "FILES_DIR": str(place / "files"),
    }
    url = secrets.get("DATABASE_URL") or ("" if province.process.embedded else province.process.database_url)
    found["DATABASE_URL"] = _in_schema(url, ward.schema) if url else f"sqlite:///{place}/ward.sqlite3"
    try:
        made = settings.of(found)
    except SettingError as error:
        raise SettingError(f"{ward.code}: {error}") from error
    if not made.secret_key:
        raise SettingError(
            f"{ward.code}: SECRET_KEY is not set. Put it into {province.secrets / f'{ward.code}.env'} or into "
            f"WARD_{ward.code.upper()}_SECRET_KEY"
        )
    return made


def registry_url(province: Province) -> str:
    """The database of the registry."""
    return _in_schema(province.registry_url, REGISTRY)


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """The secret values, for the mask of the log."""
    return tuple(str(value) for name in SECRET if (value := getattr(settings, name.lower())))


def parse(text: str) -> tuple[WardEntry, ...]:
    """The wards of a `wards.toml`. Raises SettingError with a sentence."""
    try:
        tables = tomllib.loads(text).get("ward", [])
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"wards.toml cannot be read: {error}") from error
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise SettingError("wards.toml holds one [[ward]] for each ward")
    return checked(_entry(each) for each in tables)


def checked(wards: Iterable[WardEntry]) -> tuple[WardEntry, ...]:
    """The same wards, if no two of them have a code, a host or a prefix of cases in common. Raises SettingError."""
    found = tuple(wards)
    for what in (_codes, _hosts, _prefixes):
        seen: set[str] = set()
        for each in found:
            mine = what(each)
            if seen & mine:
                raise SettingError(f"{each.code}: another ward has {', '.join(sorted(seen & mine))} already")
            seen |= mine
    return found


def _codes(ward: WardEntry) -> set[str]:
    return {ward.code}


def _hosts(ward: WardEntry) -> set[str]:
    return set(ward.hosts)


def _prefixes(ward: WardEntry) -> set[str]:
    return {ward.values["CASE_PREFIX"].upper()} if ward.values.get("CASE_PREFIX") else set()


def one(code: str, name: str, *, hosts: Iterable[str] = (), values: Mapping[str, str] | None = None) -> WardEntry:
    """A ward without units and words of its own. Raises SettingError."""
    return _entry({"code": code, "name": name, "hosts": list(hosts), "settings": dict(values or {})})


def _entry(table: Mapping[str, Any]) -> WardEntry:
    code, name = str(table.get("code", "")), str(table.get("name", "")).strip()
    if not _CODE.fullmatch(code):
        raise SettingError(f"{code!r} is no code of a ward: 2 to 31 letters a-z and digits, a letter first")
    if odd := set(table) - {"code", "name", "hosts", "settings", "units", "words"}:
        raise SettingError(f"{code}: {min(odd)!r} is not known")
    if not 0 < len(name) <= 80:
        raise SettingError(f"{code}: name must say what residents call the ward, for example phường Linh Sơn")
    hosts = tuple(str(each).lower() for each in table.get("hosts", ()))
    if wrong := [each for each in hosts if not _HOST.fullmatch(each)]:
        raise SettingError(f"{code}: {wrong[0]!r} is no host name, for example linhson.example.vn")
    values = {str(key).upper(): str(value).strip() for key, value in dict(table.get("settings", {})).items()}
    for key in values:
        if key in SECRET:
            raise SettingError(f"{code}: {key} is a secret; it belongs into secrets/{code}.env, not into the registry")
        if key in _OF_PROCESS or key not in settings.NAMES:
            raise SettingError(f"{code}: {key} is no setting in which wards differ")
    found = WardEntry(code, name, hosts, values, tuple(_unit(code, each) for each in table.get("units", ())))
    return replace(found, words=_words(code, table.get("words", {})))


def _unit(code: str, table: Mapping[str, Any]) -> UnitEntry:
    try:
        aliases = tuple(str(each) for each in table.get("aliases", ()))
        if table["kind"] not in _UNIT_KINDS:
            raise SettingError(f"{code}: the kind of a unit is {' or '.join(_UNIT_KINDS)}")
        return UnitEntry(str(table["code"]), str(table["kind"]), str(table["name"]), aliases)
    except (KeyError, TypeError, AttributeError) as error:
        raise SettingError(f"{code}: a unit needs code, kind and name") from error


def _words(code: str, table: object) -> Mapping[str, Mapping[str, str]]:
    if not isinstance(table, Mapping) or not all(isinstance(each, Mapping) for each in table.values()):
        raise SettingError(f'{code}: words stand by language and key, for example vi."welcome.text" = "…"')
    return {str(language): {str(k): str(v) for k, v in each.items()} for language, each in table.items()}


def _secrets(province: Province, code: str) -> dict[str, str]:
    found = setting_texts.env_file(province.secrets / f"{code}.env")
    begin = f"WARD_{code.upper()}_"
    found |= {name.removeprefix(begin): value for name, value in province.shared.items() if name.startswith(begin)}
    return {name: value.strip() for name, value in found.items() if value.strip()}


def _tokens(shared: Mapping[str, str], name: str) -> dict[str, str]:
    """Names by token, from `lan:TOKEN,minh:TOKEN`."""
    found: dict[str, str] = {}
    for each in filter(None, (part.strip() for part in shared.get(name, "").split(","))):
        who, _, token = each.partition(":")
        if not who.strip() or len(token) < _LEAST or not token.isascii() or token in found:
            raise SettingError(
                f"{name} must hold name:token, with commas, each token of its own and of at least {_LEAST} letters and "
                "digits; `openssl rand -hex 16` makes one"
            )
        found[token] = who.strip()
    return found


def _in_schema(url: str, schema: str) -> str:
    """The same server, where each connection stands in that schema from its beginning (libpq's `options`)."""
    if url.startswith("sqlite"):
        return url
    return f"{url}{'&' if '?' in url else '?'}options={quote(f'-csearch_path={schema}', safe='')}"
