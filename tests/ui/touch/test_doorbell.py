# SPDX-License-Identifier: EUPL-1.2
"""The loop sleeps until somebody does something or something is to be done, and a device that is gone lets it sleep."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.touch import doorbell as bells
from ui.touch.doorbell import Doorbell, doorbell_for

LONG_S = 20.0
SHORT_S = 0.02


@pytest.fixture
def device(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A touch panel's file, and the end at which it says something."""
    path = tmp_path / "event0"
    os.mkfifo(path)
    writing = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    yield path, writing
    os.close(writing)


def _waited_s(doorbell: Doorbell, seconds: float) -> tuple[float, bool]:
    start_s = time.monotonic()
    hands = doorbell.wait(seconds)
    return time.monotonic() - start_s, hands


def test_nothing_happens_and_it_sleeps_for_as_long_as_it_should() -> None:
    doorbell = Doorbell()
    waited_s, hands = _waited_s(doorbell, SHORT_S)
    assert waited_s >= SHORT_S and not hands
    assert not doorbell.hears_hands
    doorbell.close()


def test_a_message_wakes_it_from_another_thread_and_once() -> None:
    doorbell = Doorbell()
    ringing = threading.Timer(SHORT_S, doorbell.ring)
    ringing.start()
    waited_s, hands = _waited_s(doorbell, LONG_S)
    assert waited_s < LONG_S / 2 and not hands
    ringing.join()
    assert _waited_s(doorbell, SHORT_S)[0] >= SHORT_S, "it is over"
    doorbell.close()


def test_a_device_wakes_it_and_is_read_along(device: tuple[Path, int]) -> None:
    path, writing = device
    doorbell = Doorbell(devices=[path])
    assert doorbell.hears_hands
    os.write(writing, b"somewhere")
    waited_s, hands = _waited_s(doorbell, LONG_S)
    assert waited_s < LONG_S / 2 and hands
    assert _waited_s(doorbell, SHORT_S) >= (SHORT_S, False), "what was said is taken off"
    doorbell.close()


def test_the_connection_wakes_it_and_is_left_to_whoever_reads_it() -> None:
    ours, theirs = socket.socketpair()
    doorbell = Doorbell(connection=ours.fileno())
    theirs.send(b"an event")
    assert doorbell.wait(LONG_S)
    assert ours.recv(100) == b"an event"
    doorbell.close()
    ours.close()
    theirs.close()


def test_what_is_unplugged_does_not_ring_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "event1"
    os.mkfifo(path)
    writing = os.open(path, os.O_RDWR)
    doorbell = Doorbell(devices=[path, tmp_path / "not-there"])
    os.close(writing)
    doorbell.wait(SHORT_S)
    assert _waited_s(doorbell, SHORT_S)[0] >= SHORT_S
    assert not doorbell.hears_hands, "touches must be looked for then"
    doorbell.close()


class _Window:
    """A window of a system that is not X11's, whose display means something else."""

    def get_window_info(self) -> object:
        return type("WindowInfoWayland", (), {"display": 1})()


def test_without_x11_the_devices_themselves_are_listened_to(
    device: tuple[Path, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, writing = device
    monkeypatch.setattr(bells, "DEVICES", path.parent)
    doorbell = doorbell_for(_Window())
    os.write(writing, b"somewhere")
    assert doorbell.hears_hands and doorbell.wait(LONG_S)
    doorbell.close()
