# SPDX-License-Identifier: EUPL-1.2
"""On every screen: strikes each control twice, lights the screen from the dark, lets its time run out; prints JSON.

A program of its own, in time of its own, for Kivy wants its defaults set before anything else of it is imported:
``python -m tests.accessibility.guards LANGUAGE WIDTH_PX HEIGHT_PX WIDTH_MM [still]``. What it prints: ``faults``, and
how many ``strikes``, ``wakes`` and ``warnings`` it looked at. With ``still`` it looks at each screen for a second
instead, and counts ``stills``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise

from kiosk import messages as m
from kiosk.preferences import Scan
from kiosk.settings import PanelSection, StationSettings
from tests.ui.touch.operating.walker import ENTER, PLUS, STEP_S, Walker, all_cases
from tests.ui.touch.views import Case
from ui.touch import setup
from ui.touch.i18n import Words
from ui.touch.speech.transcript import Teller, speakable

LOOK_S = 1.0
"""A person looks before she acts; by then everything counts on a new screen."""
WARNING_S, PASSES_S = 30, 12
"""What is left when one is asked (20 s must be), and how much of it goes by here."""
WAKE, STAY = [[m.Action.WAKE.value, ""]], [[m.Action.STAY.value, ""]]
MOST_CHANGES = 2
"""In a second, from the first to the last picture of it."""
Seen = tuple[list[list[str]], list[str]]


class Guarded:
    """Goes through the screens and counts."""

    def __init__(self, walker: Walker) -> None:
        self._walker = walker
        self._done: set[tuple[str, str]] = set()
        self.counts = {"strikes": 0, "wakes": 0, "warnings": 0, "stills": 0}

    def faults(self, case: Case) -> Iterator[str]:
        """Say what does not hold on one screen."""
        self._walker.show(case)
        targets = {each["id"]: each["box"] for each in self._walker.targets()}
        yield from self._strikes(case, targets)
        yield from self._key_strikes(case, targets)
        if "idle_remaining_s" not in case.show:
            yield from self._dark(case, targets)
        yield from self._time(case)

    def restless(self, case: Case) -> Iterator[str]:
        """A screen changes no more often in a second than a clock that counts in seconds: nothing flashes or moves."""
        walker = self._walker
        walker.show(case)
        self.counts["stills"] += 1
        pictures = [walker.pixels()]
        for _ in range(round(LOOK_S / STEP_S)):
            walker.wait(STEP_S)
            pictures.append(walker.pixels())
        changes = sum(before != after for before, after in pairwise(pictures))
        if changes > MOST_CHANGES:
            yield f"it changes {changes} times in a second"

    # ------------------------------------------------------------------------------------------ double strike

    def _after(self, case: Case, act: Callable[[], None], scan: Scan = Scan.OFF) -> Seen:
        """Show a screen, act, and tell what was sent and what is seen then."""
        self._walker.show(case, scan)
        act()
        taps, mark = self._walker.taps, [str(self._walker.mark)]
        self._walker.wait(STEP_S)
        return taps, mark + self._walker.seen()

    def _strikes(self, case: Case, targets: dict[str, list[int]]) -> Iterator[str]:
        """A finger that strikes twice in a fifth of a second has touched once, wherever the first strike led."""
        walker, tag = self._walker, str(case.view.__struct_config__.tag)
        for ident, box in targets.items():
            if (tag, ident) in self._done:
                continue
            self._done.add((tag, ident))
            self.counts["strikes"] += 1

            def once(box: list[int] = box) -> None:
                walker.finger(box)

            def twice(box: list[int] = box) -> None:
                walker.finger(box)
                walker.finger(box)

            if self._after(case, once) != self._after(case, twice):
                yield f"{ident} struck twice is not {ident} struck once"

    def _key_strikes(self, case: Case, targets: dict[str, list[int]]) -> Iterator[str]:
        """The same of the key that chooses, and of the switch that goes on."""
        walker = self._walker
        if not targets:
            return

        def enter(times: int) -> None:
            walker.key(PLUS)
            walker.wait(LOOK_S)
            for _ in range(times):
                walker.face.hand.key_down(ENTER)
                walker.wait(STEP_S)
                walker.face.hand.key_up(ENTER)

        def switch(times: int) -> None:
            walker.step("two-switch")
            walker.wait(LOOK_S)
            for _ in range(times):
                walker.switch(1)
                walker.wait(STEP_S)

        for name, act, scan in (("the key", enter, Scan.OFF), ("the switch", switch, Scan.TWO_SWITCH)):
            self.counts["strikes"] += 1
            ones, twos = (self._after(case, lambda n=n, act=act: act(n), scan) for n in (1, 2))  # type: ignore[misc]
            if ones != twos:
                yield f"{name} struck twice is not struck once: {ones[0]} and {twos[0]}"

    # ------------------------------------------------------------------------------------------ waking

    def _dark(self, case: Case, targets: dict[str, list[int]]) -> Iterator[str]:
        """What lights a dark screen does nothing else; a while later everything counts again."""
        walker = self._walker
        boxes = list(targets.values()) or [[0, 0, int(walker.window.width), int(walker.window.height)]]
        meant = self._after(case, lambda: walker.finger(boxes[-1]))[0] if targets else []
        for way in ("touch", "key", "switch"):
            self.counts["wakes"] += 1
            walker.show(case, blank=True)
            if [each["id"] for each in walker.targets()] != ["wake"]:
                yield f"in the dark one can use {[each['id'] for each in walker.targets()]}"
            self._press(way, boxes[0])
            if walker.taps != WAKE:
                yield f"a {way} on a dark screen sends {walker.taps}"
            walker.tell(case)
            walker.sent.clear()
            self._press(way, boxes[-1])
            if walker.taps:
                yield f"the {way} after the one that lit it sends {walker.taps} at once"
            walker.wait(LOOK_S)
            walker.sent.clear()
            walker.finger(boxes[-1])
            if targets and walker.taps != meant:
                yield f"lit by a {way}, a touch sends {walker.taps} and not {meant}"

    def _press(self, way: str, box: list[int]) -> None:
        walker = self._walker
        if way == "touch":
            walker.finger(box)
        elif way == "key":
            walker.face.hand.key_down(ENTER)
            walker.wait(STEP_S)
            walker.face.hand.key_up(ENTER)
        else:
            walker.switch(1)

    # ------------------------------------------------------------------------------------------ time

    def _time(self, case: Case) -> Iterator[str]:
        """One is warned in words, by a bar and aloud, has the time that is said, and any way gives more of it."""
        walker, before = self._walker, {key: what for key, what in case.show.items() if key != "idle_remaining_s"}
        calm = Case(case.view, (), before)
        for way in ("touch", "key", "switch"):
            self.counts["warnings"] += 1
            walker.show(calm, Scan.TWO_SWITCH if way == "switch" else Scan.OFF, idle_remaining_s=WARNING_S)
            yield from self._warned(WARNING_S - round(LOOK_S))
            walker.wait(PASSES_S)
            yield from self._warned(WARNING_S - round(LOOK_S) - PASSES_S)
            walker.sent.clear()
            walker.use({"key": "keys", "switch": "two-switch"}.get(way, way), "stay")
            if walker.taps != STAY:
                yield f"more time by {way} sends {walker.taps}"
            walker.tell(calm)
            walker.wait(STEP_S)
            if walker.face.idle is not None:
                yield "the question stays"

    def _warned(self, left_s: int) -> Iterator[str]:
        """Look at the question as it is now."""
        from ui.touch.speech.parts import spoken_parts

        walker = self._walker
        words = Words(walker.language)
        staff = walker.face.screen_name.startswith("staff")
        parts = {each["id"]: each for each in walker.stage._describe() if not each["covered"]}
        wanted = (words("idle.title"), words.count("staff.idle" if staff else "idle.text", left_s), words("idle.stay"))
        shown = [speakable(each["text"]) for each in parts.values()]
        said = " ".join(line.text for line in Teller(words, frozenset()).screen(spoken_parts(walker.face.scope)))
        for sentence in wanted:
            if speakable(sentence) not in shown:
                yield f"'{sentence}' is not shown, but {shown}"
            if not all(word in said for word in re.findall(r"\w+", speakable(sentence))):
                yield f"'{sentence}' is not said"
        share = float(parts["idle-bar"]["state"]) if "idle-bar" in parts else -1.0
        if abs(share - left_s / walker.face._settings.visit.idle_warning_s) > 0.05:
            yield f"the bar shows {share:.2f} with {left_s} s left"
        if [each["id"] for each in walker.targets()] != ["stay", "emergency-open"]:
            yield f"while asked one can use {[each['id'] for each in walker.targets()]}"


def main(language: str, width_px: str, height_px: str, width_mm: str, still: str = "") -> None:
    """Go through every screen."""
    panel = PanelSection(width_px=int(width_px), height_px=int(height_px), width_mm=float(width_mm), fullscreen=False)
    setup.prepare(panel)
    guarded = Guarded(Walker(language, StationSettings(panel=panel)))
    look = guarded.restless if still else guarded.faults
    faults = [f"{name}: {fault}" for name, case in all_cases().items() for fault in look(case)]
    json.dump({"faults": faults, **guarded.counts}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
