# SPDX-License-Identifier: EUPL-1.2
"""Every screen that the tests look at is in the gallery."""

from __future__ import annotations

from kiosk import messages as m
from tests.screens.scenes import PULSE, TOUCHED, catalogue, edition, scene_of
from ui.touch.gallery.look import LANGUAGES, Key, Look
from ui.touch.screens.by_view import SCREENS


def test_every_kind_of_view_has_a_picture() -> None:
    shown = {type(scene_of(key).show.view) for key in catalogue()}
    assert {kind.__name__ for kind in set(SCREENS) - shown} == set()


def test_what_is_touched_stands_on_a_screen_that_has_it() -> None:
    for name, (under, _) in TOUCHED.items():
        above = scene_of(Key(name, "fi", Look.NORMAL, "7"))
        assert above.show == scene_of(Key(under, "fi", Look.NORMAL, "7")).show
        assert above.touch


def test_a_scene_is_in_the_language_and_look_of_its_key() -> None:
    for language in LANGUAGES:
        show = scene_of(Key("measure", language, Look.LARGE, "10")).show
        assert show.language == show.preferences.language == language
        assert show.preferences.large_text


def test_a_finger_in_the_clip_gives_a_curve_and_a_person_who_waits_is_heard() -> None:
    key = Key("measure-done", "sv", Look.NORMAL, "10")
    assert scene_of(key).then == PULSE
    assert all(0 <= sample <= 100 for wave in PULSE for sample in wave.samples if sample is not None)
    (sound,) = scene_of(Key("waiting", "sv", Look.NORMAL, "10")).then
    assert isinstance(sound, m.SoundLevel)
    assert scene_of(Key("code", "sv", Look.NORMAL, "10")).then == ()


def test_the_edition_is_the_code_s() -> None:
    assert edition() == edition()
    assert len(edition()) == 16
