"""Whether SECRET_KEY is the one that sealed what is stored: a wrong key must stop the start, not set messages aside."""

from core.errors import SettingError
from storage.database.unit import UnitOfWork
from storage.ward import ward

_KEY = "secret_key_check"


def check(work: UnitOfWork) -> None:
    """Keep the key's fingerprint at the first start; raises SettingError when it is another one later."""
    mine = work.seal.name("check", "secret key")
    kept = ward.setting(work, _KEY)
    if kept is None:
        ward.put_settings(work, {_KEY: mine})
    elif kept != mine:
        raise SettingError(
            "SECRET_KEY is not the one this database was sealed with. Set the former key again (`demo` and `run` keep "
            "theirs in the file secret_key beside FILES_DIR); without it sealed cases cannot be read."
        )
