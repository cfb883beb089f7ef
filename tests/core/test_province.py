"""What `wards.toml` may say, and which settings a ward gets from where."""

from pathlib import Path

import pytest

from core import province
from core.errors import SettingError
from tests.parts import catalogue

NOWHERE = Path("no-such.env")
PREFIX = 'settings.CASE_PREFIX = "LS"'
KEYS = {"WARD_AA_SECRET_KEY": "a" * 40, "WARD_BB_SECRET_KEY": "b" * 40}


def read(**more: str) -> province.Province:
    return province.read({**KEYS, **more}, env_file=NOWHERE)


def test_a_ward_gets_what_is_its_own_and_what_wards_share_and_no_secret_of_the_process(tmp_path: Path) -> None:
    (tmp_path / "aa.env").write_text("TELEGRAM_TOKEN=1:of-aa\n", "utf-8")
    where = read(
        SECRET_KEY="s" * 40, TELEGRAM_TOKEN="9:of-the-process",
        SMTP_HOST="mail", SMTP_FROM="a@b.vn", SMTP_PASSWORD="pw",
        CASE_PREFIX="XX", PAPER_FONT="Tinos", PUBLIC_URL="https://tinh.vn", PROVINCE_SECRETS=str(tmp_path),
        WARD_BB_TELEGRAM_TOKEN="2:of-bb",
    )  # fmt: skip
    aa = province.settings_of(
        where, province.one("aa", "phường A", values={"CASE_PREFIX": "AA", "PAPER_FONT": "Arial"})
    )
    assert (aa.secret_key, aa.telegram_token, aa.case_prefix) == ("a" * 40, "1:of-aa", "AA")
    assert (aa.public_url, aa.smtp_host, aa.smtp_password) == ("https://tinh.vn/w/aa", "mail", "pw")
    bb = province.settings_of(where, province.one("bb", "phường B", hosts=["b.vn"]))
    assert (bb.secret_key, bb.telegram_token, bb.case_prefix) == ("b" * 40, "2:of-bb", "LS")
    assert (aa.paper_font, bb.paper_font) == ("Arial", "Tinos")
    assert bb.public_url == "https://b.vn"
    assert bb.database_url != aa.database_url
    assert bb.files_dir != aa.files_dir
    assert "s" * 40 not in repr(where)
    assert set(province.secrets_of(aa)) == {"a" * 40, "1:of-aa", "pw"}
    with pytest.raises(SettingError, match="cc: SECRET_KEY"):
        province.settings_of(where, province.one("cc", "phường C"))


def test_wards_share_a_bucket_and_each_has_its_own_prefix_there() -> None:
    where = read(
        FILES_URL="s3://tinh/kho", S3_ENDPOINT="http://s3", S3_ACCESS_KEY="a", S3_SECRET_KEY="of-the-bucket",
        KEYS_URL="sqlite:///keys.sqlite3",
    )  # fmt: skip
    aa, bb = (province.settings_of(where, province.one(each, "phường")) for each in ("aa", "bb"))
    assert (aa.files_url, bb.files_url) == ("s3://tinh/kho/aa", "s3://tinh/kho/bb")
    assert aa.s3_secret_key == "of-the-bucket"
    assert (aa.keys_url, bb.keys_url) == ("", "")  # one table of keys knows no wards


def test_on_postgresql_each_ward_has_its_schema_and_a_moved_one_its_server() -> None:
    where = read(DATABASE_URL="postgresql://d:s@h/x", WARD_BB_DATABASE_URL="postgresql://other/y?sslmode=require")
    aa, bb = (province.settings_of(where, province.one(code, "phường")).database_url for code in ("aa", "bb"))
    assert aa == "postgresql://d:s@h/x?options=-csearch_path%3Dward_aa"
    assert bb == "postgresql://other/y?sslmode=require&options=-csearch_path%3Dward_bb"
    assert province.registry_url(where).endswith("options=-csearch_path%3Dprovince")


def test_a_whole_file_is_read() -> None:
    (found,) = province.parse("""
        [[ward]]
        code = "aa"
        name = "phường A"
        hosts = ["A.vn"]
        settings = { case_prefix = "AA", zalo_oa_id = 2000 }
        words.vi."welcome.text" = "…"
        units = [{ code = "1", kind = "to_dan_pho", name = "Tổ 1", aliases = ["tổ một"] }]
    """)
    assert (found.hosts, found.base, found.schema) == (("a.vn",), "", "ward_aa")
    assert found.values == {"CASE_PREFIX": "AA", "ZALO_OA_ID": "2000"}
    assert found.units == (province.UnitEntry("1", "to_dan_pho", "Tổ 1", ("tổ một",)),)
    assert found.words == {"vi": {"welcome.text": "…"}}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('code = "A B"\nname = "x"', "no code"),
        ('code = "aa"', "name must"),
        ('code = "aa"\nname = "x"\nodd = 1', "odd"),
        ('code = "aa"\nname = "x"\nhosts = ["a b"]', "no host name"),
        ('code = "aa"\nname = "x"\nsettings.SECRET_KEY = "k"', "is a secret"),
        ('code = "aa"\nname = "x"\nsettings.TELEGRAM_TOKEN = "1:k"', "is a secret"),
        ('code = "aa"\nname = "x"\nsettings.HTTP_PORT = 1', "wards differ"),
        ('code = "aa"\nname = "x"\nunits = [{ code = "1" }]', "a unit needs"),
        ('code = "aa"\nname = "x"\nwords = { vi = "x" }', "words stand"),
        ('code = "aa"\nname = "x"\n[[ward]]\ncode = "aa"\nname = "y"', "another ward"),
        ('code = "aa"\nname = "x"\nhosts=["h.vn"]\n[[ward]]\ncode = "bb"\nname = "y"\nhosts=["h.vn"]', "h.vn"),
        ('code = "aa"\nname = "x"\n' + PREFIX + '\n[[ward]]\ncode = "bb"\nname = "y"\n' + PREFIX.lower(), "LS"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_said(text: str, says: str) -> None:
    with pytest.raises(SettingError, match=says):
        province.parse(f"[[ward]]\n{text}")


def test_tokens_of_operators_are_long_and_belong_to_one_kind() -> None:
    where = read(PROVINCE_OPERATORS="lan:0123456789abcdef", PROVINCE_READERS="so:fedcba9876543210")
    assert where.who("0123456789abcdef") == ("lan", True)
    assert where.who("fedcba9876543210") == ("so", False)
    assert where.who("") is None
    assert "0123456789abcdef" not in repr(where)
    for odd in ("lan:short", "0123456789abcdef", "lan:0123456789abcdef,mai:0123456789abcdef"):
        with pytest.raises(SettingError, match="PROVINCE_OPERATORS"):
            read(PROVINCE_OPERATORS=odd)
    with pytest.raises(SettingError, match="share"):
        read(PROVINCE_OPERATORS="lan:0123456789abcdef", PROVINCE_READERS="so:0123456789abcdef")


def test_a_wards_own_sentence_replaces_the_programs_if_somebody_fills_its_names_in() -> None:
    words = catalogue()
    key = next(key for key in words.addressing() if "{code}" in words.addressing()[key])
    own = words.own({"vi": {key: "{You} ơi, mã là {code}"}}, you="bác")
    assert own.say("vi", key, code="X") == "Bác ơi, mã là X"
    assert words.say("vi", key) != own.say("vi", key)
    wrong = ({"vi": {"no.such": "x"}}, {"xx": {key: "x"}}, {"vi": {key: "{nobody}"}}, {"vi": {key: "{code"}})
    for odd, says in zip(wrong, ("no.such", "xx", key, "close"), strict=True):
        with pytest.raises(SettingError, match=says):
            words.own(odd)
