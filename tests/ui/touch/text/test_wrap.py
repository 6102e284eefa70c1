# SPDX-License-Identifier: EUPL-1.2
"""Breaking of lines, measured by the number of signs."""

from __future__ import annotations

from ui.touch.text.direction import isolate, plain
from ui.touch.text.wrap import wrap


def test_lines_are_broken_at_spaces_and_full() -> None:
    assert wrap("one two three four", 9, len) == ["one two", "three", "four"]
    assert wrap("", 9, len) == [""]


def test_a_no_break_space_holds_a_number_and_its_unit_together() -> None:
    assert wrap("vikt 82,4\u00a0kg", 9, len) == ["vikt", "82,4\u00a0kg"]


def test_spaces_inside_a_line_stay_and_those_at_its_end_go() -> None:
    assert wrap("a  b", 9, len) == ["a  b"]
    assert wrap("aaaa  bbbb ", 5, len) == ["aaaa", "bbbb"]


def test_a_long_word_is_divided_at_its_soft_hyphens_and_only_then() -> None:
    word = "veren\u00adpaine\u00admittari"
    assert [plain(line) for line in wrap(f"se {word}", 19, len)] == ["se", "verenpainemittari"]
    assert wrap(word, 12, len) == ["verenpaine-", "mittari"]
    assert wrap(word, 8, len) == ["veren-", "paine-", "mittari"]


def test_a_word_without_them_is_divided_anywhere_rather_than_cut_off() -> None:
    assert wrap("abcdefgh ij", 3, len) == ["abc", "def", "gh", "ij"]
    assert wrap("abc", 0, len) == ["a", "b", "c"]


def test_an_isolate_is_closed_at_the_end_of_a_line_and_opened_on_the_next() -> None:
    assert wrap(isolate("ab cd"), 2, len) == [isolate("ab"), isolate("cd")]


def test_a_telephone_number_is_not_broken_while_it_has_room_on_a_line() -> None:
    assert wrap("ring 0951-123 45.", 12, len) == ["ring", "0951-123 45."]
    assert wrap("ring 0951-123 45.", 9, len) == ["ring", "0951-123", "45."]
    assert wrap("vid 24 november", 9, len) == ["vid 24", "november"]
