# SPDX-License-Identifier: EUPL-1.2
"""Large texts divided into pages: nothing is lost, nothing is divided that need not be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.touch.i18n import Words
from ui.touch.pages import Written, divide
from ui.touch.theme import Size, Theme
from ui.touch.widgets.prompt import text_lines, written

LINES = st.builds(Written, st.text("abc", min_size=1, max_size=4), st.booleans(), st.integers(1, 12))
TEXTS = st.lists(st.lists(LINES, min_size=1, max_size=6), min_size=1, max_size=5)


@given(TEXTS, st.integers(1, 60), st.integers(0, 5))
def test_every_line_stands_on_a_page_in_order(texts: list[list[Written]], height: int, gap: int) -> None:
    pages = divide(texts, height, gap)
    for number, lines in enumerate(texts):
        seen = " ".join(page[number] for page in pages if page[number]).split()
        assert seen == [line.text for line in lines]
    assert all(any(page) for page in pages)


@given(TEXTS, st.integers(12, 60), st.integers(0, 5))
def test_no_page_is_higher_than_its_place(texts: list[list[Written]], height: int, gap: int) -> None:
    texts = [
        [Written(f"{n}-{k}", line.goes_on, line.high_px) for k, line in enumerate(lines)]
        for n, lines in enumerate(texts)
    ]
    high = [{line.text: line.high_px for line in lines} for lines in texts]
    for page in divide(texts, height, gap):
        parts = [sum(high[number][word] for word in part.split()) for number, part in enumerate(page) if part]
        assert sum(parts) + gap * (len(parts) - 1) <= height


def test_a_text_that_fits_a_page_stays_whole() -> None:
    title = [Written("title", False, 10)]
    text = [Written("one", False, 10), Written("two", True, 10), Written("three", False, 10)]
    assert divide([title, text], 40, 0) == (("title", "one two\nthree"),)
    assert divide([title, text], 39, 0) == (("title", ""), ("", "one two\nthree"))
    assert divide([text], 20, 0) == (("one two",), ("three",))


def test_lines_are_divided_where_they_are_drawn_in_joined_letters_too() -> None:
    """Otherwise a name would be broken at two places, and stand the wrong way round in a line from right to left."""
    theme, words = Theme(1280, 800, 217.0, large_from_mm=600.0), Words("ar")
    text = words("consent.meet", gp="Dr Anna Berg", clinic="Storumans hälsocentral")
    for width in range(500, 1300, 50):
        lines = written(theme, text, Size.BODY, width)
        assert len(lines) == text_lines(theme, text, Size.BODY, width)
        again = " ".join(line.text for line in lines[1:])
        assert [line.text for line in written(theme, again, Size.BODY, width)] == [line.text for line in lines[1:]]
