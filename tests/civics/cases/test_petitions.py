"""Kinds and topics, and a cautious guess. All sentences are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.cases.petitions import NEED_SIGNED_FORM, SEALED, PetitionKind, Topic
from civics.hearing.topics import guess_topic
from tests.parts import catalogue


def test_complaints_and_denunciations_need_a_signed_form_and_only_denunciations_are_sealed() -> None:
    assert {PetitionKind.KHIEU_NAI, PetitionKind.TO_CAO} == NEED_SIGNED_FORM
    assert {PetitionKind.TO_CAO} == SEALED


def test_there_are_seventeen_topics() -> None:
    assert len(Topic) == 17


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Rác thải chất đống ở đầu ngõ", Topic.RAC_THAI),
        ("rac thai chat dong o dau ngo", Topic.RAC_THAI),
        ("đường bê tông ổ gà nhiều quá", Topic.DUONG_SA),
        ("mat dien tu sang den gio", Topic.DIEN_NUOC),
        ("xin hỏi thủ tục làm khai sinh", Topic.HO_TICH),
        ("quy ước của xóm bao giờ họp", Topic.DAN_CHU),
        ("tiem chung cho be o dau", Topic.Y_TE),
    ],
)
def test_a_plain_petition_gets_its_topic(text: str, topic: Topic) -> None:
    assert guess_topic(text) is topic


@pytest.mark.parametrize("text", ["", "alo", "xin chào phường", "😀"])
def test_without_a_sign_there_is_no_guess(text: str) -> None:
    assert guess_topic(text) is None


@given(st.text(max_size=300))
def test_any_text_is_guessed_without_a_fall(text: str) -> None:
    assert guess_topic(text) in (None, *Topic)


@pytest.mark.parametrize("language", ["vi", "en", "zh", "ko"])
def test_each_kind_and_topic_has_its_word(language: str) -> None:
    words = catalogue()
    keys = [f"civics.kind.{each}" for each in PetitionKind] + [f"civics.topic.{each}" for each in Topic]
    assert [key for key in keys if not words.has(language, key)] == []
