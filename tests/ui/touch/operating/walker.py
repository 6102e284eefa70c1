# SPDX-License-Identifier: EUPL-1.2
"""Goes through every screen by every way of operating it, in a real window but in time of its own; prints JSON.

Run as a program of its own, for Kivy wants its defaults set before anything else of it is imported:
``python -m tests.ui.touch.operating.walker LANGUAGE WIDTH_PX HEIGHT_PX WIDTH_MM [PART PARTS]``. With a part (from 0)
only its share of the screens is gone through, and every control of them is used as well, in every way.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import structs

from kiosk import messages as m
from kiosk.clock import ManualClock
from kiosk.preferences import Preferences, Scan
from kiosk.settings import PanelSection, StationSettings
from tests.ui.touch.assistant_views import ASSISTANT_PAGED
from tests.ui.touch.staff_views import PAGED, STAFF_CASES
from tests.ui.touch.views import CASES, Case
from ui.touch import setup

PLUS, ENTER = 270, 271
SCAN_S = 0.8
STEP_S = 0.1
MOST_STEPS = 2000
WAYS = ("touch", "keys", "one-switch", "two-switch")
EVERYWHERE = ("wishes-open", "emergency-open")
"""What is the same on every screen comes last, in this order."""
SCANS = {"one-switch": Scan.ONE_SWITCH, "two-switch": Scan.TWO_SWITCH}


class Walker:
    """One screen in one window, and time that goes by when it is told to."""

    def __init__(self, language: str, settings: StationSettings) -> None:
        from kivy.core.window import Window

        from ui.touch.app import Face
        from ui.touch.box import Box
        from ui.touch.stage import Stage

        self.language = language
        self.window = Window
        self.clock = ManualClock()
        self.sent: list[m.Tap] = []
        panel = Box(0, 0, int(Window.width), int(Window.height))
        self.face = Face(settings, panel, self.clock, self.sent.append)
        self.stage = Stage(self.face, Window)
        self.hear: Callable[[m.Message], None] = self.face.on_message
        Window.add_widget(self.face)

    # ------------------------------------------------------------------------------------------ acting

    def show(self, case: Case, scan: Scan = Scan.OFF, **more: Any) -> None:
        """Show a screen as if nothing had been before it; ``more``: what else the station says of it."""
        self.face.on_lost()
        self.face.help.close()  # what is open for an emergency stays, whatever comes below it
        self.wait(1.0)
        self.tell(case, scan, **more)
        self.wait(1.0)
        self.face.hand.touched()
        self.sent.clear()

    def tell(self, case: Case, scan: Scan = Scan.OFF, **more: Any) -> None:
        """Say what the station says of a screen, after whatever was before it."""
        wishes = structs.replace(case.show.get("preferences", Preferences()), scan=scan, scan_s=SCAN_S)
        self.hear(
            m.Show(
                view=case.view, language=self.language, station_name="Slussfors", phone="0951-123 45",
                **{**case.show, **more, "preferences": wishes},
            )
        )  # fmt: skip

    def wait(self, seconds: float) -> None:
        for _ in range(round(seconds / STEP_S)):
            self.clock.advance(STEP_S)
            self.face.tick()

    def key(self, code: int) -> None:
        self.wait(1.0)
        self.face.hand.key_down(code)
        self.wait(STEP_S)
        self.face.hand.key_up(code)

    def switch(self, number: int) -> None:
        self.face.on_message(m.Key(action=m.KeyAction.SWITCH_1 if number == 1 else m.KeyAction.SWITCH_2))

    def tap(self, ident: str) -> None:
        from kivy.base import EventLoop

        touch = self.stage._press(ident)
        self.wait(STEP_S)
        EventLoop.post_dispatch_input("end", touch)

    def finger(self, box: list[int]) -> None:
        """Touch the middle of a box in pixels from the top left, whatever is there."""
        from kivy.base import EventLoop

        from ui.touch.stage import StageTouch

        x, y, w, h = box
        touch = StageTouch(self.window, x + w / 2, self.window.height - y - h / 2)
        EventLoop.post_dispatch_input("begin", touch)
        self.wait(STEP_S)
        EventLoop.post_dispatch_input("end", touch)

    # ------------------------------------------------------------------------------------------ looking

    @property
    def taps(self) -> list[list[str]]:
        """What the station was told: of acts, not of touches."""
        return [[tap.action.value, tap.value] for tap in self.sent if tap.action is not m.Action.TOUCHED]

    @property
    def mark(self) -> tuple[str, ...]:
        """What is marked: its kind and its controls; empty: nothing."""
        marked = self.face.hand.marked
        return () if marked is None else (marked.kind.value, *(item.ident for item in marked.items))

    @property
    def asleep(self) -> bool:
        """Any press wakes this screen; there is nothing to go to."""
        return bool(self.face._guard.asleep)

    def targets(self) -> list[dict[str, Any]]:
        """What a finger could use."""
        return [each for each in self.stage._describe() if each["target"] and not each["covered"] and each["enabled"]]

    def seen(self) -> list[str]:
        from ui.touch.screens.wishing import Wishing

        if isinstance(self.face.front, Wishing) and self.face.scope is self.face:
            return ["the wishes"]  # they show how the screen is operated, and so differ with that
        shown = [each for each in self.stage._describe() if not each["covered"] and each["role"] != "progress"]
        return [f"{each['id']} {each['state']}" for each in shown]

    def pixels(self) -> bytes:
        """Draw the screen as it is now, and read the picture."""
        from kivy.base import EventLoop

        read: list[bytes] = []

        def on_flip(*_arguments: Any) -> None:
            read.append(self.stage._read_pixels()[2])

        self.window.bind(on_flip=on_flip)
        for _ in range(MOST_STEPS):
            self.window.canvas.ask_update()
            EventLoop.idle()
            if read:
                break
        self.window.unbind(on_flip=on_flip)
        return read[0]

    # ------------------------------------------------------------------------------------------ the walks

    def by_keys(self) -> list[str]:
        """Go round by the keypad; list what was marked until the first comes again."""
        marks: list[str] = []
        for _ in range(MOST_STEPS):
            self.key(PLUS)
            if not self.mark or self.mark[1] in marks[:1]:
                return marks
            marks.append(self.mark[1])
        raise AssertionError("keys go nowhere")

    def scanned(self, way: str) -> Iterator[tuple[str, ...]]:
        """Yield each new mark of one round, going into every row and out of it by its way back."""
        if self.asleep:
            return
        self.step(way)
        first = self.mark
        while self.mark:
            here = self.mark
            yield here
            if len(self.targets()) == 1:
                return
            if here[0] in ("row", "back"):
                self.choose(way)
            else:
                self.step(way)
            if self.mark == first:
                return

    def step(self, way: str) -> None:
        """Go on to the next mark: by the first switch, or by waiting."""
        before = self.mark
        if way == "two-switch" or not before:
            self.wait(1.0 if way == "two-switch" else STEP_S)
            self.switch(1)
            return
        for _ in range(MOST_STEPS):
            self.wait(STEP_S)
            if self.mark != before:
                return
        raise AssertionError("one control alone stays marked")

    def choose(self, way: str) -> None:
        if way == "two-switch":
            self.wait(1.0)
            self.switch(2)
        else:
            self.wait(0.5)  # within the time it is marked, past the hold-off
            self.switch(1)

    def use(self, way: str, ident: str) -> None:
        """Use a control by ``way`` alone."""
        if way == "touch":
            self.tap(ident)
        elif self.asleep:
            self.key(ENTER) if way == "keys" else self.switch(1)
        elif way == "keys":
            self._until(lambda: self.key(PLUS), ident)
            self.key(ENTER)
        else:
            for mark in self.scanned(way):
                if mark == ("control", ident):
                    self.choose(way)
                    return
            raise AssertionError(f"{way} does not reach {ident}")

    def _until(self, step: Callable[[], None], ident: str) -> None:
        for _ in range(MOST_STEPS):
            step()
            if self.mark == ("control", ident):
                return
        raise AssertionError(f"{ident} is never marked")


def all_cases() -> dict[str, Case]:
    """Every screen, and the lists of several pages."""
    return {**CASES, **STAFF_CASES, **{name: Case(view, ()) for name, view in (PAGED | ASSISTANT_PAGED).items()}}


def walks(walker: Walker, case: Case) -> dict[str, Any]:
    """Say what each way of operating reaches on one screen, in order."""
    walker.show(case)
    found: dict[str, Any] = {"targets": {each["id"]: each["box"] for each in walker.targets()}, "keys": []}
    if found["targets"]:
        found["keys"] = walker.by_keys()
    for way, scan in SCANS.items():
        walker.show(case, scan)
        found[f"{way} targets"] = {each["id"]: each["box"] for each in walker.targets()}
        found[way] = [mark[1] for mark in walker.scanned(way) if mark[0] == "control"]
    found["asleep"] = walker.asleep
    return found


def uses(walker: Walker, case: Case, done: set[tuple[str, str]]) -> dict[str, Any]:
    """Use every control of a screen in every way; say what was sent and what the screen shows then."""
    found: dict[str, Any] = {}
    walker.show(case)
    for ident in [each["id"] for each in walker.targets()]:
        kind = (str(case.view.__struct_config__.tag), ident)
        if kind in done:
            continue
        done.add(kind)
        found[ident] = {}
        only_touched = walker.asleep and ident in EVERYWHERE  # any key or switch wakes this screen, and it alone
        for way in WAYS[:1] if only_touched else WAYS:
            walker.show(case, SCANS.get(way, Scan.OFF))
            if not any(each["id"] == ident for each in walker.targets()):
                continue  # whoever uses one switch is offered its pace too, and finds the rest on the next page
            walker.use(way, ident)
            taps = walker.taps
            walker.face.hand.touched()
            walker.wait(STEP_S)
            found[ident][way] = {"taps": taps, "seen": walker.seen()}
    return found


def share(part: int, parts: int) -> dict[str, Case]:
    """Choose the cases of every ``parts``-th kind of screen."""
    tags = sorted({str(case.view.__struct_config__.tag) for case in all_cases().values()})
    chosen = tags[part::parts]
    return {name: case for name, case in all_cases().items() if str(case.view.__struct_config__.tag) in chosen}


def main(language: str, width_px: str, height_px: str, width_mm: str, *part: str) -> None:
    panel = PanelSection(width_px=int(width_px), height_px=int(height_px), width_mm=float(width_mm), fullscreen=False)
    setup.prepare(panel)
    walker = Walker(language, StationSettings(panel=panel))
    done: set[tuple[str, str]] = set()
    report = {
        name: {"walks": walks(walker, case), "uses": uses(walker, case, done) if part else {}}
        for name, case in (share(int(part[0]), int(part[1])) if part else all_cases()).items()
    }
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
