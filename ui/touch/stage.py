# SPDX-License-Identifier: EUPL-1.2
"""Lets tests and the demonstration see and touch the screen, over a Unix socket; only there with `--stage`.

One JSON object a line each way. ``{"do": "screen"}``, ``{"do": "wait", "screen": …, "timeout_s": …}``,
``{"do": "tree"}``, ``{"do": "picture", "path": …}``, ``{"do": "tap", "id": …, "pace_s": …}``,
``{"do": "hold", "id": …, "seconds": …}``, ``{"do": "spoken"}`` (what the screen says to somebody with a headset, and
what stands on it), ``{"do": "key", "code": …}`` (a key of the keyboard, by Kivy's number).
An answer has ``ok``; a refusal says why.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels
from kivy.input.motionevent import MotionEvent
from msgspec import to_builtins
from PIL import Image

from ui.touch.app import SAME_PLACE_MM, Face
from ui.touch.operating.order import controls
from ui.touch.speech.narrator import Narrator
from ui.touch.widgets.part import Part
from ui.touch.widgets.prompt import Prompt

ANSWER_WITHIN_S = 10.0
POLL_FRAMES_S = 1 / 30
Work = Callable[[], None]
TARGET_ROLES = frozenset({"button", "toggle"})


class StageTouch(MotionEvent):  # type: ignore[misc]  # Kivy has no types
    """One finger, at a place in pixels from the bottom left."""

    def __init__(self, window: Any, x: float, y: float) -> None:
        place = {"x": x / (window.width - 1.0), "y": y / (window.height - 1.0)}
        super().__init__("stage", 1, place, is_touch=True, type_id="touch")
        self.profile = ["pos"]

    def depack(self, args: dict[str, float]) -> None:
        self.sx, self.sy = args["x"], args["y"]
        super().depack(args)


class Stage:
    """Answers on the bridge's thread; everything about the screen is done on the main thread."""

    def __init__(
        self, face: Face, window: Any, narrator: Narrator | None = None, post: Callable[[Work], None] | None = None
    ) -> None:
        self._face = face
        self._post = post or _post
        self._narrator = narrator
        self._window = window
        self._lifted = (0.0, 0.0, -math.inf)
        """Where the last touch was lifted, and when."""

    async def serve(self, path: Path) -> None:
        """Listen until cancelled."""
        path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(self._connected, path)
        async with server:
            await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                answer = await self._answer(json.loads(line))
                writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, json.JSONDecodeError):
            pass
        finally:
            writer.close()

    async def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        work = {
            "screen": self._screen, "wait": self._wait, "tree": self._tree, "picture": self._picture, "tap": self._tap,
            "hold": self._hold, "key": self._key, "spoken": self._spoken,
        }.get(request.get("do", ""))  # fmt: skip
        if work is None:
            return {"ok": False, "why": "unknown request"}
        try:
            async with asyncio.timeout(request.get("timeout_s", ANSWER_WITHIN_S)):
                return {"ok": True, **await work(request)}
        except (LookupError, TimeoutError) as problem:
            return {"ok": False, "why": f"{type(problem).__name__} {problem}"}

    async def _screen(self, request: dict[str, Any]) -> dict[str, Any]:
        return dict(await self._on_main(self._state))

    def _state(self) -> dict[str, Any]:
        face = self._face
        marked = face.hand.marked
        return {
            "screen": face.screen_name,
            "language": face.language,
            "ready": face.ready,
            "idle": face.idle is not None,
            "marked": [item.ident for item in marked.items] if marked is not None else [],
            "mark": marked.kind.value if marked is not None else "",
            "scan": face.hand.scanner.phase.value,
            "keys": face.hand.ready,
        }

    async def _wait(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer when the screen (and language) is shown, drawn, and takes touches."""
        while True:
            state = await self._on_main(self._state)
            fits = all(state[key] == request[key] for key in ("screen", "language", "idle") if key in request)
            if fits and state["ready"]:
                await self._flipped(lambda: None)
                return dict(state)
            await asyncio.sleep(POLL_FRAMES_S)

    async def _tree(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"widgets": await self._on_main(lambda: list(self._describe())), **await self._on_main(self._state)}

    def _describe(self) -> Iterator[dict[str, Any]]:
        allowed = {*self._face.scope.walk(restrict=True), *controls(self._face.scope)}
        for part in self._face.walk(restrict=True):
            if not isinstance(part, Part) or not part.role or part.box.w <= 0 or part.box.h <= 0:
                continue
            if part.role == "text" and not getattr(part, "text", ""):
                continue
            box, scale = part.box, self._face.theme.px_per_mm
            yield {
                "id": part.ident, "role": part.role, "text": "", "state": "", **part.describe(),
                "box": [box.x, self._window.height - box.top, box.w, box.h],
                "mm": [round(box.w / scale, 2), round(box.h / scale, 2)],
                "ink": self._ink(part),
                "covered": part not in allowed,
                "target": part.role in TARGET_ROLES,
            }  # fmt: skip

    def _ink(self, part: Part) -> list[int]:
        """Where the words of a part stand, in pixels from the top left; empty if it has none of its own."""
        ink = getattr(getattr(part, "label", part), "ink", None)
        return [ink.x, int(self._window.height) - ink.top, ink.w, ink.h] if ink is not None else []

    async def _spoken(self, request: dict[str, Any]) -> dict[str, Any]:
        return dict(await self._on_main(self._transcript))

    def _transcript(self) -> dict[str, Any]:
        if self._narrator is None:
            raise LookupError("there is no narrator")
        texts = [part for part in self._narrator.visible.walk(restrict=True) if isinstance(part, Prompt)]
        return {
            "said": [to_builtins(line) for line in self._narrator.transcript()],
            "on": self._narrator.on,
            "visible": [
                {"id": part.ident, "text": part.describe()["text"]} for part in texts if part.text and not part.hidden
            ],
        }

    async def _picture(self, request: dict[str, Any]) -> dict[str, Any]:
        path = Path(request["path"])
        width, height, pixels = await self._flipped(self._read_pixels)
        await asyncio.to_thread(_save, path, width, height, pixels)
        return {"path": str(path), "size": [width, height]}

    def _read_pixels(self) -> tuple[int, int, bytes]:
        width, height = int(self._window.width), int(self._window.height)
        return width, height, bytes(glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE))

    async def _flipped(self, read: Callable[[], Any]) -> Any:
        """Run ``read`` while the next picture stands in the back buffer; a still scene must be asked to draw."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()

        def on_flip(*_arguments: Any) -> None:
            self._window.unbind(on_flip=on_flip)
            loop.call_soon_threadsafe(_settle, done, read(), None)

        def ask() -> None:
            self._window.bind(on_flip=on_flip)
            self._window.canvas.ask_update()

        await self._on_main(ask)
        return await done

    async def _on_main(self, work: Callable[[], Any]) -> Any:
        """Run ``work`` on the main thread and wait for what it returns or raises."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()

        def run() -> None:
            try:
                result, problem = work(), None
            except LookupError as missing:
                result, problem = None, missing
            loop.call_soon_threadsafe(_settle, done, result, problem)

        self._post(run)
        return await done

    async def _tap(self, request: dict[str, Any]) -> dict[str, Any]:
        """Press and release in the middle of the part, two pictures apart, as a finger would."""
        touch = await self._pressed(request)
        await self._lift(touch)
        return {}

    async def _hold(self, request: dict[str, Any]) -> dict[str, Any]:
        """Press, stay so long, and release."""
        touch = await self._pressed(request)
        await asyncio.sleep(float(request["seconds"]))
        await self._lift(touch)
        return {}

    async def _pressed(self, request: dict[str, Any]) -> StageTouch:
        """Touch at a person's pace: ``pace_s`` after the last touch at the same place, or it would be a tremor."""
        left_s = self._lifted[2] + float(request.get("pace_s", 0.0)) - time.monotonic()
        if left_s > 0 and await self._on_main(lambda: self._near(request["id"])):
            await asyncio.sleep(left_s)
        touch: StageTouch = await self._on_main(lambda: self._press(request["id"]))
        return touch

    async def _lift(self, touch: StageTouch) -> None:
        await self._flipped(lambda: None)
        await self._on_main(lambda: EventLoop.post_dispatch_input("end", touch))
        self._lifted = (touch.x, touch.y, time.monotonic())

    async def _key(self, request: dict[str, Any]) -> dict[str, Any]:
        """Press a key and let it go, two pictures apart."""
        code = int(request["code"])
        await self._on_main(lambda: self._window.dispatch("on_key_down", code, 0, "", []))
        await self._flipped(lambda: None)
        await self._on_main(lambda: self._window.dispatch("on_key_up", code, 0))
        return dict(await self._on_main(self._state))

    def _press(self, ident: str) -> StageTouch:
        touch = StageTouch(self._window, *self._middle(ident))
        EventLoop.post_dispatch_input("begin", touch)
        return touch

    def _near(self, ident: str) -> bool:
        return math.dist(self._middle(ident), self._lifted[:2]) <= self._face.theme.mm(SAME_PLACE_MM)

    def _middle(self, ident: str) -> tuple[float, float]:
        """Find where to touch a part, in pixels from the bottom left."""
        for widget in self._describe():
            if (
                widget["id"] == ident
                and (widget["target"] or widget["role"] in {"corner", "mark"})
                and not widget["covered"]
            ):
                x, y, w, h = widget["box"]
                return x + w / 2, self._window.height - y - h / 2
        raise LookupError(f"no button '{ident}' on '{self._face.screen_name}'")


def _save(path: Path, width: int, height: int, pixels: bytes) -> None:
    picture = Image.frombytes("RGBA", (width, height), pixels).convert("RGB").transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    partial = path.with_suffix(".part.png")
    picture.save(partial)
    partial.rename(path)


def _settle(done: asyncio.Future[Any], result: Any, problem: LookupError | None) -> None:
    if done.done():
        return
    if problem is None:
        done.set_result(result)
    else:
        done.set_exception(problem)


def _post(work: Work) -> None:
    Clock.schedule_once(lambda _dt: work())
