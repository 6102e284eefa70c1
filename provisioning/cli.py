# SPDX-License-Identifier: EUPL-1.2
"""`kiosk enrol`, `kiosk registrar`, `kiosk ca` and `kiosk broker`."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from kiosk.languages import KNOWN

Subparsers = argparse._SubParsersAction
DEFAULT_REGISTRAR_CONFIG = Path("/etc/halsorum/registrar.toml")
DEFAULT_STATION_IDENTITY = Path("/var/lib/halsorum/identity")


def add_enrol_command(commands: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `kiosk enrol`."""
    parser = commands.add_parser(
        "enrol",
        help="make this machine a station of a clinic",
        description="Make this station's keys and get its certificate and settings for a ticket.",
    )
    parser.add_argument("ticket", help="the line that `kiosk registrar ticket` printed; `-` reads standard input")
    parser.add_argument("--identity", type=Path, default=DEFAULT_STATION_IDENTITY, metavar="FOLDER")
    parser.add_argument("--replace", action="store_true", help="replace the identity that is there")
    parser.set_defaults(func=_enrol)


def add_registrar_command(commands: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `kiosk registrar`."""
    parser = commands.add_parser(
        "registrar", help="enrol stations, the clinic's side", description="Enrol stations, the clinic's side."
    )
    parser.add_argument("--config", type=Path, default=DEFAULT_REGISTRAR_CONFIG, metavar="FILE")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="override a setting")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    serve = actions.add_parser("serve", help="answer stations that enrol")
    serve.set_defaults(func=_serve_registrar)
    ticket = actions.add_parser("ticket", help="print a ticket for one station, good once and for minutes")
    ticket.add_argument("--station", required=True, metavar="ID", help="lower-case letters, digits, hyphens")
    ticket.add_argument("--name", required=True, help="what people call the place")
    ticket.add_argument("--address", default="", help="where it stands, as one would tell an ambulance")
    ticket.add_argument("--phone", default="", help="the clinic's telephone number")
    ticket.add_argument("--language", default="sv", choices=KNOWN)
    ticket.set_defaults(func=_ticket)


def add_ca_command(commands: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `kiosk ca`."""
    parser = commands.add_parser(
        "ca", help="the clinic's certificate authority", description="The clinic's certificate authority."
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    init = actions.add_parser("init", help="make a new authority")
    init.add_argument("folder", type=Path)
    init.add_argument("--name", default="Halsorum clinic", help="its name, for people")
    init.set_defaults(func=_init)
    issue = actions.add_parser("issue", help="make key and certificate for a part or a person; stations enrol instead")
    issue.add_argument("folder", type=Path, help="folder of the authority")
    issue.add_argument("--role", required=True, choices=("desk", "registrar", "operator", "server"))
    issue.add_argument("--name", required=True, help="stands in the certificate as role:name")
    issue.add_argument("--host", action="append", default=[], help="DNS name or address of a server; may be repeated")
    issue.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="folder for the new identity")
    issue.set_defaults(func=_issue)


def add_broker_command(commands: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `kiosk broker`."""
    parser = commands.add_parser("broker", help="set up Mosquitto for a clinic", description="Set up Mosquitto.")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    configure = actions.add_parser("configure", help="write mosquitto.conf and the first rights (rights are kept)")
    configure.add_argument("folder", type=Path, help="folder for configuration, rights, persistence and log")
    configure.add_argument("--identity", type=Path, required=True, metavar="FOLDER", help="the broker's identity")
    configure.add_argument("--station-port", type=int, default=8883)
    configure.add_argument("--gp-port", type=int, default=8884)
    configure.add_argument("--desk-name", default="desk", help="name in the desk's certificate (desk:NAME)")
    configure.add_argument("--namespace", default="halsorum")
    configure.add_argument("--bind", default="", metavar="ADDRESS", help="listen on this address only")
    configure.set_defaults(func=_configure_broker)


def _enrol(arguments: argparse.Namespace) -> int:
    from provisioning.enrol import enrol
    from provisioning.ticket import parse_ticket

    text = sys.stdin.readline() if arguments.ticket == "-" else arguments.ticket
    settings = asyncio.run(enrol(parse_ticket(text), arguments.identity, replace=arguments.replace))
    print(f"This is now station {settings.station.id}. Its identity is in {arguments.identity}.")  # noqa: T201
    return 0


def _serve_registrar(arguments: argparse.Namespace) -> int:
    from kiosk.clock import SystemClock
    from kiosk.settings import load
    from provisioning.registrar import running_registrar
    from provisioning.registrar_settings import RegistrarSettings

    async def serve() -> None:
        told = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, told.set)
        async with running_registrar(load(RegistrarSettings, arguments.config, arguments.set), SystemClock()):
            await told.wait()

    asyncio.run(serve())
    return 0


def _ticket(arguments: argparse.Namespace) -> int:
    from kiosk.clock import SystemClock
    from kiosk.settings import StationSection, load
    from provisioning.registrar import Registrar
    from provisioning.registrar_settings import RegistrarSettings

    registrar = Registrar(load(RegistrarSettings, arguments.config, arguments.set), SystemClock())
    try:
        ticket = registrar.ticket(
            StationSection(
                id=arguments.station,
                name=arguments.name,
                address=arguments.address,
                phone=arguments.phone,
                language=arguments.language,
            )
        )
    finally:
        registrar.close()
    print(f"{ticket}\n\nGood once, for minutes. On the station: kiosk enrol 'LINE ABOVE'")  # noqa: T201
    return 0


def _init(arguments: argparse.Namespace) -> int:
    from kiosk.clock import SystemClock
    from provisioning.ca import Authority

    Authority.create(arguments.folder, arguments.name, SystemClock())
    print(f"The authority is in {arguments.folder}. Keep ca-key.pem where only the registrar can read it.")  # noqa: T201
    return 0


def _issue(arguments: argparse.Namespace) -> int:
    from kiosk.clock import SystemClock
    from kiosk.signalling.roles import Role
    from provisioning.ca import Authority

    authority = Authority.load(arguments.folder, SystemClock())
    authority.issue_identity(arguments.out, Role(arguments.role), arguments.name, arguments.host)
    print(f"The identity of {arguments.role}:{arguments.name} is in {arguments.out}.")  # noqa: T201
    return 0


def _configure_broker(arguments: argparse.Namespace) -> int:
    from provisioning.broker import BrokerPlan, write_broker

    plan = BrokerPlan(
        folder=arguments.folder.resolve(),
        identity=arguments.identity.resolve(),
        station_port=arguments.station_port,
        gp_port=arguments.gp_port,
        desk_name=f"desk:{arguments.desk_name}",
        namespace=arguments.namespace,
        bind=arguments.bind,
    )
    write_broker(plan)
    print(f"Start it with: mosquitto -c {plan.configuration}")  # noqa: T201
    return 0
