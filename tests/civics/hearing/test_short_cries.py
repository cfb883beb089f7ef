"""Sixty cries for help as they are typed in a hurry, without diacritics and shortened, and sixty look-alikes.

They were written before anybody looked at the rules: 57 rang, and 5 of the others. The kinds that were heard worst were
mended. A change may not hear fewer of the cries, nor ring for more of the others.
"""

import pytest

from civics.hearing.urgency import LIFE, urgency

_CRIES = """
chay nha to 7 roi cuu voi
nha ng ta dang chay trong ngo, co em be ben trong
bep nha e chay roi k dap dc
chay lon o xuong go, nhieu ng chua ra dc
kho vai boc chay, khoi den nghit, ng con trong do
quan karaoke bi chay, mac ket tren tang 3
xe dien no chay o ham gui xe chung cu
co dua be roi xuong song, mn oi cuu
tre bi duoi nuoc o ho cau
chau e chim mat roi, ao sau nha
2 ng bi nc cuon troi o dap tran
thang be lot xuong cong dang ho nap, k thay dau
nc lu len nhanh qua ca nha e tren mai, cuu
ong toi te xuong gieng roi
co ng dinh dien o cot so 5, k ai dam lai gan
tho dien bi giat nam bat dong tren cot
e be cho tay vao o dien bi giat roi
day dien dut roi trung ng di xe may
vo e bi dien giat tim tai roi
bi ngat khi ga ca nha nam het roi
ro ga ca phong, me e xiu roi
binh gas xi manh qua, mui gas khap nha lam sao gio
no binh gas o quan pho, co ng bi bong
dot than suoi, sang goi k ai day, nghi ngo doc
sap gian giao, tho bi de o duoi
tuong sap de trung 3 ng
nha dang xay do sap, con ng mac ket
sat lo vui mat nha ba tu, ng con o trong
tran nha sap trung hoc sinh lop 2
cay do de len xe co ng trong xe
co ng cam dao dam nhau o cho dem
a ay bi dam vao bung chay mau nhieu lam
thang say no chem ck e roi
no dang vac dao duoi chem ca nha e
bon no chem nhau truoc cong truong, 1 dua guc roi
ck dang danh e, cuu e voi
bo duong danh em be tim het nguoi, dang danh nua
no nhot me con e trong phong doi giet
ca dam vay danh 1 ng bat tinh roi
bo chau dang danh me chau, chau so lam
bo e dot quy, meo mieng, k noi dc
ba ngoai te xong hon me, goi k day
ong noi dau nguc du doi, tho k noi
con e co giat sui bot mep
vo e dang de roi, k kip di vien, ra mau nhieu
be nha e hoc hat lac tim mat roi
ck e nga xe chay mau dau nam im
bi ran can o chan, sung to lam roi
ran ho mang can con e roi
ong tu bi ran luc can, non ra mau
e uong het vi thuoc ngu roi
ban e dang dung tren lan can cau doi nhay
e k muon song nua, toi nay e di
me chau uong thuoc sau roi cuu me chau voi
co ng treo co trong nha tro
con e bi ng la bat len xe roi
co ng keo e be len o to chay mat
be gai bi bat coc o cong truong
bon no bat a e len xe cho di, doi tien chuoc
tai nan xe tai can qua ng, con song, goi cap cuu voi
""".strip().splitlines()
_CALM = """
chay hang vac xin o tram y te roi
bong den ngo 7 bi chay, k sang nua
chay may bom nuoc cua to 5, de nghi thay
e chay xe om co can dang ky k
k chay dc xe vi duong nat qua
chay tien lo hoc phi cho con
nc chay yeu qua, tang 2 k co nc
duoi viec nhan vien quan an co dung luat k
nc cong chay ra duong hoi lam
nc ngap duong to 3 cao 20cm, di lai kho
song o day kho qua nc k co
be boi phuong mo cua may gio
lop day boi cho tre em dang ky o dau
xin lap rao quanh ao cho tre khoi nga
gieng nha e can roi, xin nc sach
hoa don dien thang nay giat minh qua
gia dien tang giat ca minh
day dien sa xuong thap qua, so co ng bi giat
tu dien ho cua, de nghi dong lai ko tre nghich
cup dien suot nong k chiu dc
gia gas tang qua
doi gas o dau re vay mn
mui hoi tu cong boc len nghet tho
khoi dot rac bay vao nha kho tho qua
tuong rao truong bi nut, xin sua som
nha cu xuong cap so sap luc nao k biet
cau go yeu lam roi, sap toi xin lam lai
via he sap 1 goc, di bo kho
cay nghieng de len day dien thoai, nho cat
mang sap k vao dc cong dich vu cong
dam cuoi nha ben hat den khuya
xin dam bao an ninh cho dem
cho chem gia khach du lich
chem gio gi the, tra loi di
danh bai o quan nc dau ngo
danh gia can bo o dau vay
danh thue nha cho thue the nao
bi danh rot ho so, gio lam sao
bo me danh con bi phat the nao
ck e danh mat cccd roi, lam lai o dau
mau don ly hon lay o dau
bo e mat hoi thang 3, lam giay khai tu o dau
me e bi benh nang, xin tro cap o dau
ong noi hay dau nguc, tram y te kham thu may
co tiem phong dot quy k vay
con e bi sot, tram y te mo cua k
vo e moi sinh em be, lam khai sinh can gi
xin xe cuu thuong phuc vu giai bong da
ran mac day ong nc to 3, de nghi don co ram
ban ran trong cho co phep k
e uong cafe o quan nay bi dau gia
thuoc sau ban o cho k ro nguon goc
chan song qua, thu tuc gi lau the
nhay day o cong vien may gio dong cua
treo co to quoc ngay nao vay
treo bang ron o ngo 5 bi rach
bat coc bo day, cam on phuong xu ly vu cho tha rong
e be di hoc mau giao dang ky khi nao
bat xe khach o dau ve que
cai xe tai do chan ngo k ai qua dc
""".strip().splitlines()
_HEARD, _FALSE = 60, 3


@pytest.mark.parametrize(("said", "least", "most"), [(_CRIES, _HEARD, 60), (_CALM, 0, _FALSE)])
def test_most_cries_ring_and_few_others(said: list[str], least: int, most: int) -> None:
    assert len(said) == 60
    rang = [each for each in said if urgency(each).level == LIFE]
    assert least <= len(rang) <= most, sorted(set(said) ^ set(rang))


@pytest.mark.parametrize("text", ["hotline goi mai khong ai bat may", "sdt phuong goi hoai khong duoc"])
def test_a_line_that_nobody_answers_is_no_danger(text: str) -> None:
    assert urgency(text).level != LIFE


@pytest.mark.parametrize("text", ["goi me hoai k tra loi, me nam im", "goi ong noi hoai k day"])
def test_somebody_who_does_not_answer_is_in_danger(text: str) -> None:
    assert urgency(text).level == LIFE
