"""Codes of the second factor against the vectors of RFC 6238, appendix B."""

from datetime import UTC, datetime

import pytest

from core import totp

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
        (2000000000, "69279037"), (20000000000, "65353130"),
    ],
)  # fmt: skip
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    step = totp.step_at(datetime.fromtimestamp(seconds, UTC))
    assert totp.code(SECRET, step, digits=8) == code
    assert totp.code(SECRET, step) == code[2:]


def test_a_neighbour_step_fits_and_none_fits_twice() -> None:
    now = datetime.fromtimestamp(1111111111, UTC)
    here = totp.step_at(now)
    for step in (here - 1, here, here + 1):
        assert totp.matching_step(SECRET, totp.code(SECRET, step), now=now, after=here - 2) == step
        assert totp.matching_step(SECRET, totp.code(SECRET, step), now=now, after=step) is None
    for step in (here - 2, here + 2):
        assert totp.matching_step(SECRET, totp.code(SECRET, step), now=now, after=0) is None


def test_an_app_reads_back_the_secret() -> None:
    assert totp.secret_of(totp.text_of(SECRET)) == SECRET
    address = totp.address(SECRET, ward="phường Linh Sơn", login="hoà")
    assert address.startswith("otpauth://totp/ph%C6%B0%E1%BB%9Dng%20Linh%20S%C6%A1n:ho%C3%A0?secret=GEZDGNBVGY3TQOJQ")
