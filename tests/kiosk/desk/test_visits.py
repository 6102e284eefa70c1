# SPDX-License-Identifier: EUPL-1.2
"""The desk's own parts without a network: store, codes, rights as data, and the life of a visit."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from kiosk.clock import ManualClock
from kiosk.desk.broker_admin import BrokerAdmin
from kiosk.desk.codes import MAX_TAKEN, code_tag, new_code
from kiosk.desk.courier import Courier
from kiosk.desk.rights import (
    BrokerState,
    Command,
    additions,
    changes,
    gp_principal,
    read_state,
    removals,
    station_principal,
)
from kiosk.desk.rows import AFTER, Cause, Ending, StationRow, VisitRow, VisitState
from kiosk.desk.stations import NewStation, Stations
from kiosk.desk.store import DATABASE_FILE, DeskStore
from kiosk.desk.visits import Desk, NewVisit, Visits
from kiosk.desk_settings import DeskListenSection, DeskSettings
from kiosk.errors import DeskError, DeskReason
from kiosk.identity import Identity
from kiosk.signalling.descriptor import Gp, Patient
from kiosk.signalling.jws import b64url
from kiosk.signalling.roles import Role
from kiosk.signalling.topics import FIRST_SEAT, Topics, gp_username
from provisioning.ca import Authority

TOPICS = Topics("halsorum")
V, W = "a" * 26, "b" * 26


class Plugin:
    """The dynamic-security plugin as far as the desk uses it; the real one is used by the tests at the broker."""

    def __init__(self) -> None:
        self.clients: dict[str, dict[str, Any]] = {}
        self.roles: dict[str, dict[str, Any]] = {}
        self.away = False

    async def control(self, wanted: Sequence[Command]) -> list[dict[str, Any]]:
        if self.away:
            raise DeskError("away", reason=DeskReason.BROKER_AWAY)
        return [self._one(dict(command)) for command in wanted]

    def state(self) -> BrokerState:
        return read_state(self.clients.values(), self.roles.values())

    def _one(self, command: dict[str, Any]) -> dict[str, Any]:
        name = command.pop("command")
        kind, key = (self.clients, "username") if name.endswith(("Client", "Clients")) else (self.roles, "rolename")
        answer: dict[str, Any] = {"command": name}
        if name.startswith("list"):
            answer["data"] = {name.removeprefix("list").lower(): list(kind.values())}
        elif name.startswith("create") and command[key] in kind:
            answer["error"] = f"{name.removeprefix('create')} already exists"
        elif name.startswith("delete"):
            if kind.pop(command[key], None) is None:
                answer["error"] = f"{name.removeprefix('delete')} not found"
        else:
            kind[command[key]] = kind.get(command[key], {}) | command
        return answer


class Office:
    """A desk without listeners."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
        authority = Authority.create(folder / "ca", "Test", self.clock)
        authority.issue_identity(folder / "desk", Role.DESK, "desk", ["localhost"])
        self.store = DeskStore(folder / "store")
        self.plugin = Plugin()
        self.desk = Desk(
            settings=DeskSettings(desk=DeskListenSection(public_url="https://desk.example")),
            identity=Identity.load(folder / "desk"),
            store=self.store,
            admin=BrokerAdmin(self.plugin.control, TOPICS),
            courier=Courier(self._send, list, self.clock, timedelta(hours=12)),
            clock=self.clock,
        )
        self.visits = Visits(self.desk)
        self.stations = Stations(self.desk, self.visits)

    async def _send(self, *_: object) -> None:
        return None

    def new_visit(self, **changes: Any) -> NewVisit:
        now = self.clock.now()
        values: dict[str, Any] = {
            "station": "hut",
            "patient": Patient(identifier_system="urn:x", identifier_value="1", name="Åsa"),
            "gp": Gp(name="Dr Berg"),
            "starts_at": now,
            "ends_at": now + timedelta(minutes=30),
        }
        return NewVisit(**(values | changes))

    async def add_station(self, name: str = "hut", fill: int = 0) -> None:
        jwk = dict(ECKey.generate_key("P-256").as_dict(private=False))
        await self.stations.put(name, NewStation(thumbprint=b64url(bytes([fill]) * 32), encryption_jwk=jwk))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.store.close()


async def reason_of(awaitable: Any) -> object:
    with pytest.raises(DeskError) as caught:
        await awaitable
    return caught.value.reason


# ------------------------------------------------------------------------------------------------- the life of a visit


async def test_a_visit_runs_out_after_its_grace_and_is_forgotten_later(office: Office) -> None:
    await office.add_station()
    made = await office.visits.create(office.new_visit())
    assert gp_username(made.visit) in office.plugin.clients
    office.clock.advance(30 * 60 + 1799)
    await office.visits.sweep()
    assert office.visits.get(made.visit).state is VisitState.OPEN
    office.clock.advance(1)
    await office.visits.sweep()
    row = office.visits.get(made.visit)
    assert (row.state, row.sealed, row.code_tag) == (VisitState.EXPIRED, "", "")
    assert gp_username(made.visit) not in office.plugin.clients
    office.clock.advance(86401)
    await office.visits.sweep()
    assert await reason_of(office.visits.end(made.visit, Ending.STATION_ENDED)) is DeskReason.UNKNOWN_VISIT


@pytest.mark.parametrize("first", Ending)
@pytest.mark.parametrize("second", Ending)
async def test_a_visit_is_over_for_its_first_reason(office: Office, first: Ending, second: Ending) -> None:
    await office.add_station()
    made = await office.visits.create(office.new_visit())
    state = (await office.visits.end(made.visit, first)).state
    assert state is AFTER[VisitState.OPEN, first] is not VisitState.OPEN
    assert (await office.visits.end(made.visit, second)).state is state


async def test_a_visit_that_got_no_rights_does_not_exist(office: Office) -> None:
    await office.add_station()
    office.plugin.away = True
    assert await reason_of(office.visits.create(office.new_visit())) is DeskReason.BROKER_AWAY
    assert office.store.visits() == []


async def test_a_visit_that_ends_while_the_broker_is_away_loses_its_rights_later(office: Office) -> None:
    await office.add_station()
    made = await office.visits.create(office.new_visit())
    office.plugin.away = True
    assert (await office.visits.end(made.visit, Ending.STATION_ENDED)).state is VisitState.ENDED
    office.plugin.away = False
    assert gp_username(made.visit) in office.plugin.clients
    await office.visits.reconcile()
    assert gp_username(made.visit) not in office.plugin.clients
    assert "hut" in office.plugin.clients


async def test_a_new_certificate_or_a_revocation_cancels_what_was_sealed_for_the_old_keys(office: Office) -> None:
    await office.add_station(fill=1)
    first = await office.visits.create(office.new_visit())
    await office.add_station(fill=1)
    assert office.visits.get(first.visit).state is VisitState.OPEN
    await office.add_station(fill=2)
    assert office.visits.get(first.visit).state is VisitState.CANCELLED
    second = await office.visits.create(office.new_visit())
    await office.stations.revoke("hut")
    assert office.visits.get(second.visit).state is VisitState.CANCELLED
    assert office.plugin.clients == {} and office.plugin.roles == {}
    assert await reason_of(office.stations.revoke("hut")) is DeskReason.UNKNOWN_STATION


async def test_a_made_visit_keeps_its_secrets_out_of_its_repr(office: Office) -> None:
    await office.add_station()
    made = await office.visits.create(office.new_visit())
    assert made.code not in repr(made) and made.link not in repr(made)


@pytest.mark.parametrize("name", ["gp-x", "Hut", "a/b"])
async def test_a_station_cannot_be_announced_under_any_name(office: Office, name: str) -> None:
    assert await reason_of(office.add_station(name)) is DeskReason.MALFORMED


@pytest.mark.parametrize(
    "jwk", [{}, {"kty": "EC", "crv": "P-256"}, {"kty": "oct", "k": "AA"}, {"crv": "P-256", "d": "x"}]
)
async def test_a_station_needs_a_public_key(office: Office, jwk: dict[str, Any]) -> None:
    wanted = NewStation(thumbprint="A" * 43, encryption_jwk=jwk)
    assert await reason_of(office.stations.put("hut", wanted)) is DeskReason.MALFORMED


# -------------------------------------------------------------------------------------------------------------- codes


def test_codes_are_six_digits_and_differ() -> None:
    taken: set[str] = set()
    codes: set[str] = set()
    for _ in range(300):
        code, tag = new_code(b"key", taken)
        assert len(code) == 6 and code.isdigit() and tag not in taken
        taken.add(tag)
        codes.add(code)
    assert len(codes) == 300


def test_a_taken_code_is_not_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = iter([7, 7, 8])
    monkeypatch.setattr("kiosk.desk.codes.secrets.randbelow", lambda _: next(numbers))
    first, tag = new_code(b"key", ())
    assert (first, new_code(b"key", {tag})[0]) == ("000007", "000008")


def test_codes_run_out_before_guessing_pays() -> None:
    with pytest.raises(DeskError) as caught:
        new_code(b"key", {code_tag(b"key", str(each)) for each in range(MAX_TAKEN)})
    assert caught.value.reason is DeskReason.FULL


# -------------------------------------------------------------------------------------------------------------- store


def test_the_store_is_its_owner_s_and_lasts(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    station = StationRow(
        id="hut", name="n", address="a", phone="p", thumbprint="t", encryption_jwk="{}", enrolled_at=now
    )
    visit = VisitRow(id=V, station="hut", starts_at=now, ends_at=now, created_at=now, sealed="sealed", code_tag="tag")
    store = DeskStore(tmp_path)
    store.put_station(station)
    store.put_station(replace(station, name="m"))
    store.add_visit(visit)
    store.close()
    assert stat.S_IMODE((tmp_path / DATABASE_FILE).stat().st_mode) == 0o600
    again = DeskStore(tmp_path)
    assert again.stations() == [replace(station, name="m")]
    assert again.visits(VisitState.OPEN) == [visit]
    assert again.code_tags("hut") == {"tag"}
    again.end_visit(V, VisitState.ENDED, now)
    assert again.visit(V) == replace(visit, state=VisitState.ENDED, over_at=now, sealed="", code_tag="")
    assert b"sealed" not in (tmp_path / DATABASE_FILE).read_bytes().replace(b"sealed TEXT", b"")
    assert again.forget_visits(now) == 0
    assert again.forget_visits(now + timedelta(seconds=1)) == 1
    again.close()


def test_a_store_of_before_learns_why_visits_end(tmp_path: Path) -> None:
    DeskStore(tmp_path).close()
    old = sqlite3.connect(tmp_path / DATABASE_FILE)
    old.execute("ALTER TABLE visit DROP COLUMN cause")
    old.close()
    now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    store = DeskStore(tmp_path)
    store.add_visit(VisitRow(id=V, station="hut", starts_at=now, ends_at=now, created_at=now))
    store.end_visit(V, VisitState.ENDED, now, Cause.CALL_BACK)
    found = store.visit(V)
    store.close()
    assert found is not None and found.cause is Cause.CALL_BACK


def test_a_store_that_cannot_be_used_is_said_so(tmp_path: Path) -> None:
    (tmp_path / DATABASE_FILE).write_bytes(b"rubbish" * 100)
    with pytest.raises(DeskError):
        DeskStore(tmp_path)


# ------------------------------------------------------------------------------------------------------ rights as data


def test_no_right_reaches_beyond_its_own_topics() -> None:
    station, gp = station_principal(TOPICS, "hut"), gp_principal(TOPICS, "hut", V, "secret")
    assert all(topic.startswith("halsorum/v1/kiosk/hut/") and "#" not in topic for _, topic in station.acls)
    assert sorted(gp.acls) == [
        ("publishClientReceive", "halsorum/v1/kiosk/hut/presence"),
        ("publishClientReceive", f"halsorum/v1/kiosk/hut/visit/{V}/to-gp"),
        ("publishClientSend", f"halsorum/v1/kiosk/hut/visit/{V}/to-kiosk"),
        ("subscribePattern", "halsorum/v1/kiosk/hut/presence"),
        ("subscribePattern", f"halsorum/v1/kiosk/hut/visit/{V}/to-gp"),
    ]
    assert "secret" not in repr(gp)


names = st.sets(st.sampled_from(["hut", "lodge", "barn"]))
ids = st.sets(st.sampled_from([V, W, "c" * 26]))


@given(had=names, had_visits=ids, stations=names, visits=ids)
async def test_reconciling_leads_to_what_is_wanted_from_anywhere(
    had: set[str], had_visits: set[str], stations: set[str], visits: set[str]
) -> None:
    plugin = Plugin()
    desk = [{"command": "createClient", "username": "desk:desk", "roles": [{"rolename": "desk"}]}]
    await plugin.control([*desk, {"command": "createRole", "rolename": "desk", "acls": []}])
    for name in had:
        await plugin.control(additions(station_principal(TOPICS, name)))
    for visit in had_visits:
        await plugin.control(additions(gp_principal(TOPICS, "hut", visit, "secret")))
    admin = BrokerAdmin(plugin.control, TOPICS)
    await admin.reconcile(stations, [("hut", visit, FIRST_SEAT) for visit in visits])
    kept = {gp_username(visit) for visit in visits & had_visits}
    assert set(plugin.clients) == {"desk:desk", *stations, *kept}
    assert set(plugin.roles) == {"desk", *(f"station:{n}" for n in stations), *(f"gp:{v}" for v in visits & had_visits)}
    again = changes(
        plugin.state(),
        [station_principal(TOPICS, name) for name in stations],
        [gp_principal(TOPICS, "hut", visit, None) for visit in visits],
    )
    assert again == []  # nobody who is right is touched: the plugin would throw them out


async def test_rights_that_were_changed_are_mended() -> None:
    plugin = Plugin()
    station = station_principal(TOPICS, "hut")
    await plugin.control(additions(station))
    plugin.roles[station.role]["acls"] = [{"acltype": "subscribePattern", "topic": "#", "allow": True}]
    plugin.clients["hut"]["roles"] = [{"rolename": "desk"}]
    await BrokerAdmin(plugin.control, TOPICS).reconcile(["hut"], [])
    assert plugin.state().roles[station.role] == station.acls
    assert plugin.state().clients["hut"] == {station.role}


async def test_removing_twice_is_no_error_and_refusals_are() -> None:
    plugin = Plugin()
    admin = BrokerAdmin(plugin.control, TOPICS)
    await admin.add_gp("hut", V, "secret")
    await admin.add_gp("hut", V, "secret")
    await admin.remove_gp(V)
    await admin.remove_gp(V)
    assert removals("x", "y")[0]["command"] == "deleteClient"  # deleted, for disabling does not stop a certificate

    async def refuse(wanted: Sequence[Command]) -> list[dict[str, Any]]:
        return [{"command": "createRole", "error": "Invalid/missing rolename"} for _ in wanted]

    assert await reason_of(BrokerAdmin(refuse, TOPICS).add_station("hut")) is DeskReason.BROKER_AWAY
