# SPDX-License-Identifier: EUPL-1.2
"""The small pure parts of the station: text, the idle watch, control messages, erasure, bookings."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kiosk.messages import ChatLine
from kiosk.station import control
from kiosk.station.erasure import VisitFolder, write_receipt
from kiosk.station.t140 import BACKSPACE, LINE_SEPARATOR, MAX_LINES, Conversation
from kiosk.visit.timeout import IdleWatch, Presence


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl"]), min_size=1), min_size=1), st.data())
def test_text_is_the_same_in_any_blocks(lines: list[str], data: st.DataObject) -> None:
    whole = LINE_SEPARATOR.join(lines) + LINE_SEPARATOR
    conversation = Conversation()
    while whole:
        cut = data.draw(st.integers(1, len(whole)))
        conversation.receive(whole[:cut])
        whole = whole[cut:]
    assert [line.text for line in conversation.lines] == lines[-MAX_LINES:]


def test_a_backspace_takes_back_what_was_typed_also_across_blocks() -> None:
    conversation = Conversation()
    conversation.receive("Ja")
    conversation.receive(f"{BACKSPACE}{BACKSPACE}{BACKSPACE}Nej")
    assert conversation.lines == (ChatLine(text="Nej", own=False),)


def test_control_characters_and_empty_lines_are_dropped() -> None:
    conversation = Conversation()
    conversation.receive(f"a\x00\x1b[31mb{LINE_SEPARATOR}{LINE_SEPARATOR}")
    assert conversation.lines == (ChatLine(text="a[31mb", own=False),)


def test_what_is_kept_is_bounded() -> None:
    conversation = Conversation()
    for _ in range(MAX_LINES + 10):
        conversation.receive("x" * 10_000 + LINE_SEPARATOR)
    assert len(conversation.lines) == MAX_LINES
    assert len(conversation.lines[0].text) == 2000


def test_the_idle_watch_asks_waits_and_gives_up() -> None:
    watch = IdleWatch(warning_s=30, idle_s=90, last_sign_s=0, held=False)
    assert watch.presence(89.9) is Presence.HERE
    assert watch.presence(90) is Presence.ASKED
    assert watch.remaining_s(90) == 30
    assert watch.presence(120) is Presence.GONE
    watch.sign_of_life(119)
    assert watch.presence(120) is Presence.HERE
    watch.watch(120, held=True, idle_s=90)
    assert watch.presence(10_000) is Presence.HERE


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_any_control_message_is_understood_or_ignored(data: str) -> None:
    assert control.decode(data) is None or data.startswith("{")


def test_control_messages_of_the_page_are_understood() -> None:
    assert control.decode('{"type":"accept","reading":"ab"}') == control.Accept(reading="ab")
    assert control.decode('{"type":"unheard-of"}') is None
    assert control.decode('{"type":"accept"}') is None
    assert control.decode('{"type":"end","more":1}') == control.End()


def test_the_visit_s_folder_is_overwritten_and_gone(tmp_path: Path) -> None:
    folder = VisitFolder(tmp_path)
    folder.make()
    kept = tmp_path / "hard-link"
    file = folder.path / "deep" / "picture"
    file.parent.mkdir()
    file.write_bytes(b"a patient" * 100)
    kept.hardlink_to(file)
    (folder.path / "link").symlink_to(tmp_path / "elsewhere")
    folder.erase()
    assert folder.gone
    assert kept.read_bytes() == bytes(900), "the bytes themselves are gone, not only the name"
    folder.erase()


def test_the_receipt_says_what_was_found(tmp_path: Path) -> None:
    folder = VisitFolder(tmp_path)
    assert write_receipt(folder, None, pictures_blank=True).complete
    folder.make()
    survivor = object()
    receipt = write_receipt(folder, lambda: survivor, pictures_blank=False)
    assert [line.ok for line in receipt.lines] == [False, False, False]
