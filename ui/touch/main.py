# SPDX-License-Identifier: EUPL-1.2
"""Put the process together: Kivy with our defaults, the bridge, the face, and for tests the stage."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from kiosk.clock import SystemClock
from kiosk.ipc import socket_path
from kiosk.log import EventLog
from kiosk.prompts_ring import prompts_path
from kiosk.settings import StationSettings
from ui.touch import setup

PING_S = 1.0
Post = Callable[[Callable[[], None]], None]
"""Runs a function on the main thread, soon and in order."""
_log = EventLog("ui")


def run(settings: StationSettings, stage: Path | None = None) -> int:
    """Show the station's screens until the process is told to stop; returns the exit code."""
    ending = _on_end()
    setup.prepare(settings.panel)
    from kivy.base import EventLoop, runTouchApp, stopTouchApp
    from kivy.clock import Clock as KivyClock
    from kivy.core.window import Window

    from ui.touch.app import Face
    from ui.touch.box import Box
    from ui.touch.heartbeat import Heartbeat
    from ui.touch.palette import STANDARD
    from ui.touch.tidy import Tidy

    if Window is None:
        _log.error("no-window")
        return 1
    _keep_one_input(EventLoop)
    Window.clearcolor = STANDARD.paper.rgba
    turns = _turns(Window, lambda: _moves(face, narrator))
    bridge = _bridge(settings, turns.post, lambda message: narrator.on_message(message), lambda: narrator.on_lost())
    face = Face(settings, Box(0, 0, int(Window.width), int(Window.height)), SystemClock(), bridge.send)
    EventLoop.postproc_modules.insert(0, face.touches)
    narrator = _narrator(settings, face, bridge, turns.post)
    heartbeat = Heartbeat(PING_S, SystemClock())
    parts = (face, narrator, heartbeat, Tidy(SystemClock(), lambda: face.screen))
    _bind(Window, settings, face, narrator, heartbeat)
    KivyClock.schedule_interval(lambda _dt: _turn(parts, ending, stopTouchApp), 0)
    _settle()
    bridge.start()
    if stage is not None:
        bridge.spawn(_stage(face, Window, narrator, turns.post, stage))
    try:
        runTouchApp(face)
    finally:
        narrator.close()
        bridge.stop()
    return 0


def _stage(face: Any, window: Any, narrator: Any, post: Post, path: Path) -> Any:
    """Let tests and demonstrations see, hear and touch the screen; only there when it is asked for."""
    from ui.touch.stage import Stage

    return Stage(face, window, narrator, post).serve(path)


def _bind(window: Any, settings: StationSettings, face: Any, narrator: Any, heartbeat: Any) -> None:
    """Have touches and keys end what is said, and keys go to the hand; keep a station's window open."""
    window.bind(on_request_close=lambda *_arguments, **_options: settings.panel.fullscreen)
    window.bind(on_flip=lambda *_arguments: heartbeat.drawn())
    window.bind(on_touch_down=lambda *_arguments: narrator.touched())
    window.bind(on_key_down=lambda _window, key, *_more: face.hand.key_down(key))
    window.bind(on_key_down=lambda _window, key, *_more: _hush(narrator, key))  # bound last, called first
    window.bind(on_key_up=lambda _window, key, *_more: face.hand.key_up(key))


def _settle() -> None:
    """What stands now stays: else each new screen would have all of it searched for what can go."""
    gc.collect()
    gc.freeze()


def _bridge(
    settings: StationSettings, post: Post, on_message: Callable[[Any], None], on_lost: Callable[[], None]
) -> Any:
    from ui.touch.bridge import Bridge

    return Bridge(socket_path(settings.station.runtime), post=post, on_message=on_message, on_lost=on_lost)


def _turns(window: Any, moves: Callable[[], bool]) -> Any:
    """Let Kivy's loop sleep as long as nothing happens."""
    from kivy.clock import Clock as KivyClock

    from ui.touch.doorbell import doorbell_for
    from ui.touch.promptness import Promptness
    from ui.touch.turns import Turns

    promptness = Promptness(SystemClock(), moves)
    for event in ("on_touch_down", "on_touch_up", "on_key_down"):
        window.bind(**{event: lambda *_arguments: promptness.touched()})
    window.bind(on_flip=lambda *_arguments: promptness.drawn())
    return Turns(KivyClock, doorbell_for(window), promptness)


def _moves(face: Any, narrator: Any) -> bool:
    """Tell whether something may begin to move or to be said at any time."""
    return bool(face.screen.watches or face.hand.scans or narrator.on)


def _turn(parts: Iterable[Any], ending: threading.Event, stop: Callable[[], None]) -> None:
    """Move everything on, once a turn of the loop."""
    for part in parts:
        part.tick()
    if ending.is_set():
        stop()


def _hush(narrator: Any, key: int) -> None:
    """End what is being said, unless the key is there to let it wait."""
    from ui.touch.operating.keys import PAUSING

    if key not in PAUSING:
        narrator.touched()


def _narrator(settings: StationSettings, face: Any, bridge: Any, post: Post) -> Any:
    """Give the screen its voice, and keys and switches theirs."""
    from ui.touch.speech.narrator import Narrator
    from ui.touch.speech.outlet import Outlet
    from ui.touch.speech.speaker import Speaker
    from ui.touch.speech.voices import voices_of

    outlet, clock = Outlet(prompts_path(settings.station.runtime)), SystemClock()
    speaker = Speaker(
        voices_of(settings.speech),
        outlet,
        clock,
        spawn=bridge.spawn,
        post=post,
    )
    narrator = Narrator(face, face, speaker, outlet, clock)
    face.hand.on_marked = lambda marked: narrator.marked([item.ident for item in marked.items] if marked else [])
    face.hand.on_repeat = narrator.repeat
    face.hand.on_pause = narrator.pause
    return narrator


def _on_end() -> threading.Event:
    """Return what is set when the process is told to stop; while it is still starting, too."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_arguments: ending.set())
    return ending


def _keep_one_input(event_loop: Any) -> None:
    """Drop the providers a window adds by itself: one finger must be one tap."""
    for provider in list(event_loop.input_providers):
        if type(provider).__name__ == "SDL2MotionEventProvider":
            event_loop.remove_input_provider(provider)
