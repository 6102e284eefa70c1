# SPDX-License-Identifier: EUPL-1.2
"""A technician's assignments stick, and count before the settings."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.assignments import AssignmentFile, merge
from kiosk.capability import Assignment
from kiosk.errors import SettingsError
from kiosk.settings import InstrumentEntry, StationSection, StationSettings
from kiosk.settings_text import to_toml
from kiosk.site import Site, SiteError, SiteReason, find_site, site_of
from kiosk.station.workroom import instruments_of

OXIMETER = Assignment(name="oximeter", driver="nonin_2", port="/dev/a")
SCALE = Assignment(name="scale", driver="scale_stgs", port="usb:0403:6001@1-1.2")


@pytest.fixture
def kept(tmp_path: Path) -> AssignmentFile:
    return AssignmentFile(tmp_path)


def settings_in(folder: Path) -> StationSettings:
    section = StationSection(identity=folder / "state/identity", runtime=folder / "run")
    entries = (
        InstrumentEntry(name="oximeter", driver="contec_9byte", port="/dev/old"),
        InstrumentEntry(name="cuff", driver="suntech_nibp", port="/dev/cuff"),
    )
    (folder / "state").mkdir(exist_ok=True)
    (folder / "run").mkdir(exist_ok=True)
    return StationSettings(station=section, instruments=entries)


def test_they_stick(kept: AssignmentFile) -> None:
    assert kept.read() == ()
    kept.put(OXIMETER)
    kept.put(SCALE)
    assert AssignmentFile(kept.path.parent).read() == (OXIMETER, SCALE)
    other = Assignment(name="oximeter", driver="contec_9byte", port="/dev/b")
    kept.put(other)
    assert kept.read() == (other, SCALE)
    assert kept.remove("oximeter")
    assert not kept.remove("oximeter")
    assert kept.read() == (SCALE,)
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o640
    assert [path.name for path in kept.path.parent.iterdir()] == ["instruments.toml"]


@given(
    name=st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True),
    port=st.text(max_size=40),
)
def test_any_port_sticks_or_is_refused(tmp_path_factory: pytest.TempPathFactory, name: str, port: str) -> None:
    kept = AssignmentFile(tmp_path_factory.mktemp("state"))
    kept.put(SCALE)
    wanted = Assignment(name=name, driver="nonin_2", port=port)
    try:
        kept.put(wanted)
    except SettingsError:
        assert kept.read() == (SCALE,)
    else:
        assert wanted in kept.read()


@pytest.mark.parametrize("name", ["", "Scale", "1scale", "våg", "a b", "a\nb"])
def test_names_that_are_none(kept: AssignmentFile, name: str) -> None:
    with pytest.raises(SettingsError):
        kept.put(Assignment(name=name, driver="nonin_2", port="/dev/a"))
    assert not kept.path.exists()


@pytest.mark.parametrize(
    "text", ["[[instruments]", "x = 1", '[[instruments]]\nname = "a"', "instruments = 3", "\x00"], ids=range(5)
)
def test_a_damaged_file_is_named(kept: AssignmentFile, text: str) -> None:
    kept.path.write_text(text)
    with pytest.raises(SettingsError, match=r"instruments\.toml is damaged") as damaged:
        kept.read()
    assert damaged.value.hint
    with pytest.raises(SettingsError):
        kept.put(SCALE)
    assert kept.path.read_text() == text


def test_a_power_cut_leaves_the_old_file(kept: AssignmentFile, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.put(OXIMETER)

    def cut(_: int) -> None:
        raise OSError(5, "cut")

    monkeypatch.setattr(os, "fsync", cut)
    with pytest.raises(SettingsError, match="cannot be written"):
        kept.put(SCALE)
    assert kept.read() == (OXIMETER,)
    assert len(list(kept.path.parent.iterdir())) == 1


def test_no_folder_to_keep_them_in(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be written"):
        AssignmentFile(tmp_path / "none").put(SCALE)


def test_with_sudo_the_station_can_still_read_them(kept: AssignmentFile, monkeypatch: pytest.MonkeyPatch) -> None:
    owners: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "fchown", lambda fd, uid, gid: owners.append((uid, gid)))
    kept.put(OXIMETER)
    folder = kept.path.parent.stat()
    assert owners == [(folder.st_uid, folder.st_gid)]


def test_they_count_before_the_settings(tmp_path: Path) -> None:
    site = site_of(settings_in(tmp_path))
    assert [each.port for each in site.instruments] == ["/dev/old", "/dev/cuff"]
    site.assignments.put(SCALE)
    site.assignments.put(OXIMETER)
    assert site.assignments.path == tmp_path / "state/instruments.toml"
    assert [(each.name, each.port) for each in site.instruments] == [
        ("oximeter", "/dev/a"),
        ("cuff", "/dev/cuff"),
        ("scale", "usb:0403:6001@1-1.2"),
    ]
    site.assignments.remove("oximeter")
    assert site.instruments[0].port == "/dev/old"
    assert merge((), ()) == ()


def test_a_station_starts_even_if_they_are_damaged(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    site_of(settings).assignments.put(SCALE)
    assert [each.name for each in instruments_of(site_of(settings))] == ["oximeter", "cuff", "scale"]
    site_of(settings).assignments.path.write_text("[[")
    assert [each.name for each in instruments_of(site_of(settings))] == ["oximeter", "cuff"]


def test_a_site_is_found_by_its_settings(tmp_path: Path) -> None:
    config = tmp_path / "station.toml"
    config.write_text(to_toml(settings_in(tmp_path)))
    site = find_site(config)
    assert site == site_of(settings_in(tmp_path), config)
    with pytest.raises(SettingsError):
        find_site(tmp_path / "none.toml")


def test_without_settings_the_usual_folders_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("kiosk.site.CONFIG", tmp_path / "none")
    site = find_site()
    assert site.config is None and site.runtime == Path("/run/halsorum") and site.set_instruments == ()
    assert site.assignments.path == Path("/var/lib/halsorum/instruments.toml")


def site_with(runtime: Path) -> Site:
    return Site(config=None, runtime=runtime, assignments=AssignmentFile(runtime))


def test_a_visit_is_seen_from_outside(tmp_path: Path) -> None:
    site_with(tmp_path / "nowhere").require_no_visit()
    site = site_with(tmp_path)
    assert not site.in_visit
    (tmp_path / "visit").mkdir()
    with pytest.raises(SiteError) as refused:
        site.require_no_visit()
    assert refused.value.reason is SiteReason.IN_VISIT


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look everywhere")
def test_who_may_not_look_is_told_so(tmp_path: Path) -> None:
    closed = tmp_path / "run"
    closed.mkdir(mode=0o000)
    with pytest.raises(SiteError) as refused:
        site_with(closed).require_no_visit()
    assert refused.value.reason is SiteReason.CLOSED
    closed.chmod(0o700)
