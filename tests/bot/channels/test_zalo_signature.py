"""Whether an event comes from Zalo: over the raw bytes, with the right secret, for our own app."""

import hashlib
import json

import pytest

from bot.channels.zalo_signature import Check, check

APP, OA, SECRET = "4000000000000000001", "2000000000000000002", "oa-secret-for-tests"
STAMP = "1795400000001"
BODY = json.dumps({"app_id": APP, "event_name": "follow", "timestamp": STAMP, "note": "Bể nước"}).encode()


def mac(body: bytes = BODY, *, first: str = APP, stamp: str = STAMP, secret: str = SECRET) -> str:
    return hashlib.sha256(first.encode() + body + stamp.encode() + secret.encode()).hexdigest()


def checked(header: str, body: bytes = BODY) -> Check:
    return check(body, header, app_id=APP, oa_id=OA, secret_key=SECRET)


@pytest.mark.parametrize("header", [f"mac={mac()}", f"mac = {mac()}", f" mac= {mac()} "])
def test_the_right_signature_is_good_however_the_sign_is_spaced(header: str) -> None:
    assert checked(header) is Check.GOOD


@pytest.mark.parametrize(
    "header",
    [
        "", "mac=", mac(), f"sha256={mac()}", f"mac={mac().upper()}", f"mac={mac(secret='the app secret')}",
        f"mac={mac(stamp='1795400000002')}", f"mac={mac()}0", "mac=é",
    ],
)  # fmt: skip
def test_any_other_is_bad(header: str) -> None:
    assert checked(header) is Check.BAD


def test_the_bytes_count_and_not_what_they_mean() -> None:
    again = json.dumps(json.loads(BODY), separators=(",", ":")).encode()
    assert checked(f"mac={mac()}", again) is Check.BAD


def test_one_signed_with_the_accounts_id_is_refused_but_known() -> None:
    assert checked(f"mac={mac(first=OA)}") is Check.OTHER_FORM


def test_an_event_of_another_app_is_bad_though_signed_with_our_secret() -> None:
    body = BODY.replace(APP.encode(), b"4000000000000000009")
    assert checked(f"mac={mac(body, first='4000000000000000009')}", body) is Check.BAD


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{" * 5000, b'{"app_id": 1}'])
def test_what_is_no_event_is_bad(body: bytes) -> None:
    assert checked(f"mac={mac(body)}", body) is Check.BAD


def test_the_consoles_test_button_is_good_though_its_ids_are_made_up() -> None:
    other = "1111111111111111111"
    test = {"app_id": other, "timestamp": STAMP, "message": {"msg_id": "This is message id"}}
    body = json.dumps(test).encode()
    assert checked(f"mac={mac(body, first=other)}", body) is Check.GOOD
    assert checked(f"mac={mac(body, first=other, secret='guessed')}", body) is Check.BAD
