# SPDX-License-Identifier: EUPL-1.2
"""Asks the station's other processes: the one of the screens to draw, the one of the call to try camera and sound."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable

from kiosk.messages import DevicesTried, DrawFrame, FrameDrawn, Message, Preview, Role, StopTrying, TryDevices
from kiosk.selftest.report import Check, Reason, Result, failed, passed

DRAW_S = 5.0
SLOW_MS = 1000.0
TRY_S = 30.0
"""Both devices may take ten seconds to open."""
ARRIVES_S = 10.0
"""A process that has just been started, or started again, needs this long at most until it is heard of."""
DEVICES = (Check.CAMERA, Check.SOUND)


class Processes:
    """``present`` and ``send`` reach a process of that role, for which ``arrives_s`` is waited.

    Tell `arrived` when one comes, and give `heard` what they say.
    """

    def __init__(
        self, present: Callable[[Role], bool], send: Callable[[Role, Message], None], arrives_s: float = ARRIVES_S
    ) -> None:
        self._present, self._send, self._arrives_s = present, send, arrives_s
        self._waiting: dict[str, asyncio.Future[Message]] = {}
        self._came = asyncio.Event()

    def arrived(self) -> None:
        """A process has come."""
        self._came.set()

    def heard(self, message: Message) -> None:
        """Take an answer; one that nobody waits for any more is dropped."""
        if isinstance(message, FrameDrawn | DevicesTried):
            waiting = self._waiting.get(message.id)
            if waiting is not None and not waiting.done():
                waiting.set_result(message)

    async def try_screen(self) -> tuple[Result, ...]:
        """See that the screens' process draws."""
        if not await self._here(Role.UI):
            return (failed(Check.SCREEN, Reason.NO_PROCESS),)
        ident = secrets.token_hex(4)
        answer = await self._ask(Role.UI, ident, DrawFrame(id=ident), DRAW_S)
        if not isinstance(answer, FrameDrawn):
            return (failed(Check.SCREEN, Reason.NO_ANSWER),)
        return (failed(Check.SCREEN, Reason.SLOW) if answer.took_ms > SLOW_MS else passed(Check.SCREEN),)

    async def try_devices(self) -> tuple[Result, ...]:
        """See that the camera gives living pictures and that the microphone hears the loudspeaker."""
        if not await self._here(Role.CALL):
            return tuple(failed(check, Reason.NO_PROCESS) for check in DEVICES)
        ident = secrets.token_hex(4)
        self._send(Role.CALL, Preview(on=True))
        try:
            answer = await self._ask(Role.CALL, ident, TryDevices(id=ident), TRY_S)
        finally:
            self._send(Role.CALL, StopTrying())
            self._send(Role.CALL, Preview(on=False))
        told = answer.results if isinstance(answer, DevicesTried) else ()
        known = {result.check: result for result in told if result.sound}
        return tuple(known.get(check) or failed(check, Reason.NO_ANSWER) for check in DEVICES)

    async def _here(self, role: Role) -> bool:
        """Tell whether a process of that role is here, or comes in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._arrives_s):
                while not self._present(role):
                    self._came.clear()
                    await self._came.wait()
        return self._present(role)

    async def _ask(self, role: Role, ident: str, question: Message, within_s: float) -> Message | None:
        self._waiting[ident] = asyncio.get_running_loop().create_future()
        self._send(role, question)
        try:
            async with asyncio.timeout(within_s):
                return await self._waiting[ident]
        except TimeoutError:
            return None
        finally:
            del self._waiting[ident]
