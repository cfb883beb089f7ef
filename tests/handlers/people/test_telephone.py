"""The offer to be told by telephone: a button under the receipt, and the platform's form for who presses it."""

from tests.handlers.street import Street

OFFER = "Báo tôi qua điện thoại"


def _offered(buttons: object) -> str:
    assert isinstance(buttons, dict)
    return next((each for each in buttons if each.endswith(OFFER)), "")


def test_the_telephone_is_offered_under_the_receipt_and_asked_for_only_when_pressed(street: Street) -> None:
    lan = street.person("Lan", channel="zalo")
    lan.files()
    receipt = lan.all()[-1]
    assert "Mã: LS-" in receipt.outgoing.text
    assert not any(each.outgoing.ask == "contact" for each in lan.all())
    lan.press(_offered(receipt.buttons), of=receipt)
    assert [each.outgoing.ask for each in lan.all()][-1] == "contact"


def test_no_telephone_is_offered_where_there_is_no_form(street: Street) -> None:
    lan = street.person("Lan", channel="telegram")
    lan.files()
    assert not any(_offered(each.buttons) for each in lan.all())
