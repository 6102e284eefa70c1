# SPDX-License-Identifier: EUPL-1.2
"""`kiosk devices probe`, `check`, `record`, `assign`, as a technician uses them."""

from __future__ import annotations

import argparse
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from drivers.cli import add_command
from drivers.cli import record as cli_record
from drivers.links.inventory import HERE
from drivers.links.link import LinkError
from drivers.links.pty import PtyPort
from drivers.links.recording import RecordingError
from drivers.names import DriverName, UnknownDriverError
from drivers.workbench import PortTakenError, SerialWorkbench
from kiosk.errors import SettingsError
from kiosk.settings import InstrumentEntry, StationSection, StationSettings
from kiosk.settings_text import to_toml
from kiosk.site import SiteError
from tests.drivers.cli.test_devices_cli import devices
from tests.drivers.fake_machine import FakeMachine
from tests.drivers.rig import background

CONTEC = DriverName.CONTEC_9BYTE


class World:
    """A station's settings and folders, and ports with and without devices."""

    def __init__(self, folder: Path) -> None:
        self.port = folder / "port"
        self.runtime = folder / "run"
        self.config = folder / "station.toml"
        self.file = folder / "recording.jsonl"
        for place in (self.runtime, folder / "state/identity"):
            place.mkdir(parents=True)
        section = StationSection(identity=folder / "state/identity", runtime=self.runtime)
        entry = InstrumentEntry(name="oximeter", driver="nonin_2", port="/dev/nonesuch")
        self.config.write_text(to_toml(StationSettings(station=section, instruments=(entry,))))

    def visit(self) -> None:
        """Let a visit begin."""
        (self.runtime / "visit").mkdir()

    def run(self, action: str, *words: str) -> int:
        return devices(action, "--config", str(self.config), *words)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


# -------------------------------------------------------------------------------------------------- probe


def probed(world: World, *words: str) -> int:
    return world.run("probe", "--port", str(world.port), "--listen", "0.5", "--driver", CONTEC, *words)


def test_probe_says_what_hangs_there_and_what_to_do(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with background({world.port: (CONTEC, ())}):
        assert probed(world) == 0
    out, err = capsys.readouterr()
    assert "contec_9byte: certain" in out and f"--driver contec_9byte --port {world.port}" in out
    assert "1 port, 1 drivers, at most" in err and "listening as contec_9byte" in err and "asking" in err
    with background({world.port: (CONTEC, ())}):
        assert probed(world, "--json", "--port", str(world.port) + "x") == 0
    found, missing = lines_of(capsys)
    assert found["outcome"] == "found" and found["drivers"][0]["driver"] == "contec_9byte"
    assert found["drivers"][0]["confidence"] == "certain"
    assert found["tried"][0]["line"] == "115200 8N1" and found["tried"][0]["received_bytes"] > 0
    assert missing["outcome"] == "not-open" and missing["advice"]


def test_probe_without_a_device(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    port = PtyPort(world.port)
    port.plug()
    assert probed(world) == 2
    assert "Switch the device on" in capsys.readouterr().out
    port.unplug()


def test_probe_on_a_machine_without_ports(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = FakeMachine(tmp_path / "machine")
    machine.hid(("10c4", "ea80"), "1-1.1")
    machine.built_in("ttyS0", kind="4", console=True)
    monkeypatch.setattr("drivers.cli.probe.serial_ports", lambda: machine_ports(machine))
    monkeypatch.setattr("drivers.cli.probe.hid_bridges", lambda: machine_bridges(machine))
    assert world.run("probe") == 2
    out, err = capsys.readouterr()
    assert "CP2110 HID bridge" in out and "no serial port" in out
    assert "There is no serial port" in err
    assert world.run("probe", "--json") == 2
    (bridge,) = lines_of(capsys)
    assert bridge["outcome"] == "not-serial"


def machine_ports(machine: FakeMachine) -> Any:
    from drivers.links.inventory import serial_ports

    return serial_ports(machine.roots)


def machine_bridges(machine: FakeMachine) -> Any:
    from drivers.links.inventory import hid_bridges

    return hid_bridges(machine.roots)


def test_probe_looks_at_every_port_of_the_machine(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = FakeMachine(tmp_path / "machine")
    machine.usb("ttyUSB0", ("10c4", "ea60"), "1-1.2", target=world.port)
    monkeypatch.setattr("drivers.cli.probe.serial_ports", lambda: machine_ports(machine))
    with background({world.port: (CONTEC, ())}):
        assert world.run("probe", "--json", "--driver", CONTEC, "--listen", "0.5") == 0
    (result,) = lines_of(capsys)
    assert result["cable"] == "CP210x cable (10c4:ea60) in USB socket 1-1.2"
    assert result["port"].endswith("usb-0:1.2:1.0-port0")
    assert result["port"] in result["advice"]


# -------------------------------------------------------------------------------------------------- check


def test_check_prints_a_page(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--driver", CONTEC, "--port", str(world.port), "--seconds", "1")
    with background({world.port: (CONTEC, ("search-time 0.1",))}):
        assert world.run("check", *words) in (0, 2)  # at four times its pace
        page = capsys.readouterr().out
        assert page.startswith(f"contec_9byte at {world.port}, ")
        assert "pass  device" in page and "pass  reading" in page
        world.run("check", *words, "--json")
    (result,) = lines_of(capsys)
    assert [line["name"] for line in result["lines"]][:3] == ["port", "line", "device"]
    assert world.run("check", *words) == 2
    assert "fail  port" in capsys.readouterr().out


# -------------------------------------------------------------------------------------------------- record


def record(world: World, *words: str, seconds: str = "1") -> int:
    return world.run("record", "--port", str(world.port), "--seconds", seconds, str(world.file), *words)


def test_record_and_decode(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with background({world.port: (CONTEC, ("search-time 0.1", "spo2 93"))}):
        assert record(world, "--driver", CONTEC) == 0
    err = capsys.readouterr().err
    assert "somebody's name" in err and "frames, 0 bytes fit nothing" in err
    entries = [json.loads(line) for line in world.file.read_text().splitlines()]
    assert entries[0]["driver"] == "contec_9byte" and entries[0]["line"] == "115200 8N1"
    assert [entry["note"] for entry in entries if "note" in entry] == ["opened", "done"]
    assert {entry["dir"] for entry in entries if "dir" in entry} == {"rx", "tx"}
    # The last word to the device is the driver's goodbye.
    assert [entry for entry in entries if "dir" in entry][-1]["hex"].startswith("7d81a7")
    assert devices("decode", "--driver", CONTEC, "--json", str(world.file)) == 0
    assert {line["value"] for line in lines_of(capsys) if line["measure"] == "spo2" and line["valid"]} == {93}
    assert devices("read", "--driver", CONTEC, "--port", f"trace:{world.file}", "--seconds", "2", "--json") == 0
    assert {line["value"] for line in lines_of(capsys) if line["measure"] == "spo2"} >= {93}


def test_where_the_device_has_no_pace_the_recording_s_time_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = b"ST,GS,+  81.40kg\r\n"
    path = tmp_path / "scale.jsonl"
    pieces = [(0.5, line[:6]), (0.75, line[6:]), (1.0, line), (1.5, line)]
    entries = [{"t": t_s, "dir": "rx", "hex": data.hex()} for t_s, data in pieces]
    path.write_text("\n".join(json.dumps(entry) for entry in [{"halsorum_recording": 1}, *entries]) + "\n")
    assert devices("decode", "--driver", "scale_stgs", "--json", "--frames", str(path)) == 0
    assert [entry["t"] for entry in lines_of(capsys)] == [0.75, 1.0, 1.5]


def test_a_recording_in_which_the_device_is_silent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "silent.jsonl"
    path.write_text('{"halsorum_recording": 1}\n{"t": 0.1, "dir": "tx", "hex": "7d"}\n')
    assert devices("decode", "--driver", "contec_9byte", str(path)) == 2
    assert "the device says nothing" in capsys.readouterr().err
    path.write_text('{"halsorum_recording": 9}\n')
    with pytest.raises(RecordingError, match="later version"):
        devices("decode", "--driver", "contec_9byte", str(path))


def test_record_an_unknown_device_only_listens(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    with background({world.port: (DriverName.NONIN_2, ())}):
        assert record(world, "--line", "9600 8N1", seconds="0.5") == 0
    entries = [json.loads(line) for line in world.file.read_text().splitlines()]
    assert {entry["dir"] for entry in entries if "dir" in entry} == {"rx"}
    assert "0 sent" in capsys.readouterr().err


def test_record_refuses_during_a_visit(world: World) -> None:
    world.visit()
    with pytest.raises(SiteError, match="A visit is under way"):
        record(world, "--driver", CONTEC)
    with pytest.raises(SiteError):
        probed(world)
    with pytest.raises(SiteError):
        world.run("check", "--driver", CONTEC, "--port", str(world.port))
    assert not world.file.exists()


def test_a_visit_ends_a_recording(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_record, "PROGRESS_S", 0.02)
    visit = threading.Timer(0.3, world.visit)
    with background({world.port: (CONTEC, ())}):
        visit.start()
        assert record(world, "--driver", CONTEC, seconds="15") == 2
    assert "A visit has begun" in capsys.readouterr().err
    assert '"note": "visit"' in world.file.read_text()


def test_record_when_there_is_nothing_to_record(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert record(world, "--driver", CONTEC) == 2
    assert "missing" in capsys.readouterr().err
    assert not world.file.exists()
    port = PtyPort(world.port)
    port.plug()
    assert record(world, "--driver", CONTEC, seconds="0.3") == 2
    assert "The device said nothing" in capsys.readouterr().err
    port.unplug()
    with pytest.raises(RecordingError, match="exists already"):
        record(world, "--driver", CONTEC)


def test_a_port_that_the_station_holds_is_busy(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    import serial

    port = PtyPort(world.port)
    port.plug()
    with serial.Serial(str(world.port), exclusive=True):
        assert record(world, "--driver", CONTEC) == 2
    assert "systemctl stop kiosk-station" in capsys.readouterr().err
    assert not world.file.exists()
    port.unplug()


def test_a_full_recording_ends(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli_record, "MIB_BYTES", 500)
    with background({world.port: (CONTEC, ())}):
        assert record(world, "--driver", CONTEC, "--limit-mib", "2", seconds="15") == 0
    assert "The recording has reached" in capsys.readouterr().err
    assert 500 < world.file.stat().st_size < 1100


def test_what_record_must_be_told(world: World) -> None:
    for words in ([], ["--driver", CONTEC, "--line", "9600"]):
        with pytest.raises(SystemExit):
            record(world, *words)
    with pytest.raises(UnknownDriverError):
        record(world, "--driver", "cms50")


# -------------------------------------------------------------------------------------------------- assign


def test_assign_sticks_and_unassign_gives_back(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.port.touch()
    assert world.run("assign", "oximeter", "--driver", CONTEC, "--port", str(world.port)) == 0
    assert world.run("assign", "far", "--driver", "nonin_2", "--port", "rfc2217://192.0.2.1:2217") == 0
    assert "systemctl restart kiosk-station" in capsys.readouterr().err
    assert world.run("assignments", "--json") == 0
    assert lines_of(capsys) == [
        {"name": "oximeter", "driver": "contec_9byte", "port": str(world.port), "set_by": "assigned", "state": "there"},
        {"name": "far", "driver": "nonin_2", "port": "rfc2217://192.0.2.1:2217", "set_by": "assigned",
         "state": "on the network"},
    ]  # fmt: skip
    assert world.run("unassign", "oximeter") == 0
    assert "/dev/nonesuch, counts again" in capsys.readouterr().err
    assert world.run("assignments") == 0
    assert "oximeter         nonin_2              /dev/nonesuch  (settings; missing)" in capsys.readouterr().out
    assert world.run("unassign", "oximeter") == 2
    assert "Assigned are: far" in capsys.readouterr().err


def test_assign_refuses_what_cannot_work(world: World, tmp_path: Path) -> None:
    world.port.touch()
    port = ("--port", str(world.port))
    with pytest.raises(UnknownDriverError, match="contec_9byte"):
        world.run("assign", "x", "--driver", "cms50", *port)
    with pytest.raises(LinkError, match="missing"):
        world.run("assign", "x", "--driver", CONTEC, "--port", "/dev/nonesuch2")
    with pytest.raises(SettingsError, match="cannot be an instrument's name"):
        world.run("assign", "X", "--driver", CONTEC, *port)
    assert world.run("assign", "x", "--driver", CONTEC, *port) == 0
    with pytest.raises(PortTakenError, match="'x' has port"):
        world.run("assign", "y", "--driver", CONTEC, *port)
    assert world.run("assign", "y", "--driver", CONTEC, "--port", "/dev/nonesuch2", "--absent") == 0
    with pytest.raises(SettingsError, match="There is no settings file"):
        devices("assign", "x", "--driver", CONTEC, *port, "--config", str(tmp_path / "none"))


def test_a_port_by_number_is_kept_by_its_place(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = FakeMachine(tmp_path / "machine")
    node = machine.usb("ttyUSB0", ("10c4", "ea60"), "1-1.2")
    monkeypatch.setattr("drivers.cli.assign.SerialWorkbench", lambda: SerialWorkbench(machine.roots))
    assert world.run("assign", "oximeter", "--driver", CONTEC, "--port", str(node)) == 0
    assert "kept by its place" in capsys.readouterr().err
    world.run("assignments", "--json")
    assert lines_of(capsys)[0]["port"].endswith("usb-0:1.2:1.0-port0")
    assert HERE.dev == Path("/dev")


# -------------------------------------------------------------------------------------------------- help


@pytest.mark.parametrize("action", ["probe", "check", "record", "assign", "unassign", "assignments", "decode", "read"])
def test_help_has_examples(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_command(parser.add_subparsers(required=True))
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(["devices", action, "--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert "Examples:" in out
    assert max(len(line) for line in out.splitlines()) <= 120
