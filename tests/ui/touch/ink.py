# SPDX-License-Identifier: EUPL-1.2
"""What can be read off a picture and a tree of widgets: contrast, sizes, overlap."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from PIL import Image

from ui.touch.theme import Colour, contrast

COVERS = 0.0005
"""An antialiased edge covers less of a box than this; a letter's stem covers more."""
WHOLE = "start"
"""All of the first screen is one target; what else can be touched there stands on it."""
TEXT_ROLES = frozenset({"text", "heading", "notice"})


def text_contrast(picture: Image.Image, box: list[int]) -> float:
    """Measure the contrast of the text in ``box``: commonest colour against the extreme one."""
    x, y, w, h = box
    pixels = np.asarray(picture.crop((x, y, x + w, y + h)), dtype=np.uint32)
    packed = pixels[..., 0] << 16 | pixels[..., 1] << 8 | pixels[..., 2]
    colours, counts = np.unique(packed, return_counts=True)
    ground = _colour(int(colours[counts.argmax()]))
    present = colours[counts >= max(2, COVERS * w * h)]
    return max(contrast(ground, _colour(int(packed))) for packed in present)


def _colour(packed: int) -> Colour:
    return Colour(packed >> 16, packed >> 8 & 255, packed & 255)


def overlap(first: list[int], second: list[int]) -> bool:
    """Tell whether two boxes share a pixel."""
    return (
        first[0] < second[0] + second[2]
        and second[0] < first[0] + first[2]
        and first[1] < second[1] + second[3]
        and second[1] < first[1] + first[3]
    )


def faults(tree: list[dict[str, Any]], size: tuple[int, int]) -> list[str]:
    """List what is wrong with a screen: cut off, outside, too small, on top of each other."""
    found = []
    shown = [widget for widget in tree if not widget["covered"]]
    targets = [widget for widget in shown if widget["target"]]
    for widget in shown:
        x, y, w, h = widget["box"]
        if x < 0 or y < 0 or x + w > size[0] or y + h > size[1]:
            found.append(f"{widget['id']} is outside the window: {widget['box']}")
        if widget.get("fits") is False:
            found.append(f"{widget['id']} does not fit its box")
    found += [f"{widget['id']} is {widget['mm']} mm" for widget in targets if min(widget["mm"]) < 20.0]
    found += [
        f"{first['id']} lies on {second['id']}"
        for first, second in combinations(targets, 2)
        if WHOLE not in (first["id"], second["id"]) and overlap(first["box"], second["box"])
    ]
    words = [widget for widget in shown if widget["role"] in TEXT_ROLES and widget["text"]]
    words += [widget for widget in targets if widget["text"]]
    found += [
        f"the words of {first['id']} lie on those of {second['id']}"
        for first, second in combinations(words, 2)
        if overlap(first["ink"], second["ink"])
    ]
    return found
