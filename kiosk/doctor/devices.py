# SPDX-License-Identifier: EUPL-1.2
"""What is plugged in: camera, sound, screen, instruments. Seen from outside; nothing is opened that may be in use."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from kiosk.capability import Assignment, shelf_factory
from kiosk.doctor.finding import Finding, Subject, failure, not_checked, ok, warning
from kiosk.errors import KioskError, SettingsError
from kiosk.site import site_of
from kiosk.workbench import workbench

SHELF = "serial"
PLUG_CAMERA = "Plug the camera in, see to its cable, or set camera.kind."


def check_camera(subject: Subject) -> tuple[Finding, ...]:
    """See that the chosen camera is there."""
    settings, dev = subject.settings.camera, subject.machine.dev
    if settings.kind == "none":
        return warning("camera", "No camera is wanted (camera.kind = none).", "The GP will not see the patient.")
    if settings.kind == "test":
        return ok("camera", "The moving test picture, for demonstrations.")
    if settings.kind == "file":
        there = Path(settings.path).is_file()
        return (
            ok("camera", "A video file.") if there else failure("camera", "There is no such file.", "Set camera.path.")
        )
    if settings.path:
        return _usable("camera", Path(settings.path), PLUG_CAMERA)
    nodes = sorted(dev.glob("video*"))
    if not nodes:
        return failure("camera", "There is no camera.", PLUG_CAMERA)
    if not any(os.access(node, os.R_OK | os.W_OK) for node in nodes):
        return failure("camera", f"{nodes[0]} may not be opened by this user.", "Add the user to the group 'video'.")
    names = {_first_line(subject.machine.sys / "class/video4linux" / node.name / "name") for node in nodes} - {""}
    return ok("camera", f"There is {', '.join(sorted(names)) or nodes[0]}.")


def check_sound(subject: Subject) -> tuple[Finding, ...]:
    """See that there is a microphone and a loudspeaker."""
    kind = subject.settings.sound.kind
    if kind == "none":
        return warning("sound", "No sound is wanted (sound.kind = none).", "Patient and GP will not hear each other.")
    if kind in {"speech", "file"}:
        return ok("sound", "A recorded or synthesised voice, for demonstrations.")
    try:
        lines = (subject.machine.proc / "asound/pcm").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    lacking = [
        name
        for name, word in (("microphone", "capture"), ("loudspeaker", "playback"))
        if not any(word in line for line in lines)
    ]
    if lacking:
        return failure(
            "sound", f"There is no {' and no '.join(lacking)}.", "Plug it in; `aplay -l` and `arecord -l` list all."
        )
    return (*ok("sound", "There are a microphone and a loudspeaker."), *_check_processing(subject))


def _check_processing(subject: Subject) -> tuple[Finding, ...]:
    """See that echo and noise can be taken out of what the microphone hears."""
    wanted = subject.settings.sound
    if not wanted.echo_cancellation:
        return warning(
            "sound", "No echo cancellation is wanted (sound.echo_cancellation).", "The GP will hear themselves."
        )
    if importlib.util.find_spec("pywebrtc_audio") is None:
        return warning("sound", "There is no echo cancellation: pywebrtc-audio is not installed.", "Run ./run setup.")
    return ()


def check_screen(subject: Subject) -> tuple[Finding, ...]:
    """See that there is something to draw on."""
    environ, dev = subject.machine.environ, subject.machine.dev
    for name in ("WAYLAND_DISPLAY", "DISPLAY"):
        if environ.get(name):
            return ok("screen", f"A window system is here ({name}).")
    cards = sorted((dev / "dri").glob("card*"))
    if not cards:
        return failure("screen", "There is no screen.", "Connect one; without a desktop /dev/dri must be there.")
    connected = [
        port.parent.name
        for port in (subject.machine.sys / "class/drm").glob("card*-*/status")
        if _first_line(port) == "connected"
    ]
    if not connected:
        return warning(
            "screen", f"{cards[0]} is there, but no screen is connected to it.", "See to the screen's cable."
        )
    return ok("screen", f"A screen is connected ({', '.join(sorted(connected))}).")


def check_instruments(subject: Subject) -> tuple[Finding, ...]:
    """See that every instrument's driver exists and its port is there."""
    try:
        assignments = site_of(subject.settings).instruments
    except SettingsError as problem:
        return failure("instruments", str(problem), "")
    if not assignments:
        return warning(
            "instruments", "No instruments are set.", "Add [[instruments]] to the settings, or run: kiosk devices probe"
        )
    return tuple(finding for each in assignments for finding in _check_instrument(each, subject))


def _check_instrument(entry: Assignment, subject: Subject) -> tuple[Finding, ...]:
    try:
        shelf_factory(SHELF)([entry], subject.clock)
    except KioskError as problem:
        return failure(entry.name, str(problem), "`kiosk devices list` names every driver.")
    except ImportError:
        return not_checked(entry.name, "The drivers are not installed.", "Run ./run setup.")
    try:
        port = Path(entry.port) if entry.port.startswith("/") else workbench(SHELF).locate(entry.port)
    except KioskError as problem:
        return failure(entry.name, str(problem), "`kiosk devices probe` names the ports that are there.")
    if port is None:
        return ok(entry.name, f"It hangs on the network, at {entry.port}; whether it answers was not tried.")
    if not port.exists():
        return failure(
            entry.name,
            f"Its port {port} is not there.",
            "Plug it in, then set its port; `ls /dev/serial/by-path` names those that are there.",
        )
    name = adapter_name(port, subject.machine.sys)
    return _usable(entry.name, port, "Add the user to the group 'dialout'.", f" through '{name}'" if name else "")


def adapter_name(port: Path, sys: Path) -> str:
    """Name the USB adapter behind a serial port, as it calls itself; empty if it is none."""
    try:
        place = (sys / "class/tty" / port.resolve().name / "device").resolve(strict=True)
    except OSError:
        return ""
    products = (folder / "product" for folder in (place, *place.parents))
    return next((_first_line(product) for product in products if product.is_file()), "")


def _usable(check: str, node: Path, todo: str, more: str = "") -> tuple[Finding, ...]:
    if not node.exists():
        return failure(check, f"{node} is not there.", todo)
    if not os.access(node, os.R_OK | os.W_OK):
        return failure(check, f"{node} may not be opened by this user.", todo)
    return ok(check, f"{node} is there{more}.")


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip().partition("\n")[0]
    except OSError:
        return ""
