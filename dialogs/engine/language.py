"""The language of a short message: vi, en, zh or ko.

Letters decide first (Hangul, Han), then diacritics, then small word lists for one or two words. Only then langdetect
decides between the rest: Vietnamese, with or without diacritics, and English. Its profiles of Chinese and Korean are
not loaded: letters have decided these languages already, and the profiles are large. The test holds the measured
figures.
"""

import json
import re
import unicodedata
from importlib.resources import files

from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from core.text import folded_words, gist

_PROFILES = ("vi", "en")
_BARE = "vi-bare"
_TRIALS = 3  # instead of langdetect's own 7: words of no language take each trial to its end, a thousand steps
_READ = 400  # this many letters tell a language as well as more do
_HANGUL = re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MARKED = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
_VI_SHORT = (
    "alo chao xin da vang ok oki co khong ko dc duoc toi em anh chi bac chau ad phuong bao hoi ho so huy "
    "giup tro tiep tuc quay lai dong y cam on tks thanks nha xong chua rac duong den nuoc dien phan kien "
    "nghi khieu nai to cao moi ai oi a ah u uh roi vay sao gi la"
)
_EN_SHORT = (
    "hello hi hey help report menu cases case english language ask question yes no cancel back continue "
    "please thank you good morning start stop send skip done"
)
# Vietnamese short forms of young people. Their letters look like English to langdetect.
_TEENCODE = (
    "ad ae ak bh bik bit bn bt bx chj ck cmt dc dk dt dg e g hem hnay hok hong hq hum ib iu j k kb kg khum ko lm ln "
    "lun mk mn mng ms mun nc ng nma nt ntn nx ny oki ok okie oy pik qa r rep rui sdt sml sr stt tks thks thx tl tr trc "
    "ubnd uk ukm vk vl vs vx wa xiu z zay zi zui"
)
_ENGLISH = (
    "the is are was am my your i you please and of to an this that what where when how do does not have has we they it "
    "with from for there can need want help in at our be been will still thank good no out by or"
)


class Detector:
    """One detector, made at the start (it reads two profiles) and passed as a parameter. Sure, or silent."""

    def __init__(self) -> None:
        folder = files("langdetect").joinpath("profiles")
        raw = {name: folder.joinpath(name).read_text("utf-8") for name in _PROFILES}
        self._factory = DetectorFactory()
        self._factory.set_seed(0)
        self._factory.load_json_profile([*raw.values(), _without_marks(raw["vi"])])

    def detect(self, text: str) -> str:
        """`vi`, `en`, `zh` or `ko`; empty when one can't tell, so that the chat keeps its language."""
        text = gist(text, _READ)
        if len(_HANGUL.findall(text)) >= 2:
            return "ko"
        if len(_HAN.findall(text)) >= 2:
            return "zh"
        words = re.findall(r"[^\W\d_]+", text)
        if not words:
            return ""
        if sum(1 for word in words if _MARKED.search(unicodedata.normalize("NFC", word))) * 3 >= len(words):
            return "vi"
        if len(set(words)) <= 2:  # langdetect takes each trial to its end over a word said again and again
            return _short(text)
        detector = self._factory.create()
        detector.n_trial = _TRIALS
        detector.append(" ".join(words))
        try:
            found = detector.detect()
        except LangDetectException:
            return ""
        if found == "en" and not _is_sure(folded_words(text)):
            return ""
        return "vi" if found.startswith("vi") else found if found in _PROFILES else ""


def _is_sure(words: list[str]) -> bool:
    """Whether this is surely English. Short forms can look like it: for `dc k ad` the detector says nothing."""
    short = sum(word in _TEENCODE.split() for word in words)
    return not short or sum(word in _ENGLISH.split() for word in words) > short


def _short(text: str) -> str:
    folded = folded_words(text)
    vietnamese = sum(word in _VI_SHORT.split() for word in folded)
    english = sum(word in _EN_SHORT.split() for word in folded)
    return "vi" if vietnamese > english else "en" if english > vietnamese else ""


def _without_marks(raw: str) -> str:
    profile = json.loads(raw)
    bare: dict[str, int] = {}
    for gram, count in profile["freq"].items():
        plain = _bare(gram)
        if len(plain) == len(gram):
            bare[plain] = bare.get(plain, 0) + count
    return json.dumps({"name": _BARE, "freq": bare, "n_words": profile["n_words"]})


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in apart if not unicodedata.combining(c))
