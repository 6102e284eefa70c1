# SPDX-License-Identifier: EUPL-1.2
"""Rights at the broker as data: what each principal may do, and which commands of Mosquitto's dynamic-security plugin
turn the present state into the wanted one.

Measured traps: `disableClient` does not stop a client that comes with a certificate, so principals are deleted; the
default lets everybody *receive*, so that is denied too; a refused publish is silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.signalling.topics import FIRST_SEAT, GP_PREFIX, Topics, gp_username, is_guest

Command = dict[str, Any]
Acl = tuple[str, str]

STATION_ROLE_PREFIX = "station:"
GP_ROLE_PREFIX = "gp:"


@dataclass(frozen=True, kw_only=True, slots=True)
class Principal:
    """Somebody who may connect. ``password`` None: comes with a certificate."""

    username: str
    role: str
    acls: frozenset[Acl]
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class BrokerState:
    """What the plugin holds now: user names with their roles, roles with their rights (our own kinds only)."""

    clients: Mapping[str, frozenset[str]]
    roles: Mapping[str, frozenset[Acl]]


def station_principal(topics: Topics, kiosk: str) -> Principal:
    """Rights of a station: its own topics, in the directions they are meant for."""
    to_pages = (topics.every_to_gp(kiosk), topics.every_to_guest(kiosk))
    sends = (topics.presence(kiosk), topics.event(kiosk), *to_pages)
    receives = (topics.command(kiosk), topics.every_to_kiosk(kiosk), topics.every_guest_to_kiosk(kiosk))
    role = f"{STATION_ROLE_PREFIX}{kiosk}"
    return Principal(username=kiosk, role=role, acls=_acls(sends, receives))


def gp_role(visit: str, seat: str = FIRST_SEAT) -> str:
    """Name the role of whoever has that seat in ``visit``."""
    return f"{GP_ROLE_PREFIX}{gp_username(visit, seat).removeprefix(GP_PREFIX)}"


def gp_principal(topics: Topics, kiosk: str, visit: str, password: str | None, seat: str = FIRST_SEAT) -> Principal:
    """Rights of a GP of one visit: its two topics, and whether the station is there.

    A third participant has two topics of her own and nothing else.
    """
    if is_guest(seat):
        acls = _acls((topics.guest_to_kiosk(kiosk, visit, seat),), (topics.to_guest(kiosk, visit, seat),))
    else:
        acls = _acls((topics.to_kiosk(kiosk, visit),), (topics.to_gp(kiosk, visit), topics.presence(kiosk)))
    return Principal(username=gp_username(visit, seat), role=gp_role(visit, seat), acls=acls, password=password)


def additions(principal: Principal) -> list[Command]:
    """Commands that make a principal with its role."""
    client: Command = {"command": "createClient", "username": principal.username, "roles": _roles(principal)}
    if principal.password is not None:
        client["password"] = principal.password
    return [_role_command("createRole", principal), client]


def removals(username: str, role: str) -> list[Command]:
    """Commands that throw a principal out, live sessions too, and forget its role."""
    return [{"command": "deleteClient", "username": username}, {"command": "deleteRole", "rolename": role}]


def changes(now: BrokerState, stations: Iterable[Principal], gps: Iterable[Principal]) -> list[Command]:
    """Find the commands that bring the broker to where it should be.

    Stations that are missing are made. A GP who is missing cannot be made, for the password is forgotten. Whoever has
    rights without being wanted is removed. A principal that is right is not touched: the plugin would throw it out.
    """
    stations, gps = list(stations), list(gps)
    commands: list[Command] = []
    for principal in stations:
        commands += _mend(now, principal)
    wanted = {principal.username for principal in [*stations, *gps]}
    wanted_roles = {principal.role for principal in [*stations, *gps]}
    for username, roles in now.clients.items():
        ours = username.startswith(GP_PREFIX) or any(role.startswith(STATION_ROLE_PREFIX) for role in roles)
        if ours and username not in wanted:
            commands.append({"command": "deleteClient", "username": username})
    for role in now.roles:
        if role.startswith((STATION_ROLE_PREFIX, GP_ROLE_PREFIX)) and role not in wanted_roles:
            commands.append({"command": "deleteRole", "rolename": role})
    return commands


def read_state(clients: Iterable[Mapping[str, Any]], roles: Iterable[Mapping[str, Any]]) -> BrokerState:
    """Read the answers to verbose `listClients` and `listRoles`."""
    return BrokerState(
        clients={
            client["username"]: frozenset(role["rolename"] for role in client.get("roles", ())) for client in clients
        },
        roles={
            role["rolename"]: frozenset((acl["acltype"], acl["topic"]) for acl in role.get("acls", ()) if acl["allow"])
            for role in roles
        },
    )


def _mend(now: BrokerState, principal: Principal) -> list[Command]:
    commands: list[Command] = []
    if principal.role not in now.roles:
        commands.append(_role_command("createRole", principal))
    elif now.roles[principal.role] != principal.acls:
        commands.append(_role_command("modifyRole", principal))
    if principal.username not in now.clients:
        commands.append({"command": "createClient", "username": principal.username, "roles": _roles(principal)})
    elif now.clients[principal.username] != {principal.role}:
        commands.append({"command": "modifyClient", "username": principal.username, "roles": _roles(principal)})
    return commands


def _role_command(command: str, principal: Principal) -> Command:
    acls = [{"acltype": kind, "topic": topic, "allow": True} for kind, topic in sorted(principal.acls)]
    return {"command": command, "rolename": principal.role, "acls": acls}


def _roles(principal: Principal) -> list[dict[str, str]]:
    return [{"rolename": principal.role}]


def _acls(sends: Iterable[str], receives: Iterable[str]) -> frozenset[Acl]:
    found: set[Acl] = {("publishClientSend", topic) for topic in sends}
    for topic in receives:
        found |= {("publishClientReceive", topic), ("subscribePattern", topic)}
    return frozenset(found)
