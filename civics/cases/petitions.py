"""Kinds of petitions and their topics, as the law and the ward tell them apart.

Luật Tiếp công dân 2013 Điều 2.2 (kiến nghị, phản ánh), Luật Khiếu nại 2011 Điều 2, Luật Tố cáo 2018 Điều 2. Confidence:
source. The word that a citizen uses does not decide the kind; staff may change it.
"""

from enum import StrEnum

from core.text import folded_words


class PetitionKind(StrEnum):
    """What a petition is. HOI is a question: no petition in law, but answered in the same queue."""

    PHAN_ANH = "phan_anh"
    KIEN_NGHI = "kien_nghi"
    KHIEU_NAI = "khieu_nai"
    TO_CAO = "to_cao"
    HOI = "hoi"


# A chat message is none in law: both need a signed đơn or a spoken statement at reception
# (Luật Khiếu nại 2011 Điều 8; Luật Tố cáo 2018 Điều 22, 25). Confidence: source.
NEED_SIGNED_FORM = frozenset({PetitionKind.KHIEU_NAI, PetitionKind.TO_CAO})

# Name, address and handwriting of a denouncer are secret (Luật Tố cáo 2018 Điều 9.1.b; NĐ 31/2019).
SEALED = frozenset({PetitionKind.TO_CAO})


class Topic(StrEnum):
    """What a petition is about."""

    RAC_THAI = "rac_thai"
    DUONG_SA = "duong_sa"
    DAT_DAI = "dat_dai"
    AN_NINH_TRAT_TU = "an_ninh_trat_tu"
    DIEN_NUOC = "dien_nuoc"
    HO_TICH = "ho_tich"
    CHINH_SACH_XA_HOI = "chinh_sach_xa_hoi"
    MOI_TRUONG = "moi_truong"
    XAY_DUNG = "xay_dung"
    GIAO_DUC = "giao_duc"
    Y_TE = "y_te"
    THIEN_TAI = "thien_tai"
    DAN_CHU = "dan_chu"
    CAN_BO = "can_bo"
    DICH_VU_CONG = "dich_vu_cong"
    DU_LIEU_CA_NHAN = "du_lieu_ca_nhan"
    KHAC = "khac"

    @classmethod
    def of(cls, value: str) -> "Topic":
        """The topic of that name; "other" for one that is empty or that this version does not know."""
        return next((each for each in cls if each == value), cls.KHAC)


# Phrases that speak for a topic, folded. A hint for the queue only: staff set the topic.
_SIGNS: dict[Topic, str] = {
    Topic.RAC_THAI: "rac thai|thu gom rac|rac|thung rac|do rac|vut rac|kim tiem|mui hoi thoi|garbage|rubbish",
    Topic.DUONG_SA: "o ga|den duong|bong den|lam duong|mat duong|via he|ngap duong|duong hong|nap cong|go giam toc|road"
    "|pothole|street light|duong be tong|den hu|xe buyt|long duong|street",
    Topic.DAT_DAI: "so do|so hong|tach thua|lan chiem|dat cong"
    "|quy hoach|giai phong mat bang|den bu|khu dat|dat dau gia",
    Topic.AN_NINH_TRAT_TU: "trom|danh nhau|ma tuy|co bac|karaoke|gay roi|cho tha rong"
    "|lua dao|gia danh|boc dau xe|an ninh",
    Topic.DIEN_NUOC: "mat dien|cot dien|dien chap|nuoc may|mat nuoc|tien dien|nuoc sach"
    "|sut ap|day dien|dien luc|cap nuoc",
    Topic.HO_TICH: "khai sinh|tam tru|thuong tru|ket hon|cccd|can cuoc|hon nhan|ho khau|chung tu|temporary residence",
    Topic.CHINH_SACH_XA_HOI: "ho ngheo|can ngheo|thuong binh|liet si|tro cap|bao tro|nguoi co cong|nguoi cao tuoi",
    Topic.MOI_TRUONG: "o nhiem|khoi|bui|mui khet|tieng on|on ao|nuoc thai|dot nhua|dot rac|noise|son mui",
    Topic.XAY_DUNG: "xay dung|xay nha|xay lan|mai che|cong trinh|giay phep xay|rut ruot",
    Topic.GIAO_DUC: "tuyen sinh|truong hoc|lop 1|hoc phi|mam non|giao vien",
    Topic.Y_TE: "tram y te|tiem vac xin|tiem chung|bao hiem y te|bhyt|thuoc|benh vien|sot xuat huyet",
    Topic.THIEN_TAI: "lu lut|ngap lut|sat lo|bao lu|lu cuon|do ngap|ke bo suoi",
    Topic.DAN_CHU: "quy uoc|huong uoc|hop to|hop xom|thu chi|cong khai thu|gop y|hop truc tuyen",
    Topic.CAN_BO: "can bo|thai do phuc vu|nhung nhieu|hach sach|cong chuc",
    Topic.DICH_VU_CONG: "mot cua|dich vu cong|nop ho so|vneid|lam viec ko|gio lam viec",
    Topic.DU_LIEU_CA_NHAN: "xoa so dien thoai|du lieu ca nhan|xoa het so|khong dong y cho luu",
}


def guess_topic(text: str) -> Topic | None:
    """The topic whose phrases the text holds most of, none when there is no sign or a tie. Never overrides a person."""
    folded = f" {' '.join(folded_words(text))} "
    scores = {
        topic: sum(len(sign.split()) for sign in signs.split("|") if f" {sign} " in folded)
        for topic, signs in _SIGNS.items()
    }
    best = max(scores, key=lambda topic: scores[topic])
    return best if scores[best] and list(scores.values()).count(scores[best]) == 1 else None
