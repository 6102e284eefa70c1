# SPDX-License-Identifier: EUPL-1.2
"""Enrolment over real HTTPS, with a registrar that announces the station to a real desk."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from kiosk.clock import ManualClock, SystemClock
from kiosk.errors import ProvisioningError, ProvisioningReason
from kiosk.identity import ENCRYPTION_FILE, KEY_FILE, SETTINGS_FILE, Identity
from kiosk.settings import InstrumentEntry, StationSection, StationSettings, load
from kiosk.signalling.jws import b64url, sign_es256
from kiosk.signalling.roles import Role
from provisioning.ca import Authority
from provisioning.demo.clinic import Clinic
from provisioning.enrol import enrol, request_for
from provisioning.enrol_message import EnrolRequest, proof_text
from provisioning.failures import MAX_FAILURES, WINDOW_S, FailureLimit
from provisioning.ticket import Ticket, authority_fingerprint, new_token, parse_ticket
from provisioning.ticket_store import TicketStore
from tests.kit.clinic import clinic_in

STATION = StationSection(id="station-one", name='Bystugan "Norr"', address="Vägen 1\\2", phone="0950-1")


@pytest.fixture
async def clinic(tmp_path: Path) -> AsyncIterator[Clinic]:
    async with clinic_in(tmp_path) as clinic:
        yield clinic


async def refused(ticket: Ticket, folder: Path) -> object:
    with pytest.raises(ProvisioningError) as caught:
        await enrol(ticket, folder)
    assert not folder.exists()
    assert ticket.token not in str(caught.value)
    return caught.value.reason


@pytest.mark.system
async def test_a_station_is_enrolled(clinic: Clinic, tmp_path: Path) -> None:
    base = StationSettings(instruments=(InstrumentEntry(name="oximeter", driver="nonin_2", port="/dev/x"),))
    ticket = clinic.registrar.ticket(STATION, base)
    folder = tmp_path / "identity"
    settings = await enrol(parse_ticket(str(ticket)), folder)
    identity = Identity.load(folder).require(Role.STATION)
    assert identity.name == "station-one"
    assert identity.encryption_key
    assert settings == load(StationSettings, folder / SETTINGS_FILE)
    assert settings.station == msgspec.structs.replace(STATION, identity=folder)
    assert settings.instruments == base.instruments
    assert (settings.broker.port, settings.desk.api_url) == (clinic.broker_port, clinic.api_url)
    for name in (KEY_FILE, ENCRYPTION_FILE):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    async with clinic.operator() as desk:
        (station,) = await desk.stations()
    assert (station["id"], station["thumbprint"]) == ("station-one", identity.thumbprint)
    assert (station["name"], station["address"]) == (STATION.name, STATION.address)


@pytest.mark.system
async def test_a_ticket_is_good_once(clinic: Clinic, tmp_path: Path) -> None:
    ticket = clinic.registrar.ticket(STATION)
    await enrol(ticket, tmp_path / "first")
    assert await refused(ticket, tmp_path / "second") is ProvisioningReason.BAD_TICKET
    assert await refused(replace(ticket, token=new_token()), tmp_path / "third") is ProvisioningReason.BAD_TICKET


@pytest.mark.system
async def test_a_ticket_is_for_its_station_only_and_used_up_by_the_attempt(clinic: Clinic, tmp_path: Path) -> None:
    ticket = clinic.registrar.ticket(STATION)
    assert await refused(replace(ticket, station="station-two"), tmp_path / "x") is ProvisioningReason.BAD_NAME
    assert await refused(ticket, tmp_path / "x") is ProvisioningReason.BAD_TICKET


@pytest.mark.system
async def test_the_token_is_not_given_to_another_clinic_s_registrar(clinic: Clinic, tmp_path: Path) -> None:
    other = Authority.create(tmp_path / "other", "Other clinic", SystemClock())
    ticket = clinic.registrar.ticket(STATION)
    wrong = replace(ticket, authority=authority_fingerprint(other.certificate))
    assert await refused(wrong, tmp_path / "x") is ProvisioningReason.WRONG_AUTHORITY
    await enrol(ticket, tmp_path / "identity")


@pytest.mark.system
async def test_a_registrar_that_is_away_is_said_so(tmp_path: Path) -> None:
    ticket = Ticket(
        registrar_url="https://127.0.0.1:9", station="station-one", token=new_token(), authority=b64url(bytes(32))
    )
    assert await refused(ticket, tmp_path / "x") is ProvisioningReason.UNREACHABLE


@pytest.mark.system
async def test_an_identity_is_not_replaced_by_accident(clinic: Clinic, tmp_path: Path) -> None:
    folder = tmp_path / "identity"
    await enrol(clinic.registrar.ticket(STATION), folder)
    first = Identity.load(folder).thumbprint
    visit = await clinic.create_visit("station-one")
    with pytest.raises(ProvisioningError) as caught:
        await enrol(clinic.registrar.ticket(STATION), folder)
    assert caught.value.reason is ProvisioningReason.EXISTS
    await enrol(clinic.registrar.ticket(STATION), folder, replace=True)
    assert Identity.load(folder).thumbprint != first
    assert [each.name for each in folder.parent.glob(".*")] == []
    async with clinic.operator() as desk:
        assert (await desk.visit(visit.visit))["state"] == "cancelled"  # it was sealed for the old key


@pytest.mark.system
async def test_a_desk_that_is_away_does_not_use_the_ticket_up(clinic: Clinic, tmp_path: Path) -> None:
    ticket = clinic.registrar.ticket(STATION)
    clinic.broker.terminate()
    await clinic.broker.wait()
    assert await refused(ticket, tmp_path / "x") is ProvisioningReason.UNREACHABLE
    assert await refused(ticket, tmp_path / "x") is ProvisioningReason.UNREACHABLE


def keys() -> tuple[ec.EllipticCurvePrivateKey, ec.EllipticCurvePrivateKey]:
    return ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())


@pytest.mark.system
@pytest.mark.parametrize("fault", ["csr", "key-of-another", "proof-of-another-token", "no-proof", "private", "curve"])
async def test_a_request_that_does_not_hold_together_is_refused(clinic: Clinic, fault: str) -> None:
    ticket = clinic.registrar.ticket(STATION)
    signing, encryption = keys()
    good = request_for(ticket, signing, encryption)
    other = ECKey.import_key(keys()[0].public_key())
    faults: dict[str, dict[str, Any]] = {
        "csr": {"csr": "rubbish"},
        "key-of-another": {"encryption_jwk": dict(other.as_dict(private=False))},
        "proof-of-another-token": {
            "proof": b64url(sign_es256(signing, proof_text(new_token(), ECKey.import_key(encryption.public_key()))))
        },
        "no-proof": {"proof": ""},
        "private": {"encryption_jwk": dict(ECKey.import_key(encryption).as_dict(private=True))},
        "curve": {"encryption_jwk": dict(ECKey.generate_key("P-384").as_dict(private=False))},
    }
    request: EnrolRequest = msgspec.structs.replace(good, **faults[fault])
    with pytest.raises(ProvisioningError) as caught:
        await clinic.registrar.enrol(request, "here")
    assert caught.value.reason is ProvisioningReason.BAD_REQUEST
    async with clinic.operator() as desk:
        assert await desk.stations() == []


def test_tickets_run_out(tmp_path: Path) -> None:
    clock = ManualClock()
    store = TicketStore(tmp_path, clock)
    token = store.issue("station-one", "", timedelta(minutes=15))
    clock.advance(15 * 60)
    with pytest.raises(ProvisioningError):
        store.take(token)
    store.close()


def test_a_new_ticket_voids_the_old_one_and_no_token_is_kept(tmp_path: Path) -> None:
    store = TicketStore(tmp_path, ManualClock())
    first = store.issue("station-one", "", timedelta(minutes=15))
    second = store.issue("station-one", "", timedelta(minutes=15))
    with pytest.raises(ProvisioningError):
        store.take(first)
    kept = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert first.encode() not in kept and second.encode() not in kept
    taken = store.take(second)
    store.put_back(taken)
    assert store.take(second) == taken
    store.close()


def test_guessing_is_slowed_down() -> None:
    clock = ManualClock()
    limit = FailureLimit(clock)
    for _ in range(MAX_FAILURES):
        limit.check("here")
        limit.add("here")
    with pytest.raises(ProvisioningError) as caught:
        limit.check("here")
    assert caught.value.reason is ProvisioningReason.TOO_MANY
    limit.check("elsewhere")
    clock.advance(WINDOW_S + 1)
    limit.check("here")


GOOD = str(Ticket(registrar_url="https://r:1", station="a", token=b64url(bytes(16)), authority=b64url(bytes(32))))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        GOOD.replace("https", "http"),
        GOOD[:-3],
        GOOD.replace("station=a", "station=gp-a"),
        GOOD.replace("#", "?"),
    ],
)
def test_what_is_not_a_ticket_is_refused(text: str) -> None:
    with pytest.raises(ProvisioningError) as caught:
        parse_ticket(text)
    assert caught.value.reason is ProvisioningReason.BAD_TICKET
    assert str(parse_ticket(f"  {GOOD}\n")) == GOOD
