# SPDX-License-Identifier: EUPL-1.2
"""The line itself, a process of its own: packets of TUN devices through two `Link`s.

Started by `tests.bench.media.rig`, which hands over the open TUN devices: `python -m tests.bench.media.relay SEED FD_GP
ADDRESS=FD …` with one ADDRESS=FD for each device of the station. Commands come on standard input, one JSON object a
line: ``{"up": {…}, "down": {…}}`` changes settings of `LinkSettings` (up: station to GP); ``{"ask": "counts"}`` answers
with counts and the relay's own lateness, on one line of standard output. Ends with its standard input.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import struct
import sys
import time
from dataclasses import asdict
from typing import Any

from tests.bench.media.link import Link

PACKET_BYTES = 2048
BATCH = 64
"""Packets taken from a device before the other work has its turn."""
LATENESS_KEPT = 200_000
PRIORITY = 10
_DESTINATION = slice(16, 20)
"""Where an IPv4 packet names its receiver (RFC 791 §3.1)."""


def quantile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` of ``values`` lies; 0 without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Relay:
    """Two directions between the GP's device and the station's."""

    def __init__(self, seed: int, gp: int, station: dict[bytes, int]) -> None:
        self._gp, self._station = gp, station
        self._up: Link[bytes] = Link(2 * seed)
        self._down: Link[bytes] = Link(2 * seed + 1)
        self._lateness_s: list[float] = []
        self._poll = select.epoll()
        for device in (gp, *station.values()):
            os.set_blocking(device, False)
            self._poll.register(device, select.EPOLLIN)
        os.set_blocking(sys.stdin.fileno(), False)
        self._poll.register(sys.stdin.fileno(), select.EPOLLIN)
        self._typed = b""
        self._ended = False

    def run(self) -> None:
        """Pass packets on until standard input ends."""
        while not self._ended:
            for device, _ in self._poll.poll(self._wait_s()):
                if device == sys.stdin.fileno():
                    self._read_commands()
                else:
                    self._read_packets(device)
            self._deliver()

    def _wait_s(self) -> float:
        times = [link.next_s for link in (self._up, self._down) if link.next_s is not None]
        return max(0.0, min(times) - time.monotonic()) if times else 1.0

    def _read_packets(self, device: int) -> None:
        link = self._down if device == self._gp else self._up
        for _ in range(BATCH):
            try:
                packet = os.read(device, PACKET_BYTES)
            except BlockingIOError:
                return
            except OSError:  # the device is down
                return
            if packet and packet[0] >> 4 == 4:
                link.put(packet, len(packet), time.monotonic())

    def _deliver(self) -> None:
        now_s = time.monotonic()
        for due_s, packet in self._up.due(now_s):
            self._lateness_s.append(now_s - due_s)
            self._write(self._gp, packet)
        for due_s, packet in self._down.due(now_s):
            self._lateness_s.append(now_s - due_s)
            device = self._station.get(packet[_DESTINATION])
            if device is not None:
                self._write(device, packet)
        if len(self._lateness_s) > LATENESS_KEPT:
            del self._lateness_s[: LATENESS_KEPT // 2]

    def _write(self, device: int, packet: bytes) -> None:
        with contextlib.suppress(OSError):  # the device is down or its queue is full: so is a line's end at times
            os.write(device, packet)

    def _read_commands(self) -> None:
        try:
            data = os.read(sys.stdin.fileno(), 65536)
        except BlockingIOError:
            return
        self._ended = not data
        *lines, self._typed = (self._typed + data).split(b"\n")
        for line in lines:
            self._obey(json.loads(line))

    def _obey(self, command: dict[str, Any]) -> None:
        for name, link in (("up", self._up), ("down", self._down)):
            if name in command:
                link.settings = link.settings.changed(command[name])
        if command.get("ask") == "counts":
            answer = {
                "up": asdict(self._up.counts),
                "down": asdict(self._down.counts),
                "late_p50_ms": round(quantile(self._lateness_s, 0.5) * 1000, 2),
                "late_p99_ms": round(quantile(self._lateness_s, 0.99) * 1000, 2),
            }
            self._lateness_s.clear()
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


def _be_prompt() -> None:
    """Ask for the processor before others do: the line must not be slower because its ends are busy."""
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
        return
    with contextlib.suppress(OSError):
        os.nice(-PRIORITY)


def main() -> None:
    """Run with the devices named on the command line."""
    seed, gp, *station = sys.argv[1:]
    devices = {}
    for word in station:
        address, _, device = word.partition("=")
        devices[struct.pack("4s", socket.inet_aton(address))] = int(device)
    _be_prompt()
    Relay(int(seed), int(gp), devices).run()


if __name__ == "__main__":
    main()
