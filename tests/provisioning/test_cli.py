# SPDX-License-Identifier: EUPL-1.2
"""The command lines of provisioning, from an empty folder to an enrolled station, as the manual tells it."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

import pytest

from kiosk.errors import ProvisioningError, ProvisioningReason
from kiosk.identity import Identity
from kiosk.settings import load
from kiosk.settings_text import to_toml
from kiosk.signalling.roles import Role
from provisioning.broker import CONFIGURATION_FILE, RIGHTS_FILE
from provisioning.cli import add_broker_command, add_ca_command, add_enrol_command, add_registrar_command
from provisioning.registrar_settings import RegistrarSection, RegistrarSettings
from provisioning.ticket import parse_ticket
from tests.kit.clinic import clinic_in


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    for add in (add_broker_command, add_ca_command, add_enrol_command, add_registrar_command):
        add(commands)
    parsed = parser.parse_args([*arguments])
    code: int = parsed.func(parsed)
    return code


def authority_in(folder: Path) -> str:
    assert run("ca", "init", str(folder / "ca")) == 0
    return str(folder / "ca")


def test_an_authority_issues_identities(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ca = authority_in(tmp_path)
    out = tmp_path / "desk"
    assert run("ca", "issue", ca, "--role", "desk", "--name", "desk", "--host", "desk.example", "--out", str(out)) == 0
    assert Identity.load(out).require(Role.DESK).name == "desk:desk"
    assert "desk:desk" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        run("ca", "issue", ca, "--role", "station", "--name", "hut", "--out", str(out))


def test_the_broker_s_rights_are_kept_when_it_is_configured_again(tmp_path: Path) -> None:
    ca = authority_in(tmp_path)
    identity = tmp_path / "identity"
    run("ca", "issue", ca, "--role", "server", "--name", "broker", "--host", "localhost", "--out", str(identity))
    folder = tmp_path / "broker"
    run("broker", "configure", str(folder), "--identity", str(identity))
    rights = json.loads((folder / RIGHTS_FILE).read_text())
    assert rights["clients"] == [{"username": "desk:desk", "roles": [{"rolename": "desk"}]}]
    assert not any(
        rights["defaultACLAccess"][name] for name in ("publishClientSend", "publishClientReceive", "subscribe")
    )
    (folder / RIGHTS_FILE).write_text("{}")
    run("broker", "configure", str(folder), "--identity", str(identity), "--gp-port", "443")
    assert (folder / RIGHTS_FILE).read_text() == "{}"
    configuration = (folder / CONFIGURATION_FILE).read_text()
    assert "listener 443\nprotocol websockets" in configuration
    for line in ("require_certificate true", "allow_anonymous false", "use_identity_as_username true"):
        assert line in configuration.splitlines()


@pytest.mark.system
async def test_a_ticket_from_one_command_enrols_with_the_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with clinic_in(tmp_path) as clinic:
        config = tmp_path / "registrar.toml"
        config.write_text(to_toml(clinic.registrar_settings))
        options = ("registrar", "--config", str(config), "ticket", "--name", "Stugan", "--station")
        await asyncio.to_thread(run, *options, "hut")
        ticket = capsys.readouterr().out.splitlines()[0]
        assert parse_ticket(ticket).station == "hut"
        await asyncio.to_thread(run, "enrol", ticket, "--identity", str(tmp_path / "hut"))
        assert Identity.load(tmp_path / "hut").require(Role.STATION).name == "hut"
        with pytest.raises(ProvisioningError) as caught:
            await asyncio.to_thread(run, *options, "gp-x")
        assert caught.value.reason is ProvisioningReason.BAD_NAME


def test_registrar_settings_come_back_as_they_were_written(tmp_path: Path) -> None:
    settings = RegistrarSettings(registrar=RegistrarSection(broker_host='a"b\\c', ticket_life_s=60))
    (tmp_path / "x.toml").write_text(to_toml(settings))
    assert load(RegistrarSettings, tmp_path / "x.toml") == settings
