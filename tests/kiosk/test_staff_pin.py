# SPDX-License-Identifier: EUPL-1.2
"""The PIN of the staff screen: only a hash is kept, and only the right digits fit it."""

from __future__ import annotations

import io
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cli import main
from kiosk.errors import SettingsError
from kiosk.settings import StationSettings, load
from kiosk.staff_pin import MOST_ITERATIONS, keep, read

PIN = "471108"


def test_what_is_kept_is_read_again_and_fits_the_pin_alone() -> None:
    kept = keep(PIN, iterations=1000)
    again = read(str(kept))
    assert again == kept and again is not None
    assert again.fits(PIN)
    assert not any(again.fits(other) for other in ("471109", "47110", "", PIN + "0"))


def test_the_hash_is_salted_and_does_not_hold_the_pin() -> None:
    first, second = str(keep(PIN, iterations=1)), str(keep(PIN, iterations=1))
    assert first != second
    assert PIN not in first


def test_the_hash_is_that_of_pbkdf2() -> None:
    """The digest is OpenSSL's: `openssl kdf -keylen 32 -kdfopt digest:SHA256 … -kdfopt iter:1000 PBKDF2`."""
    salt = "00112233445566778899aabbccddeeff"
    digest = "da36a1bebba591b6471f313681d7dd261c7f008c330059d81d653cfef12e51d8"
    kept = read(f"pbkdf2-sha256:1000:{salt}:{digest}")
    assert kept is not None and kept.fits(PIN)


@pytest.mark.parametrize("pin", ["", "47110", "4711089", "47110a", "４７１１０８", "111111", "123456", "987654"])
def test_a_pin_that_is_none_or_that_anybody_guesses_is_refused(pin: str) -> None:
    with pytest.raises(SettingsError, match="Choose another"):
        keep(pin, iterations=1)


@pytest.mark.parametrize(
    "text",
    [
        "471108",
        "pbkdf2-sha256:0:" + "0" * 32 + ":" + "0" * 64,
        f"pbkdf2-sha256:{MOST_ITERATIONS + 1}:" + "0" * 32 + ":" + "0" * 64,
        "pbkdf2-sha256:1000:00:" + "0" * 64,
    ],
)
def test_what_is_no_hash_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(SettingsError, match="kiosk staff-pin"):
        read(text)


@given(st.text())
def test_any_text_is_a_hash_or_a_settings_error(text: str) -> None:
    try:
        kept = read(text)
    except SettingsError:
        return
    assert kept is None and text == ""


def test_the_command_s_lines_are_settings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PIN}\n"))
    assert main(["staff-pin"]) == 0
    text = capsys.readouterr().out
    file = tmp_path_factory.mktemp("etc") / "station.toml"
    file.write_text(text, encoding="utf-8")
    assert list(tomllib.loads(text)) == ["staff"]
    kept = read(load(StationSettings, file).staff.pin_hash)
    assert kept is not None and kept.fits(PIN)
