# SPDX-License-Identifier: EUPL-1.2
"""When a stream of values becomes something to publish. Pure, and counted in the device's own ticks.

The rules, for each measure by itself:

* a value is accepted when the device said it ``confirm`` times in a row *and* said valid values for ``settle`` ticks;
* "there is none" is accepted when it was said ``confirm`` times in a row, so a single damaged frame blanks nothing;
* what is accepted is published when it differs from what was published last, and again every ``repeat`` ticks;
* after ``lapse`` ticks in which nothing was accepted, a published value is withdrawn.

Nothing is averaged, rounded or held: a published number stands in the very frame whose hash it carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from drivers.items import Sample
from kiosk.reading import AbsentReason, SensorState

WITHDRAWN = Sample.missing(AbsentReason.NOT_MEASURED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """How many ticks each rule takes; see the module."""

    confirm: int
    settle: int
    repeat: int
    lapse: int


EVERY_ONE = Rules(confirm=1, settle=1, repeat=1, lapse=1)
"""For devices whose every frame is a result of its own."""


class Channel:
    """Decide for one measure, tick by tick."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._published: Sample | None = None
        self._since_published = 0
        self._since_accepted = 0
        self._pending: Sample | None = None
        self._run = 0
        self._valid_run = 0

    def take(self, sample: Sample) -> Sample | None:
        """Take the next tick's sample; return it if it is to be published, or `WITHDRAWN`, or None."""
        self._count(sample)
        if self._accepted(sample):
            self._since_accepted = 0
            if sample != self._published or self._since_published >= self._rules.repeat:
                return self._publish(sample)
        elif self._since_accepted >= self._rules.lapse and self.shows_a_value:
            return self._publish(WITHDRAWN)
        return None

    def interrupt(self) -> None:
        """Take a disturbance of the stream: what is published stands, but nothing said before confirms it."""
        self._pending, self._run, self._valid_run = None, 0, 0

    def lost(self) -> Sample | None:
        """Take the end of the stream: what comes later must settle anew. Return `WITHDRAWN` if a value stood."""
        self.interrupt()
        return self._publish(WITHDRAWN) if self.shows_a_value else None

    @property
    def shows_a_value(self) -> bool:
        """Whether what was published last is a number."""
        return self._published is not None and self._published.value is not None

    def _count(self, sample: Sample) -> None:
        self._since_published += 1
        self._since_accepted += 1
        self._run = self._run + 1 if self._same(sample) else 1
        self._valid_run = self._valid_run + 1 if sample.value is not None else 0
        self._pending = sample

    def _same(self, sample: Sample) -> bool:
        """Tell whether a sample confirms the one before it."""
        return sample is self._pending or sample == self._pending

    def _accepted(self, sample: Sample) -> bool:
        settled = sample.value is None or self._valid_run >= self._rules.settle
        return settled and self._run >= self._rules.confirm

    def _publish(self, sample: Sample) -> Sample:
        self._published = sample
        self._since_published = 0
        return sample


PATIENCE = 3
"""So many ticks without an accepted value a `RestlessChannel` waits for a repetition."""


class RestlessChannel(Channel):
    """For a number that may move with every line, such as a pulse told once a second: it need not repeat exactly.

    When nothing was accepted for `PATIENCE` ticks, a number is accepted as it is if it and so many before it were each
    within ``near`` of the one before, and so are those that follow as long as they stay near and do not repeat. Where
    the number does repeat, nothing is different: there one damaged digit is never published.
    """

    def __init__(self, rules: Rules, near: int) -> None:
        super().__init__(rules)
        self._near = near
        self._near_run = 0
        self._patience = max(PATIENCE, rules.settle + 1)
        self._restless = False

    def interrupt(self) -> None:
        super().interrupt()
        self._near_run, self._restless = 0, False

    def _count(self, sample: Sample) -> None:
        self._near_run = self._near_run + 1 if self._is_near(sample) else 1
        super()._count(sample)

    def _is_near(self, sample: Sample) -> bool:
        before = self._pending
        if before is None or before.value is None or sample.value is None:
            return False
        return abs(Decimal(before.value) - Decimal(sample.value)) <= self._near

    def _accepted(self, sample: Sample) -> bool:
        if super()._accepted(sample):
            self._restless = False
            return True
        waited = self._restless or self._since_accepted >= self._patience
        self._restless = waited and self._near_run >= PATIENCE
        return self._restless


class StateFilter:
    """Let a sensor state through when it was seen ``confirm`` times in a row and differs from the last one."""

    def __init__(self, confirm: int) -> None:
        self._confirm = confirm
        self._pending: SensorState | None = None
        self._run = 0
        self._told: SensorState | None = None

    def take(self, state: SensorState) -> SensorState | None:
        """Take the next tick's state; return it if it is news."""
        self._run = self._run + 1 if state == self._pending else 1
        self._pending = state
        if self._run < self._confirm or state == self._told:
            return None
        self._told = state
        return state

    def lost(self) -> None:
        """Forget: after a silence the state is told again."""
        self._pending, self._run, self._told = None, 0, None
