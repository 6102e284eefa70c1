# SPDX-License-Identifier: EUPL-1.2
"""What the pictures show: the views that the tests of the screens look at."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path

from msgspec import structs

from kiosk import messages as m
from kiosk.capability import Capability
from kiosk.reading import SensorState
from tests.ui.touch.assistant_views import ASSISTANT_PAGED
from tests.ui.touch.staff_views import PAGED, STAFF_CASES
from tests.ui.touch.station import NAME, PHONE
from tests.ui.touch.views import CASES
from ui.touch.gallery.gallery import with_wishes
from ui.touch.gallery.job import Scene
from ui.touch.gallery.look import Key, keys

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "ui" / "touch" / "golden"
DRAWS = ("ui/touch/**/*.py", "ui/touch/locale/*/*.po", "kiosk/**/*.py", "requirements.lock")
"""Whatever may change a picture, beside what it shows."""


RATE_HZ = 30
PULSE_S = 5.0
VOICE_DB = -24.0


def _beat(at: int) -> int:
    """Draw a pulse's wave: steep up, slowly down, with the notch."""
    phase = at * 68 / 60 / RATE_HZ % 1
    rise = math.exp(-(((phase - 0.2) / 0.09) ** 2))
    notch = 0.45 * math.exp(-(((phase - 0.52) / 0.16) ** 2))
    return round(12 + 80 * min(1.0, rise + notch))


def _breath(at: int) -> int:
    """Draw the carbon dioxide of a breath: steep up as one breathes out, a rising plateau, steep down."""
    phase = at * 14 / 60 / RATE_HZ % 1
    out, back = 1 / (1 + math.exp((0.3 - phase) / 0.015)), 1 / (1 + math.exp((phase - 0.75) / 0.012))
    return round(6 + (74 + 14 * phase) * out * back)


def _curve(sample: Callable[[int], int]) -> tuple[m.Wave, ...]:
    """Return a little more of a curve than is shown."""
    return tuple(
        m.Wave(
            seq=seq, rate_hz=float(RATE_HZ), lower=0, upper=100, samples=tuple(map(sample, range(start, start + 15)))
        )
        for seq, start in enumerate(range(0, round(PULSE_S * RATE_HZ) + 15, 15))
    )


PULSE, BREATH = _curve(_beat), _curve(_breath)
"""What a finger gives, and what somebody breathes out."""


TOUCHED = {
    "emergency": ("waiting", ("emergency-open",)),
    "emergency-call": ("call", ("emergency-open",)),
    "emergency-cuff": ("waiting-cuff", ("emergency-open",)),
    "leave-question": ("prepare", ("leave",)),
    "end-question": ("call", ("end",)),
}
"""What stands over a screen when something on it was touched, without a word to the station."""
LOST = "please-wait"
"""Nobody's wishes are known while the station is away, so it has one look."""


def catalogue() -> list[Key]:
    """List every picture there is."""
    return keys((*CASES, *TOUCHED), (*STAFF_CASES, *PAGED, *ASSISTANT_PAGED, LOST))


def scene_of(key: Key) -> Scene:
    """Say what the picture ``key`` shows."""
    return with_wishes(_scenes()[key.screen], key)


@cache
def _scenes() -> dict[str, Scene]:
    cases = {name: _scene(_show(case.view, **case.show)) for name, case in (CASES | STAFF_CASES).items()}
    cases |= {name: _scene(_show(view)) for name, view in (PAGED | ASSISTANT_PAGED).items()}
    cases |= {name: structs.replace(cases[under], touch=touch) for name, (under, touch) in TOUCHED.items()}
    return cases | {LOST: Scene(show=cases["attract"].show, lost=True)}


def _scene(show: m.Show) -> Scene:
    """Let instruments that draw a curve draw one, and a microphone hear something."""
    match show.view:
        case m.MeasureView(instruments=instruments) | m.CallView(instruments=instruments) as view:
            curves = any(each.waves and each.state is SensorState.MEASURING for each in instruments)
            breath = any(
                each.capability is Capability.RESPIRATION and each.number == view.shown for each in instruments
            )
            return Scene(show=show, then=BREATH if breath else PULSE, after_s=PULSE_S) if curves else Scene(show=show)
        case m.WaitingView():
            return Scene(show=show, then=(m.SoundLevel(level_db=VOICE_DB),))
    return Scene(show=show)


def _show(view: m.AnyView, **more: object) -> m.Show:
    return m.Show(view=view, language="sv", station_name=NAME, phone=PHONE, **more)  # type: ignore[arg-type]


def edition() -> str:
    """Name the code that draws."""
    digest = hashlib.sha256()
    for pattern in DRAWS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path.relative_to(ROOT)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
