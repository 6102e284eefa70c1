# SPDX-License-Identifier: EUPL-1.2
"""The documents say what the code says. `WRITE=1 ./run test -n0 tests/test_docs.py` rewrites generated parts."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from drivers import base
from drivers.gpio import button
from drivers.registry import find, names, score
from kiosk.call import machine as call
from kiosk.call import quality
from kiosk.call.send import allocation
from kiosk.call.send.ladder import rungs
from kiosk.call.statistics import CallStatistics, PageStatistics
from kiosk.capability import Capability
from kiosk.cli import build_parser
from kiosk.selftest import words
from kiosk.selftest.consequences import CLOSES
from kiosk.selftest.report import REASONS, Check, Reason
from kiosk.settings import StationSettings
from kiosk.settings_cli import example_file, manual
from kiosk.visit import machine as visit
from provisioning.bootstrap.cli import HELP
from tests.kit.tables import as_markdown, between, put_between

ROOT = Path(__file__).parents[1]
ARCHITECTURE = ROOT / "ARCHITECTURE.md"
EXAMPLE = ROOT / "provisioning" / "config.example.toml"
CALL = ROOT / "docs" / "call.md"
SELF_TEST = ROOT / "docs" / "self-test.md"
DEVICES = ROOT / "docs" / "devices.md"
DEVICES_HEAD = """\
# Devices

How sure a driver's facts are: **A** the maker's paper and an independent program or recording agree; **A-** no paper at
first hand, but several programs agree and real bytes verify; **B** two or more independent programs agree; **C** one
source. No driver has been tried on a device by this project yet; what each was tested on, and what is open, is said by
`./run kiosk devices list`. This page is written by a test."""
TABLES = {
    "visit-table": visit.TABLE,
    "call-table": call.TABLE,
    "driver-table": base.TABLE,
    "button-table": button.TABLE,
}


@pytest.mark.parametrize("marker", TABLES)
def test_the_tables_of_the_architecture_are_the_code_s(marker: str) -> None:
    wanted = as_markdown(TABLES[marker])  # type: ignore[arg-type]
    text = ARCHITECTURE.read_text(encoding="utf-8")
    if os.environ.get("WRITE"):
        text = put_between(text, marker, wanted)
        ARCHITECTURE.write_text(text, encoding="utf-8")
    assert between(text, marker) == wanted


def ladder_table() -> str:
    lines = ["| picture | pictures a second | good from | usable from |", "| --- | --- | --- | --- |"]
    known = {
        (rung.width, rung.height, rung.fps): rung for size in ((1280, 720), (640, 360)) for rung in rungs(*size, 30.0)
    }
    for rung in sorted(known.values(), key=lambda each: -each.good_bps):
        good, usable = (f"{round(bps / 10_000) * 10} kb/s" for bps in (rung.good_bps, rung.usable_bps))
        lines.append(f"| {rung.width}×{rung.height} | {rung.fps:g} | {good} | {usable} |")
    return "\n".join(lines)


def mode_table() -> str:
    a = allocation
    rows = (
        ("picture and voice", f"the line carries {a.VIDEO_FROM_BPS // 1000} kb/s or more, for {a.ON_AFTER_S:g} s"),
        ("voice alone", f"it carries less than {a.VIDEO_OFF_BELOW_BPS // 1000} kb/s for {a.OFF_AFTER_S:g} s"),
        (
            "written words and readings alone",
            f"it carries no more than {a.TEXT_BELOW_BPS // 1000} kb/s and loses {a.TEXT_LOSS:.0%} of that, "
            f"for {a.TEXT_AFTER_S:g} s; the voice is tried again for a second in {a.TRIAL_EVERY_S:g}",
        ),
    )
    return "\n".join(["| what is sent | when |", "| --- | --- |", *(f"| {what} | {when} |" for what, when in rows)])


def grade_table() -> str:
    rows: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("packets lost, either way", tuple(f"{each:.0%}" for each in quality.LOSS)),
        ("the GP's speech made up", tuple(f"{each:.0%}" for each in quality.CONCEALED)),
        ("her picture stood still", tuple(f"{each:g} ms" for each in quality.FROZEN_MS)),
        ("round trip and queue", tuple(f"{each:g} ms" for each in quality.RTT_MS)),
        ("rate for the patient, below", tuple(f"{each // 1000} kb/s" for each in quality.SLOW_BPS)),
        ("width of his picture, below", (*(f"{each:.0%} of the camera's" for each in quality.SMALL), "")),
        ("his pictures left out", (*(f"{each} in a second" for each in quality.SKIPPED), "")),
        ("what is sent", ("", "voice alone", "neither")),
    )
    lines = ["| from | fair | poor | bad |", "| --- | --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {what} | {' | '.join(bounds)} |" for what, bounds in rows)])


CALL_TABLES = {"ladder-table": ladder_table, "mode-table": mode_table, "grade-table": grade_table}


@pytest.mark.parametrize("marker", CALL_TABLES)
def test_the_bounds_of_a_call_are_the_code_s(marker: str) -> None:
    text = CALL.read_text(encoding="utf-8")
    if os.environ.get("WRITE"):
        text = put_between(text, marker, CALL_TABLES[marker]())
        CALL.write_text(text, encoding="utf-8")
    assert between(text, marker) == CALL_TABLES[marker]()


@pytest.mark.parametrize(
    ("record", "head"), [(CallStatistics, "| field of `call` |"), (PageStatistics, "| field of `gp-page` |")]
)
def test_every_figure_of_a_call_is_explained(record: type[CallStatistics | PageStatistics], head: str) -> None:
    table = CALL.read_text(encoding="utf-8").partition(head)[2].partition("\n\n")[0]
    named = [name for row in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert named == list(record.__struct_fields__)


def check_table() -> str:
    lines = ["| check | name | may not pass because |", "| --- | --- | --- |"]
    for check, name in words.CHECKS.items():
        reasons = ", ".join(reason for reason in Reason if reason in REASONS[check])
        lines.append(f"| {check} | {name} | {reasons} |")
    return "\n".join(lines)


def closing_table() -> str:
    lines = ["| failed | closed |", "| --- | --- |"]
    return "\n".join(
        [*lines, *(f"| {check} | {', '.join(sorted(CLOSES[check]))} |" for check in Check if check in CLOSES)]
    )


def reason_table() -> str:
    lines = ["| reason | what it says |", "| --- | --- |"]
    return "\n".join([*lines, *(f"| {reason} | {text} |" for reason, text in words.REASONS.items())])


SELF_TEST_TABLES = {
    "self-test-checks": check_table,
    "self-test-closes": closing_table,
    "self-test-reasons": reason_table,
}


@pytest.mark.parametrize("marker", SELF_TEST_TABLES)
def test_the_tables_of_the_self_test_are_the_code_s(marker: str) -> None:
    text = SELF_TEST.read_text(encoding="utf-8")
    if os.environ.get("WRITE"):
        text = put_between(text, marker, SELF_TEST_TABLES[marker]())
        SELF_TEST.write_text(text, encoding="utf-8")
    assert between(text, marker) == SELF_TEST_TABLES[marker]()


def test_the_example_settings_are_the_code_s() -> None:
    wanted = example_file(StationSettings)
    if os.environ.get("WRITE"):
        EXAMPLE.write_text(wanted, encoding="utf-8")
    assert EXAMPLE.read_text(encoding="utf-8") == wanted


def test_the_list_of_devices_is_the_drivers_own() -> None:
    wanted = device_list()
    if os.environ.get("WRITE"):
        DEVICES.write_text(wanted, encoding="utf-8")
    assert DEVICES.read_text(encoding="utf-8") == wanted


def device_list() -> str:
    """Write docs/devices.md: every driver under each of its capabilities, with the evidence behind it."""
    lines = [DEVICES_HEAD]
    for capability in Capability:
        rows = [
            f"| `{name}` | {entry.grade} | {entry.title} | {', '.join(entry.devices)} | {find(name).line} |"
            for name in names()
            if capability in find(name).capabilities and (entry := score(name))
        ]
        if rows:
            title = capability.replace("-", " ").capitalize()
            lines += [
                f"\n## {title}\n",
                "| driver | grade | protocol | devices | line |",
                "|---|---|---|---|---|",
                *rows,
            ]
    return "\n".join(lines) + "\n"


def test_the_manual_explains_every_setting() -> None:
    lines = manual(StationSettings).splitlines()
    keys = [line for line in lines if re.match(r"  \w+\.\w+ = ", line)]
    assert len(keys) > 20
    assert all(lines[lines.index(key) + 1].startswith("      ") for key in keys)


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "drivers/gpio/WIRING.md",
        *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
    ],
)
def test_what_a_document_names_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / name).parent / target.replace("\\\\", "")).exists() or target == "docs/demo.png", (
            f"{name} links to {target}"
        )
    for path in re.findall(r"`((?:kiosk|drivers|ui|provisioning|systemd|tests)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), f"{name} names {path}"


def test_the_readme_s_commands_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    known = set(build_parser()._subparsers._group_actions[0].choices or ())  # type: ignore[union-attr]
    used = re.findall(r"\./run (\w+)(?: (\w[\w-]*))?", text)
    assert {"demo", "test", "kiosk"} <= {command for command, _ in used}
    for command, word in used:
        assert f"./run {command}" in HELP
        assert command != "kiosk" or not word or word in known, f"README.md: ./run kiosk {word}"
