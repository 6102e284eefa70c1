# SPDX-License-Identifier: EUPL-1.2
"""Mosquitto for a clinic: its configuration, its first rights, and a broker of one's own for benches and tests.

Two listeners: mutual TLS for stations and the desk (the certificate's common name is the user), and WSS without client
certificates for GPs' browsers (a password that exists for one visit). The dynamic-security plugin holds every right;
whoever has none can do nothing. Works with Mosquitto 2.0.11 (Debian 12) and later.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import DeadlineError, ProvisioningError
from kiosk.identity import AUTHORITY_FILE, CERTIFICATE_FILE, KEY_FILE
from kiosk.signalling.topics import Topics
from provisioning.files import write_file

CONFIGURATION_FILE = "mosquitto.conf"
RIGHTS_FILE = "dynamic-security.json"
LOG_FILE = "mosquitto.log"
PERSISTENCE_FOLDER = "persistence"
PLUGIN = "mosquitto_dynamic_security.so"
MAX_PACKET_BYTES = 64 * 1024
MAX_CONNECTIONS = 4096
_CONTROL = "$CONTROL/dynamic-security"


@dataclass(frozen=True, kw_only=True, slots=True)
class BrokerPlan:
    """Where a broker lives and what it trusts. ``identity``: folder with its key, certificate and the authority."""

    folder: Path
    identity: Path
    station_port: int
    gp_port: int
    desk_name: str
    namespace: str = "halsorum"
    bind: str = ""

    @property
    def configuration(self) -> Path:
        return self.folder / CONFIGURATION_FILE


def find_plugin() -> Path:
    """Find the dynamic-security plugin of this machine's architecture; raises `ProvisioningError`."""
    found = sorted(Path("/usr/lib").glob(f"*/{PLUGIN}")) + sorted(Path("/usr/lib").glob(PLUGIN))
    if not found:
        raise ProvisioningError(f"There is no {PLUGIN}.", hint="Install the package mosquitto.")
    return found[0]


def find_broker() -> Path:
    """Find the broker's program; raises `ProvisioningError`."""
    found = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        raise ProvisioningError("Mosquitto is not installed.", hint="Install the package mosquitto.")
    return Path(found)


def write_broker(plan: BrokerPlan) -> None:
    """Write the broker's configuration and, if there are none yet, its first rights. Rights that exist are kept."""
    (plan.folder / PERSISTENCE_FOLDER).mkdir(parents=True, exist_ok=True)
    write_file(plan.configuration, configuration(plan, find_plugin(), own_user=os.geteuid() == 0).encode())
    if not (plan.folder / RIGHTS_FILE).exists():
        write_file(plan.folder / RIGHTS_FILE, json.dumps(first_rights(plan), indent=1).encode())


def configuration(plan: BrokerPlan, plugin: Path, *, own_user: bool) -> str:
    """Write mosquitto.conf. ``own_user``: stay root, for where the folders are root's (a container, a bench)."""
    tls = [
        f"certfile {plan.identity / CERTIFICATE_FILE}",
        f"keyfile {plan.identity / KEY_FILE}",
        f"cafile {plan.identity / AUTHORITY_FILE}",
    ]
    lines = [
        "# Written by `kiosk broker configure`; changes are overwritten.",
        *(["user root"] if own_user else []),
        "per_listener_settings false",
        "allow_anonymous false",
        f"plugin {plugin}",
        f"plugin_opt_config_file {plan.folder / RIGHTS_FILE}",
        "",
        "# Nothing that is said in a visit is kept: sessions end with their connection, and what is queued is bounded.",
        "persistence true",
        f"persistence_location {plan.folder / PERSISTENCE_FOLDER}/",
        "persistent_client_expiration 1h",
        "autosave_interval 60",
        f"max_packet_size {MAX_PACKET_BYTES}",
        f"message_size_limit {MAX_PACKET_BYTES}",
        "max_inflight_messages 32",
        "max_queued_messages 128",
        "max_queued_bytes 2097152",
        "max_keepalive 120",
        "set_tcp_nodelay true",
        "sys_interval 0",
        "",
        "# Errors and warnings only: no topics, no clients, no payloads.",
        f"log_dest file {plan.folder / LOG_FILE}",
        "log_type error",
        "log_type warning",
        "connection_messages false",
        "",
        "# Stations and the desk: by certificate.",
        f"listener {plan.station_port} {plan.bind}".rstrip(),
        *tls,
        "require_certificate true",
        "use_identity_as_username true",
        "tls_version tlsv1.3",
        f"max_connections {MAX_CONNECTIONS}",
        "",
        "# GPs' browsers: by the password of one visit.",
        f"listener {plan.gp_port} {plan.bind}".rstrip(),
        "protocol websockets",
        *tls[:2],
        "require_certificate false",
        f"max_connections {MAX_CONNECTIONS}",
    ]
    return "\n".join(lines) + "\n"


def first_rights(plan: BrokerPlan) -> dict[str, object]:
    """Make the plugin's first state: everything is denied, and the desk alone may hand out rights."""
    topics = Topics(plan.namespace)
    rights = [
        ("publishClientSend", f"{_CONTROL}/#"),
        ("publishClientReceive", f"{_CONTROL}/#"),
        ("subscribePattern", f"{_CONTROL}/#"),
        ("publishClientSend", topics.every_command),
        ("publishClientReceive", topics.every_event),
        ("subscribePattern", topics.every_event),
        ("publishClientReceive", topics.every_presence),
        ("subscribePattern", topics.every_presence),
    ]
    return {
        "defaultACLAccess": {
            "publishClientSend": False,
            "publishClientReceive": False,
            "subscribe": False,
            "unsubscribe": True,
        },
        "clients": [{"username": plan.desk_name, "roles": [{"rolename": "desk"}]}],
        "groups": [],
        "roles": [
            {
                "rolename": "desk",
                "acls": [{"acltype": kind, "topic": topic, "allow": True} for kind, topic in rights],
            }
        ],
    }


@asynccontextmanager
async def running_broker(plan: BrokerPlan, *, deadline_s: float = 10.0) -> AsyncIterator[asyncio.subprocess.Process]:
    """Write ``plan``, start its broker, wait until both listeners answer, and stop it at the end."""
    write_broker(plan)
    process = await asyncio.create_subprocess_exec(
        str(find_broker()),
        "-c",
        str(plan.configuration),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _listening(plan, process, deadline_s)
        yield process
    finally:
        await _stop(process)


async def _listening(plan: BrokerPlan, process: asyncio.subprocess.Process, deadline_s: float) -> None:
    try:
        async with asyncio.timeout(deadline_s):
            for port in (plan.station_port, plan.gp_port):
                while not await _answers(plan.bind or "127.0.0.1", port):
                    if process.returncode is not None:
                        raise ProvisioningError("The broker did not start.", hint=f"See {plan.folder / LOG_FILE}.")
                    await asyncio.sleep(0.02)
    except TimeoutError:
        raise DeadlineError("The broker does not answer.", hint=f"See {plan.folder / LOG_FILE}.") from None


async def _answers(host: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(5):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
