"""Every paper that the service makes, with believable values, by name."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from papers import community, held, online, summary
from papers.community import Facts
from papers.followed import Followed
from papers.parts import Say
from papers.values import Figures, Held, Matter, Opinion, Part, Ratio, Values

TITLE = "Quy ước tổ dân phố 5 về giữ gìn vệ sinh, trật tự và an toàn ngõ xóm"
RATIO = Ratio(78, 120, 61, True, "NĐ 61/2023/NĐ-CP Điều 10")
MEETING = Held(
    "meeting", "Tổ dân phố 5", "15.3", "2026-11-20", "Nhà văn hóa tổ dân phố 5", "ballots", 120, 86, "Nguyễn Văn An",
    "Trần Thị Bình", ("Lê Văn Cường", "Hoàng Thị Dung", "Phạm Văn Em"), ("Hộ ông Giang", "Hộ bà Hạnh"), 61,
    "NĐ 61/2023/NĐ-CP Điều 10 khoản 1", (Matter("", 78, 5, 86, 85, 83, 2, RATIO),),
)  # fmt: skip
BY_PAPER = replace(MEETING, source="paper", quorum_least=None)
_FIGURES = tuple(
    Figures(f"a{at}", f"Điều {at}. Giữ gìn vệ sinh chung của ngõ, hẻm và nhà văn hóa", "", 1000, 200, 30, 4)
    for at in range(1, 31)
)
VALUES = Values(
    ward="phường Linh Sơn", made_on="2026-02-05", key="abcd1234", title=TITLE, kind="quy_uoc",
    basis="NĐ 61/2023/NĐ-CP Điều 9", vote=False, opened="08:00 ngày 01/10/2026", closed="21:00 ngày 05/11/2026",
    posted_on="2026-08-25", counted_by="person", secrecy="secret", fingerprint="ab" * 32, ballots=1234, households=None,
    figures=_FIGURES, turnout=(Part("Tổ dân phố 5", 1200, None), Part("", 34, None)),
    opinions=tuple(
        Opinion(each.code, "Nên quy định rõ giờ thu gom rác và ai chịu trách nhiệm khi xe không đến.", 7, "accepted",
                "Đã thêm khoản 3 vào dự thảo.", (), ())
        for each in _FIGURES
    ),
    held=(MEETING,),
)  # fmt: skip
FIELDS = {
    "who": "120 hộ gia đình trong danh sách", "reason": "Khoản 3 Điều 7 trái với Luật Xử lý vi phạm hành chính.",
    "when": "19 giờ 30 ngày 20 tháng 11 năm 2026", "place": "Nhà văn hóa tổ dân phố 5",
    "agenda": "Tuyên bố lý do\nTrình bày dự thảo\nThảo luận\nBiểu quyết",
    "team": "Lê Văn Cường\nHoàng Thị Dung\nPhạm Văn Em", "team_online": "Lê Văn Cường\nHoàng Thị Dung\nPhạm Văn Em",
    "handed_on": "ngày 01 tháng 12 năm 2026", "due_on": "ngày 15 tháng 12 năm 2026",
    "until": "ngày 15 tháng 12 năm 2026", "notice_on": "ngày 25 tháng 11 năm 2026",
    "plan_by": "ngày 31 tháng 10 năm 2026", "sent_by": "ngày 05 tháng 11 năm 2026",
    "team_by": "ngày 10 tháng 11 năm 2026", "posted_by": "ngày 13 tháng 11 năm 2026", "clause": "khoản 3",
    "ways": "qua Zalo", "term": "đến ngày 31 tháng 12 năm 2026", "published": "ngày 25 tháng 11 năm 2026",
    "redo_by": "ngày 31 tháng 12 năm 2026", "asked": "Tổ dân phố 5, Xóm Ao Lang", "chair": "Nguyễn Văn An",
    "present": "12", "candidates": "Nguyễn Văn Sáu\nTrần Thị Bảy",
}  # fmt: skip
FACTS = Facts("phường Linh Sơn", "Tổ dân phố 5", "to_dan_pho", "2026-02-05", TITLE, FIELDS)
ONLINE = replace(
    VALUES, kind="vote_15_6", vote=True, households=40, ballots=30, held=(), unit="Xóm Ao Lang", unit_kind="xom",
    team=("Lê Văn An", "Trần Thị Bình", "Phạm Văn Chi"), opinions=VALUES.opinions[:1],
    figures=(Figures("a1", "Điều 1. Ngõ sạch", "", 21, 7, 2, 0, replace(RATIO, yes=21, total=40, least=21)),),
    voters=tuple(f"Nguyễn Văn Sáu (01-{at:03d})" for at in range(1, 61)),
)  # fmt: skip
FOLLOWED = Followed(
    "2026-09-20", "2026-09-21", "2026-11-10", "15/QĐ-UBND", "other", "Trái quy hoạch tỉnh.", "2026-12-08",
    "Kỳ họp thứ 5", "2026-12-09",
)  # fmt: skip


def every(say: Say) -> Mapping[str, bytes]:
    """The .docx of each, by name."""
    return dict(_every(say))


def _every(say: Say) -> Iterator[tuple[str, bytes]]:
    for what in community.LAYOUTS:
        yield what, community.write(what, FACTS, say)
    for name, one in (("meeting", MEETING), ("paper", BY_PAPER)):
        yield f"count_{name}", held.count(replace(VALUES, held=(one,)), say)
        yield f"minutes_{name}", held.minutes(replace(VALUES, held=(one,)), say)
    yield "request", held.request(VALUES, say)
    yield "online", online.write(ONLINE, say)
    for name, values in (("summary", VALUES), ("summary_25", replace(VALUES, kind="article_25", followed=FOLLOWED))):
        yield name, summary.write(values, say, lambda _done, _of: None)
