# SPDX-License-Identifier: EUPL-1.2
"""What the waiting room and the summary are made of: light, loudness, pages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.sound.card import FRAME_SAMPLES
from kiosk.call.sound.level import FLOOR_DB, FRAMES, Level
from ui.touch.hearing import ENOUGH, FORGET_EVERY, SPEECH_DB, Heard, Hearing
from ui.touch.light import Light, LightWatch, judge
from ui.touch.text.pages import paged

W, H = 320, 180


def picture(room: int, face: int) -> bytes:
    """A face in the middle of a room, each of one brightness."""
    luma = np.full((H, W), room, np.uint8)
    luma[round(0.2 * H) :, round(0.3 * W) : round(0.7 * W)] = face
    return luma.tobytes()


# ---------------------------------------------------------------------------------------------- light


@pytest.mark.parametrize(
    ("room", "face", "light"),
    [
        (110, 130, Light.GOOD),
        (60, 120, Light.GOOD),
        (150, 100, Light.GOOD),
        (20, 30, Light.DARK),
        (90, 50, Light.DARK),
        (210, 70, Light.BACKLIT),
        (235, 100, Light.BACKLIT),
        (120, 240, Light.BRIGHT),
        (240, 240, Light.BRIGHT),
    ],
)
def test_the_light_is_judged_by_the_face_and_what_is_around_it(room: int, face: int, light: Light) -> None:
    assert judge(picture(room, face), W, H) is light


def test_no_picture_is_no_light() -> None:
    assert judge(b"", 0, 0) is Light.UNKNOWN
    assert judge(bytes(10), W, H) is Light.UNKNOWN


@given(st.binary(min_size=16 * 9, max_size=16 * 9))
def test_any_picture_has_a_judgement(luma: bytes) -> None:
    assert judge(luma, 16, 9) is not Light.UNKNOWN


def test_a_hand_before_the_camera_is_no_dusk() -> None:
    watch = LightWatch()
    said = [watch.look(seen) for seen in (Light.GOOD, Light.DARK, Light.GOOD, Light.DARK, Light.DARK)]
    assert said == [Light.GOOD, Light.GOOD, Light.GOOD, Light.GOOD, Light.DARK]


# ---------------------------------------------------------------------------------------------- loudness


def test_a_word_is_heard_and_a_knock_is_not() -> None:
    knock, word = Hearing(), Hearing()
    for _ in range(20):
        knock.take(-20.0)
        for _ in range(FORGET_EVERY):
            knock.take(-70.0)
    assert knock.heard is Heard.ASK
    for _ in range(ENOUGH):
        word.take(SPEECH_DB)
    assert word.heard is Heard.HEARD
    for _ in range(100):
        word.take(-90.0)
    assert word.heard is Heard.HEARD and word.share == 0.0, "nobody need speak on"


@given(st.floats(-200, 50))
def test_the_bar_stays_within_its_ends(level_db: float) -> None:
    hearing = Hearing()
    hearing.take(level_db)
    assert 0.0 <= hearing.share <= 1.0


def test_the_level_is_that_of_the_loudest_frame() -> None:
    level, silent = Level(), np.zeros(FRAME_SAMPLES, np.int16)
    loud = np.full(FRAME_SAMPLES, 3277, np.int16)
    assert [level.add(silent) for _ in range(FRAMES)] == [None] * (FRAMES - 1) + [FLOOR_DB]
    told = [level.add(loud if number == 3 else silent) for number in range(FRAMES)]
    assert told[:-1] == [None] * (FRAMES - 1)
    assert told[-1] == pytest.approx(-20.0, abs=0.01)
    assert [level.add(silent) for _ in range(FRAMES)][-1] == FLOOR_DB, "what was loud is over"


# ---------------------------------------------------------------------------------------------- pages


def pages_of(text: str, width: int, lines: int) -> tuple[str, ...]:
    """A font whose signs are one pixel wide and whose lines are one pixel high."""
    return paged(text, width, lines, len, lambda _: 1)


def test_a_text_is_divided_at_the_ends_of_its_lines() -> None:
    assert pages_of("one two three\nfour", 7, 2) == ("one two three", "four")
    assert pages_of("one two three four", 7, 1) == ("one two", "three", "four")
    assert pages_of("short", 20, 3) == ("short",)
    assert pages_of("", 20, 3) == ("",)


def test_a_line_higher_than_the_place_has_a_page_of_its_own() -> None:
    assert paged("one\ntwo", 10, 1, len, lambda _: 5) == ("one", "two")


@given(st.lists(st.text("ab ", max_size=30), max_size=12), st.integers(3, 20), st.integers(1, 6))
def test_nothing_is_lost_and_no_page_is_too_long(paragraphs: list[str], width: int, lines: int) -> None:
    text = "\n".join(paragraphs)
    pages = pages_of(text, width, lines)
    assert "".join("".join(pages).split()) == "".join(text.split())
    for page in pages:
        assert len(pages_of(page, width, 1000)) == 1
        assert sum(max(1, len(pages_of(paragraph, width, 1))) for paragraph in page.split("\n")) <= lines
