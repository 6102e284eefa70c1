# SPDX-License-Identifier: EUPL-1.2
"""`kiosk visit` against a real desk."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kiosk.desk.cli import add_desk_command, add_visit_command
from kiosk.errors import KioskError
from kiosk.signalling.link import parse_link
from provisioning.demo.clinic import Clinic
from tests.kit.clinic import clinic_in

pytestmark = pytest.mark.system

CREATE = ("create", "--station", "hut", "--patient-name", "Åsa", "--patient-number", "1", "--patient-number-system",
          "urn:x", "--gp", "Dr Berg")  # fmt: skip


@pytest.fixture
async def clinic(tmp_path: Path) -> AsyncIterator[Clinic]:
    async with clinic_in(tmp_path) as clinic:
        await clinic.enrol_station("hut", "Stugan", "", "")
        yield clinic


async def visit_command(clinic: Clinic, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    add_visit_command(parser.add_subparsers())
    parsed = parser.parse_args(
        ["visit", "--desk", clinic.api_url, "--identity", str(clinic.operator_folder), *arguments]
    )
    code: int = await asyncio.to_thread(parsed.func, parsed)
    return code


async def test_a_visit_is_made_shown_listed_and_cancelled(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    assert await visit_command(clinic, "--json", *CREATE) == 0
    made = json.loads(capsys.readouterr().out)
    assert parse_link(made["link"]).visit == made["visit"]
    await visit_command(clinic, "show", made["visit"])
    shown = capsys.readouterr().out
    assert "open, not at the station yet" in shown and made["code"] not in shown
    await visit_command(clinic, "cancel", made["visit"])
    await visit_command(clinic, "list")
    assert capsys.readouterr().out.count("cancelled") == 2


async def test_code_and_link_are_printed_once_for_people(clinic: Clinic, capsys: pytest.CaptureFixture[str]) -> None:
    await visit_command(clinic, *CREATE, "--minutes", "10", "--start", "2030-01-01T10:00:00+00:00")
    text = capsys.readouterr().out
    assert text.count("https://") == 1 and "2030-01-01T10:10:00Z" in text
    assert "shown this once" in text


async def test_a_desk_that_is_away_is_said_so(clinic: Clinic) -> None:
    clinic.api_url = "https://localhost:9"
    with pytest.raises(KioskError, match="cannot be reached"):
        await visit_command(clinic, "list")


def test_the_desk_command_has_help() -> None:
    parser = argparse.ArgumentParser()
    add_desk_command(parser.add_subparsers())
    assert parser.parse_args(["desk", "--config", "x"]).config == Path("x")
