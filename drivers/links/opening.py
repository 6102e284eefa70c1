# SPDX-License-Identifier: EUPL-1.2
"""Opens the link that an address names. The address is looked up anew each time: renumbered ports are found again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from drivers.interpreter import Interpreter
from drivers.links.inventory import resolve
from drivers.links.link import Link
from drivers.links.ports import LineSettings, NetworkAddress, PathAddress, TraceAddress, parse_address
from drivers.links.rfc2217 import open_rfc2217
from drivers.links.serial_port import open_serial
from drivers.links.trace import open_trace

Opener = Callable[[str, LineSettings, Callable[[], Interpreter[Any]] | None], Awaitable[Link]]
"""Opens a port by its address; `open_link` is one, and a recorder wraps it."""


async def open_link(port: str, line: LineSettings, interpreter: Callable[[], Interpreter[Any]] | None = None) -> Link:
    """Open the port at an address (see `drivers.links.ports`). Raises `AddressError` and `LinkError`.

    ``interpreter`` makes the device's own: it tells a raw recording's pace.
    """
    address = parse_address(port)
    if isinstance(address, PathAddress):
        return await open_serial(address.path, line)
    if isinstance(address, NetworkAddress):
        return await open_rfc2217(address, line)
    if isinstance(address, TraceAddress):
        return await open_trace(address, line, interpreter)
    return await open_serial(await asyncio.to_thread(resolve, address), line)
