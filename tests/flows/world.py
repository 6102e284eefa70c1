# SPDX-License-Identifier: EUPL-1.2
"""What happens to a visit that the person does not do: the GP, the instruments, the line. By names that flows use."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from msgspec.structs import replace

from kiosk.capability import Capability, Command, Instrument
from kiosk.line_quality import CallMode, Cause, Grade, Quality
from kiosk.messages import Channel, DataArrived, LineReport, Sources, SourceState
from kiosk.reading import Device, Measure, Progress, Reading, SensorChange, SensorState
from kiosk.visit.machine import Event
from tests.kiosk.station.rig import Rig

INSTRUMENTS = {
    "oximeter": Instrument(name="oximeter", capabilities=(Capability.PULSE_OXIMETRY,)),
    "cuff": Instrument(
        name="cuff",
        capabilities=(Capability.BLOOD_PRESSURE,),
        commands=frozenset({Command.START, Command.STOP}),
    ),
    "scale": Instrument(name="scale", capabilities=(Capability.BODY_WEIGHT,)),
}
DEVICE = Device(maker="A maker", model="One", serial="", driver="simulated", port="/dev/null")
PRESSURE = {Measure.SYSTOLIC: "127", Measure.DIASTOLIC: "76", Measure.CUFF_PULSE: "64"}
SUMMARY = "Blodtrycket ser bra ut. Vi ses om ett halvår."


class World:
    """Acts on a rig. `names` are what a flow may say."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._acts = 0
        line = partial(self._line, mode=CallMode.FULL, quality=Quality())
        poor = Quality(grade=Grade.BAD, cause=Cause.SLOW_UP)
        self.names: dict[str, Callable[[], object]] = {
            "devices-ok": self._devices,
            "finger-in": self._finger,
            "cuff-ready": lambda: self._sensor("cuff", SensorState.READY),
            "cuff-inflates": self._inflates,
            "cuff-stops": lambda: self._sensor("cuff", SensorState.STOPPED),
            "cuff-done": self._pressure,
            "weighed": lambda: self._read("scale", {Measure.WEIGHT: "82.4"}),
            "somebody-takes-it": self._taken,
            "gp-joins": rig.connect,
            "gp-writes": self._writes,
            "gp-sums-up": lambda: rig.gp_says(type="summary", id="one", text=SUMMARY),
            "gp-ends": lambda: rig.gp_says(type="end"),
            "line-lost": rig.lose_line,
            "gp-back": self._back,
            "line-carries-text-alone": lambda: self._line(mode=CallMode.TEXT_ONLY, quality=poor),
            "line-good": line,
            "all-erased": rig.finish_erasure,
            "staff-ask": self._staff,
            "reads-aloud": self._aloud,
            "clinic-will-ring": lambda: self._rung(ok=True),
            "clinic-not-told": lambda: self._rung(ok=False),
        }

    def happen(self, name: str) -> None:
        """Do what ``name`` says; raises `KeyError` for a name that means nothing."""
        self.names[name]()

    def started(self) -> bool:
        """Tell whether the cuff was told to start."""
        return ("cuff", Command.START) in self._rig.outside.told

    def _taken(self) -> None:
        """At the clinic somebody takes the visit of who came without an appointment."""
        visit = self._rig.conductor.memory.visit
        assert visit is not None
        descriptor = replace(self._rig.descriptors["sealed"], request=visit.descriptor.visit)
        self._rig.descriptors["taken"] = descriptor
        self._rig.conductor.drop_in.give_room(descriptor, "taken")

    def _aloud(self) -> None:
        """The call button is held: the screens are read aloud from here on."""
        memory = self._rig.conductor.memory
        memory.preferences = replace(memory.preferences, speech=True)
        self._rig.conductor.refresh()

    def _rung(self, *, ok: bool) -> None:
        """It turns out whether the clinic has heard that somebody wants to be rung."""
        visit = self._rig.conductor.memory.visit
        assert visit is not None
        self._rig.conductor.parting.told(visit.call_back_id, ok)

    def _staff(self) -> None:
        """The sign in the corner is held, at a station with instruments to learn with."""
        staff = self._rig.conductor.memory.staff
        staff.wanted = staff.practice = True
        self._rig.conductor.happen(Event.STAFF_ASKED)

    def _devices(self) -> None:
        state = SourceState.OK
        self._rig.line.report(Sources(camera=state, microphone=state, speaker=state))

    def _sensor(self, name: str, state: SensorState) -> None:
        self._rig.conductor.instrument(
            SensorChange(instrument=name, device=DEVICE, state=state, at=self._rig.clock.now())
        )

    def _read(self, name: str, values: dict[Measure, str]) -> None:
        self._acts += 1
        for measure, text in values.items():
            self._rig.conductor.instrument(
                Reading(
                    measure=measure, value=Decimal(text), absent=None, measured_at=self._rig.clock.now(),
                    device=DEVICE, instrument=name, group=f"act-{self._acts}",
                )
            )  # fmt: skip

    def _finger(self) -> None:
        self._sensor("oximeter", SensorState.MEASURING)
        self._read("oximeter", {Measure.SPO2: "97", Measure.PULSE: "68"})

    def _inflates(self) -> None:
        self._sensor("cuff", SensorState.MEASURING)
        self._rig.conductor.instrument(
            Progress(
                instrument="cuff", measure=Measure.CUFF_PRESSURE, value=Decimal("84"), unit="mm[Hg]",
                at=self._rig.clock.now(),
            )
        )  # fmt: skip

    def _pressure(self) -> None:
        self._read("cuff", PRESSURE)
        self._sensor("cuff", SensorState.READY)

    def _writes(self) -> None:
        self._rig.line.report(DataArrived(channel=Channel.TEXT, data="Hej\u2028"))

    def _back(self) -> None:
        self._rig.gp.open_tab()
        self._rig.connect()

    def _line(self, *, mode: CallMode, quality: Quality) -> None:
        self._rig.line.report(LineReport(quality=quality, mode=mode))
