# SPDX-License-Identifier: EUPL-1.2
"""The signed code: for one station, once, for a time; nobody but the desk can make one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cli import build_parser
from kiosk.errors import SettingsError
from kiosk.settings import StationSettings, load
from kiosk.technician_code import (
    LONGEST,
    PREFIX,
    CodeError,
    CodeReason,
    UsedCodes,
    check,
    looks_like_one,
    make,
    public_key,
    public_text,
    read,
)

KEY = Ed25519PrivateKey.generate()
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SOON = NOW + timedelta(hours=8)


def run(arguments: list[str]) -> int:
    parsed = build_parser().parse_args(["technician", *arguments])
    code: int = parsed.func(parsed)
    return code


def refused(problem: pytest.ExceptionInfo[CodeError]) -> str:
    return str(problem.value.reason)


def test_a_code_is_read_as_it_was_made() -> None:
    text = make(KEY, "slussfors-1", SOON)
    assert looks_like_one(text)
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567:1HT"), "a QR code holds these most densely"
    assert len(text) < 200
    code = read(text.lower() + "\r", KEY.public_key())
    assert (code.station, code.expires_at) == ("slussfors-1", SOON)
    check(code, "slussfors-1", NOW)


@given(st.integers(0, 10_000), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_code_of_which_one_letter_is_another_does_not_count(at: int, letter: str) -> None:
    text = make(KEY, "slussfors-1", SOON)
    at = len(PREFIX) + at % (len(text) - len(PREFIX) - 1)  # the last letter has bits that mean nothing
    altered = text[:at] + letter + text[at + 1 :]
    if altered != text:
        with pytest.raises(CodeError):
            read(altered, KEY.public_key())


@pytest.mark.parametrize("text", ["HT1:", "HT1:8", "HT1:AAAA", PREFIX + "A" * 160, "471108", "http://example.org/HT1:"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(CodeError):
        read(text, KEY.public_key())


def test_another_desk_s_code_does_not_count() -> None:
    with pytest.raises(CodeError) as problem:
        read(make(Ed25519PrivateKey.generate(), "slussfors-1", SOON), KEY.public_key())
    assert refused(problem) == CodeReason.FORGED


@pytest.mark.parametrize(
    ("station", "until", "reason"),
    [
        ("slussfors-2", SOON, CodeReason.OTHER_STATION),
        ("slussfors-1", NOW, CodeReason.EXPIRED),
        ("slussfors-1", NOW + LONGEST + timedelta(minutes=1), CodeReason.TOO_LONG),
    ],
)
def test_it_counts_here_and_now_alone(station: str, until: datetime, reason: CodeReason) -> None:
    code = read(make(KEY, station, until), KEY.public_key())
    with pytest.raises(CodeError) as problem:
        check(code, "slussfors-1", NOW)
    assert refused(problem) == reason


def test_it_counts_once_also_after_a_restart(tmp_path: Path) -> None:
    one, other = (read(make(KEY, "slussfors-1", SOON), KEY.public_key()) for _ in range(2))
    UsedCodes(tmp_path).use(one, NOW)
    UsedCodes(tmp_path).use(other, NOW)
    with pytest.raises(CodeError) as problem:
        UsedCodes(tmp_path).use(one, NOW)
    assert refused(problem) == CodeReason.USED


def test_where_it_cannot_be_kept_that_it_was_used_it_does_not_count(tmp_path: Path) -> None:
    code = read(make(KEY, "slussfors-1", SOON), KEY.public_key())
    with pytest.raises(CodeError) as problem:
        UsedCodes(tmp_path / "none").use(code, NOW)
    assert refused(problem) == CodeReason.NOT_KEPT
    (tmp_path / "technician-codes.json").write_text("[1]")
    with pytest.raises(CodeError) as problem:
        UsedCodes(tmp_path).use(code, NOW)
    assert refused(problem) == CodeReason.NOT_KEPT


def test_the_desk_makes_a_key_and_signs_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "technician.pem"
    assert run(["key", "--key", str(file)]) == 0
    assert file.stat().st_mode & 0o077 == 0
    settings = tmp_path / "station.toml"
    settings.write_text(capsys.readouterr().out)
    key = public_key(load(StationSettings, settings).staff.code_key)
    assert key is not None
    assert run(["code", "slussfors-1", "--key", str(file), "--hours", "2"]) == 0
    code = read(capsys.readouterr().out, key)
    check(code, "slussfors-1", datetime.now(UTC))
    for wrong in (
        ["key", "--key", str(file)],  # a key is not overwritten
        ["code", "slussfors-1", "--key", str(file), "--hours", "100"],
        ["code", "slussfors-1", "--key", str(tmp_path / "none.pem")],
    ):
        with pytest.raises(SettingsError):
            run(wrong)


def test_what_was_measured_is_shown_and_forgotten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "station.toml"
    settings.write_text(f'[station]\nidentity = "{tmp_path}/identity"\n')
    kept = tmp_path / "fitting.toml"
    kept.write_text("width_mm = 217.5\n")
    assert run(["fitting", "--config", str(settings)]) == 0
    assert "217.5" in capsys.readouterr().out
    kept.write_text("width_mm = 'wide'\n")
    with pytest.raises(SettingsError):
        run(["fitting", "--config", str(settings)])
    assert run(["fitting", "--config", str(settings), "--forget"]) == 0
    assert not kept.exists()


def test_the_public_half_is_what_the_settings_hold() -> None:
    text = public_text(KEY)
    found = public_key(text)
    assert found is not None
    assert found.public_bytes_raw() == KEY.public_key().public_bytes_raw()
    assert public_key("") is None
