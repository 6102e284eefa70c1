# SPDX-License-Identifier: EUPL-1.2
"""What is measured at the station: the file that keeps it, the map of touches, and the card on the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.errors import SettingsError
from kiosk.fitting import Fitting, FittingFile
from kiosk.settings import StationSettings
from kiosk.touch_map import IDENTITY, TARGETS, Affine, Point, apply, solve, worst_off_mm
from kiosk.volume import START
from kiosk.yardstick import Yardstick, bounded, length_px, width_mm

SIZE_MM = (217.0, 135.6)
NUMBERS = st.floats(-1.5, 1.5, allow_nan=False)


def back(affine: Affine, point: Point) -> Point:
    """Find the raw touch that ``affine`` brings to ``point``."""
    a, b, c, d, e, f = affine
    x, y, whole = point[0] - c, point[1] - f, a * e - b * d
    return (e * x - b * y) / whole, (a * y - d * x) / whole


def test_what_was_measured_sticks(tmp_path: Path) -> None:
    file = FittingFile(tmp_path)
    assert file.read() == Fitting()
    fitting = Fitting(width_mm=216.97, viewing_mm=450.0, volume_start=1, touch=(0.98, 0.0, 0.01, 0.0, 1.02, -0.01))
    file.write(fitting)
    assert file.read() == fitting
    assert file.path.stat().st_mode & 0o007 == 0


def test_it_counts_before_the_settings_and_only_where_something_was_measured() -> None:
    settings = StationSettings()
    assert Fitting().apply(settings) == settings
    panel = Fitting(width_mm=300.0).apply(settings).panel
    assert (panel.width_mm, panel.viewing_mm) == (300.0, settings.panel.viewing_mm)
    assert (Fitting().volume, Fitting(volume_start=0).volume) == (START, 0)


@pytest.mark.parametrize("text", ["width_mm = 7.0", "touch = [1.0]", "patient = 'x'", "width_mm ="])
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    file = FittingFile(tmp_path)
    file.path.write_text(text)
    with pytest.raises(SettingsError, match=r"fitting\.toml is damaged"):
        file.read()


def test_what_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be written"):
        FittingFile(tmp_path / "none").write(Fitting())


@given(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS))
def test_any_panel_that_can_be_used_is_understood(affine: Affine) -> None:
    a, b, _, d, e, _ = affine
    assume(abs(a * e - b * d) > 0.1)
    found = solve([back(affine, target) for target in TARGETS], TARGETS)
    assert found is not None
    for target in TARGETS:
        assert apply(found, back(affine, target)) == pytest.approx(target, abs=1e-6)


def test_a_missed_mark_is_seen() -> None:
    good = list(TARGETS)
    bad = [*good[:3], (0.3, 0.2), good[4]]
    found = solve(good, TARGETS)
    assert found is not None
    assert worst_off_mm(found, good, TARGETS, SIZE_MM) < 0.001
    found = solve(bad, TARGETS)
    assert found is None or worst_off_mm(found, bad, TARGETS, SIZE_MM) > 4


def test_touches_on_a_line_or_a_point_say_nothing() -> None:
    assert solve([(0.5, 0.5)] * 5, TARGETS) is None
    assert solve([(x / 10, x / 10) for x in range(5)], TARGETS) is None
    assert solve(TARGETS, TARGETS) == pytest.approx(IDENTITY, abs=1e-9)


def test_a_card_tells_how_wide_the_panel_is() -> None:
    assert length_px(Yardstick.CARD, 217.0, 1280) == 505
    assert width_mm(Yardstick.CARD, 505, 1280) == pytest.approx(216.97)
    assert width_mm(Yardstick.RULER, 100, 800) == 400.0
    assert bounded(Yardstick.CARD, 5000, 1280) == 1280
    assert width_mm(Yardstick.CARD, bounded(Yardstick.CARD, 1, 1280), 1280) == pytest.approx(800, abs=3)
