# SPDX-License-Identifier: EUPL-1.2
"""A call whose station loses its Wi-Fi and goes on by its modem; run as root in a network namespace of its own.

This process is the GP and the station; the call process lives in a namespace further in, with two interfaces. What was
seen is written to standard output as JSON.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

from kiosk.messages import ConnectionState, HangUp, MakeOffer, Offer, PathChange, PathChanged, TakeAnswer
from tests.kiosk.call.gp import Gp
from tests.kiosk.call.station import FakeStation
from tests.kiosk.call.wait import until

LINKS = (("wlan0", "a0", "192.168.7", 600), ("wwan0", "b0", "10.80.7", 700))


def ip(line: str, inside: int | None = None) -> None:
    """Run `ip`, here or in the call process's namespace."""
    enter = [] if inside is None else ["nsenter", "--net", "--target", str(inside)]
    subprocess.run([*enter, "ip", *line.split()], check=True, timeout=10)


def connect(pid: int) -> None:
    """Give the call process Wi-Fi and a modem, with this namespace at the other end of both."""
    ip("link set lo up")
    ip("link set lo up", pid)
    for inner, outer, net, metric in LINKS:
        ip(f"link add {outer} type veth peer name {inner} netns {pid}")
        ip(f"address add {net}.1/24 dev {outer}")
        ip(f"link set {outer} up")
        ip(f"address add {net}.2/24 dev {inner}", pid)
        ip(f"link set {inner} up", pid)
        ip(f"route add default via {net}.1 dev {inner} metric {metric}", pid)


async def call(station: FakeStation, call_id: str, gp: Gp) -> None:
    station.send(MakeOffer(call_id=call_id))
    await until(lambda: any(each.call_id == call_id for each in station.all_of(Offer)), 8)
    sdp = next(each.sdp for each in station.all_of(Offer) if each.call_id == call_id)
    if call_id == "one":  # so that the first path is known
        sdp = "\n".join(line for line in sdp.splitlines() if "10.80.7" not in line or "candidate" not in line)
    station.send(TakeAnswer(call_id=call_id, sdp=await gp.answer(sdp.replace("\n", "\r\n") + "\r\n")))
    await gp.connected()
    await until(lambda: ConnectionState.CONNECTED in station.states(call_id))


async def move(folder: Path) -> dict[str, object]:
    """Lose Wi-Fi in a call; return how long nothing was seen, and what the call process said."""
    station, first, second = FakeStation(folder), Gp(shade=90), Gp(shade=200)
    station.prefix = ("unshare", "--net")
    await station.open()
    try:
        await station.start("camera.width_px=320", "camera.height_px=180")
        assert station.process is not None
        connect(station.process.pid)
        await until(lambda: PathChanged(change=PathChange.BACK) in station.all_of(PathChanged))
        await call(station, "one", first)
        await until(lambda: first.frames > 20)
        ip("link set a0 down")
        lost_s = time.monotonic()
        await until(lambda: PathChanged(change=PathChange.GONE) in station.all_of(PathChanged), 5)
        noticed_s = time.monotonic() - lost_s
        await call(station, "two", second)
        seen = station.remote.newest()
        await station.remote_picture(after=seen.sequence if seen is not None else 0)
        await until(lambda: second.frames > 3)
        back_s = time.monotonic() - lost_s
        states = [state.value for state in station.states("one")]
        station.send(HangUp())
        return {"noticed_s": noticed_s, "back_s": back_s, "states": states}
    finally:
        await station.end()
        await first.close()
        await second.close()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(asyncio.wait_for(move(Path(sys.argv[1])), 60))))
