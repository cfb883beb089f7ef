"""The phrases by which an emergency is known, and those that only look like one.

They are written in proper Vietnamese and found however they are typed (see `civics.cases.emergencies`): a word with the
mark `!` counts only with its diacritics, `a/b` is a choice of words, `…` stands for up to three words between. Written
for this project, tuned on its own sentences: a missed emergency is worse than a false one, yet a burnt fridge is no
fire.
"""

# Words whose folded form is also another common word (cháy, chạy, chảy): with other marks they are another word.
AMBIGUOUS = frozenset({
    "chay", "lu", "danh", "dam", "chem", "cuop", "giat", "duoi", "ngat", "lua",
    "no", "ga", "ro", "cuu", "ket", "giet", "hiep", "chet", "xi", "tho",
    "mau", "vo", "troi", "te", "sap", "den",
})  # fmt: skip

# How people shorten and misspell, folded; northern l/n at the end.
SHORT = {
    "dag": "dang", "dg": "dang", "nka": "nha", "r": "roi", "rui": "roi", "ng": "nguoi", "ngta": "nguoi ta", "vk": "vo",
    "ck": "chong", "wa": "qua", "zo": "vao", "zao": "vao", "gas": "ga", "hoả": "hoa", "luoc": "nuoc",
    "vs": "voi",
}  # fmt: skip

FIRE = """
cháy nhà; cháy chợ; cháy xưởng; cháy rừng; cháy kho; cháy quán; cháy phòng; cháy trọ
cháy xe tải/máy/con/khách/ô rồi; cháy lớn; cháy to; cháy rồi; cháy lan; cháy ngùn/dữ/phừng/rụi/rực; cháy lại
cháy nổ lớn; cháy máy biến áp; cháy cột điện; cháy trạm điện; cháy!; cháy cháy; cháy với; cháy ở; cháy tại
cháy khu; cháy dây điện; cháy đồi; cháy trường; nhà … cháy; nhà … bốc cháy; đang cháy; bốc cháy; phát cháy
bị cháy; có cháy; đám cháy; xảy ra cháy; lửa cháy; sắp cháy; cháy công/cửa/kí/ký ty/hàng/túc/tạp; xưởng … cháy
chợ … cháy; kho … cháy; rừng … cháy; quán … cháy; bếp … cháy; lửa bốc; lửa lan; lửa to; lửa lớn; ngọn lửa
bén lửa; bắt lửa; có lửa; lửa đang; lửa ngùn ngụt; tóe lửa; toé lửa; lửa tóe; xẹt lửa; hỏa hoạn
khói … ngùn ngụt; bốc khói; khói đen … bốc; khói … mù mịt … nhà bên; gọi cứu hỏa; cần cứu hỏa; cứu hỏa ơi
cứu hỏa gấp; cứu hỏa với; nổ bình ga; bình ga nổ; bình ga … nổ; phát nổ; tiếng nổ lớn; nổ lớn; nổ máy biến áp
house on fire; on fire; fire fire; there is a fire; there's a fire; big fire; fire at; fire in; fire broke
a fire; is burning; are burning; explosion; exploded; house fire; smoke coming from; full of smoke
call the fire
"""

FLOOD = """
lũ cuốn; lũ quét; lũ về; lũ lên; lũ tràn; lũ dâng; nước lũ; lũ to; lũ đang; nước … dâng cao; nước dâng
nước đang cao; nước đang lên; nước đang dâng; nước lên nhanh; nước lên đến/tới; nước … lên cao
nước tràn vào nhà; nước vào nhà; nước … vào … nhà; nước ngập đến/tới/quá/lút; nước ngập vào; ngập vào nhà
ngập nhà; nhà … ngập; ngập sâu; ngập lút
ngập … đến/tới/quá/ngang gối/đùi/bụng/hông/cổ/ngực/mái/đầu/nóc/giường/bàn; ngập cả nhà; ngập hết nhà
ngập hết rồi; bị cuốn; cuốn trôi; trôi nhà; vỡ đê; vỡ đập; vỡ kè; vỡ bờ; tràn đê; mắc kẹt; bị kẹt
kẹt trên/trong mái/nhà/nước/lũ/thang; trên mái nhà; trên nóc nhà; bị cô lập; đuối nước; chết đuối
rơi xuống sông/suối/ao/giếng/hồ/cống/mương/kênh; ngã xuống sông/suối/ao/giếng/hồ/cống/mương/kênh; đang sạt lở
sạt lở … nhà; sạt vào nhà; đất sạt … nhà; đất đá … nhà; vùi lấp; bị vùi; sập nhà; nhà … sập; sập cầu; cầu … sập
sạt lở … người; cây đổ đè; đổ đè; bị đè; flood; flooding; flooded; flood water; water is rising; water rising
water … coming into; trapped; drowning; drowned; swept away; stuck on the roof; on the roof; landslide
house collapsed; collapsed on
"""

VIOLENCE = """
đánh nhau; đang đánh; đánh vợ; đánh con; đánh mẹ; đánh bố
đánh ông/bà/người/cháu/bé/chồng/em/tôi/hội/dã/túi/chết/đập; bị đánh; bị … đánh đập; bị chồng đánh; bị … đánh
chồng … đánh; bố … đánh; đòi đánh; dọa đánh; chém nhau; chém người; đang chém; bị chém; đòi chém; chém chết
dao chém; đâm nhau; đâm người; bị đâm chết; đâm chết; dao đâm; đâm trọng thương; cầm dao; vác dao; rút dao
kề dao; cầm kiếm; cầm súng; cầm mã tấu; hung khí; cầm gậy; nổ súng; có súng; bắn nhau; bắn chết; dọa giết
dọa chém; đòi giết; giết người; giết tôi/em/con/vợ/mẹ/nó/cháu; sẽ giết; hiếp dâm; bị hiếp; cưỡng hiếp; cướp
bắt cóc; bắt giữ người; khống chế; xông vào nhà; đột nhập; phá cửa; hành hung; bạo lực; bạo hành; ẩu đả
hỗn chiến; bóp cổ; bị nhốt; nhốt tôi; đe dọa tính mạng; đập phá nhà; being beaten; beating; beats; attacked
attacking; with a knife; has a knife; has a gun; stabbed; stabbing; raped; rape; robbery; robbed; robbing
domestic violence; kill me; kill us; fighting with; fighting outside; threatening me; kidnapped; kidnapping
breaking into; intruder; hitting; hits me; hit me; shooting; gunshot
"""

MEDICAL = """
bất tỉnh; ngất xỉu; ngất!; bị ngất; ngất rồi; ngất ra; ngất lịm; xỉu; đột quỵ; đột quị; tai biến; ngừng thở
không thở; khó thở; tắt thở; ngạt thở; ngạt khói; ngạt khí; tai nạn; điện giật; giật điện; chảy máu
chảy nhiều máu; máu chảy; mất máu; gọi cấp cứu; cần cấp cứu; cấp cứu gấp; cấp cứu với; đi cấp cứu; cấp cứu giúp
xe cấp cứu đến; gọi 115; ngộ độc; co giật; tự tử; tự sát; nhảy cầu; nhảy lầu; muốn chết
uống thuốc sâu/trừ/chuột/diệt/ngủ; cắt cổ tay; vỡ ối; sắp đẻ; sắp sinh; đẻ rơi; rắn cắn; rắn độc
sốt 39/40/41/42 độ; sốt cao co giật; đau tim; nhồi máu; đau ngực; nguy kịch; tử vong; người chết; xe … tông
tông xe; xe tải/máy/ô/con/khách … đâm; đâm xe; lật xe; xe … lật; hóc xương/dị; nghẹn … tím tái; tím tái
bỏng nặng; bị bỏng; gãy chân; gãy tay; gãy cổ; ngã từ; sùi bọt mép; hôn mê; cứu người; cứu mạng; cứu với; cứu em
cứu tôi; cứu mẹ/bố/con/cháu/vợ/chồng/bà/ông; unconscious; not breathing; can't breathe; cannot breathe
heart attack; stroke; bleeding; ambulance; electrocuted; passed out; fainted; collapsed; suicide; kill myself
overdose; poisoned; snake bite; accident; seriously injured; dying
"""

GAS = """
rò rỉ ga; rò ga; rò rỉ khí; rò khí; rò rỉ bình; ga … rò; ga … rỉ; xì ga; ga xì; ga bị xì; ga … xì; bình ga … hở
mùi ga; mùi khí ga; hở ga; khét ga; ngửi thấy ga; sặc ga; hơi ga; gas leak; gas is leaking; leaking gas
smell of gas; smell gas; smells gas; gas smell; smell … gas; smells like gas; khí độc; rò rỉ hóa chất
rò rỉ amoniac; khí clo
"""

CHILD = """
xâm hại … trẻ/cháu/bé/con; trẻ/cháu/bé … xâm hại; xâm hại tình dục; bạo hành trẻ/con/cháu/bé; đánh trẻ
đánh đập trẻ; đánh đập con; đánh đập cháu/bé; đánh con; đánh cháu; đánh bé; đánh học sinh
trẻ/cháu/bé … bạo hành; trẻ/bé/cháu bị đánh; dâm ô; sàm sỡ … trẻ/cháu/bé; bắt cóc; bắt trẻ; trẻ … bỏ rơi
bé … bỏ rơi; cháu … bỏ rơi; trẻ lạc; bé … lạc; cháu … bị lạc; lạc mất con; lạc mất cháu; mất tích; đi lạc
child abuse; abused child; beating his son; hits his child; beating a child; missing child; lost child
child is missing; son is missing; daughter is missing; molested; beating … child; kidnapped
"""

LETTERS = {
    "fire": "着火 著火 失火 起火 火灾 火災 大火 燃烧起来 爆炸 화재 불이났 불났 불나 불이나 불이붙 불타 폭발",
    "flood": "洪水 溺水 被困 水淹 涨水 淹到 被冲走 泥石流 塌方 山体滑坡 홍수 물에빠 침수 갇혔 고립됐 떠내려 "
    "산사태 무너졌",
    "violence": "打架 杀人 殺人 持刀 拿刀 抢劫 搶劫 家暴 被打 打我 强奸 绑架 威胁要杀 폭행 칼을 칼로 칼들 강도 "
    "때리고 때려 때린 폭력 죽이겠 납치 성폭행",
    "medical": "昏迷 晕倒 昏倒 不能呼吸 没有呼吸 触电 救命 救护车 车祸 中毒 大出血 流血 自杀 心脏病发 의식이없 "
    "의식을잃 쓰러졌 쓰러져 쓰러지 숨을못 숨을안 감전 구급차 응급 교통사고 살려주세요 심장마비 자살 "
    "피를많이 피가많이",
    "gas": "煤气泄漏 燃气泄漏 煤气味 燃气味 瓦斯味 漏气 毒气 가스냄새 가스가새 가스누출 가스샌 가스새",
    "child": "虐待儿童 虐童 孩子被打 打孩子 孩子走失 孩子不见了 拐卖 아동학대 아이를때리 아이가맞 아이를잃어 "
    "아이가없어졌 아이가사라졌",
}  # fmt: skip
HARMLESS_LETTERS = (
    "防火 消防演习 火灾演习 预防火灾 火灾预防 火灾保险 防火灾 火车 화재예방 화재훈련 화재대피훈련 "
    "화재보험 응급처치교육 홍수예방 범죄예방"
)

# What only looks like an emergency: taken out before looking.
HARMLESS = """
bóng … cháy; đèn … cháy; cháy bóng; cháy đèn; cháy hàng; cháy vé; cháy túi; cháy giáo án; cháy nắng; cháy da
cháy phố; cháy hết mình; cháy tủ lạnh; cháy máy bơm/giặt/lạnh/tính/móc/hàn/xay/say; cháy tivi; cháy ti vi
cháy quạt; cháy cầu chì; cháy công tơ; cháy đồ điện; cháy đồ; cháy thiết bị; cháy điện thoại; cháy nồi; cháy cơm
cháy thức ăn; cháy aptomat; cháy mô/moay tơ; cháy moe; tủ lạnh … cháy; ti vi … cháy; tivi … cháy; máy bơm … cháy
máy giặt … cháy; quạt … cháy; công tơ … cháy; cầu chì … cháy; chập cháy tủ lạnh; chập cháy đồ; hay chập cháy
chập cháy liên tục; chập cháy hoài; chập cháy suốt; chập cháy bóng; phòng cháy chữa cháy
phòng cháy và chữa cháy; phòng chống cháy nổ; phòng cháy nổ; phòng cháy rừng; phòng cháy; chữa cháy
an toàn cháy nổ; pccc; nguy cơ … cháy nổ; nguy cơ … cháy; sợ … cháy nổ; sợ … cháy; lo … cháy nổ; dễ cháy nổ
dễ … cháy; dễ gây … cháy; dễ gây … cháy nổ; gây cháy nổ; cảnh báo cháy; báo cháy giả; chuông báo cháy
bảo hiểm cháy; chất cháy; nếu … cháy; nếu cháy; mùi cháy; cháy khét; đề phòng … cháy; tránh … cháy nổ
tránh cháy; chống cháy; vật liệu cháy; lửa trại; đốt lửa; đá lửa; lửa hận; có lửa mới; lửa đảo; diễn tập
tập huấn cứu hỏa; đang chạy!; chay xe; chay moto; chay mo to; chay ôm; chay grab; chay bộ; chay nhanh; chay ẩu
chay quá tốc; chay quá nhanh; chay qua; chay suốt; chay theo; chay vào; chay ra; chay trốn; chay việc; chay tiền
chay ăn; chay tốt; chay thử; chay dọc; chay về; chay lên; chay xuống; chay tới; chay đến; chay trên; chay ngoài
chay ngược; chay loạn; chay rầm; chay ầm; chay chậm; chay đi; chay lại; chay ngang; chay thận; chay chỗ
chay chức; ăn chay; cơm chay; quán chay; đồ chay; nước … chay; quán cơm chay; chương trình chay; tuyến … chay
tàu … chay; trẻ … chay; người ta chay; phòng chống lũ; phòng lũ; chống lũ; sau lũ; mùa lũ; tránh lũ; đợt lũ vừa
lũ … giấy tờ; bản đồ lũ; lũ trẻ; lũ chó; lũ thanh niên; phòng chống đuối nước; phòng đuối nước; chống đuối nước
nguy cơ đuối nước; dạy bơi; kẹt xe; kẹt đường; kẹt giấy; bị kẹt xe; bị kẹt đường; chống sạt lở; kè chống
phòng chống bạo lực; phòng chống bạo hành; phòng bạo lực; chống bạo lực; bạo lực học đường là gì
tuyên truyền … bạo lực; tiền cướp; cướp lời; như cướp; ăn cướp; cướp công; cướp đất; cướp chỗ; cướp diễn đàn
đánh bị; đánh giá bị; số cấp cứu; trạm cấp cứu; phòng cấp cứu; khoa cấp cứu; sơ cấp cứu; xe cấp cứu không
xe cứu thương không; xe cứu hỏa không; hay … tai nạn; hay tai nạn; dễ … tai nạn; gây … tai nạn; gây tai nạn
nguy cơ … tai nạn; sợ … tai nạn; tránh … tai nạn; phòng … tai nạn; bảo hiểm tai nạn; thường … tai nạn
nhiều tai nạn; nhiều vụ tai nạn; tai nạn lao động chế độ; suýt … tai nạn; sẽ … tai nạn; có ngày … tai nạn
mới … tai nạn mới; chế độ tai nạn; tiền tai nạn; trợ cấp tai nạn; sợ … điện giật; dễ … điện giật
nguy cơ … điện giật; phòng … điện giật; sợ … đuối nước; phòng ngộ độc; phòng chống ngộ độc; phòng đột quỵ
giấy … tử vong; giấy chứng tử; muốn chết đi được; cười muốn chết; buồn muốn chết; nóng muốn chết; mệt muốn chết
chuột chết; cá chết; gà chết; lợn chết; chó chết; người chết … khai tử; khai tử … người chết; mai táng
diệt chuột; trại ga; chuồng ga; nuôi ga; phân ga; nhà ga; ga tàu; ga xe lửa; xe lửa; bếp ga; giá ga; đổi ga
gọi ga; cửa hàng ga; fire drill; fire extinguisher; fire safety; fire alarm; campfire; fire station
fire hydrant; fire exit; burning trash; burning rubbish; burning garbage; burning plastic; burning waste
burning leaves; burning smell; are burning trash; is burning trash; accident prone; cause accidents
cause an accident; avoid accident; insurance accident
"""

# The time of a thing that is over, happens each time it rains, or is asked about; unless something says that it is now.
OVER = """
hôm qua; đêm qua; tối qua; hôm trước; hôm nọ; bữa trước; tuần trước; tháng trước; năm ngoái; năm trước
lần trước; vừa qua; hôm kia; đã dập; dập tắt; hồi tháng; hồi năm; ngày trước; yesterday; last night; last week
last month; last year; 昨天; 上周
"""
HABIT = """
cứ mưa; hễ mưa; mỗi lần mưa; mỗi khi mưa; mưa là; mưa to là; mưa xuống là; mưa lớn là; mùa mưa; năm nào cũng
lần nào cũng; mưa nào cũng; thường xuyên; hay bị; every time it rains; when it rains; whenever it rains
every rain; each time it rains; trận mưa nào
"""
PAPER = """
hỗ trợ; đền bù; bồi thường; cấp lại; cảm ơn; thiệt hại; hoa màu; danh sách; khắc phục; thủ tục; quyên góp
ủng hộ; giấy tờ; trợ cấp; khiếu nại; compensation; thank you; support after; đề nghị làm; đề nghị xây
đề nghị lắp; kiến nghị; nạo vét; đề xuất; quy hoạch; tuyên truyền
"""
NOW = """
đang cháy; đang bốc; đang ngập; đang lên; đang dâng; đang tràn; đang cuốn; đang bị; đang kẹt; đang mắc
đang đánh; đang đuối; đang sạt; đang chảy; đang nằm; cứu với; cứu em; cứu tôi; cứu mình; cứu người; cứu hộ
cứu gấp; cứu giúp; cứu cháu/con/mẹ/bố/bà/ông; cần cứu; gọi cứu hỏa; khẩn cấp; bây giờ; vẫn cháy; vẫn đang
vẫn chưa tắt; vẫn lên; đến giờ; cháy rồi; mắc kẹt; đuối nước; bất tỉnh; ngay lúc này; help; right now; sos; 救命
现在
"""
