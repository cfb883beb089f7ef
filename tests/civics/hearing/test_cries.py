"""Sixty cries for help and sixty sentences that only sound like one, written before anybody looked at the rules.

They are no examples to fit the rules to. A change may not hear fewer of the cries, nor ring for more of the others.
"""

import pytest

from civics.hearing.urgency import LIFE, urgency

_CRIES = """
cháy nhà rồi bà con ơi, khói ra mù mịt
chay nha roi cuu voi
lửa đang bốc lên ở mái nhà bên cạnh
lua chay lon lam ngoai kho phe lieu
bếp nhà tôi đang cháy dập không nổi
xe máy đang cháy trong hầm chung cư
nhaf ong Bay dang chays
trạm điện đang bốc cháy nổ lốp bốp
nha bi chay co nguoi ket ben trong
khói đen ở tầng 3 có người đang kẹt không xuống được
chaý to quá gọi cứu hoả dùm
có đứa nhỏ té xuống kinh rồi chưa vớt lên được
co nguoi duoi nuoc o ho sinh thai
thằng bé nhà tôi đang chìm dưới ao
nguoi ta moi nhay cau xuong song
con tôi bị nước cuốn trôi rồi
có hai cháu đuối nước ngoài đập
ghe lật có người dưới sông
dua be rot xuong gieng
có người bị nước lũ cuốn đang bám cành cây
chồng tôi đang đánh tôi cứu tôi với
chong toi cam dao doi giet ca nha
nó đang đập cửa đòi chém tôi
co danh nhau cam ma tau ngoai cho ne
hàng xóm đang bị đánh hội đồng máu me đầy người
có người bị đâm nằm ngoài đường
no dang bop co me toi
ổng say rượu cầm dao rượt vợ con ngoài hẻm
bọn chúng đang chém nhau trước quán nhậu
bố dượng đang đánh cháu, cháu sợ lắm
có mùi gas nồng nặc trong nhà không dám bật điện
mui ga xi ra nong lam
bình gas đang xì khò khè không khoá được
rò rỉ khí ga ở quán phở đầu ngõ
bình ga sắp nổ rồi
cả nhà bị ngạt khí than nằm bất tỉnh
tường nhà đang sập có người ở dưới
sap gian giao de nguoi roi
đất lở vùi nhà rồi còn người ở trong
nhà tôi đang nghiêng nứt toác sắp đổ
sập hầm thợ còn mắc ở dưới
cây đổ đè trúng người đi xe máy
con tôi mất tích từ chiều tới giờ chưa thấy
lac mat be gai 5 tuoi ngoai cho
cháu bé đi lạc tìm không thấy đâu
co nguoi bat coc tre con
có người lạ kéo cháu nhỏ lên xe chạy mất
bà cụ lẫn đi khỏi nhà từ sáng chưa về
có người bị điện giật nằm đó
dien giat nguoi roi cuu voi
dây điện đứt rớt xuống nước có người bị giật
chạm điện ngã bất tỉnh chưa ai dám lại gần
dây điện đứt đang toé lửa trên đường
tôi không muốn sống nữa
em muon chet cho xong
con gái tôi vừa uống thuốc trừ sâu
có người đang đứng trên nóc nhà đòi nhảy
chau cat tay chay mau nhieu qua
nó khoá cửa đòi treo cổ trong phòng
bà nhà tôi tự dưng xỉu không thở nữa
""".strip().splitlines()
_CALM = """
hôm qua trên ti vi đưa tin cháy chung cư ở Hà Nội
năm ngoái nhà ông Tư bị cháy nay xây lại rồi
giá đất tăng như cháy nhà
tôi xin tập huấn phòng cháy chữa cháy
nồi cơm cháy khét ăn không được
mua bình chữa cháy ở đâu
máy bơm cháy mô tơ từ tháng trước
bóng đèn đường cháy hai tuần nay
hàng bán chạy cháy hàng luôn
bài hát lửa cháy trong tim
nồi canh sôi trào ra bếp
lễ hội đốt lửa trại vui lắm
con tôi học bơi để phòng đuối nước
nghe nói năm kia có cháu đuối nước ở đập
lớp dạy bơi chống đuối nước mở khi nào
nước cuốn trôi hết cát đắp lề đường
lúa bị nước cuốn trôi mất hai sào
trôi hết cả vốn liếng làm ăn
phim tối qua có cảnh nhảy cầu
công an đã bắt kẻ cầm dao tuần trước
báo đăng vụ chém nhau ở quận bên
hai đội đánh nhau trên sân bóng hồi tết năm ngoái
đau như dao đâm trong bụng lúc trái trời
giá chém khách du lịch quá
quán đó chém đẹp khách
nó đánh cờ suốt ngày
tuyên truyền phòng chống bạo lực gia đình
bộ đội đánh giặc ngày xưa
giá gas tháng này tăng nhiều quá
đổi bình gas ở cửa hàng nào rẻ
bếp gas cũ muốn bỏ thì vứt đâu
nước có gas uống nhiều không tốt
quy định để bình gas trong quán ăn
bánh xe xì hơi vì đường nhiều đinh
nhà cũ sập từ năm 2010
giá heo sập mạnh bà con lỗ
mạng sập hoài không nộp hồ sơ được
tường rào sập hồi bão năm ngoái chưa xây
cây đổ tuần trước đã dọn xong
sập tiệm vì không có khách
chó nhà tôi đi lạc ba hôm
mất giấy khai sinh của con tôi
lạc mất sổ hộ khẩu tìm không thấy
tôi đi lạc trong mấy thủ tục này
bài hát con chim đi lạc
phim bắt cóc trẻ con trên mạng
tiền điện tăng giật mình
giật mình vì tiếng loa phường
nó giật giải nhất hội thi
giật cô hồn tháng bảy đông vui
máy giặt rò điện tê tê thợ sửa hôm qua rồi
dây điện đứt đã nối lại từ tuần rồi
mệt muốn chết vì thủ tục
nóng muốn chết mà cúp điện
cười muốn chết
phun thuốc trừ sâu đúng cách
ông nội tôi chết năm ngoái xin trích lục khai tử
chết máy xe vì ngập nước
thương nhớ muốn xỉu
hết hơi chạy theo giấy tờ
""".strip().splitlines()
_HEARD, _FALSE = 57, 5  # 56 and 5 when they were written


@pytest.mark.parametrize(("said", "least", "most"), [(_CRIES, _HEARD, 60), (_CALM, 0, _FALSE)])
def test_most_cries_ring_and_few_others(said: list[str], least: int, most: int) -> None:
    assert len(said) == 60
    rang = [each for each in said if urgency(each).level == LIFE]
    assert least <= len(rang) <= most, sorted(set(said) ^ set(rang))
