"""Passwords of staff."""

from argon2 import extract_parameters

from console.frame import passwords
from console.frame.passwords import Passwords


def test_an_unknown_login_is_checked_as_dearly_as_a_known_one() -> None:
    kept = Passwords().make("mật khẩu")
    assert extract_parameters(passwords._NOBODY) == extract_parameters(kept)
    assert not Passwords().right(None, "mật khẩu")
    assert Passwords().right(kept, "mật khẩu")
