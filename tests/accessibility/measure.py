# SPDX-License-Identifier: EUPL-1.2
"""What is measured on the picture of a screen and on its parts: contrast, height of capitals, words. Pure."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from PIL import Image

from tests.ui.touch import ink

PX_PER_MM = 1280 / 217.0
TEXT, CAPITAL_MM, LARGE_MM, WORK_MM = 6.9, 4.8, 7.33, 3.0
"""Contrast we ask of text, antialiasing allowed for; height of capitals, of large ones (0.7° at 600 mm), and of small
print on pages of those who work here."""
FLAT = re.compile(r"^[BDEFHIKLMNPRTXZ]")
"""Capitals without a round or an accent: as high as they are said to be."""
MOST_OF_A_LINE = 2.2
"""A line is no higher than so many capitals."""


def pale(tree: list[dict[str, Any]], picture: Image.Image) -> list[str]:
    """List texts that stand out too little from what is behind them."""
    texts = [each for each in tree if each["text"] and each["ink"] and min(each["ink"][2:]) > 0]
    ratios = {each["id"]: ink.text_contrast(picture, each["box"]) for each in texts if each["role"] != "value"}
    return [f"{ident} has contrast {ratio:.1f}" for ident, ratio in ratios.items() if ratio < TEXT]


def low(tree: list[dict[str, Any]], picture: Image.Image, least_mm: float) -> list[str]:
    """List texts whose first capital is drawn lower than ``least_mm``: measured on the picture."""
    found = []
    for each in tree:
        if not FLAT.match(each["text"]) or not each["ink"] or min(each["ink"][2:]) <= 0 or _several_lines(each):
            continue
        height = capital_px(picture, each["ink"])
        if height and height + 1 < least_mm * PX_PER_MM:
            found.append(f"{each['id']} has capitals of {height / PX_PER_MM:.1f} mm")
    return found


def _several_lines(part: dict[str, Any]) -> bool:
    """Tell whether a text is broken: then the sign at its left may stand in any line."""
    return bool(part["ink"][3] > MOST_OF_A_LINE * part.get("capital_mm", CAPITAL_MM) * PX_PER_MM)


def capital_px(picture: Image.Image, box: list[int]) -> int:
    """Measure how high the first sign in ``box`` is; 0: it does not stand alone."""
    x, y, w, h = box
    grey = np.asarray(picture.crop((x, y, x + w, y + h)).convert("L"), dtype=int)
    ground = int(np.bincount(grey.ravel()).argmax())
    dark = np.abs(grey - ground) > 90
    columns = np.flatnonzero(dark.any(axis=0))
    gaps = np.flatnonzero(np.diff(columns) > 1)
    if not len(gaps):
        return 0
    rows = np.flatnonzero(dark[:, columns[0] : columns[0] + gaps[0] + 1].any(axis=1))
    return int(rows[np.flatnonzero(np.diff(rows) > 1)[0]] if (np.diff(rows) > 1).any() else rows[-1]) - int(rows[0]) + 1


def short(tree: list[dict[str, Any]], least_mm: float) -> list[str]:
    """List texts whose capitals are laid out lower than ``least_mm``."""
    texts = [each for each in tree if each["text"] and each.get("capital_mm", least_mm) < least_mm - 0.01]
    return [f"{each['id']} is laid out with capitals of {each['capital_mm']} mm" for each in texts]


def unnamed(tree: list[dict[str, Any]], said: set[str], whole: tuple[str, ...]) -> list[str]:
    """List controls without words: their own, those of the ``whole`` they are part of, or others ``said`` of them."""
    targets = [each for each in tree if each["target"] and not each["text"]]
    named = [each for each in targets if each["id"] in said or each["id"].startswith(whole)]
    return [f"{each['id']} has no words" for each in targets if each not in named]
