# SPDX-License-Identifier: EUPL-1.2
"""Where everything of the call stands: on wide, low and upright panels, and with large text.

Wide panels have the answers beside the picture, low ones below it; with large text the switches stand in a column, for
their words are long; upright panels have everything under each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.touch.box import Box
from ui.touch.theme import Size
from ui.touch.widgets.own_view import BOTTOM
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import text_height
from ui.touch.widgets.tray import needed

if TYPE_CHECKING:
    from ui.touch.screens.call import Call

SHAPE = 16 / 9
WIDE_MM = 190.0
SIDE_MM = 58.0
PICTURE_MM = 34.0
"""True millimetres: a lower picture has no room for oneself in it."""
CAPTION_LINES = 1.6
"""Height of a written line with its margins, in lines; Arabic ones are higher."""
MOST_WORDS = 0.64
"""Share of picture and words that several sentences may take: then the first must do."""
MAIN_MM = 56.0
"""True millimetres: in less height nothing large can be read beside the switches."""
NUMBERS_MM = 20.0
"""Numbers in less height are left out."""
FEWEST_COLUMNS = 3
"""Of letters, however long the words beside them are."""
SIGNS_MM = 9.5
"""What tells whether one is heard and seen, on the small picture."""
WRITTEN_LINES = 3
"""So many lines of what is written are there at least, where one writes."""


def arrange(call: Call, box: Box) -> None:
    """Place all parts of ``call`` in ``box``."""
    match call.mode.value:
        case "talk":
            _talk(call, box)
        case "write":
            _write(call, box)
        case "bench":
            _aside(call, box, call.bench)
        case _:
            _aside(call, box, call.help)


# ---------------------------------------------------------------------------------------------- talking


def _talk(call: Call, box: Box) -> None:
    call.put_away(call.own_view, call.flash, call.numbers)
    if box.upright_shape:
        _talk_upright(call, box)
    elif call.theme.large_mm:
        _talk_large(call, box)
    else:
        _talk_wide_or_low(call, box)


def _talk_wide_or_low(call: Call, box: Box) -> None:
    """The switches at the foot; the answers beside the picture, or in a row below it."""
    mm, target = call.theme.mm, call.theme.target
    talk = [call.end, call.microphone, call.camera]
    all_in_one = [*talk, call.write, call.cannot_hear]
    wide = box.w >= mm(WIDE_MM) and call.foot.fits(all_in_one, box.w)
    if wide:
        call.foot.fill(all_in_one)
        call.row.fill(call.replies)
    else:
        call.foot.fill(talk)
        call.row.fill([*call.replies[:2], call.write, call.cannot_hear, *call.replies[2:]])
    foot, rest = box.cut_bottom(target, mm(2.5))
    row, rest = (NOWHERE, rest) if wide else rest.cut_bottom(target, mm(2.5))
    side_width = max(mm(SIDE_MM), rest.w - round(rest.h * SHAPE) - mm(4))
    side, picture = rest.cut_right(side_width, mm(4))
    if wide:
        row, side = side.cut_bottom(call.row.height_for(call.row.rows_for(side.w, 3)), mm(3))
    call.foot.place(foot)
    call.row.place(row)
    _picture(call, picture)
    _numbers(call, side)


def _talk_large(call: Call, box: Box) -> None:
    """The switches in a column as wide as their words; the answers below the picture."""
    mm, target = call.theme.mm, call.theme.target
    measuring = [call.open_bench] if call.listed else []
    call.foot.fill([call.microphone, call.camera, call.end])
    call.row.fill([*call.replies[:2], call.write, call.cannot_hear, *call.replies[2:], *measuring])
    column, rest = box.cut_right(min(round(box.w * 0.4), max(needed(each) for each in call.foot.buttons)), mm(3))
    picture_high = min(rest.w / SHAPE, rest.h - target - mm(2.5))
    picture, row = rest.cut_top(picture_high, mm(2.5))
    call.foot.place(column)
    call.numbers.place(NOWHERE)
    _picture(call, picture)
    if call.over.crowded:
        row, above = rest.cut_bottom(target, mm(2.5))
        _picture_and_words(call, above)
    call.row.place(row.cut_bottom(call.row.height_for(_rows(call, row)))[0])


def _talk_upright(call: Call, box: Box) -> None:
    mm = call.theme.mm
    measuring = [call.open_bench] if call.listed and call.theme.large_mm else []
    call.foot.fill([call.end, call.microphone, call.camera])
    call.row.fill([*call.replies[:2], call.write, call.cannot_hear, *call.replies[2:], *measuring])
    least = 0 if call.theme.large_mm else mm(NUMBERS_MM) + mm(3)
    foot, rest = box.cut_bottom(call.foot.height_for(call.foot.rows_for(box.w, 2)), mm(2.5))
    picture, rest = rest.cut_top(min(rest.w / SHAPE, rest.h * 0.55), mm(3))
    row, side = rest.cut_bottom(call.row.height_for(_rows(call, rest.cut_top(least)[1])), mm(3))
    call.foot.place(foot)
    call.row.place(row)
    _picture(call, picture)
    if not call.theme.large_mm:
        _numbers(call, side)
        return
    call.numbers.place(NOWHERE)
    if call.over.crowded:
        _picture_and_words(call, box.cut_top(box.top - row.top - mm(2.5))[0])


def _picture_and_words(call: Call, place: Box) -> None:
    """Give large words that have no room on the picture a place of their own below it; oneself goes, if need be."""
    mm, over = call.theme.mm, call.over
    high = over.height_for(place.w)
    curt = high > place.h * MOST_WORDS
    if curt:
        over.curt = True
        high = over.height_for(place.w)
    words, picture = place.cut_bottom(min(high, place.h), mm(2))
    picture = picture.cut_top(min(picture.h, picture.w / SHAPE))[0]
    if picture.h >= PICTURE_MM * call.theme.px_per_mm:
        _picture(call, picture)
    else:
        assert call.remote is not None
        for part in (call.own_view, call.flash, call.captions):
            part.place(NOWHERE)
        call.remote.keep_free(picture)
        call.remote.place(picture)
    over.stand_apart(words, curt=curt)


def _rows(call: Call, place: Box) -> int:
    """Count the rows of answers that ``place`` has room for; one at least."""
    gap = call.row.gap
    return call.row.rows_for(place.w, max(1, (place.h + gap) // (call.theme.target + gap)))


def _numbers(call: Call, place: Box) -> None:
    call.numbers.place(place if place.h >= call.theme.mm(NUMBERS_MM) else NOWHERE)


def _picture(call: Call, picture: Box) -> None:
    """The GP large, oneself in a corner; words keep clear of that corner."""
    mm = call.theme.mm
    assert call.remote is not None
    inner = picture.inset(mm(2))
    own = call.own_view.place_in(inner)
    low = call.own_view.where in BOTTOM or call.own_view.away
    if not low and call.theme.large_mm and inner.h - own.h - mm(1.5) < _line(call, inner) * CAPTION_LINES:
        low, own = True, Box(own.x, inner.y, own.w, own.h, mirrored=own.mirrored)  # at the top words have no room
        call.own_view.place(own)
    call.flash.place(own)
    free = inner.cut_bottom(own.h, mm(1.5))[1]
    call.remote.keep_free(free if low else free.cut_top(own.h, mm(1.5))[1])
    call.remote.place(picture)
    beside = _beside(inner, own, mm(2))
    above = inner.cut_bottom(own.h, mm(0.5 if call.theme.large_mm else 1.5))[1] if low else inner
    call.captions.filling = False
    call.captions.box = NOWHERE
    call.captions.place(beside if low else inner.cut_top(own.h, mm(1.5))[1])
    call.over.put(above if low else beside.cut_top(own.h)[0], small=False)
    if low:
        call.remote.keep_free(free.cut_top(call.over.taken_px, mm(1))[1])


def _beside(inner: Box, own: Box, gap: int) -> Box:
    """Return what of ``inner`` is left of the side on which ``own`` stands."""
    at_right = own.x + own.w / 2 > inner.x + inner.w / 2
    cut = inner.upright.cut_right if at_right else inner.upright.cut_left
    rest = cut(own.w, gap)[1]
    return Box(rest.x, rest.y, rest.w, rest.h, mirrored=inner.mirrored)


# ---------------------------------------------------------------------------------------------- something else


def _aside(call: Call, box: Box, main: Part) -> None:
    """``main`` large, the GP small beside it, and below her what is written."""
    call.put_away(main, call.sending)
    ways = [call.close_bench, call.another] if main is call.bench else [call.hears, call.other_step]
    talk = [call.end, call.microphone, call.camera]
    mm, target = call.theme.mm, call.theme.target
    if call.theme.large_mm:
        call.foot.fill(talk)
        call.row.fill(ways)
        if not box.upright_shape:
            _aside_large(call, box, main)
            return
        if box.h * 0.6 - call.foot.height_for(2) - target < MAIN_MM * call.theme.px_per_mm:
            _aside_upright(call, box, main)
            return
    together = not box.upright_shape and call.foot.fits([*talk, *ways], box.w)
    call.foot.fill([*talk, *ways] if together else talk)
    call.row.fill([] if together else ways)
    foot, rest = box.cut_bottom(call.foot.height_for(call.foot.rows_for(box.w, 2)), mm(3))
    row, rest = (NOWHERE, rest) if together else rest.cut_bottom(target, mm(3))
    call.foot.place(foot)
    call.row.place(row)
    if box.upright_shape:
        side, large = rest.cut_bottom(rest.h * 0.3, mm(4))
        small, below = side.cut_left(side.w * 0.5, mm(3))
    else:
        side, large = rest.cut_right(mm(SIDE_MM), mm(4))
        small, below = side.cut_top(min(side.w / SHAPE, side.h * 0.6), mm(3))
    call.sending.place(NOWHERE)
    _small_picture(call, small)
    main.place(_below_words(call, large))
    _written(call, below, filling=False)


def _below_words(call: Call, place: Box) -> Box:
    """Put large words that have no room on the small picture above what has the room; return what that keeps."""
    if not call.theme.large_mm or not call.over.crowded:
        return place
    words, rest = place.cut_top(min(call.over.height_for(place.w), round(place.h * 0.6)), call.theme.mm(2))
    call.over.stand_apart(words)
    return rest


def _aside_upright(call: Call, box: Box, main: Part) -> None:
    """With large text on a small panel: the ways on at the foot, above them the picture, low, with its signs."""
    mm = call.theme.mm
    row, rest = box.cut_bottom(call.row.height_for(call.row.rows_for(box.w, 2)), mm(3))
    side, large = rest.cut_bottom(rest.h * 0.24, mm(3))
    small, below = side.cut_left(side.w * 0.5, mm(3))
    call.row.place(row)
    call.foot.place(NOWHERE)
    _small_picture(call, small)
    call.sending.place(small.fitted(SHAPE).inset(mm(1.5)))
    main.place(_below_words(call, large))
    _written(call, below, filling=False)


def _aside_large(call: Call, box: Box, main: Part) -> None:
    mm = call.theme.mm
    wide = max(needed(each) for each in call.row.buttons)
    column, large = box.cut_right(min(round(box.w * 0.4), wide), mm(3))
    rows, small = column.cut_bottom(call.row.height_for(2), mm(3))
    call.row.place(rows)
    call.foot.place(NOWHERE)
    picture, below = small.cut_top(min(small.h, small.w / SHAPE), mm(2))
    _small_picture(call, picture)
    call.over.put(small.inset(mm(1)), small=True)
    call.sending.place(picture.inset(mm(1.5)))
    main.place(_below_words(call, large))
    _written(call, below, filling=False)


def _small_picture(call: Call, place: Box, signs_mm: float = 0.0) -> None:
    """``signs_mm``: so high is what stands at its foot."""
    assert call.remote is not None
    picture = place.fitted(SHAPE)
    call.remote.keep_free(picture.cut_bottom(call.theme.mm(signs_mm))[1])
    call.remote.place(picture)
    call.over.put(picture.inset(call.theme.mm(1)), small=True)
    if call.theme.large_mm and not call.over.said and picture.h < _line(call, place) + 2 * call.theme.mm(2):
        call.over.place(NOWHERE)  # its bars would stand on what is written


def _written(call: Call, place: Box, *, filling: bool) -> None:
    line = text_height(call.theme, "X", Size.BODY, place.w) + 2 * call.theme.mm(1.2)
    call.captions.filling = filling
    call.captions.place(NOWHERE)
    call.captions.place(place if place.h >= line else NOWHERE)


# ---------------------------------------------------------------------------------------------- writing


def _write(call: Call, box: Box) -> None:
    """The letters where they have most room; the picture, what is written and two buttons beside or above them."""
    call.put_away(call.pad, call.sending)
    call.row.fill([call.text_call, call.end] if call.texting else [call.close_pad, call.text_call])
    call.foot.place(NOWHERE)
    if box.upright_shape:
        _write_upright(call, box)
    else:
        _write_beside(call, box)
    assert call.remote is not None
    call.sending.place(call.remote.box.inset(call.theme.mm(1.5)))


def _write_beside(call: Call, box: Box) -> None:
    mm, pad = call.theme.mm, call.pad
    least = mm(54)
    if call.theme.large_mm:
        least = max(mm(66), min(call.row.width_of(call.row.buttons), box.w // 2))
        least = min(least, box.w - pad.length_of(FEWEST_COLUMNS) - mm(4))
    columns = min(pad.columns_for(box.h), pad.count_in(box.w - least - mm(4)))
    letters, left = box.cut_right(pad.length_of(columns), mm(4))
    pad.place(letters)
    written = _line(call, left) * WRITTEN_LINES + 2 * mm(1.2)
    most = left.w / SHAPE
    for rows in (call.row.rows_for(left.w, 2), 1):
        row, above = left.cut_bottom(call.row.height_for(rows), mm(2.5))
        high = min(most, above.h - written - mm(2.5))
        if high >= mm(18) or left.w < 2 * call.theme.target + call.row.gap:
            break
    picture, below = above.cut_top(max(mm(10), high), mm(2.5))
    call.row.place(row)
    _small_picture(call, picture, SIGNS_MM)
    _written(call, below, filling=True)


def _write_upright(call: Call, box: Box) -> None:
    mm, pad = call.theme.mm, call.pad
    columns = pad.count_in(box.w)
    written = _line(call, box) * WRITTEN_LINES + 2 * mm(1.2)
    head_high = max(round(box.w * 0.5 / SHAPE), written)
    head, rest = box.cut_top(head_high, mm(2.5))
    row, rest = rest.cut_top(call.theme.target, mm(2.5))
    letters = rest.cut_bottom(pad.length_of(pad.rows_for(columns, rest.h)))[0]
    spare = max(0, rest.h - letters.h)
    if spare:
        head, row = box.cut_top(head_high + spare, mm(2.5))[0], _lower(row, spare)
    call.row.place(row)
    pad.place(letters)
    small, below = head.cut_left(head.w * 0.5, mm(3))
    if spare > written:
        small, below = head.cut_top(head.w / SHAPE if head.h - head.w / SHAPE > written else head.h - written, mm(2))
    _small_picture(call, small, SIGNS_MM)
    _written(call, below, filling=True)


def _lower(box: Box, by: int) -> Box:
    return Box(box.x, box.y - by, box.w, box.h, mirrored=box.mirrored)


def _line(call: Call, place: Box) -> int:
    return text_height(call.theme, "X", Size.BODY, max(1, place.w))
