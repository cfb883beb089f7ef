"""The letters of the old Vietnamese fonts and code pages, as data, and what may be a Vietnamese syllable.

TCVN3 (ABC): made once from glibc's table TCVN5712-1, without the codes that the fonts `.Vn…` leave out. Each small
letter with its tone is one character; capitals with a tone exist only in fonts whose name ends with H. VNI: a letter,
and a second character for its mark. Windows-1258: the codes that differ from Windows-1252, as which such text is mostly
misread.
"""

from collections.abc import Mapping
from types import MappingProxyType

TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
WINDOWS_1258 = str.maketrans("ÃãÌÐÒÕÝÞìðòõýþ", "Ăă\u0300Đ\u0309ƠƯ\u0303\u0301đ\u0323ơư₫")

_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_HATS = dict(zip("âáàåãä", ("\u0302", *(f"\u0302{c}" for c in _TONES.values())), strict=True))
_BREVES = dict(zip("êéèúüë", ("\u0306", *(f"\u0306{c}" for c in _TONES.values())), strict=True))
_PLAIN = (("e", "e"), ("o", "o"), ("u", "u"), ("y", "y"), ("a", "a"), ("ô", "ơ"), ("ö", "ư"))


def _vni() -> dict[str, str]:
    pairs = {f"{typed}{sign}": f"{letter}{mark}" for typed, letter in _PLAIN for sign, mark in _TONES.items()}
    pairs |= {f"{letter}{sign}": f"{letter}{mark}" for letter in "aeo" for sign, mark in _HATS.items()}
    pairs |= {f"a{sign}": f"a{mark}" for sign, mark in _BREVES.items()}
    pairs |= dict(zip("ôöñíìæóòî", "ơưđíìỉĩịỵ", strict=True))
    pairs["yï"] = "ỵ"
    capitals = {
        typed[0].upper() + tail: meant.upper()
        for typed, meant in pairs.items()
        for tail in {typed[1:], typed[1:].upper()}
    }
    return pairs | capitals


VNI: Mapping[str, str] = MappingProxyType(_vni())  # in any normal form; two signs or one

HEADS = "ngh|ng|nh|th|tr|ch|gh|gi|kh|ph|qu|[bcdđghklmnprstvx]"
RIMES = (  # without tones; which rime may follow which initial is not checked
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et "
    "ê êch êm ên êng ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam "
    "oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm "
    "ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ up ut uy uya uych uyên "
    "uyêt uynh uyt uyu uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y ych "
    "yêm yên yêng yêt yêu ynh yt yu"
)
