# SPDX-License-Identifier: EUPL-1.2
"""Ports and instruments in words, for staff."""

from __future__ import annotations

from kiosk.staff_view import InstrumentLine, PortLine
from kiosk.workbench import Outcome, PortKind
from ui.touch.i18n import Words
from ui.touch.widgets.choices import Sign

TROUBLES = frozenset({"busy", "denied", "missing", "unplugged", "unreachable"})
"""Reasons why a port cannot be opened that have a sentence of their own."""


def port_name(port: PortLine, words: Words) -> str:
    """Name a port by its cable and its place."""
    return words(f"staff.port.{port.kind}", cable=port.cable or words("staff.cable"), socket=port.socket)


def port_state(port: PortLine, words: Words) -> str:
    """Say what is known of a port: what was heard, or who has it."""
    if port.kind is PortKind.HID:
        return words("staff.port-state.hid")
    if not port.there:
        return words("staff.port-state.gone")
    if port.heard is not None:
        return words(f"staff.heard.{port.heard}", device=port.answered)
    if port.holder is not None:
        return words("staff.port-state.held", kind=words(f"staff.kind.{port.holder}"))
    return words("staff.port-state.free")


def port_sign(port: PortLine) -> Sign:
    """Choose the sign before a port."""
    if port.kind is PortKind.HID or not port.there or port.heard is Outcome.NOT_OPEN:
        return Sign.TROUBLE
    return Sign.GOOD if port.heard is Outcome.FOUND else Sign.NONE


def instrument_state(line: InstrumentLine, words: Words) -> str:
    """Say which device an instrument is, and where it hangs."""
    where = port_name(line.port, words) if line.port.there else words("staff.port-state.gone")
    return f"{words.value(line.device)}. {where}"


def advice(heard: Outcome, device: str, trouble: str, words: Words) -> str:
    """Say what to do after listening."""
    if heard is Outcome.NOT_OPEN:
        return words(f"staff.trouble.{trouble if trouble in TROUBLES else 'other'}")
    return words(f"staff.advice.{heard}", device=device)
