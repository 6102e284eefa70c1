# SPDX-License-Identifier: EUPL-1.2
"""Shaping against another implementation: Pillow's raqm (HarfBuzz and FriBidi) draws the same pixels."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, features

from ui.touch.text.direction import isolate, plain, runs_right_to_left
from ui.touch.text.shape import Lines, in_order, join, lay_out, on_one_line, widest

EM_PX = 36
LEFT_TO_RIGHT_OVERRIDE, POP = "\u202d", "\u202c"
SENTENCES = (
    "مرحبا بك",
    "ضغط الدم " + isolate("120/80 mmHg"),
    "ضغط الدم 120/80 mmHg",
    "اتصل بالرقم " + isolate("+46 70-123 45 67") + ".",
    "لقد انتظرت " + isolate("5") + " دقائق (تقريبا).",
    isolate("Dr Åse Lind") + " سيكون هنا قريبا",
    "«لا»، الإلغاء الآن [1] <2>",
    "Välkommen, " + isolate("مرحبا (بك)") + "!",
    isolate("Dr (Åse) Lind") + " و" + isolate("ليلى (خالد) 7"),
)
"""Joining, lam-alef, digits, values in isolates and not, brackets in both directions."""


@cache
def _font() -> ImageFont.FreeTypeFont:
    spec = find_spec("kivy")
    assert spec is not None and spec.origin is not None
    assert features.check("raqm") and features.version("fribidi"), "libfribidi0 is not installed; ./run installs it"
    file = Path(spec.origin).parent / "data" / "fonts" / "DejaVuSans.ttf"
    return ImageFont.truetype(str(file), EM_PX, layout_engine=ImageFont.Layout.RAQM)


def _drawn(text: str, direction: str) -> NDArray[np.uint8]:
    width = round(_font().getlength(text, direction=direction)) + EM_PX
    picture = Image.new("L", (width, 2 * EM_PX), 0)
    ImageDraw.Draw(picture).text((EM_PX // 2, EM_PX // 4), text, fill=255, font=_font(), direction=direction)
    return np.asarray(picture)


def draws_the_same(text: str) -> bool:
    """Compare what we shape, drawn as it stands, with what the other engine makes of the text itself."""
    right_to_left = runs_right_to_left(text)
    ours = in_order(join(text), right_to_left=right_to_left)
    shaped = _drawn(f"{LEFT_TO_RIGHT_OVERRIDE}{ours}{POP}", "ltr")
    theirs = _drawn(text, "rtl" if right_to_left else "ltr")
    return _alike(_inked(shaped), _inked(theirs))


def _inked(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    columns = np.flatnonzero(picture.any(axis=0))
    return picture[:, columns[0] : columns[-1] + 1] > 127


def _alike(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> bool:
    """Compare to the pixel beside: the font draws an alef with its hamza as one sign or as two, a pixel apart."""
    wide = max(first.shape[1], second.shape[1])
    first, second = (np.pad(each, ((1, 1), (1, 1 + wide - each.shape[1]))) for each in (first, second))
    return not (first & ~_spread(second)).any() and not (second & ~_spread(first)).any()


def _spread(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    shifts = [(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    spread: NDArray[np.bool_] = np.logical_or.reduce([np.roll(ink, shift, axis=(0, 1)) for shift in shifts])
    return spread


@pytest.mark.parametrize("text", SENTENCES)
def test_a_line_looks_as_another_engine_draws_it(text: str) -> None:
    assert draws_the_same(text)


def test_the_comparison_can_say_no() -> None:
    for right, wrong in (("120/80", "08/021"), ("(1)", ")1("), ("ﻣﺮ", "ﻣﺭ"), ("ﻼ", "ﻟﺎ")):
        right_ink, wrong_ink = (
            _inked(_drawn(f"{LEFT_TO_RIGHT_OVERRIDE}{each}{POP}", "ltr")) for each in (right, wrong)
        )
        assert _alike(right_ink, right_ink) and not _alike(right_ink, wrong_ink), (right, wrong)


def test_a_measured_value_keeps_its_order() -> None:
    line = "ضغط دمك " + isolate("120/80 mmHg") + " الآن"
    (drawn,) = lay_out(line, 10_000, len).lines
    assert "120/80 mmHg" in drawn
    (telephone,) = lay_out("اتصل: " + isolate("+46 70-123 45 67"), 10_000, len).lines
    assert telephone.startswith("+46 70-123 45 67")


def test_a_value_that_a_line_break_divides_keeps_its_order_on_both_lines() -> None:
    text = "ستلتقي مع " + isolate("Dr Åse Lind, Slussfors vårdcentral (7)") + " الآن"
    lines = lay_out(text, 24, len).lines
    assert len(lines) > 1
    latin = " ".join("".join(sign for sign in line if ord(sign) < 0x250).strip() for line in lines)
    assert latin == "Dr Åse Lind, Slussfors vårdcentral (7)"


def test_lines_are_broken_in_the_order_of_reading() -> None:
    """The first words stand on the first line: shaped as a whole, the paragraph would begin at its foot."""
    first, second = "ضع إصبعك في", "المشبك الآن"
    lines = lay_out(f"{first} {second}", len(first), len)
    assert lines == Lines(
        lines=tuple(in_order(join(each), right_to_left=True) for each in (first, second)), right_to_left=True
    )


def test_latin_text_goes_through_untouched() -> None:
    text = "Mät igen (120/80 mmHg) – ”nu” …"
    assert lay_out(text, 10_000, len) == Lines(lines=(text,))
    assert join(text) is text


def test_each_paragraph_has_its_own_direction_and_the_first_decides_the_side() -> None:
    lines = lay_out("أنت: نعم\nSvenska (1)", 100, len)
    assert lines.right_to_left and lines.lines[1] == "Svenska (1)"
    assert not lay_out("Du: نعم\nنعم", 100, len).right_to_left


def test_only_the_first_strong_sign_outside_values_gives_the_direction() -> None:
    assert runs_right_to_left(isolate("Dr Åse") + " قريبا")
    assert not runs_right_to_left("12 (3)")
    assert not runs_right_to_left("Åse: " + isolate("قريبا"))


def test_widths_are_those_of_what_is_drawn() -> None:
    text = isolate("120") + " سي\u00adارة"
    assert on_one_line(text, len) == len(plain(text))
    assert widest("ab\u00adcd\u00a0e fg\nh", len) == 4, "'cd e' holds together; 'ab-' ends a line"


@given(st.text(alphabet="ab لاب()12/\u2066\u2067\u2069\n\u00ad\u0651", max_size=60), st.integers(1, 30))
def test_no_sign_is_lost_and_no_line_too_wide(text: str, width: int) -> None:
    lines = lay_out(text, width, len).lines
    assert all(len(line) <= max(width, 1) for line in lines)
    assert len(lines) >= 1 + text.count("\n")
    kept = sorted(sign for line in lines for sign in line if sign in "ab12/")
    assert kept == sorted(sign for sign in text if sign in "ab12/")
    assert not any(sign in line for line in lines for sign in "\u2060\u2066\u2067\u2069\u00ad")
