# SPDX-License-Identifier: EUPL-1.2
"""What a simulation can be told."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.contec_9byte.simulator import SimulatedContec
from drivers.links.pty import PtyPort
from drivers.simulation.device import SimulatorError
from drivers.simulation.faults import Fault
from drivers.simulation.oximeter import SimulatedOximeter, Situation
from drivers.simulation.run import Simulation, Style, scenario


def simulation(tmp_path: Path, timeline: tuple[tuple[float, str], ...] = ()) -> Simulation:
    return Simulation(SimulatedContec(Situation()), PtyPort(tmp_path / "port"), timeline)


def situation_of(run: Simulation) -> Situation:
    assert isinstance(run.device, SimulatedOximeter)
    return run.device.situation


@pytest.mark.parametrize("name", SimulatedOximeter.scenarios)
def test_every_scenario_can_be_played(tmp_path: Path, name: str) -> None:
    run = simulation(tmp_path, scenario(SimulatedContec(), name))
    for _ in range(11 * 60):
        run.step()
    assert situation_of(run).finger is (name not in ("finger-out", "no-finger"))


def test_words_change_the_situation(tmp_path: Path) -> None:
    run = simulation(tmp_path)
    for word in ("spo2 94", "pulse 151", "strength 2", "finger out", "probe-error", "search on", "search off"):
        run.obey(word)
    situation = situation_of(run)
    assert (situation.spo2_percent, situation.pulse_bpm, situation.strength) == (94, 151, 2)
    assert (situation.finger, situation.probe_error, situation.never_locks) == (False, True, False)


@pytest.mark.parametrize(
    "word", ["dance", "spo2", "spo2 101", "spo2 x", "pulse 255", "finger", "finger up", "drop 0", "garbage -1"]
)
def test_what_it_does_not_know_it_says(tmp_path: Path, word: str) -> None:
    with pytest.raises(SimulatorError) as refused:
        simulation(tmp_path).obey(word)
    assert refused.value.reason is not None and refused.value.hint


def test_unplug_and_replug(tmp_path: Path) -> None:
    run = simulation(tmp_path)
    run.port.plug()
    run.obey("unplug")
    assert not run.port.path.is_symlink()
    run.obey("replug")
    assert run.port.path.is_symlink()
    run.port.unplug()


def test_a_regular_unplug_comes_back(tmp_path: Path) -> None:
    run = Simulation(
        SimulatedContec(Situation()), PtyPort(tmp_path / "port"), (), Style(faults=(Fault.UNPLUG, Fault.FLIP))
    )
    run.port.plug()
    plugged = []
    for _ in range(6 * 60):
        run.step()
        plugged.append(run.port.plugged)
    assert plugged.count(False) == pytest.approx(60, abs=2)
    assert plugged[-1]
    run.port.unplug()


def test_an_unknown_scenario() -> None:
    with pytest.raises(SimulatorError, match="visit"):
        scenario(SimulatedContec(), "holiday")
