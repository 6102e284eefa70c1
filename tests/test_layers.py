# SPDX-License-Identifier: EUPL-1.2
"""Imports run one way, and what has no business with the world does not touch it. Read from the source, not run."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FORBIDDEN = {
    "kiosk": {"drivers", "ui", "provisioning", "tests", "kivy", "serial", "gpiozero"},
    "drivers": {"ui", "provisioning", "tests", "kivy", "aiohttp", "aiomqtt", "aiortc"},
    "ui": {"drivers", "provisioning", "tests", "serial", "gpiozero", "aiohttp", "aiomqtt", "aiortc", "socket"},
    "provisioning": {"tests"},
}
"""Folder to the modules it never imports."""

DRIVERS_MAY_USE = {
    "assignments", "cabinet", "capability", "clock", "deadline", "errors", "log", "reading", "site", "workbench",
}  # fmt: skip
"""What `drivers` imports of `kiosk`."""

PURE = (
    "drivers/*/frame.py",
    "drivers/*/decode.py",
    "drivers/*/interpret.py",
    "drivers/links/cables.py",
    "drivers/bench/evidence.py",
    "drivers/framing.py",
    "drivers/links/ports.py",
    "drivers/links/telnet.py",
    "drivers/checksum.py",
    "drivers/stability.py",
    "kiosk/guide.py",
    "kiosk/reading.py",
    "kiosk/station/entries.py",
    "kiosk/station/instrument_views.py",
    "kiosk/station/scan_text.py",
    "kiosk/station/spotlight.py",
    "kiosk/station/vitals.py",
    "kiosk/station/technician_session.py",
    "kiosk/station/technician_views.py",
    "kiosk/technician_view.py",
    "kiosk/touch_map.py",
    "kiosk/yardstick.py",
    "kiosk/visit/machine.py",
    "kiosk/visit/timeout.py",
    "drivers/gpio/button.py",
    "drivers/gpio/debounce.py",
    "drivers/gpio/pins.py",
    "drivers/gpio/presence.py",
    "drivers/gpio/stop.py",
    "kiosk/station/camera_light.py",
    "kiosk/station/primary.py",
    "kiosk/station/room.py",
    "kiosk/call/cameras/stripe.py",
    "kiosk/call/cameras/zoom.py",
    "kiosk/call/machine.py",
    "kiosk/call/quality.py",
    "kiosk/call/receive/h264.py",
    "kiosk/call/receive/held.py",
    "kiosk/call/receive/lipsync.py",
    "kiosk/call/receive/nack.py",
    "kiosk/call/receive/part.py",
    "kiosk/call/receive/pictures.py",
    "kiosk/call/receive/playout.py",
    "kiosk/call/receive/receiving.py",
    "kiosk/call/receive/reception.py",
    "kiosk/call/receive/references.py",
    "kiosk/call/receive/stretch.py",
    "kiosk/call/receive/takes.py",
    "kiosk/call/receive/voice_*.py",
    "kiosk/call/receive/vp8.py",
    "kiosk/call/rtp/*.py",
    "kiosk/call/send/allocation.py",
    "kiosk/call/send/hold.py",
    "kiosk/call/send/ladder.py",
    "kiosk/call/send/pacer.py",
    "kiosk/call/send/picture_path.py",
    "kiosk/call/send/pictures/*_packets.py",
    "kiosk/call/send/pictures/hardware_unit.py",
    "kiosk/call/send/rate/*.py",
    "kiosk/call/send/sending.py",
    "kiosk/call/send/stream.py",
    "kiosk/call/sound/clocks.py",
    "kiosk/call/sound/echo_path.py",
    "kiosk/call/sound/marker.py",
    "kiosk/call/sound/residual.py",
    "kiosk/call/statistics.py",
    "kiosk/call/cameras/look.py",
    "kiosk/call/sound/tone.py",
    "kiosk/selftest/consequences.py",
    "kiosk/selftest/report.py",
    "kiosk/selftest/schedule.py",
    "kiosk/selftest/stun.py",
    "kiosk/selftest/touch.py",
    "kiosk/selftest/words.py",
    "kiosk/record/coded.py",
    "kiosk/record/codes.py",
    "kiosk/record/device.py",
    "kiosk/record/encounter.py",
    "kiosk/record/fhir.py",
    "kiosk/record/observation.py",
    "kiosk/record/panel.py",
    "kiosk/record/parts.py",
    "kiosk/record/provenance.py",
    "kiosk/record/waveform.py",
    "kiosk/signalling/descriptor.py",
    "kiosk/signalling/events.py",
    "kiosk/signalling/link.py",
    "kiosk/signalling/passport.py",
    "kiosk/signalling/topics.py",
    "ui/touch/framing.py",
    "ui/touch/gallery/changed.py",
    "ui/touch/gallery/fingerprint.py",
    "ui/touch/gallery/job.py",
    "ui/touch/gallery/look.py",
    "ui/touch/operating/focus.py",
    "ui/touch/operating/keys.py",
    "ui/touch/operating/scan_path.py",
    "ui/touch/operating/scanning.py",
    "ui/touch/operating/wake.py",
    "ui/touch/speech/personal.py",
    "ui/touch/speech/pronounce.py",
    "ui/touch/speech/queue.py",
    "ui/touch/speech/transcript.py",
)
WORLD = {
    "asyncio", "glob", "http", "io", "logging", "mmap", "os", "random", "select", "shutil", "signal", "socket",
    "subprocess", "tempfile", "threading", "time", "urllib.request", "aiohttp", "aiomqtt", "serial",
}  # fmt: skip
HANDED_IN = {"random.Random"}
"""Of these modules: what is no chance of its own but a seeded generator that a caller gives."""
CLOCK_READS = {"now", "utcnow", "today"}
PRODUCT = ("kiosk", "drivers", "ui", "provisioning")


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and full name of every import, also those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{'.' * node.level}{node.module or ''}.{alias.name}") for alias in node.names)


def offences(folder: str, tree: ast.AST) -> list[str]:
    """List the imports that ``folder`` must not have."""
    found = []
    for line, name in imports(tree):
        first, _, rest = name.partition(".")
        if name.startswith("."):
            found.append(f"{line}: relative import {name}")
        elif first in FORBIDDEN[folder] or ((folder, first) == ("drivers", "kiosk") and not _shared(rest)):
            found.append(f"{line}: imports {name}")
    return found


def _shared(module: str) -> bool:
    return module.partition(".")[0] in DRIVERS_MAY_USE


def impurities(tree: ast.AST) -> list[str]:
    """List what a module does that needs the world or a clock."""
    found = [f"{line}: imports {name}" for line, name in imports(tree) if _worldly(name)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in {"open", "print", "input"}:
                found.append(f"{node.lineno}: calls {called}")
            elif called.split(".")[-1] in CLOCK_READS and called.split(".")[-2:-1] in (["datetime"], ["date"]):
                found.append(f"{node.lineno}: reads the clock")
    return found


def _worldly(name: str) -> bool:
    return name not in HANDED_IN and any(name == module or name.startswith(f"{module}.") for module in WORLD)


@pytest.mark.parametrize("folder", PRODUCT)
def test_imports_run_one_way(folder: str) -> None:
    found = {str(path.relative_to(ROOT)): offences(folder, ast.parse(path.read_text())) for path in sources(folder)}
    assert found
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("pattern", PURE)
def test_what_is_pure_touches_nothing(pattern: str) -> None:
    paths = sorted(ROOT.glob(pattern))
    assert paths, f"{pattern} names no file any more"
    found = {str(path.relative_to(ROOT)): impurities(ast.parse(path.read_text())) for path in paths}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_set_up_needs_the_standard_library_alone() -> None:
    own = {"__future__", "provisioning"} | sys.stdlib_module_names
    for path in [*sources("provisioning/bootstrap"), ROOT / "run", ROOT / "provisioning/__init__.py"]:
        strange = [name for _, name in imports(ast.parse(path.read_text())) if name.partition(".")[0] not in own]
        others = [
            name
            for _, name in imports(ast.parse(path.read_text()))
            if name.startswith("provisioning.") and not name.startswith("provisioning.bootstrap.")
        ]
        assert strange + others == [], path


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        ("kiosk", "import serial"),
        ("kiosk", "def f():\n    from drivers.shelf import SerialShelf"),
        ("drivers", "from kiosk.settings import load"),
        ("drivers", "from kiosk import settings"),
        ("ui", "from drivers import shelf"),
        ("ui", "from .app import App"),
    ],
)
def test_the_rule_catches(folder: str, code: str) -> None:
    assert offences(folder, ast.parse(code))


@pytest.mark.parametrize(
    "code",
    ["import time", "from os import path", "x = datetime.now()", "open('x')", "import urllib.request", "import random"],
)
def test_impurity_is_caught(code: str) -> None:
    assert impurities(ast.parse(code))
