"""Codes on pages stay whole; nothing else of the text is changed."""

import pytest
from markupsafe import Markup

from console.frame.codes import whole_codes

WHOLE = '<span class="whole">LS-26-482913</span>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Mã LS-26-482913.", f"Mã {WHOLE}."),
        ("<b>LS-26-482913</b>", f"&lt;b&gt;{WHOLE}&lt;/b&gt;"),
        (Markup('<a href="/x?c=LS-26-482913">LS-26-482913</a>'), f'<a href="/x?c=LS-26-482913">{WHOLE}</a>'),
        ("CK-PZBR-W3TU", '<span class="whole">CK-PZBR-W3TU</span>'),
        ("https://x/LS-26-482913 24-11-2026", "https://x/LS-26-482913 24-11-2026"),
    ],
)
def test_a_code_does_not_break(text: str, html: str) -> None:
    assert whole_codes(text) == html
