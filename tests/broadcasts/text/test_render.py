"""One text is readable on every channel: every tag is closed, nothing is lost, no part is over its limit."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from broadcasts.text import render
from broadcasts.text.rich import plain, read
from core.text import units

ALL = """# Ngày Pháp luật

Kính gửi **bà con**, đọc *kỹ* `mã <b>` ~~cũ~~ [trang](https://a.vn/x?a=1&b=2) & nhớ nhé.

- một
- hai
  - con

1. A
2. B

> trích **dẫn**
> dòng 2

| Tổ | Giờ | Nơi |
|---|---|---|
| 5 | 7h | NVH |

| Việc | Ngày |
|---|---|
| Họp | 25/11 |

![bản đồ](https://x.vn/y.png)

```
dòng lệnh
```

---
<script>alert(1)</script>
"""
_PIECES = (
    *(
        "# ",
        "## ",
        "- ",
        "1. ",
        "> ",
        "    ",
        "\n",
        "\n\n",
        "**",
        "*",
        "_",
        "~~",
        "`",
        "```\n",
        "](",
        "[",
        "![",
        ")",
        "---\n",
    ),
    *("[a](https://x.vn/b?c=1&d=2)", "<b>", "</b>", "&amp;", "&", "<", "|", "|a|b|c|\n|-|-|-|\n|1|2|3|\n", "bà con "),
    *("Đường ngõ 5, tổ 12. ", "🙂", "ộ", "e\u0323\u0302", "\\", "javascript:x", "https://y.vn", "x" * 700),
)
texts = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=5)), max_size=60).map("".join)
_ALLOWED = {"b", "i", "s", "code", "pre", "a", "blockquote"}


class Tags(HTMLParser):
    """Reads a part as Telegram does: only known tags, closed in the right order. `said` is what a reader sees."""

    def __init__(self, part: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.said = ""
        self.links: list[str] = []
        self.feed(part)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _ALLOWED
        assert not {"code", "pre"} & set(self.open)
        assert tag not in self.open
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


def bare(text: str) -> str:
    """The text without white space, which is all that a cut may remove."""
    return re.sub(r"\s", "", text)


@given(texts, st.sampled_from([(4096, 4096), (1024, 4096), (700, 900)]))
def test_telegram_gets_closed_tags_all_the_words_and_no_part_over_the_limit(text: str, limits: tuple[int, int]) -> None:
    parts = render.telegram(text, first=limits[0], limit=limits[1])
    assert all(units(part) <= limits[min(at, 1)] for at, part in enumerate(parts))
    assert bare("".join(Tags(part).said for part in parts)) == bare(plain(read(text)))


@given(texts)
def test_zalo_gets_all_the_words_and_no_part_over_the_limit(text: str) -> None:
    parts = render.zalo(text)
    assert all(units(part) <= render.ZALO for part in parts)
    assert bare("".join(parts)) == bare(render.words(text))


@given(texts)
def test_the_page_never_gets_a_tag_that_the_text_wrote_itself(text: str) -> None:
    html = render.page(text)
    tags = set(re.findall(r"<\s*/?([a-zA-Z0-9]+)", html))
    assert tags <= {"p", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "thead", "tbody", "tr",
                    "th", "td", "em", "strong", "s", "a", "code", "pre", "br", "hr"}  # fmt: skip
    leads_to = [unescape(each).lower() for each in re.findall(r'href="([^"]*)"', html)]
    schemes = {found[1] for each in leads_to if (found := re.match(r"[\s\x00-\x20]*([^/?#:]*):", each))}
    assert schemes <= {"http", "https", "mailto", "tel"}


def test_every_kind_of_markdown_is_readable_without_any_looks() -> None:
    said = render.words(ALL)
    lines = ("trang (https://a.vn/x?a=1&b=2)", "- một\n- hai\n  - con", "1. A\n2. B", "• 5\n   Giờ: 7h\n   Nơi: NVH")
    for line in (*lines, "• Họp: 25/11", "bản đồ (https://x.vn/y.png)", "~~cũ~~", "<script>alert(1)</script>"):
        assert line in said
    assert "**" not in said


def test_telegram_shows_bold_links_quotes_and_code() -> None:
    (part,) = render.telegram(ALL)
    assert '<a href="https://a.vn/x?a=1&amp;b=2">trang</a>' in part
    assert "<blockquote>trích <b>dẫn</b>\ndòng 2</blockquote>" in part
    assert "&lt;script&gt;" in part
    assert Tags(part).links == ["https://a.vn/x?a=1&b=2", "https://x.vn/y.png"]


def test_nine_thousand_characters_of_every_kind_arrive_whole() -> None:
    text = (ALL * (9000 // len(ALL) + 1))[:9000]
    parts = render.telegram(text, first=1024)
    assert len(parts) < 6
    assert bare("".join(Tags(part).said for part in parts)) == bare(plain(read(text)))
    assert len(render.zalo(text)) < 8


def test_the_page_keeps_lines_and_links_bare_addresses_once() -> None:
    html = render.page("dòng 1\ndòng 2 https://a.vn/x. [b](https://c.vn)")
    assert "<br" in html
    assert html.count("<a ") == 2
    assert 'href="https://a.vn/x"' in html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.vn", "vbscript:x"])
def test_no_link_of_the_page_leads_where_it_may_not(address: str) -> None:
    assert f'href="{address}"' not in render.page(f"[x]({address}) <{address}>")


def test_holes_are_found_filled_and_never_become_markdown() -> None:
    text = "Họp tổ {so_to} ngày **{ngay}**, tổ {so_to}. {1} { khong }"
    assert render.placeholders(text) == ["so_to", "ngay"]
    filled = render.fill(text, {"so_to": "*5* <b>", "ngay": ""})
    assert render.placeholders(filled) == ["ngay"]
    assert "tổ *5* <b> ngày" in render.words(filled)


def test_a_teaser_is_one_line_cut_between_words() -> None:
    assert render.teaser("# A\n\nb c") == "A b c"
    assert render.teaser("từ " * 100, 20).endswith("từ…")


TYPED = (
    "1. Nhà ông An\n3. Nhà bà Hà\n5. Nhà ông Lý",
    "I. Chung\n1. Vệ sinh\n2. An ninh\nII. Riêng\n1. Ngõ 5\n2. Ngõ 7",
    "1) Mang giấy tờ\na) Căn cước\nđ) Sổ hộ",
    "- Tổ 5\n  + Ngõ 1\n  + Ngõ 3\n- Tổ 6\n* Ghi chú",
    "Hố rộng 5*4*3 m, sâu 2**3 m",
    "2. 9. 2026 treo cờ",
    "Mở đầu\n\n\tĐoạn thụt vào bằng phím tab\n\n    Đoạn thụt vào bằng dấu cách",
    "Họ tên: ______ Ngày __/__/2026, ___/___/2026",
    "Tổ trưởng (*), tổ phó (*), trưởng ban (**) và phó ban (**)",
    "Giá_nước_sạch 1_000_000 đồng",
    "> 5 triệu đồng thì nộp làm hai lần\n>= 3 người",
    "CỘNG HÒA XÃ HỘI\nĐộc lập - Tự do\n=====",
    "[1]: Nghị quyết 36 của Hội đồng",
    "10. Mười\n9. Chín\n\n08. Tám",
    "\tĐoạn đầu thụt vào\n1. Tổ 5",
)


@pytest.mark.parametrize("typed", TYPED)
def test_numbers_signs_and_indents_arrive_exactly_as_they_were_typed(typed: str) -> None:
    assert Tags(render.telegram(typed)[0]).said == typed
    assert render.zalo(typed) == [typed]
    shown = render.page(typed).replace("<br>", "\n").replace("</p>\n<p>", "\n\n")
    assert unescape(re.sub(r"</?p>\n?", "", shown)) == typed


_SIGNS = ("1. ", "3. ", "a) ", "đ) ", "I. ", "- ", "+ ", "\t", "  ", "5*4*3 ", "2. 9. ", "x ", "\n")


@given(st.lists(st.sampled_from(_SIGNS)).map("".join))
@example("1. \t\t\n1. \t\t")
@example("x \tx \tx \n1. \t\t")
def test_no_mixture_of_numbers_and_indents_changes_one_of_them(typed: str) -> None:
    assume(typed.count("\t") < 5 or "x" not in typed)  # it may be a table with a head
    lines = [each.rstrip() for each in render.words(typed).split("\n")]
    assert [each for each in lines if each] == [each.rstrip() for each in typed.split("\n") if each.strip()]


@pytest.mark.parametrize(
    ("typed", "told"), [("---", "———"), ("a\n\n***\n\nb", "a\n\n———\n\nb"), ("- - -", "- - -"), ("* * *", "* * *")]
)
def test_a_rule_is_drawn_by_signs_that_stand_together(typed: str, told: str) -> None:
    assert render.words(typed) == told


def test_a_table_from_a_spreadsheet_is_a_table_on_the_page_and_lines_in_chat() -> None:
    typed = "Lịch cắt điện\nTổ\tNgày\tGiờ\n5\t2. 9. 2026\t7h|9h\n6\t3. 9. 2026\t\nHết."
    page = render.page(typed)
    assert "<th>Tổ</th>\n<th>Ngày</th>" in page
    assert "<td>2. 9. 2026</td>\n<td>7h|9h</td>" in page
    assert "• 5\n   Ngày: 2. 9. 2026\n   Giờ: 7h|9h\n" in render.words(typed)
    assert render.words(typed).endswith("Hết.")
    numbered = "1.\tMột\n2.\tHai"  # Word's own numbers, pasted
    assert render.words(numbered) == numbered


def test_a_row_with_more_cells_than_the_head_loses_none() -> None:
    typed = "|Tổ|Giờ|\n|-|-|\n|5|7h|có loa|"
    assert "<td>có loa</td>" in render.page(typed)
    assert "có loa" in render.words(typed)
