# SPDX-License-Identifier: EUPL-1.2
"""What was accepted: kept in files, compared, added to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ui.touch.gallery.fingerprint import TOLERANCE, Fingerprint
from ui.touch.gallery.golden import Drawn, Golden, GoldenError, Outcome, read, write
from ui.touch.gallery.look import Key, Look

HERE, ELSEWHERE = "llvmpipe here", "llvmpipe elsewhere"
CODE = Key("code", "sv", Look.NORMAL, "10")
CALL = Key("call", "ar", Look.LARGE_CONTRAST, "7-upright")
PLAIN = Fingerprint("a" * 22, (1000,) * 40)
ROUNDED = Fingerprint("b" * 22, (1000 + TOLERANCE, *(1000,) * 39))
OTHER = Fingerprint("c" * 22, (1000 + TOLERANCE + 1, *(1000,) * 39))


def golden() -> Golden:
    its = Golden()
    its.accept({CODE: Drawn(fingerprint=PLAIN, rasteriser=HERE), CALL: Drawn(fingerprint=OTHER, rasteriser=HERE)},
               [CODE, CALL])  # fmt: skip
    return its


@pytest.mark.parametrize(
    ("fingerprint", "rasteriser", "outcome"),
    [
        (PLAIN, HERE, Outcome.SAME),
        (PLAIN, ELSEWHERE, Outcome.SAME),
        (ROUNDED, HERE, Outcome.CHANGED),
        (ROUNDED, ELSEWHERE, Outcome.NEAR),
        (OTHER, ELSEWHERE, Outcome.CHANGED),
    ],
)
def test_the_same_rasteriser_draws_the_same_and_another_nearly(
    fingerprint: Fingerprint, rasteriser: str, outcome: Outcome
) -> None:
    assert golden().judge(CODE, Drawn(fingerprint=fingerprint, rasteriser=rasteriser)) is outcome


def test_what_nobody_accepted_is_new() -> None:
    drawn = Drawn(fingerprint=PLAIN, rasteriser=HERE)
    assert golden().judge(replace(CODE, language="fi"), drawn) is Outcome.NEW


def test_only_what_needs_an_eye_differs() -> None:
    assert [outcome for outcome in Outcome if not outcome.differs] == [Outcome.NEAR, Outcome.SAME]


def test_it_is_written_and_read_a_file_a_panel(tmp_path: Path) -> None:
    write(tmp_path, golden())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["10.json", "7-upright.json"]
    assert read(tmp_path) == golden()
    assert (tmp_path / "10.json").read_text().count("\n") == 6, "a line a picture, for git"


def test_a_panel_without_pictures_has_no_file(tmp_path: Path) -> None:
    write(tmp_path, golden())
    less = golden()
    less.accept({}, [CODE])
    write(tmp_path, less)
    assert [path.name for path in tmp_path.iterdir()] == ["10.json"]


def test_an_empty_folder_accepts_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "none") == Golden()


@pytest.mark.parametrize("text", ["", "{}", '{"rasteriser":"x","pictures":{"code.sv.normal":"odd"}}',
                                  '{"rasteriser":"x","pictures":{"code":"odd"}}'])  # fmt: skip
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "10.json").write_text(text)
    with pytest.raises(GoldenError, match=r"10\.json"):
        read(tmp_path)


def test_what_two_rasterisers_drew_is_not_mixed() -> None:
    its, fi = golden(), replace(CODE, language="fi")
    with pytest.raises(GoldenError, match="--panel 10"):
        its.accept({fi: Drawn(fingerprint=PLAIN, rasteriser=ELSEWHERE)}, [CODE, CALL, fi])
    assert its == golden()
    its.accept({CODE: Drawn(fingerprint=ROUNDED, rasteriser=ELSEWHERE)}, [CODE, CALL])
    assert its.rasterisers == {"10": ELSEWHERE, "7-upright": HERE}


def test_pictures_of_two_rasterisers_are_not_accepted_together() -> None:
    its, fi = Golden(), replace(CODE, language="fi")
    drawn = {CODE: Drawn(fingerprint=PLAIN, rasteriser=HERE), fi: Drawn(fingerprint=PLAIN, rasteriser=ELSEWHERE)}
    with pytest.raises(GoldenError):
        its.accept(drawn, [CODE, fi])
