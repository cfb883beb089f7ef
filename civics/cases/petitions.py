"""The kinds of petitions and their topics, as the law and the ward distinguish them.

Luật Tiếp công dân 2013 Điều 2.2 (kiến nghị, phản ánh), Luật Khiếu nại 2011 Điều 2, Luật Tố cáo 2018 Điều 2. Confidence:
source. The citizen's own word for it does not decide the kind; staff may change it.
"""

from enum import StrEnum


class PetitionKind(StrEnum):
    """The kind of a petition. HOI is a question: by law it is not a petition, but it is answered in the same queue."""

    PHAN_ANH = "phan_anh"
    KIEN_NGHI = "kien_nghi"
    KHIEU_NAI = "khieu_nai"
    TO_CAO = "to_cao"
    HOI = "hoi"


# By law a chat message is neither of these. Both need a signed đơn or a spoken statement at the reception
# (Luật Khiếu nại 2011 Điều 8; Luật Tố cáo 2018 Điều 22, 25). Confidence: source.
NEED_SIGNED_FORM = frozenset({PetitionKind.KHIEU_NAI, PetitionKind.TO_CAO})

# The name, address and handwriting of a denouncer are secret (Luật Tố cáo 2018 Điều 9.1.b; NĐ 31/2019).
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
        """The topic of that name; "other" when the name is empty or unknown to this version."""
        return next((each for each in cls if each == value), cls.KHAC)
