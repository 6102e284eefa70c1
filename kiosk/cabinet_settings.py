# SPDX-License-Identifier: EUPL-1.2
"""The settings' table of the room's switches and lamps."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from kiosk.cabinet import USUAL_TIMES, CabinetTimes, Output, Switch, instrument_light
from kiosk.section import Section


class CabinetSection(Section, frozen=True, kw_only=True):
    kind: Annotated[
        str,
        Meta(
            description="How the room's switches and lamps are reached: `gpio` (the machine's own pins); empty: none. "
            "A pin is written `GPIO17`, with `active-low`, `active-high`, `pull-up`, `pull-down` or `no-pull` behind "
            "it where the wiring is not the usual one (drivers/gpio/WIRING.md); empty: not wired.",
            pattern="^[a-z0-9-]*$",
        ),
    ] = ""
    call: Annotated[str, Meta(description="Pin of the call button: does what the screen's main button does.")] = ""
    confirm: Annotated[str, Meta(description="Pin of a second button, which says yes to what the screen asks.")] = ""
    switch_1: Annotated[
        str,
        Meta(description="Pin of a jack for whoever operates the screen by one switch, or by two and steps with this."),
    ] = ""
    switch_2: Annotated[str, Meta(description="Pin of the jack of the second switch, which chooses.")] = ""
    headset: Annotated[
        str, Meta(description="Pin of the headset jack's contact: what is private is said aloud only into a headset.")
    ] = ""
    emergency_stop: Annotated[
        str, Meta(description="Pin of the emergency stop, normally closed: a cut wire stops the cuff too.")
    ] = ""
    presence: Annotated[str, Meta(description="Pin of a sensor that sees somebody before the station.")] = ""
    door: Annotated[str, Meta(description="Pin of the room's door contact, closed while the door is.")] = ""
    lid: Annotated[str, Meta(description="Pin of the contact of the lid over the instruments.")] = ""
    tamper: Annotated[str, Meta(description="Pin of the housing's contact.")] = ""
    service_key: Annotated[
        str,
        Meta(description="Pin of a key switch that opens the staff screen without a PIN; closed while turned."),
    ] = ""
    status_lamp: Annotated[str, Meta(description="Pin of the status lamp.")] = ""
    camera_light: Annotated[str, Meta(description="Pin of the light that shines while the camera is open.")] = ""
    torch: Annotated[str, Meta(description="Pin of a light to examine by, which the GP may switch during a call.")] = ""
    door_lock: Annotated[
        str,
        Meta(
            description="Pin of the door's strike, released by the right visit code; with `fail-safe` behind it a lock "
            "that is closed by its current. It must always open from inside by hand."
        ),
    ] = ""
    instrument_lights: Annotated[
        str, Meta(description="Pins of the lights beside the instruments, in their order, with commas between.")
    ] = ""
    hold_s: Annotated[float, Meta(description="Seconds after which a pressed button is held.", ge=0.5, le=10)] = (
        USUAL_TIMES.hold_s
    )
    stuck_s: Annotated[
        float, Meta(description="Seconds after which a pressed button is stuck and counts for nothing.", ge=11)
    ] = USUAL_TIMES.stuck_s
    presence_on_s: Annotated[
        float, Meta(description="Seconds somebody must stand there before the screen wakes.", ge=0)
    ] = USUAL_TIMES.presence_on_s
    presence_off_s: Annotated[
        float,
        Meta(description="Seconds nobody must be seen before the patient is asked whether she is still there.", ge=1),
    ] = USUAL_TIMES.presence_off_s
    door_s: Annotated[float, Meta(description="Seconds for which the strike is released.", ge=1, le=60)] = (
        USUAL_TIMES.door_s
    )

    @property
    def pins(self) -> dict[str, str]:
        """The wired purposes (as `kiosk.cabinet` names them) and their pins."""
        single = {purpose: getattr(self, purpose.replace("-", "_")) for purpose in (*Switch, *Output)}
        lights = enumerate(self.instrument_lights.split(","), start=1)
        numbered = {instrument_light(number): pin.strip() for number, pin in lights}
        return {purpose: pin for purpose, pin in (single | numbered).items() if pin}

    @property
    def times(self) -> CabinetTimes:
        return CabinetTimes(
            hold_s=self.hold_s,
            stuck_s=self.stuck_s,
            presence_on_s=self.presence_on_s,
            presence_off_s=self.presence_off_s,
            door_s=self.door_s,
        )
