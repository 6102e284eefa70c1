# SPDX-License-Identifier: EUPL-1.2
"""A serial port through pyserial, read by the event loop: nothing here blocks it.

The port is opened exclusively, so two programs never share a device's bytes. After opening, the line settings are read
back: an adapter that cannot do them is reported instead of giving garbage.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import os
import select
import termios
from collections.abc import Callable
from functools import partial

import serial

from drivers.links.gather import gatherer
from drivers.links.guarding import Guard
from drivers.links.link import Link, LinkError, LinkReason
from drivers.links.ports import LineSettings
from kiosk.deadline import Deadline

HELD_BYTES_LIMIT = 1 << 16
"""More unread bytes than this and the oldest are dropped; the framer resynchronises."""
READ_BYTES = 4096
BUSY_READS = 16
BUSY_S = 1.0
"""A port that is read so often in so short a time is busy."""

_REASONS = {
    errno.ENOENT: LinkReason.MISSING,
    errno.ENXIO: LinkReason.MISSING,
    errno.ENODEV: LinkReason.MISSING,
    errno.EIO: LinkReason.MISSING,
    errno.EACCES: LinkReason.DENIED,
    errno.EPERM: LinkReason.DENIED,
    errno.EBUSY: LinkReason.BUSY,
    errno.EAGAIN: LinkReason.BUSY,
    errno.EISDIR: LinkReason.NOT_SERIAL,
    errno.ENOTTY: LinkReason.NOT_SERIAL,
}


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


async def open_serial(port: str, line: LineSettings) -> SerialLink:
    """Open ``port`` without blocking the loop. Raises `LinkError`."""
    loop = asyncio.get_running_loop()
    opening = loop.run_in_executor(None, partial(_open, port, line))
    try:
        handle = await asyncio.shield(opening)
    except asyncio.CancelledError:
        # The thread cannot be stopped; what it opens later must not stay open.
        opening.add_done_callback(_close_late)
        raise
    return SerialLink(handle, port, loop)


def _close_late(opening: asyncio.Future[serial.Serial]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


def _open(port: str, line: LineSettings) -> serial.Serial:
    handle = serial.Serial()
    handle.port = port
    handle.baudrate = line.baud
    handle.bytesize = line.data_bits
    handle.parity = line.parity.value
    handle.stopbits = line.stop_bits
    handle.rtscts, handle.xonxoff = line.rtscts, line.xonxoff
    handle.dtr = line.dtr
    if not line.rtscts:
        handle.rts = line.rts
    handle.timeout, handle.exclusive = 0, True
    try:
        handle.open()
        _check_line(handle.fileno(), port, line)
    except (serial.SerialException, termios.error, OSError, ValueError) as problem:
        handle.close()
        if isinstance(problem, LinkError):
            raise
        raise LinkError(port, _reason(problem)) from problem
    return handle


def _reason(problem: Exception) -> LinkReason:
    number = getattr(problem, "errno", None)
    if number is None:
        # pyserial gives no number when the settings fail on something that is no terminal.
        return LinkReason.NOT_SERIAL
    return _REASONS.get(number, LinkReason.MISSING)


def _check_line(fd: int, port: str, line: LineSettings) -> None:
    """Read the settings back. A pseudo-terminal keeps the speed but not the parity, so parity is left to the tests."""
    speed = getattr(termios, f"B{line.baud}", None)
    attributes = termios.tcgetattr(fd)
    if speed is not None and (attributes[4] != speed or attributes[5] != speed):
        raise LinkError(port, LinkReason.WRONG_LINE)


class SerialLink(Link):
    """An open port; made by `open_serial`."""

    def __init__(self, handle: serial.Serial, port: str, loop: asyncio.AbstractEventLoop) -> None:
        self._handle = handle
        self._port = port
        self._loop = loop
        self._fd = handle.fileno()
        self._held = bytearray()
        self._arrived = asyncio.Event()
        self._gone = False
        self._take: Callable[[bytes], None] | None = None
        self._problem: Exception | None = None
        self._guard: Guard | None = None
        self._window_s = loop.time()
        self._window_reads = 0
        self._gatherer = gatherer(loop)
        loop.add_reader(self._fd, self._on_watched)

    @property
    def line(self) -> LineSettings:
        """The settings the open port was asked for."""
        return LineSettings(
            baud=self._handle.baudrate,
            data_bits=self._handle.bytesize,
            parity=type(LineSettings(baud=1).parity)(self._handle.parity),
            stop_bits=int(self._handle.stopbits),
            dtr=bool(self._handle.dtr),
            rts=bool(self._handle.rts),
            rtscts=bool(self._handle.rtscts),
            xonxoff=bool(self._handle.xonxoff),
        )

    async def read(self, deadline: Deadline) -> bytes:
        if not self._held and not self._gone:
            try:
                async with asyncio.timeout(deadline.remaining_s):
                    await self._arrived.wait()
            except TimeoutError:
                return b""
        if not self._held and self._gone:
            raise LinkError(self._port, LinkReason.UNPLUGGED)
        data = bytes(self._held)
        self._held.clear()
        if not self._gone:
            self._arrived.clear()
        return data

    async def pump(self, take: Callable[[bytes], None], deadline: Deadline) -> None:
        if self._held or self._gone:
            take(await self.read(deadline))
            return
        self._take = take
        try:
            async with asyncio.timeout(deadline.remaining_s):
                await self._arrived.wait()
            self._arrived.clear()
        except TimeoutError:
            return
        finally:
            self._take = None
        if self._problem is not None:
            raise self._problem
        if self._gone:
            self._arrived.set()
            raise LinkError(self._port, LinkReason.UNPLUGGED)

    def wake(self) -> None:
        self._arrived.set()

    async def write(self, data: bytes, deadline: Deadline) -> None:
        while data:
            if self._gone:
                raise LinkError(self._port, LinkReason.UNPLUGGED)
            try:
                data = data[os.write(self._fd, data) :]
            except BlockingIOError:
                await self._writable(deadline)
            except OSError as problem:
                self._lose()
                raise LinkError(self._port, LinkReason.UNPLUGGED) from problem

    def guard(self, stop: bytes) -> None:
        if self._guard is None and not self._gone:
            self._guard = Guard(self._fd, stop)

    def close(self) -> None:
        self._lose()
        if self._guard is not None:
            # The guard holds the port open for a moment longer; the next who opens it must not find it locked.
            with contextlib.suppress(OSError):
                fcntl.flock(self._fd, fcntl.LOCK_UN)
            self._guard.release()
            self._guard = None
        self._handle.close()

    async def _writable(self, deadline: Deadline) -> None:
        ready: asyncio.Future[None] = self._loop.create_future()
        self._loop.add_writer(self._fd, _resolve, ready)
        try:
            async with asyncio.timeout(deadline.remaining_s):
                await ready
        except TimeoutError:
            raise LinkError(self._port, LinkReason.STUCK) from None
        finally:
            self._loop.remove_writer(self._fd)

    def _on_watched(self) -> None:
        """Read; a port that is read often in a short time goes to the gatherer."""
        self._on_readable()
        self._window_reads += 1
        if self._window_reads < BUSY_READS or self._gone:
            return
        now_s = self._loop.time()
        busy, self._window_s, self._window_reads = now_s - self._window_s < BUSY_S, now_s, 0
        if busy:
            self._loop.remove_reader(self._fd)
            self._gatherer.add(self._fd, self._on_readable, self._watch)

    def _watch(self) -> None:
        self._loop.add_reader(self._fd, self._on_watched)

    def _on_readable(self) -> None:
        try:
            data = os.read(self._fd, READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data and self._take is not None:
            self._hand_over(data, self._take)
        elif data:
            self._held += data
            del self._held[:-HELD_BYTES_LIMIT]
            self._arrived.set()
        elif self._hung_up():
            self._lose()

    def _hand_over(self, data: bytes, take: Callable[[bytes], None]) -> None:
        try:
            take(data)
        except Exception as problem:  # noqa: BLE001 - raised again where the link is pumped
            self._problem = problem
            self._arrived.set()

    def _hung_up(self) -> bool:
        """Tell a port that is gone from one that had nothing after all (an empty read means both)."""
        poll = select.poll()
        poll.register(self._fd, select.POLLIN)
        events = poll.poll(0)
        return bool(events)

    def _lose(self) -> None:
        if not self._gone:
            self._gone = True
            self._loop.remove_reader(self._fd)
            self._gatherer.remove(self._fd)
            self._arrived.set()
