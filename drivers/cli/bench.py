# SPDX-License-Identifier: EUPL-1.2
"""The technician's part of `kiosk devices`. Only the chosen command's parts are imported."""

from __future__ import annotations

import argparse
from pathlib import Path

PORT_NOTE = "PORT is a path, by-path:PATTERN, usb:VID:PID[:SERIAL][@LOCATION], rfc2217://HOST:PORT or trace:FILE."

PROBE_NOTE = f"""\
Looks at every serial port: listens at each line setting the drivers know, then lets drivers say what they say on a new
port, which never starts a cuff and erases nothing. Adapters are named as cables, for their USB ids do not tell what
hangs on them. What is tried is shown on standard error; the result, with what to do next, on standard output.

{PORT_NOTE}

With --json, one object a line for each port:
  {{"port": …, "cable": …, "outcome": "found", "drivers": [{{"driver": "nonin_2", "confidence": "certain", …}}],
   "tried": [{{"line": "9600 8N1", "received_bytes": 412, …}}], "advice": …}}
outcome: found, unsure, silent, text, garbage, not-open, or not-serial for an adapter that is HID.
Exit code: 0 a device was found, 2 none was. Refused during a visit.

Examples:
  kiosk devices probe
  kiosk devices probe --port /dev/ttyUSB0 --driver nonin_2 --driver nonin_7
  kiosk devices probe --driver healthometer --listen 60     (then step on the scale)
"""

CHECK_NOTE = f"""\
Runs a device's self-test and prints one page: does the port open with the device's line settings, does the device
answer, what does it call itself, does it keep its pace, do bytes fit nothing, does it measure, how wrong is its clock.
No measurement is started.

{PORT_NOTE}
Exit code: 0 nothing failed, 2 something did. Refused during a visit.

Examples:
  kiosk devices check --driver contec_9byte --port /dev/ttyUSB0
  kiosk devices check --driver scale_stgs --port by-path:*usb-0:1.2:1.0* --seconds 30 --json
"""

RECORD_NOTE = f"""\
Writes everything that goes over the device's line, both ways and with times, into a new file of JSON lines that
`kiosk devices decode` and the port trace:FILE take. The driver talks to the device as in a visit; without a driver,
with --line, it is only listened to.

A recording may hold what the device knows about a person: measure yourself or a test person who agrees, look into the
file before you send it, and delete it afterwards. Refused during a visit, and ended when one begins; a port that the
station uses is busy.

{PORT_NOTE}
Exit code: 0 recorded, 2 the device said nothing or the port cannot be opened.

Examples:
  kiosk devices record --driver contec_9byte --port /dev/ttyUSB0 --seconds 20 oximeter.jsonl
  kiosk devices record --line '2400 7E1' --port /dev/ttyUSB0 --seconds 60 unknown.jsonl
"""

ASSIGN_NOTE = f"""\
Keeps which driver works on which port, under the name the screens use. It is kept in the station's state folder and
counts before [[instruments]] of the settings. A port given by its number (/dev/ttyUSB0) is kept by its place in the USB
tree, because numbers change. An unknown driver, a port that is not there and a port that another instrument has are
refused.

{PORT_NOTE}

Examples:
  sudo kiosk devices assign oximeter --driver contec_9byte --port /dev/ttyUSB0
  sudo kiosk devices assign scale --driver scale_stgs --port usb:0403:6001:FT12AB
  sudo kiosk devices unassign oximeter
  kiosk devices assignments
"""


def add_bench_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to `kiosk devices`."""
    _add_probe(commands)
    _add_check(commands)
    _add_record(commands)
    _add_assign(commands)


def _parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str, note: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name, help=text, description=note, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="the station's settings (default: /etc/halsorum/station.toml)"
    )
    return parser


def _add_probe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _parser(commands, "probe", "find out what hangs on the serial ports", PROBE_NOTE)
    add = parser.add_argument
    add("--port", action="append", default=[], metavar="PORT", help="only this port; may be given several times")
    add("--driver", action="append", default=[], metavar="NAME", help="only this driver; may be given several times")
    add("--listen", type=_seconds, metavar="S", help="how long to listen at each line setting")
    add("--json", action="store_true", help="one object a line for each port")
    parser.set_defaults(func=_probe)


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _parser(commands, "check", "run a device's self-test and print a page", CHECK_NOTE)
    add = parser.add_argument
    add("--driver", required=True, metavar="NAME", help="see `kiosk devices list`")
    add("--port", required=True, metavar="PORT", help="see above")
    add("--seconds", type=_seconds, default=10.0, metavar="S", help="how long (default: %(default)s)")
    add("--json", action="store_true", help="one object instead of a page")
    parser.set_defaults(func=_check)


def _add_record(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _parser(commands, "record", "record a device's bytes for a bug report", RECORD_NOTE)
    add = parser.add_argument
    add("file", metavar="FILE", help="a new file")
    add("--port", required=True, metavar="PORT", help="see above")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--driver", default="", metavar="NAME", help="see `kiosk devices list`")
    who.add_argument("--line", default="", metavar="SETTINGS", help="only listen, e.g. '9600 8N1'")
    add("--seconds", type=_seconds, default=30.0, metavar="S", help="how long (default: %(default)s)")
    add("--tell", default="", choices=("start", "stop", "zero"), metavar="COMMAND", help="start, stop or zero")
    add("--limit-mib", type=int, default=32, metavar="N", help="end at this size (default: %(default)s)")
    parser.set_defaults(func=_record)


def _add_assign(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _parser(commands, "assign", "keep which device hangs on which port", ASSIGN_NOTE)
    add = parser.add_argument
    add("name", metavar="NAME", help="what the screens call it, e.g. oximeter")
    add("--driver", required=True, metavar="NAME", help="see `kiosk devices list`")
    add("--port", required=True, metavar="PORT", help="see above")
    add("--line", default="", metavar="LINE", help="line settings, e.g. '19200 8E1', if the device is set to others")
    add("--absent", action="store_true", help="the port need not be there now")
    parser.set_defaults(func=_assign)
    parser = _parser(commands, "unassign", "forget an assignment", ASSIGN_NOTE)
    parser.add_argument("name", metavar="NAME")
    parser.set_defaults(func=_unassign)
    parser = _parser(commands, "assignments", "show the station's instruments and where they are set", ASSIGN_NOTE)
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.set_defaults(func=_assignments)


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= 86400:
        raise argparse.ArgumentTypeError("not a number of seconds")
    return value


def _probe(arguments: argparse.Namespace) -> int:
    from drivers.cli.probe import run

    return run(arguments)


def _check(arguments: argparse.Namespace) -> int:
    from drivers.cli.check import run

    return run(arguments)


def _record(arguments: argparse.Namespace) -> int:
    from drivers.cli.record import run

    return run(arguments)


def _assign(arguments: argparse.Namespace) -> int:
    from drivers.cli.assign import assign

    return assign(arguments)


def _unassign(arguments: argparse.Namespace) -> int:
    from drivers.cli.assign import unassign

    return unassign(arguments)


def _assignments(arguments: argparse.Namespace) -> int:
    from drivers.cli.assign import assignments

    return assignments(arguments)
