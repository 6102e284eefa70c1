# SPDX-License-Identifier: EUPL-1.2
"""Names of pictures, and which are asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.touch.gallery.look import LANGUAGES, PANELS, Key, Look, Wanted, keys

KEYS = st.builds(
    Key,
    st.from_regex(r"[a-z][a-z0-9-]*", fullmatch=True),
    st.sampled_from(LANGUAGES),
    st.sampled_from(Look),
    st.sampled_from(list(PANELS)),
)


@given(KEYS)
def test_a_name_is_read_back(key: Key) -> None:
    assert Key.parse(str(key)) == key


@pytest.mark.parametrize(
    "name", ["", "code", "code.sv.normal.9", "code.xx.normal.10", "code.sv.odd.10", ".sv.normal.10"]
)
def test_no_picture_has_another_name(name: str) -> None:
    with pytest.raises(ValueError):
        Key.parse(name)


def test_every_screen_is_there_in_every_way_and_once() -> None:
    every = keys(("code", "call"), ("staff-pin",))
    assert len(set(every)) == len(every) == (2 * 4 + 1) * len(LANGUAGES) * 6
    assert {key.look for key in every if key.screen == "staff-pin"} == {Look.NORMAL}


def test_a_look_is_what_somebody_wishes() -> None:
    wishes = {look: look.preferences("ar") for look in Look}
    assert {(its.large_text, its.high_contrast) for its in wishes.values()} == {
        (large, high) for large in (False, True) for high in (False, True)
    }
    assert {its.language for its in wishes.values()} == {"ar"}


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        (Wanted(screens=("co",)), {"screen": {"code", "consent"}}),
        (Wanted(languages=("fi", "se")), {"language": {"fi", "se"}}),
        (Wanted(looks=(Look.LARGE,)), {"look": {Look.LARGE}}),
        (Wanted(panels=("7", "15-upright")), {"panel": {"7", "15-upright"}}),
        (Wanted(screens=("code",), languages=("ar",), panels=("7",)), {"screen": {"code"}, "language": {"ar"}}),
    ],
)
def test_only_what_is_wanted(wanted: Wanted, left: dict[str, set[str]]) -> None:
    chosen = [key for key in keys(("code", "consent", "call"), ()) if key in wanted]
    assert chosen
    for field, values in left.items():
        assert {getattr(key, field) for key in chosen} == values


def test_a_quick_look_is_a_seventh_and_has_every_language_and_every_panel() -> None:
    every = keys(("code",), ())
    quick = [key for key in every if key in Wanted(quick=True)]
    assert len(quick) <= len(every) / 7
    assert {key.language for key in quick} == set(LANGUAGES)
    assert {key.panel for key in quick} == set(PANELS)
    assert {key.look for key in quick} == set(Look)
