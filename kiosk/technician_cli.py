# SPDX-License-Identifier: EUPL-1.2
"""`kiosk technician`: codes that let a technician in, made at the desk; and what was measured at a station."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import SettingsError
from kiosk.printed_code import add_picture, check_picture, show

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Subparsers = argparse._SubParsersAction
KEY = Path("technician.pem")
USUAL_HOURS = 8.0


def add_command(commands: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `kiosk technician`."""
    parser = commands.add_parser(
        "technician",
        help="let a technician in at a station by a signed code; show what was measured there",
        description="A code is signed at the desk with a key of its own, holds for one station, once, until a set "
        "time, and is proved by the station without a network. Hold it before the station's code reader as a QR code: "
        "from the terminal, or printed from --picture.",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    key = actions.add_parser("key", help="make the desk's key; prints the lines for the stations' settings")
    key.add_argument("--key", type=Path, default=KEY, metavar="FILE", help=f"default {KEY}")
    key.set_defaults(func=_key)
    code = actions.add_parser("code", help="sign a code for one station")
    code.add_argument("station", help="the station's id")
    code.add_argument("--key", type=Path, default=KEY, metavar="FILE", help=f"default {KEY}")
    code.add_argument("--hours", type=float, default=USUAL_HOURS, help=f"how long it holds; default {USUAL_HOURS:g}")
    add_picture(code)
    code.set_defaults(func=_code)
    fitting = actions.add_parser("fitting", help="show what was measured at this station, or forget it")
    fitting.add_argument("--config", type=Path, help="the station's settings file")
    fitting.add_argument("--forget", action="store_true", help="let the settings count again; then restart the station")
    fitting.set_defaults(func=_fitting)


def _key(arguments: argparse.Namespace) -> int:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from kiosk.technician_code import public_text

    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    try:
        descriptor = os.open(arguments.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        hint = "Give another --key: codes signed with the old one would not count any more."
        raise SettingsError(f"{arguments.key} cannot be made: {problem.strerror}.", hint=hint) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    print("[staff]", f'code_key = "{public_text(key)}"', sep="\n")  # noqa: T201
    return 0


def _code(arguments: argparse.Namespace) -> int:
    from kiosk.technician_code import LONGEST, make

    most = LONGEST.total_seconds() / 3600
    if not 0 < arguments.hours <= most:
        raise SettingsError(f"A code holds for {most:g} hours at most.", hint="Give fewer --hours.")
    check_picture(arguments.picture)
    text = make(_private_key(arguments.key), arguments.station, datetime.now(UTC) + timedelta(hours=arguments.hours))
    print(text)  # noqa: T201
    show(text, arguments.picture)
    return 0


def _private_key(path: Path) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        raise SettingsError(f"{path} cannot be read.", hint="Make it once: kiosk technician key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError(f"{path} is not an Ed25519 key.", hint="Make one: kiosk technician key")
    return key


def _fitting(arguments: argparse.Namespace) -> int:
    from kiosk.fitting import FILE, FittingFile
    from kiosk.site import find_site

    file = FittingFile(find_site(arguments.config).assignments.folder)
    if arguments.forget:
        file.path.unlink(missing_ok=True)
    else:
        file.read()
    there = file.path.exists()
    print(file.path.read_text(encoding="utf-8") if there else f"There is no {FILE}: the settings count.", end="\n")  # noqa: T201
    return 0
