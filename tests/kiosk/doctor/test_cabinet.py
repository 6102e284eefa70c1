# SPDX-License-Identifier: EUPL-1.2
"""What the doctor says of the room's switches and lamps."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.cabinet_report import CabinetReport, write_report
from kiosk.cabinet_settings import CabinetSection
from kiosk.doctor.cabinet import check_cabinet
from kiosk.doctor.finding import Finding, Grade, Machine, Subject
from kiosk.settings import StationSection, StationSettings


class Patient:
    """A station on paper."""

    def __init__(self, folder: Path) -> None:
        for name in ("proc", "sys", "dev", "run"):
            (folder / name).mkdir()
        self.folder = folder
        self.environ: dict[str, str] = {}

    def chip(self) -> Patient:
        (self.folder / "dev/gpiochip0").touch()
        return self

    def keeps_outputs(self, module: str, value: str) -> Patient:
        file = self.folder / f"sys/module/{module}/parameters/persist_gpio_outputs"
        file.parent.mkdir(parents=True)
        file.write_text(value + "\n")
        return self

    def said(self, report: CabinetReport) -> Patient:
        write_report(self.folder / "run", report)
        return self

    def examined(self, **pins: str) -> tuple[Finding, ...]:
        machine = Machine(
            proc=self.folder / "proc", sys=self.folder / "sys", dev=self.folder / "dev", environ=self.environ
        )
        cabinet = CabinetSection(**{"kind": "gpio", **pins})  # type: ignore[arg-type]
        settings = StationSettings(station=StationSection(runtime=self.folder / "run"), cabinet=cabinet)
        return check_cabinet(Subject(settings=settings, machine=machine))

    def found(self, **pins: str) -> Finding:
        (finding,) = self.examined(**pins)
        return finding


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    return Patient(tmp_path)


def test_nothing_wired_is_well(patient: Patient) -> None:
    assert patient.found(kind="").grade is Grade.OK


def test_pins_without_a_kind(patient: Patient) -> None:
    found = patient.found(kind="", call="GPIO17")
    assert found.grade is Grade.WARNING and "gpio" in found.todo


def test_what_is_wired_is_named(patient: Patient) -> None:
    found = patient.chip().found(status_lamp="GPIO18", call="GPIO17")
    assert found.grade is Grade.OK
    assert "call, status-lamp" in found.what


@pytest.mark.parametrize("pins", [{"call": "GPIO99"}, {"call": "GPIO17", "lid": "GPIO17"}, {"kind": "brass"}])
def test_settings_that_mean_nothing(patient: Patient, pins: dict[str, str]) -> None:
    assert patient.chip().found(**pins).grade is Grade.FAILURE


def test_a_machine_without_pins(patient: Patient) -> None:
    assert patient.found(status_lamp="GPIO18").grade is Grade.WARNING
    assert patient.found(emergency_stop="GPIO5").grade is Grade.FAILURE, "its emergency stop does not work"


def test_pins_that_may_not_be_opened(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)  # root may open everything
    found = patient.chip().found(call="GPIO17")
    assert found.grade is Grade.WARNING and "'gpio'" in found.todo


def test_simulated_pins(patient: Patient) -> None:
    patient.environ["GPIOZERO_PIN_FACTORY"] = "mock"
    found = patient.chip().found(call="GPIO17")
    assert found.grade is Grade.WARNING and "mock" in found.what


def test_a_station_that_runs_without_its_cabinet(patient: Patient) -> None:
    patient.chip().said(CabinetReport(problem="GPIO17, set for 'call', is in use by another program."))
    found = patient.found(call="GPIO17")
    assert found.grade is Grade.WARNING
    assert "runs without" in found.what and "'call'" in found.what


def test_what_the_running_station_saw(patient: Patient) -> None:
    patient.chip().said(CabinetReport(faults=("call-stuck", "emergency-stop", "lid", "tamper")))
    found = patient.examined(call="GPIO17")
    assert [each.grade for each in found] == [Grade.OK, *[Grade.WARNING] * 4]
    assert "'call' is stuck" in found[1].what
    assert "emergency stop" in found[2].what and "lid" in found[3].what and "housing" in found[4].what


def test_a_report_that_cannot_be_read_is_none(patient: Patient) -> None:
    (patient.folder / "run/cabinet.json").write_text("{")
    assert patient.chip().found(call="GPIO17").grade is Grade.OK


@pytest.mark.parametrize("module", ["pinctrl_bcm2835", "pinctrl_rp1"])
def test_a_kernel_that_keeps_outputs(patient: Patient, module: str) -> None:
    patient.chip().keeps_outputs(module, "Y")
    assert len(patient.examined(call="GPIO17")) == 1, "only a lock matters"
    _, found = patient.examined(door_lock="GPIO24")
    assert found.grade is Grade.WARNING and "strict_gpiod" in found.todo


def test_a_kernel_that_lets_go(patient: Patient) -> None:
    assert patient.chip().keeps_outputs("pinctrl_rp1", "N").found(door_lock="GPIO24").grade is Grade.OK
