# SPDX-License-Identifier: EUPL-1.2
"""Which notices are shown, and their sentences."""

from __future__ import annotations

from kiosk.messages import Notice, NoticeKey
from ui.touch.i18n import Words

WEIGHT = (
    NoticeKey.INSTRUMENT_NOT_STOPPED, NoticeKey.EMERGENCY_STOPPED, NoticeKey.EMERGENCY_STOP_HELD,
    NoticeKey.PRACTICE,
    NoticeKey.SIGNATURE, NoticeKey.MICROPHONE_MISSING, NoticeKey.CAMERA_MISSING, NoticeKey.SECOND_GP,
    NoticeKey.COLLEAGUE_COMES, NoticeKey.COLLEAGUE_CAME,
    NoticeKey.GUEST_COMES, NoticeKey.GUEST_CAME, NoticeKey.GUEST_LEFT,
    NoticeKey.EXAMINATION_CAMERA_LOST,
    NoticeKey.CARD_DIFFERS, NoticeKey.CARD_FITS, NoticeKey.SCAN_NEEDS_CODE, NoticeKey.SCAN_UNKNOWN,
    NoticeKey.INSTRUMENT_NOT_STARTED, NoticeKey.INSTRUMENT_UNPLUGGED, NoticeKey.INSTRUMENT_MISSING,
    NoticeKey.INSTRUMENT_GARBAGE, NoticeKey.SPEECH_AWAY, NoticeKey.SPEECH_NO_VOICE, NoticeKey.FILING_FAILED,
    NoticeKey.BROKER_AWAY, NoticeKey.NO_RELAY,
    NoticeKey.BUTTON_STUCK, NoticeKey.HOUSING_OPEN, NoticeKey.LID_OPEN,
)  # fmt: skip
"""What is shown first."""


def gravest(notices: tuple[Notice, ...], count: int) -> list[Notice]:
    """Choose what is shown: at most ``count``, the gravest first, and each kind once."""
    order = {key: place for place, key in enumerate(WEIGHT)}
    kinds: dict[NoticeKey, Notice] = {}
    for notice in notices:
        kinds.setdefault(notice.key, notice)
    return sorted(kinds.values(), key=lambda notice: order.get(notice.key, len(order)))[:count]


def sentence(notice: Notice, words: Words) -> str:
    """Write ``notice`` for people."""
    instrument = words(notice.instrument) if notice.instrument else ""
    name = words(f"guest.{notice.role}") if notice.role else notice.name
    return words(f"notice.{notice.key}", instrument=instrument, name=name)
