# SPDX-License-Identifier: EUPL-1.2
"""The doctor names the layer that fails, and is content with a real clinic."""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.clock import ManualClock, SystemClock
from kiosk.doctor import network
from kiosk.doctor.finding import Finding, Grade, Subject
from kiosk.identity import Identity
from kiosk.settings import BrokerSection, DeskSection, StationSection, StationSettings
from kiosk.settings_text import to_toml
from kiosk.signalling.roles import Role
from provisioning.ca import Authority
from tests.kit.clinic import clinic_in

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
ID = "slussfors-1"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.create(tmp_path / "authority", "The clinic", SystemClock())


def server_identity(authority: Authority, folder: Path) -> Identity:
    authority.issue_identity(folder, Role.SERVER, folder.name, ["localhost"])
    return Identity.load(folder)


def subject_at(identity: Identity | None, port: int, host: str = "localhost") -> Subject:
    settings = StationSettings(
        station=StationSection(id=ID),
        broker=BrokerSection(host=host, port=port),
        desk=DeskSection(api_url=f"https://{host}:{port}"),
    )
    return Subject(settings=settings, identity=identity)


@asynccontextmanager
async def listening(serve: Serve, identity: Identity | None = None) -> AsyncIterator[int]:
    """Serve on a free port, with TLS that asks for certificates if there is an identity."""
    tls = identity.server_tls(client_certificates=True) if identity else None
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    async with server:
        yield server.sockets[0].getsockname()[1]


def answering(answer: bytes) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(answer)
        writer.close()

    return serve


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def only(check: Awaitable[tuple[Finding, ...]]) -> Finding:
    (finding,) = await check
    return finding


async def test_without_an_identity_nothing_is_tried() -> None:
    assert (await only(network.check_broker(subject_at(None, 1)))).grade is Grade.NOT_CHECKED
    assert (await only(network.check_desk(subject_at(None, 1)))).grade is Grade.NOT_CHECKED


async def test_a_name_that_does_not_exist(authority: Authority, tmp_path: Path) -> None:
    subject = subject_at(server_identity(authority, tmp_path / "us"), 8883, "broker.invalid")
    assert "'broker.invalid', is not found" in (await only(network.check_broker(subject))).what


async def test_a_port_where_nothing_listens(authority: Authority, tmp_path: Path) -> None:
    async with listening(silent) as port:
        pass
    found = await only(network.check_broker(subject_at(server_identity(authority, tmp_path / "us"), port)))
    assert found.what == f"Nothing listens at localhost:{port} (TCP)."
    assert found.todo


async def test_a_peer_that_does_not_speak_tls(authority: Authority, tmp_path: Path) -> None:
    async with listening(answering(b"SSH-2.0-OpenSSH\r\n")) as port:
        found = await only(network.check_broker(subject_at(server_identity(authority, tmp_path / "us"), port)))
    assert "not with TLS" in found.what


async def test_a_peer_that_says_nothing(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "WAIT_S", 0.3)
    us = server_identity(authority, tmp_path / "us")
    async with listening(silent) as port:
        assert "does not answer" in (await only(network.check_broker(subject_at(us, port)))).what
    async with listening(silent, us) as port:
        assert "does not answer" in (await only(network.check_desk(subject_at(us, port)))).what


async def test_a_peer_of_another_authority(authority: Authority, tmp_path: Path) -> None:
    us = server_identity(authority, tmp_path / "us")
    strangers = Authority.create(tmp_path / "strangers", "Others", SystemClock())
    async with listening(silent, server_identity(strangers, tmp_path / "them")) as port:
        assert "certificate that is not accepted" in (await only(network.check_broker(subject_at(us, port)))).what


async def test_a_peer_under_another_name(authority: Authority, tmp_path: Path) -> None:
    us = server_identity(authority, tmp_path / "us")
    async with listening(silent, us) as port:
        found = await only(network.check_broker(subject_at(us, port, "127.0.0.1")))
    assert "not valid for '127.0.0.1'" in found.what


async def test_a_peer_that_refuses_our_certificate(authority: Authority, tmp_path: Path) -> None:
    us = server_identity(authority, tmp_path / "us")
    strangers = Authority.create(tmp_path / "strangers", "Others", SystemClock())
    them = server_identity(authority, tmp_path / "them")
    tls = them.server_tls(client_certificates=False)
    tls.load_verify_locations(tmp_path / "strangers" / "ca.pem")
    tls.verify_mode = ssl.CERT_REQUIRED
    assert strangers.certificate != authority.certificate
    server = await asyncio.start_server(silent, "127.0.0.1", 0, ssl=tls)
    async with server:
        found = await only(network.check_broker(subject_at(us, server.sockets[0].getsockname()[1])))
    assert "does not accept the station's certificate" in found.what


async def test_a_broker_that_does_not_know_us(authority: Authority, tmp_path: Path) -> None:
    us = server_identity(authority, tmp_path / "us")
    async with listening(answering(b"\x20\x03\x00\x87\x00"), us) as port:
        found = await only(network.check_broker(subject_at(us, port)))
    assert found.what == f"The broker at localhost:{port} does not let the station in."


async def test_a_desk_whose_clock_is_off(authority: Authority, tmp_path: Path) -> None:
    us = server_identity(authority, tmp_path / "us")
    answer = b"HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 12:00:00 GMT\r\n\r\n"
    clock = ManualClock()
    async with listening(answering(answer), us) as port:
        subject = subject_at(us, port)
        subject = Subject(settings=subject.settings, identity=us, clock=clock)
        assert (await only(network.check_desk(subject))).grade is Grade.OK
        clock.advance(timedelta(minutes=5).total_seconds())
        _, found = await network.check_desk(subject)
    assert "300 s ahead of the desk's" in found.what


async def test_a_desk_in_trouble(authority: Authority, tmp_path: Path) -> None:
    us = server_identity(authority, tmp_path / "us")
    async with listening(answering(b"HTTP/1.1 503 Busy\r\n\r\n"), us) as port:
        assert "status 503" in (await only(network.check_desk(subject_at(us, port)))).what


@pytest.mark.system
async def test_a_real_clinic(tmp_path: Path) -> None:
    async with clinic_in(tmp_path) as clinic:
        settings = await clinic.enrol_station(ID, "Slussfors", "Road 1", "0")
        subject = Subject(settings=settings, identity=Identity.load(settings.station.identity))
        assert (await only(network.check_broker(subject))).grade is Grade.OK
        assert (await only(network.check_desk(subject))).grade is Grade.OK
        config = tmp_path / "station.toml"
        config.write_text(to_toml(settings), encoding="utf-8")
        report = await doctor("--config", str(config), "--json")
    grades = {row["check"]: row["grade"] for row in report["findings"]}
    assert (grades["broker"], grades["desk"], grades["identity"]) == ("ok", "ok", "ok")


async def doctor(*arguments: str) -> dict[str, list[dict[str, str]]]:
    """Run the command as a person would."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kiosk", "doctor", *arguments, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(30):
        out, _ = await process.communicate()
    report: dict[str, list[dict[str, str]]] = json.loads(out)
    assert process.returncode == (0 if report["ready"] else 1)
    return report


async def test_settings_that_cannot_be_read(tmp_path: Path) -> None:
    report = await doctor("--config", str(tmp_path / "none.toml"), "--json")
    (finding,) = report["findings"]
    assert finding["grade"] == "failure"
    assert "none.toml" in finding["what"]
