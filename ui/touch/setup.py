# SPDX-License-Identifier: EUPL-1.2
"""Everything of Kivy's defaults that a station overrides, each with its reason. Must run before Kivy is imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.settings import PanelSection

MAX_FPS = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Variable:
    """An environment variable Kivy or SDL reads at import."""

    name: str
    value: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """An entry of Kivy's `Config`."""

    section: str
    key: str
    value: str
    reason: str


VARIABLES = (
    Variable(name="KIVY_NO_ARGS", value="1", reason="the command line is ours, not Kivy's"),
    Variable(name="KIVY_NO_CONFIG", value="1", reason="no file in a home folder may change what patients see"),
    Variable(name="KIVY_NO_FILELOG", value="1", reason="Kivy would write logs to the home folder"),
    Variable(name="KIVY_NO_CONSOLELOG", value="1", reason="standard error carries the project's own events alone"),
    Variable(name="KIVY_LOG_MODE", value="PYTHON", reason="Kivy must not take over Python's root logger"),
    Variable(name="KIVY_TEXT", value="sdl2", reason="the provider that was measured; 16-60 times quicker than others"),
    Variable(name="KIVY_WINDOW", value="sdl2", reason="never fall back in silence to another window"),
    Variable(name="KIVY_METRICS_DENSITY", value="1", reason="a pixel is a pixel; sizes come from measured millimetres"),
    Variable(name="KIVY_DPI", value="96", reason="asking the screen for its density is slow and often wrong"),
    Variable(name="SDL_NO_SIGNAL_HANDLERS", value="1", reason="SDL would turn the end into a wish to close a window"),
    Variable(name="SDL_TOUCH_MOUSE_EVENTS", value="1", reason="a finger on an X11 panel arrives as the one pointer"),
)


def options(panel: PanelSection, *, x11: bool) -> Iterator[Option]:
    """List what is set in Kivy's `Config` for ``panel``; ``x11``: under X rather than on the bare screen."""
    fullscreen = panel.fullscreen
    yield Option(section="graphics", key="width", value=str(panel.width_px), reason="the panel's own size")
    yield Option(section="graphics", key="height", value=str(panel.height_px), reason="the panel's own size")
    yield Option(
        section="graphics", key="fullscreen", value="auto" if fullscreen else "0", reason="nothing else shows on it"
    )
    yield Option(section="graphics", key="show_cursor", value=str(int(not fullscreen)), reason="fingers need no arrow")
    yield Option(section="graphics", key="resizable", value="0", reason="sizes are physical")
    yield Option(section="graphics", key="position", value="custom", reason="at the corner, where tests can find it")
    yield Option(section="graphics", key="left", value="0", reason="see position")
    yield Option(section="graphics", key="top", value="0", reason="see position")
    yield Option(section="graphics", key="maxfps", value=str(MAX_FPS), reason="as quick as the pictures in a call")
    yield Option(section="graphics", key="multisamples", value="0", reason="equal pixels run to run; shapes are smooth")
    yield Option(section="graphics", key="min_state_time", value="0", reason="a button is up when it is up")
    yield Option(section="graphics", key="allow_screensaver", value="0", reason="a wait is not absence")
    yield Option(section="kivy", key="exit_on_escape", value="0", reason="a bar-code reader is a keyboard")
    yield Option(section="kivy", key="keyboard_mode", value="", reason="there is no typing on a station")
    yield Option(section="kivy", key="log_enable", value="0", reason="no log files")
    yield Option(section="postproc", key="jitter_distance", value="0.004", reason="a trembling finger is one place")
    yield Option(section="postproc", key="jitter_ignore_devices", value="mouse", reason="SDL has settled the pointer")
    if x11:
        yield Option(
            section="input", key="mouse", value="mouse,disable_multitouch,disable_hover", reason="the one provider"
        )
    else:
        yield Option(
            section="input", key="%(name)s", value="probesysfs,provider=mtdev", reason="the one provider: the panel"
        )


def prepare(panel: PanelSection, environ: MutableMapping[str, str] = os.environ) -> None:
    """Set environment and `Config`; raises `RuntimeError` if Kivy has been imported already."""
    if "kivy" in sys.modules:
        raise RuntimeError("Kivy was imported before its defaults were set; see ui/touch/setup.py.")
    for variable in VARIABLES:
        environ[variable.name] = variable.value
    x11 = bool(environ.get("DISPLAY"))
    environ.setdefault("SDL_VIDEODRIVER", "x11" if x11 else "KMSDRM")
    from kivy.config import Config

    Config.remove_section("input")
    Config.add_section("input")
    for option in options(panel, x11=x11):
        Config.set(option.section, option.key, option.value)


def font_file() -> Path:
    """Find DejaVu Sans, which ships inside Kivy and has every sign of our languages."""
    import kivy

    return Path(kivy.__file__).parent / "data" / "fonts" / "DejaVuSans.ttf"
