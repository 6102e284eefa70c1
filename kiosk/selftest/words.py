# SPDX-License-Identifier: EUPL-1.2
"""What `kiosk selftest` says, in English: how it is and what to do. The screen says the same in its own languages."""

from __future__ import annotations

from kiosk.selftest.consequences import Fitness
from kiosk.selftest.report import Check, Outcome, Reason

CHECKS: dict[Check, str] = {
    Check.SCREEN: "Screen",
    Check.TOUCH: "Touch panel",
    Check.SOUND: "Sound",
    Check.CAMERA: "Camera",
    Check.INSTRUMENT: "Instrument",
    Check.BROKER: "Connection for calls",
    Check.DESK: "Connection to the clinic",
    Check.TURN: "Relay for calls",
    Check.CERTIFICATE: "Certificate",
    Check.CLOCK: "Clock",
    Check.DISK: "Disk",
    Check.POWER: "Power supply",
    Check.TEMPERATURE: "Temperature",
}
OUTCOMES: dict[Outcome, str] = {
    Outcome.PASSED: "Works.",
    Outcome.FAILED: "Does not work.",
    Outcome.SKIPPED: "Not tried.",
    Outcome.UNKNOWN: "It could not be told.",
}
FITNESS: dict[Fitness, str] = {
    Fitness.READY: "The station is ready for visits.",
    Fitness.DEGRADED: "Visits can go on, but something does not work.",
    Fitness.UNAVAILABLE: "No visit can begin until this is mended.",
}
REASONS: dict[Reason, str] = {
    Reason.NO_PROCESS: "This part of the station does not run. Start the station again.",
    Reason.NO_ANSWER: "No answer in time. Test again; if it stays so, start the station again.",
    Reason.SLOW: "The picture comes slowly. Start the station again; if it stays so, tell IT.",
    Reason.NEVER_TRIED: "Not tried yet. Touch the grid on the staff screen.",
    Reason.LONG_AGO: "Last tried long ago. Touch the grid on the staff screen.",
    Reason.DEAD_AREA: "A part of the panel does not answer to touch. Clean it and try again; else tell IT.",
    Reason.NO_MICROPHONE: "There is no microphone. Look at its cable.",
    Reason.NO_LOUDSPEAKER: "There is no loudspeaker. Look at its cable.",
    Reason.NOTHING_HEARD: "Nothing was heard. Check that the loudspeaker is on and the microphone is not covered.",
    Reason.HEADPHONES: "Not tried, because headphones are used. Listen yourself.",
    Reason.NO_CAMERA: "There is no camera. Look at its cable.",
    Reason.NO_PICTURE: "The camera gives no picture. Unplug it and plug it in again.",
    Reason.BLACK: "The picture is black. Uncover the camera, switch on the light and test again.",
    Reason.FROZEN: "The picture does not change. Unplug the camera and plug it in again.",
    Reason.NOT_WANTED: "Not in use at this station.",
    Reason.SIMULATED: "Not tried, because it is a simulation.",
    Reason.NONE_SET: "The station has no instruments. Set them up on the staff screen.",
    Reason.NO_PORT: "Not plugged in. Look at the cable, then test again.",
    Reason.SILENT: "It does not answer. Switch it on and look at its cable.",
    Reason.OTHER_DEVICE: "Another device answers. Choose the right one on the staff screen.",
    Reason.DISTURBED: "Its signal is disturbed. Change the cable or the adapter.",
    Reason.DEVICE_CLOCK: "Its clock is wrong. Set it: it dates the results.",
    Reason.WAITS: "Plugged in. It says nothing until somebody measures.",
    Reason.BAD_SETTING: "It is set up wrongly. Set it up again on the staff screen.",
    Reason.NO_IDENTITY: "Not tried, because the certificate is missing. Tell IT.",
    Reason.NO_NAME: "The server's name is not found. Look at the network cable and the router.",
    Reason.NO_CONNECTION: "The server does not take the connection. Tell IT.",
    Reason.UNREACHED: "The server does not answer. Look at the network cable and the router.",
    Reason.NO_TLS: "The connection is not secure. Tell IT.",
    Reason.DISTRUSTED: "The certificate is not accepted. Tell IT.",
    Reason.REFUSED: "The server does not let the station in. Tell IT.",
    Reason.NOT_SET: "Not set up.",
    Reason.BAD_ADDRESS: "The address in the settings is wrong. Tell IT.",
    Reason.EXPIRED: "It has expired. Tell IT: the station must be enrolled again.",
    Reason.EXPIRES_SOON: "It expires within a month. Tell IT: the station must be enrolled again.",
    Reason.UNUSABLE: "It cannot be used. Tell IT: the station must be enrolled again.",
    Reason.CLOCK_WRONG: "It is wrong, so calls would be refused. Look at the network; if it stays so, tell IT.",
    Reason.NOT_COMPARED: "It could not be compared, because the clinic was not reached.",
    Reason.DISK_FULL: "It is nearly full. Tell IT.",
    Reason.UNDERVOLTAGE: "It is too weak. Use the station's own power supply and no long cable.",
    Reason.TOO_HOT: "The station is too hot. Give it air, and look at its fan.",
    Reason.NOT_MEASURED: "This machine does not tell.",
    Reason.CHECK_BROKE: "The test itself failed. Tell IT.",
    Reason.NOT_FINISHED: "There was no time for it. Test again.",
}


def sentence(outcome: Outcome, reason: Reason) -> str:
    """Say how a check ended and what to do."""
    return OUTCOMES[outcome] if reason is Reason.NONE else REASONS[reason]
