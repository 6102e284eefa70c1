# SPDX-License-Identifier: EUPL-1.2
"""Running the station's process until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from importlib.metadata import version

from kiosk import health, log
from kiosk.clock import SystemClock
from kiosk.errors import IdentityError
from kiosk.identity import Identity
from kiosk.settings import StationSettings
from kiosk.station.process import Station

_log = log.EventLog("station")


async def run_station(settings: StationSettings) -> int:
    """Run a station until SIGTERM or SIGINT."""
    settings.station.runtime.mkdir(mode=0o750, parents=True, exist_ok=True)
    identity = Identity.load(settings.station.identity)
    if settings.station.id and identity.name != settings.station.id:
        raise IdentityError(
            "The certificate was issued to another station than the settings name.",
            hint="Enrol this station, or mend station.id.",
        )
    station = Station(settings, identity, SystemClock())
    running = asyncio.create_task(station.run())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, running.cancel)
    _log.info("start", station=identity.name, version=version("halsorum"))
    try:
        await running
    except asyncio.CancelledError:
        health.notify("STOPPING=1")
    finally:
        await station.stop()
    _log.info("stop")
    return 0
