# SPDX-License-Identifier: EUPL-1.2
"""Settings: unknown keys are errors with a hint, every sort of value is read, the example changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.desk_settings import DeskSettings
from kiosk.errors import SettingsError
from kiosk.settings import StationSettings, load
from kiosk.settings_text import example, rows, to_toml


def write(folder: Path, text: str) -> Path:
    file = folder / "station.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_and_overrides_are_read(tmp_path: Path) -> None:
    text = '[station]\nname = "Bystugan"\n[[instruments]]\nname = "oximeter"\ndriver = "nonin_2"\nport = "/dev/x"\n'
    settings = load(StationSettings, write(tmp_path, text), ["broker.port=9999", "panel.fullscreen=false"])
    assert settings.station.name == "Bystugan"
    assert settings.broker.port == 9999
    assert settings.panel.fullscreen is False
    assert settings.instruments[0].driver == "nonin_2"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[station]\nnmae = 'x'\n", "Did you mean 'station.name'"),
        ("[brokre]\nport = 1\n", "Did you mean 'broker'"),
        ("[broker]\nport = 'abc'\n", r"broker\.port"),
        ("[broker]\nport = 0\n", r"broker\.port"),
        ("[camera]\nkind = 'film'\n", r"camera\.kind"),
        ("[[instruments]]\nname = 'x'\ndriver = 'y'\nprot = 'z'\n", "instruments.port"),
        ("station = [\n", "not a TOML file"),
    ],
)
def test_a_mistake_is_named_with_a_hint(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        load(StationSettings, write(tmp_path, text))


def test_an_override_may_be_a_list() -> None:
    settings = load(StationSettings, None, ['station.languages=["se","ar"]', "broker.host=[::1]"])
    assert settings.station.languages == ("se", "ar")
    assert settings.broker.host == "[::1]"
    for wrong in ("[]", '["tlh"]', "sv"):
        with pytest.raises(SettingsError, match="languages"):
            load(StationSettings, None, [f"station.languages={wrong}"])


def test_a_missing_file_and_an_odd_override_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no settings file"):
        load(StationSettings, tmp_path / "none.toml")
    with pytest.raises(SettingsError, match=r"section\.key=value"):
        load(StationSettings, None, ["station"])


@pytest.mark.parametrize("table", [StationSettings, DeskSettings])
def test_the_example_changes_nothing_and_names_everything(
    tmp_path: Path, table: type[StationSettings] | type[DeskSettings]
) -> None:
    text = example(table)
    assert load(table, write(tmp_path, text)) == table()
    assert all(row.help and row.help in text for row in rows(table))


def test_settings_survive_being_written(tmp_path: Path) -> None:
    settings = load(StationSettings, None, ["station.name=B\u00e5tsj\u00f6", "sound.kind=none", "panel.width_mm=154.5"])
    assert load(StationSettings, write(tmp_path, to_toml(settings))) == settings
