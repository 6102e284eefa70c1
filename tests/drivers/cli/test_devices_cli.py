# SPDX-License-Identifier: EUPL-1.2
"""`kiosk devices …`, as a person or a program uses it."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from drivers.cli import add_command
from drivers.names import DriverName, UnknownDriverError
from drivers.registry import names
from tests.drivers.streams import (
    CMS60C_LATE_HIGH_BITS,
    CMS60C_LOCKED,
    CMS60C_NO_FINGER,
    CMS60C_SEARCHING,
    noise,
    nonin_packet,
)

RUN = "import sys,argparse; from drivers.cli import add_command; p=argparse.ArgumentParser(); " \
      "add_command(p.add_subparsers(required=True)); a=p.parse_args(); sys.exit(a.func(a))"  # fmt: skip
DEADLINE_S = 30


def devices(*words: str) -> int:
    """Run one command in this process."""
    parser = argparse.ArgumentParser()
    add_command(parser.add_subparsers(required=True))
    arguments = parser.parse_args(["devices", *words])
    code: int = arguments.func(arguments)
    return code


def decode(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, Any]], str]:
    code = devices("decode", *words, "--json")
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "contec.bin"
    path.write_bytes(CMS60C_NO_FINGER * 30 + CMS60C_SEARCHING * 30 + CMS60C_LATE_HIGH_BITS + CMS60C_LOCKED * 65)
    return path


def test_decode_gives_the_readings(capsys: pytest.CaptureFixture[str], recording: Path) -> None:
    code, lines, err = decode(capsys, "--driver", "contec_9byte", str(recording))
    assert (code, err) == (0, "")
    assert lines[0] == {
        "t": 0.083, "n": 5, "measure": "spo2", "value": None, "text": None, "unit": "%", "valid": False, "flags": [],
        "reason": "finger-out",
    }  # fmt: skip
    assert [(line["t"], line["value"]) for line in lines if line["valid"] and line["measure"] == "pulse"] == [(1.1, 82)]
    spo2 = {"t": 1.1, "n": 66, "measure": "spo2", "value": 98, "text": "98", "unit": "%", "valid": True, "flags": []}
    assert spo2 in lines


def test_decode_gives_every_frame(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "contec.bin"
    path.write_bytes(bytes.fromhex("0c 80 03 80 c3 ef ee f4 e5 e3 80") + CMS60C_LOCKED * 2)
    code, lines, _ = decode(capsys, "--driver", "contec_9byte", "--frames", str(path))
    assert code == 0
    assert [line["frame"] for line in lines] == ["free", "vendor", "realtime", "realtime"]
    assert lines[3]["pulse"] == 82 and lines[3]["spo2"] == 98 and lines[3]["t"] == 0.017
    assert lines[3]["raw"] == CMS60C_LOCKED.hex()


def test_decode_nonin(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "nonin.bin"
    path.write_bytes(nonin_packet()[61:] + nonin_packet(150, 91) * 4)
    code, lines, err = decode(capsys, "--driver", "nonin_2", str(path))
    assert code == 0
    assert [(line["t"], line["measure"], line["value"]) for line in lines] == [
        (0.653, "spo2", 91), (0.653, "pulse", 150),
    ]  # fmt: skip
    assert "skipped 64 of 564 bytes in 1 places" in err
    code, lines, _ = decode(capsys, "--driver", "nonin_2", "--frames", str(path))
    assert len(lines) == 100
    assert [line["value"] for line in lines if line.get("means") == "hr"] == [150] * 4
    assert [line["number"] for line in lines] == [*range(1, 26)] * 4


def test_garbage_is_skipped_and_counted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "noisy.bin"
    path.write_bytes(b"".join(noise(20, seed) + CMS60C_LOCKED * 20 for seed in range(10)))
    code, lines, err = decode(capsys, "--driver", "contec_9byte", str(path))
    assert code == 0
    assert {line["value"] for line in lines} == {82, 98}
    assert "bytes in 1" in err


def test_tables_for_people(capsys: pytest.CaptureFixture[str], recording: Path) -> None:
    assert devices("decode", "--driver", "contec_9byte", str(recording)) == 0
    out = capsys.readouterr().out
    assert "measure" in out.splitlines()[0]
    assert "finger-out" in out and "82 /min" in out and "{" not in out
    assert devices("decode", "--driver", "contec_9byte", "--frames", str(recording)) == 0
    assert "probe_error=yes" in capsys.readouterr().out


def test_files_that_are_no_recording(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    files = {
        "empty": (b"", "is empty"),
        "nonin": (nonin_packet() * 40, "not a recording of contec_9byte"),
        "text": (b"01 e0 c5 c5 98 d2 e2 ff ff\n", "xxd -r -p"),
        "noise": (noise(20_000, 1), "not a recording"),
    }
    for name, (content, sentence) in files.items():
        (tmp_path / name).write_bytes(content)
        for frames in ([], ["--frames"]):
            code = devices("decode", "--driver", "contec_9byte", "--json", *frames, str(tmp_path / name))
            assert code == 2, name
            assert sentence in capsys.readouterr().err
    for wrong in ("nonesuch", "."):
        assert devices("decode", "--driver", "contec_9byte", str(tmp_path / wrong)) == 2
        assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "contec").write_bytes(CMS60C_LOCKED * 100)
    assert devices("decode", "--driver", "nonin_2", str(tmp_path / "contec")) == 2


def test_an_unknown_driver_names_the_known_ones(recording: Path) -> None:
    for words in (
        ("decode", "--driver", "cms50", str(recording)),
        ("read", "--driver", "cms50", "--port", "/dev/x"),
        ("simulate", "cms50", "--link", "/tmp/x"),
    ):
        with pytest.raises(UnknownDriverError, match=r"contec_9byte, .*nonin_2"):
            devices(*words)


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert devices("list") == 0
    out = capsys.readouterr().out
    assert "contec_9byte  grade A" in out and "115200 8N1" in out and "CMS60C" in out
    assert devices("list", "--json") == 0
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [entry["driver"] for entry in entries] == list(names())


def test_a_port_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert devices("read", "--driver", "contec_9byte", "--port", str(tmp_path / "none"), "--seconds", "1") == 2
    assert "missing" in capsys.readouterr().err


async def spawn(*words: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", RUN, "devices", *words, stdin=pipe, stdout=pipe, stderr=pipe
    )


@pytest.mark.parametrize("name", [DriverName.CONTEC_9BYTE, DriverName.NONIN_2])
async def test_simulate_and_read(tmp_path: Path, name: DriverName) -> None:
    port = str(tmp_path / "port")
    async with asyncio.timeout(DEADLINE_S):
        device = await spawn("simulate", name, "--link", port, "--spo2", "94", "--pulse", "140", "--search", "0.2")
        assert device.stdin and device.stdout and device.stderr
        assert b"is ready" in await device.stdout.readline()
        device.stdin.write(b"pulse 141\nnonsense\n")
        await device.stdin.drain()
        assert b"no command 'nonsense'" in await device.stderr.readline()
        reader = await spawn("read", "--driver", name, "--port", port, "--seconds", "2.5", "--json")
        out, err = await reader.communicate()
        assert reader.returncode == 0, err
        lines = [json.loads(line) for line in out.splitlines()]
        assert {line["value"] for line in lines if line["valid"]} == {94, 141}
        assert all(0 <= line["t"] <= 3 and line["at"].endswith("+00:00") for line in lines)
        device.send_signal(signal.SIGTERM)
        assert await device.wait() == 0
    assert not Path(port).is_symlink()


async def test_read_says_what_is_wrong(tmp_path: Path) -> None:
    port = str(tmp_path / "port")
    async with asyncio.timeout(DEADLINE_S):
        device = await spawn("simulate", "nonin_2", "--link", port)
        assert device.stdin and device.stdout
        await device.stdout.readline()
        reader = await spawn("read", "--driver", "contec_9byte", "--port", port, "--seconds", "2", "--json")
        out, err = await reader.communicate()
        assert (reader.returncode, out) == (2, b"")
        assert b"not this device's protocol" in err
        device.stdin.write(b"quit\n")
        await device.stdin.drain()
        assert await device.wait() == 0


async def test_a_listener_that_goes_away_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "long.bin"
    path.write_bytes(CMS60C_LOCKED * 20_000)
    async with asyncio.timeout(DEADLINE_S):
        decoding = await spawn("decode", "--driver", "contec_9byte", "--frames", "--json", str(path))
        assert decoding.stdout and decoding.stderr
        assert b"realtime" in await decoding.stdout.readline()
        decoding.stdout._transport.close()  # type: ignore[attr-defined]
        assert await decoding.stderr.read() == b""
        assert await decoding.wait() == 0
