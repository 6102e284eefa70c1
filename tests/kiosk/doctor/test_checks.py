# SPDX-License-Identifier: EUPL-1.2
"""What the doctor says of the machine itself, on machines made of files."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.capability import Assignment
from kiosk.clock import ManualClock
from kiosk.doctor import checks, devices
from kiosk.doctor.examine import as_json, as_text, healthy
from kiosk.doctor.finding import Check, Finding, Grade, Machine, Subject
from kiosk.identity import AUTHORITY_FILE, CERTIFICATE_FILE, KEY_FILE, Identity
from kiosk.settings import (
    CameraSection,
    InstrumentEntry,
    SoundSection,
    StationSection,
    StationSettings,
)
from kiosk.site import site_of
from provisioning.ca import Authority, certificate_pem, private_pem

ID = "slussfors-1"
START = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    for name in ("proc", "sys", "dev", "run"):
        (tmp_path / name).mkdir()
    (tmp_path / "proc/mounts").write_text(f"/dev/sda1 / ext4 rw 0 0\ntmpfs {tmp_path}/run tmpfs rw 0 0\n")
    (tmp_path / "proc/swaps").write_text("Filename Type Size Used Priority\n")
    return Machine(proc=tmp_path / "proc", sys=tmp_path / "sys", dev=tmp_path / "dev", environ={})


def identity_in(folder: Path, clock: ManualClock, name: str = ID, issuer: str = "authority") -> Path:
    """Make a station's identity."""
    authority = Authority.create(folder / issuer, "The clinic", clock)
    key = ec.generate_private_key(ec.SECP256R1())
    request = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .sign(key, hashes.SHA256())
    )
    home = folder / "identity"
    home.mkdir(exist_ok=True)
    (home / KEY_FILE).write_bytes(private_pem(key))
    (home / KEY_FILE).chmod(0o600)
    (home / CERTIFICATE_FILE).write_bytes(certificate_pem(authority.issue_station(request, name)))
    (home / AUTHORITY_FILE).write_bytes(certificate_pem(authority.certificate))
    return home


def subject_of(machine: Machine, settings: StationSettings | None = None, **changes: object) -> Subject:
    return Subject(settings=settings or StationSettings(), machine=machine, **changes)  # type: ignore[arg-type]


def only(check: Check, subject: Subject) -> Finding:
    (finding,) = check(subject)
    return finding


def test_an_enrolled_station_is_well(tmp_path: Path, machine: Machine) -> None:
    clock = ManualClock(START)
    identity, problems = checks.load_identity(identity_in(tmp_path, clock))
    settings = StationSettings(station=StationSection(id=ID, name="Slussfors", address="Road 1", phone="0"))
    subject = subject_of(machine, settings, identity=identity, clock=clock)
    assert problems == ()
    for check in (checks.check_settings, checks.check_identity, checks.check_clock, checks.check_version):
        assert only(check, subject).grade is Grade.OK


def test_settings_that_say_too_little(machine: Machine) -> None:
    assert only(checks.check_settings, subject_of(machine)).grade is Grade.FAILURE
    found = only(checks.check_settings, subject_of(machine, StationSettings(station=StationSection(id=ID, name="S"))))
    assert found.grade is Grade.WARNING
    assert "station.address, station.phone" in found.what


def test_an_identity_that_is_not_there(tmp_path: Path) -> None:
    identity, (problem,) = checks.load_identity(tmp_path)
    assert identity is None
    assert problem.grade is Grade.FAILURE
    assert str(tmp_path / KEY_FILE) in problem.what


def test_a_key_that_others_can_read(tmp_path: Path) -> None:
    home = identity_in(tmp_path, ManualClock(START))
    (home / KEY_FILE).chmod(0o644)
    _, (problem,) = checks.load_identity(home)
    assert "chmod 600" in problem.what


@pytest.mark.parametrize(
    ("days", "grade", "words"),
    [(0, Grade.OK, "more days"), (710, Grade.WARNING, "expires in"), (740, Grade.FAILURE, "expired")],
)
def test_a_certificate_that_grows_old(tmp_path: Path, machine: Machine, days: int, grade: Grade, words: str) -> None:
    clock = ManualClock(START)
    identity = Identity.load(identity_in(tmp_path, clock))
    clock.advance(timedelta(days=days).total_seconds())
    settings = StationSettings(station=StationSection(id=ID))
    found = only(checks.check_identity, subject_of(machine, settings, identity=identity, clock=clock))
    assert found.grade is grade
    assert words in found.what


def test_a_certificate_of_another_station_or_authority(tmp_path: Path, machine: Machine) -> None:
    clock = ManualClock(START)
    home = identity_in(tmp_path, clock)
    other = StationSettings(station=StationSection(id="other"))
    assert ID in only(checks.check_identity, subject_of(machine, other, identity=Identity.load(home))).what
    stranger = Authority.create(tmp_path / "stranger", "The clinic", clock)
    (home / AUTHORITY_FILE).write_bytes(certificate_pem(stranger.certificate))
    own = StationSettings(station=StationSection(id=ID))
    found = only(checks.check_identity, subject_of(machine, own, identity=Identity.load(home), clock=clock))
    assert "not issued by the authority" in found.what


def test_a_clock_that_woke_up_in_the_past(tmp_path: Path, machine: Machine) -> None:
    identity = Identity.load(identity_in(tmp_path, ManualClock(START)))
    clock = ManualClock(START - timedelta(days=300))
    found = only(checks.check_clock, subject_of(machine, identity=identity, clock=clock))
    assert found.grade is Grade.FAILURE
    assert found.todo


def test_the_runtime_folder(tmp_path: Path, machine: Machine) -> None:
    def found_for(folder: Path) -> Finding:
        return only(checks.check_runtime, subject_of(machine, StationSettings(station=StationSection(runtime=folder))))

    assert "ext4" in found_for(tmp_path / "elsewhere").what
    folder = tmp_path / "run/halsorum"
    assert found_for(folder).grade is Grade.WARNING
    folder.mkdir(mode=0o755)
    assert found_for(folder).todo == f"Run: chmod o= {folder}"
    folder.chmod(0o750)
    assert found_for(folder).grade is Grade.OK


def test_swap(machine: Machine) -> None:
    assert only(checks.check_swap, subject_of(machine)).grade is Grade.OK
    (machine.proc / "swaps").write_text("Filename Type\n/dev/zram0 partition 1 0 -2\n")
    assert only(checks.check_swap, subject_of(machine)).grade is Grade.OK
    (machine.proc / "swaps").write_text("Filename Type\n/swapfile file 1 0 -2\n")
    assert "/swapfile" in only(checks.check_swap, subject_of(machine)).what


def run_process(machine: Machine, pid: int, name: str, core: str = "0") -> None:
    folder = machine.proc / str(pid)
    folder.mkdir()
    (folder / "cmdline").write_text(f"/opt/python\0/opt/bin/kiosk\0{name}\0--config\0x")
    (folder / "limits").write_text(f"Limit Soft Hard Units\nMax core file size        {core}     {core}    bytes\n")


def test_processes_and_their_core_dumps(tmp_path: Path, machine: Machine) -> None:
    settings = StationSettings(station=StationSection(runtime=tmp_path / "run"))
    subject = subject_of(machine, settings)
    assert only(checks.check_processes, subject).grade is Grade.WARNING
    run_process(machine, 10, "station")
    run_process(machine, 11, "call")
    assert only(checks.check_processes, subject).what == "Not running: ui."
    assert only(checks.check_core_dumps, subject).grade is Grade.OK
    run_process(machine, 12, "ui", core="unlimited")
    assert "socket is not there" in only(checks.check_processes, subject).what
    assert "A crash of ui" in only(checks.check_core_dumps, subject).what
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "run/station.sock"))
        assert only(checks.check_processes, subject).grade is Grade.OK


@pytest.mark.parametrize(("kind", "grade"), [("test", Grade.OK), ("none", Grade.WARNING), ("auto", Grade.FAILURE)])
def test_camera_kinds(machine: Machine, kind: str, grade: Grade) -> None:
    settings = StationSettings(camera=CameraSection(kind=kind))
    assert only(devices.check_camera, subject_of(machine, settings)).grade is grade


def test_a_camera_is_named(machine: Machine) -> None:
    (machine.dev / "video0").touch()
    name = machine.sys / "class/video4linux/video0/name"
    name.parent.mkdir(parents=True)
    name.write_text("HD Webcam\n")
    found = only(devices.check_camera, subject_of(machine))
    assert (found.grade, found.what) == (Grade.OK, "There is HD Webcam.")


def test_sound(machine: Machine) -> None:
    assert only(devices.check_sound, subject_of(machine)).what == "There is no microphone and no loudspeaker."
    (machine.proc / "asound").mkdir()
    (machine.proc / "asound/pcm").write_text("00-00: HDMI : HDMI : playback 1\n")
    assert only(devices.check_sound, subject_of(machine)).what == "There is no microphone."
    (machine.proc / "asound/pcm").write_text("00-00: A : B : playback 1 : capture 1\n")
    assert only(devices.check_sound, subject_of(machine)).grade is Grade.OK
    speech = StationSettings(sound=SoundSection(kind="speech"))
    assert only(devices.check_sound, subject_of(machine, speech)).grade is Grade.OK


def test_screen(machine: Machine) -> None:
    assert only(devices.check_screen, subject_of(machine)).grade is Grade.FAILURE
    (machine.dev / "dri").mkdir()
    (machine.dev / "dri/card0").touch()
    assert only(devices.check_screen, subject_of(machine)).grade is Grade.WARNING
    status = machine.sys / "class/drm/card0-HDMI-A-1/status"
    status.parent.mkdir(parents=True)
    status.write_text("connected\n")
    assert only(devices.check_screen, subject_of(machine)).grade is Grade.OK
    windows = Machine(proc=machine.proc, sys=machine.sys, dev=machine.dev, environ={"DISPLAY": ":0"})
    assert "DISPLAY" in only(devices.check_screen, subject_of(windows)).what


def test_instruments(tmp_path: Path, machine: Machine) -> None:
    assert only(devices.check_instruments, subject_of(machine)).grade is Grade.WARNING
    port = tmp_path / "dev/ttyUSB0"
    entries = (InstrumentEntry(name="oximeter", driver="contec_9byte", port=str(port)),)
    subject = subject_of(machine, StationSettings(instruments=entries))
    assert "is not there" in only(devices.check_instruments, subject).what
    port.touch()
    adapter = machine.sys / "devices/usb1/1-1"
    (adapter / "1-1:1.0/ttyUSB0").mkdir(parents=True)
    (adapter / "product").write_text("CP2102 USB to UART Bridge\n")
    (machine.sys / "class/tty/ttyUSB0").mkdir(parents=True)
    (machine.sys / "class/tty/ttyUSB0/device").symlink_to(adapter / "1-1:1.0/ttyUSB0")
    assert only(devices.check_instruments, subject).what == f"{port} is there through 'CP2102 USB to UART Bridge'."
    unknown = StationSettings(instruments=(InstrumentEntry(name="scale", driver="nothing", port=str(port)),))
    assert only(devices.check_instruments, subject_of(machine, unknown)).grade is Grade.FAILURE


def test_what_a_technician_assigned_counts(tmp_path: Path, machine: Machine) -> None:
    entries = (InstrumentEntry(name="oximeter", driver="contec_9byte", port="/dev/nonesuch"),)
    settings = StationSettings(station=StationSection(identity=tmp_path / "identity"), instruments=entries)
    subject = subject_of(machine, settings)
    kept = site_of(settings).assignments
    port = tmp_path / "dev/ttyUSB0"
    port.touch()
    kept.put(Assignment(name="oximeter", driver="contec_9byte", port=str(port)))
    assert only(devices.check_instruments, subject).what == f"{port} is there."
    kept.put(Assignment(name="oximeter", driver="contec_9byte", port="rfc2217://192.0.2.1:2217"))
    assert "on the network" in only(devices.check_instruments, subject).what
    kept.put(Assignment(name="oximeter", driver="contec_9byte", port="usb:ffff:ffff"))
    assert "missing" in only(devices.check_instruments, subject).what
    kept.put(Assignment(name="oximeter", driver="contec_9byte", port="bluetooth:1"))
    assert only(devices.check_instruments, subject).grade is Grade.FAILURE
    kept.path.write_text("[[")
    assert "damaged" in only(devices.check_instruments, subject).what


def test_the_report_says_grades_in_words() -> None:
    findings = (
        Finding(check="swap", grade=Grade.OK, what="Fine."),
        Finding(check="broker", grade=Grade.FAILURE, what="Away.", todo="Plug it in."),
        Finding(check="sound", grade=Grade.WARNING, what="Low.", todo="Turn it up."),
    )
    text = as_text(findings, colour=False)
    assert "failure      broker  Away." in text
    assert "→ Plug it in." in text
    assert text.endswith("The station is not ready: 1 failure.")
    assert "\x1b[31mfailure" in as_text(findings, colour=True)
    assert not healthy(findings)
    report = json.loads(as_json(findings))
    assert report["ready"] is False
    assert [row["grade"] for row in report["findings"]] == ["ok", "failure", "warning"]
