# SPDX-License-Identifier: EUPL-1.2
"""`kiosk devices`: everything about instruments. Only the chosen command's parts are imported."""

from __future__ import annotations

import argparse

from drivers.cli.bench import add_bench_commands

DECODE_NOTE = """\
Gives exactly the readings that the live driver would publish for these bytes. A device that streams gives a measure
when its value or validity changes and at least once a second, never while it searches or the sensor is off, and only
after several equal frames; a device that sends results gives each result once, a scale each weight that came to rest.

With --json, one object a line:
  {"t": 1.234, "n": 74, "measure": "spo2", "value": 97, "text": "97", "unit": "%", "valid": true, "flags": []}
  {"t": 2.0, "n": 120, "measure": "pulse", "value": null, ..., "valid": false, "flags": [], "reason": "finger-out"}
  {"t": null, "n": 0, "measure": "systolic", "value": 127, ..., "group": "5f1c…", "device_time": "2024-11-12T10:14:00"}
t is in seconds from the start of the file, counted in good frames by the device's own pace; null for a device that
has none. n counts frames of the stream, or results, from 0. text has the device's own digits, unit is UCUM. Values of
one act of measuring carry the same group. A value out of the device's memory has the flag "from-memory"; live it counts
only if device_time says that it was measured since the station began to measure. Bytes that fit nothing are skipped,
take no time, and are counted on standard error.
With --frames, every decoded frame is given instead, with all its fields.
A recording made by `kiosk devices record` is decoded like raw bytes; where the device has no pace, t is the
recording's.

Exit code: 0 decoded, 2 the file is missing, empty or not this device's protocol.

Examples:
  kiosk devices decode --driver contec_9byte capture.bin
  kiosk devices decode --driver nonin_2 --frames --json recording.jsonl
"""

READ_NOTE = """\
Gives the same objects as decode, live; t is in seconds since the start and "at" the time of day (ISO 8601).
With --tell start the device is told to measure as soon as it is there.
Exit code: 0 something was read, 2 nothing was.

PORT is a path, by-path:PATTERN, usb:VID:PID[:SERIAL][@LOCATION], rfc2217://HOST:PORT or trace:FILE.

Examples:
  kiosk devices read --driver contec_9byte --port /dev/ttyUSB0 --seconds 30
  kiosk devices read --driver suntech_nibp --port usb:10c4:ea60@1-1.2 --tell start --seconds 90
  kiosk devices read --driver nonin_2 --port rfc2217://192.0.2.7:2217
  kiosk devices read --driver nonin_2 --port trace:recording.jsonl
"""

SIMULATE_NOTE = """\
Opens a pseudo-terminal, links PATH to it and behaves as the device until SIGINT or SIGTERM; then PATH is removed.
The first line on standard output says that it is ready. Bytes keep the speed of the device's line, and a host that set
another speed gets garbage.

`kiosk devices simulate NAME --words` lists the device's variants, scenarios and commands. An oximeter's scenarios:
  steady         finger in from the start; locks after the search
  visit          no finger; put in after --finger-after seconds, then search, lock, steady
  finger-out     steady, and the finger leaves after 10 s
  searching      finger in, but the pulse is never found
  low-perfusion  steady with a weak signal
  probe-error    the sensor is broken
  no-finger      nobody there

Commands on standard input, one a line, while it runs: those of the device, and
  unplug | replug            silence S   garbage S    (S seconds)
  drop N | duplicate N | flip N          damage one byte in each of the next N frames
  late N                                 glue the next N frames into one write
  quit
"""


LINE_HELP = "line settings, e.g. '19200 8E1', if the device is set to others than usual"


def add_command(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `devices` to the project's command line."""
    devices = subparsers.add_parser(
        "devices", help="find, read, check, record, assign, decode and simulate instruments"
    )
    commands = devices.add_subparsers(dest="devices_command", metavar="ACTION", required=True)
    _add_list(commands)
    _add_decode(commands)
    _add_simulate(commands)
    _add_read(commands)
    add_bench_commands(commands)


def _add_list(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("list", help="show the drivers by what they measure, and how sure their facts are")
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.set_defaults(func=_list)


def _add_decode(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "decode",
        help="turn a file of raw device bytes, or a recording, into readings",
        description=DECODE_NOTE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", metavar="FILE", help="raw device bytes or a recording; - for standard input")
    parser.add_argument("--driver", required=True, metavar="NAME", help="see `kiosk devices list`")
    parser.add_argument("--json", action="store_true", help="one object a line instead of a table")
    parser.add_argument("--frames", action="store_true", help="every decoded frame instead of readings")
    parser.set_defaults(func=_decode)


def _add_simulate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "simulate",
        help="be a device on a pseudo-terminal",
        description=SIMULATE_NOTE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("name", metavar="NAME", help="the device's driver; see `kiosk devices list`")
    add("--link", metavar="PATH", help="where the port shall appear (a symbolic link)")
    add("--words", action="store_true", help="list what this device can be told, and end")
    add("--scenario", default="", metavar="NAME", help="see above (default: the device's first)")
    add(
        "--say",
        action="append",
        default=[],
        metavar="COMMAND",
        help="a command at the start; may be given several times",
    )
    add("--fault", action="append", default=[], metavar="KIND", help="every few seconds: garbage, drop, duplicate, "
        "flip, silence or unplug; may be given several times")  # fmt: skip
    add("--spo2", type=int, metavar="N", help="oximeters: %% (default: 97)")
    add("--pulse", type=int, metavar="N", help="oximeters: beats a minute (default: 72)")
    add("--finger-after", type=float, metavar="S", help="oximeters: the finger is put in after S seconds")
    add("--search", type=float, metavar="S", help="oximeters: seconds from finger to lock (default: 3)")
    add("--variant", default="", metavar="NAME", help="another model of the family (default: the device's first)")
    add("--any-speed", action="store_true", help="let bytes take no time, and mind no host's baud rate")
    add("--mid-frame", action="store_true", help="begin in the middle of a frame")
    add("--pace", type=float, default=1.0, metavar="X", help="X times as fast as the device (default: %(default)s)")
    parser.set_defaults(func=_simulate)


def _add_read(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "read",
        help="read a device live",
        description=READ_NOTE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--driver", required=True, metavar="NAME", help="see `kiosk devices list`")
    parser.add_argument("--port", required=True, metavar="PORT", help="see above; a simulator's link is a path")
    parser.add_argument("--line", default="", metavar="LINE", help=LINE_HELP)
    parser.add_argument(
        "--tell", default="", metavar="COMMAND", choices=("start", "stop", "zero"), help="start, stop or zero"
    )
    parser.add_argument("--seconds", type=float, default=10.0, metavar="S", help="how long (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="one object a line instead of a table")
    parser.set_defaults(func=_read)


def _list(arguments: argparse.Namespace) -> int:
    from drivers.cli.list import run

    return run(arguments)


def _decode(arguments: argparse.Namespace) -> int:
    from drivers.cli.decode import run

    return run(arguments)


def _simulate(arguments: argparse.Namespace) -> int:
    from drivers.cli.simulate import run

    return run(arguments)


def _read(arguments: argparse.Namespace) -> int:
    from drivers.cli.read import run

    return run(arguments)
