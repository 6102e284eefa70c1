# SPDX-License-Identifier: EUPL-1.2
"""What is wrong and does not stop a visit, as the screen is told."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class NoticeKey(StrEnum):
    """Something that is wrong but does not stop the visit; each has a sentence in the catalogues."""

    BROKER_AWAY = "broker-away"
    """The clinic cannot be reached just now; the visit goes on."""
    CAMERA_MISSING = "camera-missing"
    MICROPHONE_MISSING = "microphone-missing"
    INSTRUMENT_MISSING = "instrument-missing"
    INSTRUMENT_UNPLUGGED = "instrument-unplugged"
    INSTRUMENT_GARBAGE = "instrument-garbage"
    INSTRUMENT_NOT_STARTED = "instrument-not-started"
    """It did not take the command to measure."""
    INSTRUMENT_NOT_STOPPED = "instrument-not-stopped"
    """It did not take the command to stop: the person must be told how else to stop it."""
    EMERGENCY_STOPPED = "emergency-stopped"
    """Somebody pressed the emergency stop; the air is let out of every cuff."""
    EMERGENCY_STOP_HELD = "emergency-stop-held"
    """The emergency stop is still pressed, or its wire is cut: no cuff can be started."""
    BUTTON_STUCK = "button-stuck"
    """For staff: a button of the room has been down for too long."""
    STAFF_CODE_REFUSED = "staff-code-refused"
    """For staff: the signed code is not one for this station and this time, or was used before."""
    HOUSING_OPEN = "housing-open"
    """For staff: the station's housing is open."""
    LID_OPEN = "lid-open"
    """For staff: the lid over the instruments is open though nobody is here."""
    EXAMINATION_CAMERA_LOST = "examination-camera-lost"
    """The camera held by hand gives no pictures; the room's camera is shown instead."""
    SCAN_UNKNOWN = "scan-unknown"
    """What was held before the code reader is not a code of a visit."""
    SCAN_NEEDS_CODE = "scan-needs-code"
    """A patient's card was held before the code reader where a visit's code is asked for."""
    CARD_FITS = "card-fits"
    """The card belongs to the patient of this visit."""
    CARD_DIFFERS = "card-differs"
    """The card belongs to somebody else than the patient of this visit."""
    SIGNATURE = "signature"
    """A call was refused because somebody may have altered it."""
    SECOND_GP = "second-gp"
    """Somebody else opened the GP's link and was not let in."""
    COLLEAGUE_COMES = "colleague-comes"
    """The GP hands over, and her colleague is being connected; ``name`` is what he is called."""
    COLLEAGUE_CAME = "colleague-came"
    """The colleague has taken over."""
    GUEST_COMES = "guest-comes"
    """A third participant has been invited; ``role`` is what she is."""
    GUEST_CAME = "guest-came"
    """She sees and hears the patient now."""
    GUEST_LEFT = "guest-left"
    """She does not any more."""
    FILING_FAILED = "filing-failed"
    SPEECH_NO_VOICE = "speech-no-voice"
    """The screen should speak, and there is no voice for its language."""
    SPEECH_AWAY = "speech-away"
    """The screen should speak, and the voice does not work."""
    NO_RELAY = "no-relay"
    PRACTICE = "practice"
    """It is a visit to learn from: nothing is real, and nothing is sent."""


class Notice(Struct, frozen=True, kw_only=True):
    """``instrument``: title key of the instrument that the sentence is about; ``name``: of the person it is about.

    ``role``: of whom it is about without a name, of `kiosk.assistant_view.Guest`. Empty for every other sentence.
    """

    key: NoticeKey
    instrument: str = ""
    name: str = ""
    role: str = ""
