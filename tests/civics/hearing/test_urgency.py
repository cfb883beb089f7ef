"""Emergencies are recognised in any spelling; ordinary petitions are not mistaken for them.

All sentences are invented.
"""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.cases.emergencies import Emergency, numbers
from civics.hearing.hear import hear
from civics.hearing.urgency import spot
from core.text import fold

TRUE_ONES: tuple[tuple[str, str], ...] = (
    ("cháy nhà rồi cứu với", "fire medical"),
    ("có cháu đuối nước ngoài sông", "flood"),  # not "nước ngoài", abroad
    ("chay nha o to 5 cuu voi", "fire medical"),
    ("nha hang xom dang chay to lam", "fire"),
    ("nhà em cháy rồi", "fire"),
    ("chaý nhà", "fire"),
    ("cháy!!!", "fire"),
    ("chayyyyy nhaaa", "fire"),
    ("nhaf toi dang chays", "fire"),
    ("dag chay nka ba hang xom oi", "fire"),
    ("cho chua hang boc chay", "fire"),
    ("Cháy rừng ở núi Hột", "fire"),
    ("xưởng gỗ cháy lớn, khói đen bốc lên ngùn ngụt", "fire"),
    ("tram bien ap boc khoi", "fire"),
    ("dây điện trước nhà đang tóe lửa", "fire"),
    ("bình ga phát nổ có người bị thương", "fire"),
    ("kho phế liệu cháy dữ quá", "fire"),
    ("goi cuu hoa giup em voi", "fire"),
    ("nước lũ lên nhanh, nhà em bị cô lập", "flood"),
    ("nuoc dang len nhanh qua ngap den mai nha roi", "flood"),
    ("nha toi ngap toi co roi cuu toi voi", "flood medical"),
    ("ba con mac ket tren mai nha", "flood"),
    ("lước nên nhanh quá ngập vào nhà rồi", "flood"),
    ("có cháu bé bị đuối nước ở bến đò", "flood"),
    ("con em rơi xuống giếng", "flood"),
    ("vo de roi", "flood medical"),
    ("sạt lở đè sập nhà rồi", "flood"),
    ("chồng em đang đánh em", "violence"),
    ("chong danh vo chay mau", "medical violence"),
    ("có người cầm dao đuổi chém nhau ở cổng chợ", "violence"),
    ("co nguoi dam nhau", "violence"),
    ("danh nhau o quan karaoke dang chem nhau", "violence"),
    ("cướp! có cướp ở đầu ngõ", "violence"),
    ("no doa giet toi", "violence"),
    ("bố tôi bị đột quỵ", "medical"),
    ("me toi ngat xiu khong tho duoc", "medical"),
    ("có người bị điện giật", "medical"),
    ("tai nạn xe máy ở ngã ba, máu chảy nhiều lắm", "medical"),
    ("xe tải đâm xe máy trước cổng trường", "medical"),
    ("con em co giật sốt 40 độ", "medical"),
    ("co nguoi tu tu", "self"),
    ("bạn em uống thuốc sâu", "medical"),
    ("mui ga nong nac trong nha", "gas"),
    ("bình gas nhà em bị xì", "gas"),
    ("ro ri gas o nha ben canh", "gas"),
    ("nhà bên đánh đập cháu bé hàng ngày", "child violence"),
    ("hàng xóm bạo hành trẻ", "child violence"),
    ("be nha em bi lac", "child"),
    ("My house is on fire", "fire"),
    ("there's a fire in the kitchen please help", "fire"),
    ("we are trapped by flood water", "flood"),
    ("my husband is beating me", "violence"),
    ("someone passed out, not breathing", "medical"),
    ("strong gas smell in the building", "gas"),
    ("My son is missing", "child"),
    ("着火了,救命", "fire medical"),
    ("我家被水淹了", "flood"),
    ("有人拿刀", "violence"),
    ("有人晕倒了", "medical"),
    ("煤气泄漏", "gas"),
    ("打孩子", "child"),
    ("불이 났어요", "fire"),
    ("도와주세요, 옆집에서 가스 냄새가 심하게 나요", "gas"),
    ("사람이 쓰러졌어요", "medical"),
    ("물에 빠졌어요", "flood"),
    ("칼을 들고 있어요", "violence"),
    ("cuu voi nha chay", "fire medical"),
    ("cứu em với", "medical"),
    ("xe may dang chay o to 3", "fire"),
    ("tối qua cháy kho, đến giờ vẫn cháy", "fire"),
    ("lua chay to qua", "fire"),
    ("help, flood", "flood"),
    ("nước sông Cầu dâng cao, nhà em sắp ngập", "flood"),
    ("em viết di chúc rồi, cảm ơn phường thời gian qua", "self"),
    ("mẹ nó định bán con cho người lạ", "child"),
)

ORDINARY = (
    "dung roi con",  # "đúng rồi con", as the old say yes; not "dùng roi"
    "dung roi chau a",
    "dung roi em nhe",
    "viết di chúc có cần công chứng không",
    "bà già viết di chúc thì phường có làm chứng không",
    "ông nội để lại di chúc rồi thì chia đất thế nào",
    "bán con xe máy cho bạn thì sang tên ở đâu",
    "bán con trâu cho hàng xóm",
    "cháy hàng khẩu trang",
    "chay moto gay on ao",
    "dien chap chay tu lanh",
    "đêm lửa trại của đoàn thanh niên",
    "bóng đèn đường cháy rồi",
    "cai bong den duong no chay roi",
    "xe tai cho dat chay suot ngay dem",
    "xe máy chạy ẩu trước cổng trường",
    "xe chay nhanh qua",
    "rac o dau ngo 5 ngay khong ai don",
    "duong xau o ga nhieu qua de gay tai nan",
    "mat dien ca tuan nay",
    "nước máy đục ngầu",
    "khói đốt rác nhựa khó chịu lắm",
    "đề nghị tập huấn phòng cháy chữa cháy",
    "binh chua chay o nha van hoa het han",
    "day dien sa xuong so chay no",
    "cho em hỏi thủ tục khai sinh",
    "quán cơm chay mở loa to",
    "nhà em chạy xe ôm",
    "nuoc chay tran ra duong",
    "mương tắc nước chảy vào ruộng",
    "trại gà mùi hôi thối",
    "trai ga mui hoi qua",
    "đánh giá cán bộ phường",
    "danh sach ho ngheo",
    "đánh bài ăn tiền ở quán nước",
    "lừa đảo qua mạng",
    "lua chin chua gat duoc",
    "cuop dat cua dan",
    "hỗ trợ hoa màu do ngập đợt lũ vừa qua",
    "nhà em bị lũ cuốn mất hết giấy tờ, giờ xin cấp lại giấy khai sinh",
    "Bà con tổ 8 cảm ơn các anh công an đã hỗ trợ đợt lũ vừa qua",
    "cứ mưa to là nước tràn vào nhà, đề nghị nạo vét cống",
    "duong ngap moi khi mua",
    "lắp gờ giảm tốc tránh tai nạn",
    "ngõ hẹp xe cứu hỏa không vào được",
    "nhà số 7 xây lấn, xe cứu thương không vào được",
    "trạm y tế hết thuốc",
    "cho hoi gia ga",
    "đi tàu ở ga Thái Nguyên",
    "karaoke ồn ào đến 1h sáng",
    "chó thả rông ở tổ 14",
    "burning trash every night, bad smoke",
    "road is broken and dark at night",
    "The workshop makes loud noise after midnight",
    "请问垃圾车几点来",
    "도로가 파손되었습니다",
    "外国人登记在哪里",
    "안녕하세요. 외국인 등록은 어디서 하나요?",
    "hop to dan pho luc may gio",
    "vụ cháy chợ năm ngoái đã hỗ trợ chưa",
    "công tơ điện cháy chưa ai thay",
    "may bom nuoc bi chay",
    "đường trơn xe hay bị ngã",
    "cây xanh nguy cơ đổ",
    "nhac keo loa to danh trong ca dem",
    "ve sinh chuong ga",
    "cây đổ chắn đường",
    "đường sạt lở mép taluy",
    "trẻ em chạy ra đường nguy hiểm",
    "tro chay tu thien",
    "hôm qua cháy bóng đèn nhà văn hóa",
    "khai tử cho người chết ở quê",
    "xin số cấp cứu",
    "thu tien dien tang gia",
    "đã dập tắt đám cháy tối qua, cảm ơn bà con",
    "chay tu lanh roi",
    "gas stove price",
    "bốc đầu xe đoạn gần cầu",
)


@pytest.mark.parametrize(("text", "kinds"), TRUE_ONES)
def test_an_emergency_is_heard(text: str, kinds: str) -> None:
    assert set(kinds.split()) <= spot(text)


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_petition_sounds_no_alarm(text: str) -> None:
    assert spot(text) == frozenset()


@pytest.mark.parametrize(("text", "kinds"), TRUE_ONES)
def test_an_emergency_is_heard_without_diacritics_in_capitals_and_in_nfd(text: str, kinds: str) -> None:
    folded = fold(text) if text.isascii() or any(c in text for c in "ăâđêôơưáàảãạíìỉĩịúùủũụ") else text
    assert set(kinds.split()) & set(spot(folded)), "without diacritics"
    assert set(kinds.split()) <= spot(text.upper())
    assert set(kinds.split()) <= spot(unicodedata.normalize("NFD", text))


def test_a_word_with_other_diacritics_is_another_word() -> None:
    assert spot("nhà cháy rồi") == {Emergency.FIRE}
    assert spot("nhà chạy rồi") == frozenset()
    assert spot("mùi ga nồng nặc") == {Emergency.GAS}
    assert spot("mùi gà nồng nặc") == frozenset()


def test_an_emergency_inside_a_long_ordinary_text_is_heard() -> None:
    text = "Đường trước nhà em hỏng từ lâu, rác không ai dọn. " * 20
    assert spot(text) == frozenset()
    assert spot(text + "Bây giờ nhà bên cạnh đang cháy.") == {Emergency.FIRE}


def test_a_single_cry_is_heard() -> None:
    assert spot("chay!!!") == spot("CHÁY") == {Emergency.FIRE}
    assert spot("cứu!!!") == {Emergency.MEDICAL}


def test_what_only_looks_like_a_fire_does_not_hide_a_real_one() -> None:
    assert spot("cháy tủ lạnh rồi lan ra cháy nhà, cứu với") >= {Emergency.FIRE}


@pytest.mark.parametrize(
    "text",
    [
        "chồng em đang đánh em", "bố cháu lại cầm dao đuổi mẹ cháu", "bị chồng nhốt trong phòng rồi đánh",
        "con trai tôi nghiện nó đánh tôi đòi tiền", "nha ben chong dang danh vo keu cuu", "my husband is hitting me",
        "老公打我", "남편이 때려요", "chays, choongf em ddanhs em chayr maus",
    ],
)  # fmt: skip
def test_violence_at_home_is_a_kind_of_its_own_beside_violence(text: str) -> None:
    assert spot(text) >= {Emergency.VIOLENCE, Emergency.HOME}


@pytest.mark.parametrize(
    "text",
    ["có người cầm dao đuổi chém nhau ở cổng chợ", "trộm đang cạy cửa nhà em", "someone with a knife is outside"],
)
def test_violence_by_strangers_is_none_at_home(text: str) -> None:
    assert Emergency.VIOLENCE in spot(text)
    assert Emergency.HOME not in spot(text)


def test_numbers_come_once_each_and_the_most_fitting_first() -> None:
    assert numbers({Emergency.FIRE, Emergency.FLOOD, Emergency.MEDICAL}) == ("114", "112", "115")
    assert numbers({Emergency.VIOLENCE}) == ("113",)
    assert numbers({Emergency.CHILD}) == ("111",)
    assert numbers(()) == ()


def test_every_emergency_has_a_number() -> None:
    assert all(numbers({each}) for each in Emergency)


@given(st.text(max_size=400))
def test_any_text_is_read_without_a_fall(text: str) -> None:
    assert spot(text) <= set(Emergency)


@pytest.mark.parametrize("text", ["den duong ngo 5 tat ba hom nay", "den duong ngo 5 to 3 tat ba hom nay roi"])
def test_a_lamp_that_is_out_for_three_days_is_no_slap_and_no_denunciation(text: str) -> None:
    found = hear(text, ())
    assert (found.urgent, found.sealed, found.kind) == ("", False, "phan_anh")


def test_who_slaps_is_still_heard() -> None:
    assert hear("chong toi dang tat toi", ()).urgent == "life"
    assert hear("toi muon to cao can bo to 3 nhan tien", ()).sealed
