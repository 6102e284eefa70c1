# SPDX-License-Identifier: EUPL-1.2
"""Reads the screen aloud for whoever wants it: each new screen whole, later what is new on it, and each control that
keys or switches come to.

It looks at the parts that are on the screen a few times a second, so that a new screen is read without knowing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from msgspec.structs import replace

from kiosk import messages as m
from kiosk.clock import Clock
from kiosk.preferences import Scan
from ui.touch.i18n import FALLBACK, Words
from ui.touch.speech.chime import chime
from ui.touch.speech.parts import spoken_parts
from ui.touch.speech.personal import personal
from ui.touch.speech.speaker import Speaker
from ui.touch.speech.transcript import Spoken, Teller, Utterance, audible, changes, in_pieces
from ui.touch.speech.voice import VoiceReason
from ui.touch.widgets.part import Part

LOOK_S = 0.25
LAST_CALL_S = 10
"""So long before the time is over the warning sounds once more."""


class Face(Protocol):
    """What is read."""

    @property
    def front(self) -> Part: ...

    @property
    def idle(self) -> Part | None: ...

    def on_message(self, message: m.Message) -> None: ...

    def on_lost(self) -> None: ...


class Outlet(Protocol):
    """Where sound goes."""

    def set_volume(self, step: int) -> None: ...

    def close(self) -> None: ...


class Narrator:
    """Give it every message of the station instead of the face, tell it of touches and keys, and let it tick."""

    def __init__(self, face: Face, root: Part, speaker: Speaker, outlet: Outlet, clock: Clock) -> None:
        self._face, self._root = face, root
        self._speaker = speaker
        self._outlet = outlet
        self._clock = clock
        self._show: m.Show | None = None
        self._on = False
        self._looked_s = -LOOK_S
        self._place: tuple[Part, Part] | None = None
        self._said: tuple[Utterance, ...] = ()
        self._problem: m.NoticeKey | None = None
        self._warned = 0
        speaker.failed = self._failed
        speaker.worked = self._worked

    @property
    def on(self) -> bool:
        """Whether the screen is read: wanted, and not to a room that should not hear what it may not see."""
        show = self._show
        return show is not None and show.preferences.speech and (show.headset or not show.blank)

    # ------------------------------------------------------------------------------------------ what comes in

    def on_message(self, message: m.Message) -> None:
        """Take a message of the station and hand it to the face."""
        if isinstance(message, m.Show):
            before, self._show = self._show, message
            self._looked_s = -LOOK_S
            if before is None or before.language != message.language:
                self._problem = None
                self._speaker.close()
            self._outlet.set_volume(message.preferences.volume_step)
            message = self._noted(message)
        elif isinstance(message, m.Key):
            self.touched()
        self._face.on_message(message)
        if isinstance(message, m.Show):
            self._switch()
            self._warn(message.idle_remaining_s)

    def on_lost(self) -> None:
        """The station's process is gone."""
        self._show = None
        self._face.on_lost()
        self._switch()

    def touched(self) -> None:
        """The patient does something: whoever acts has heard enough."""
        if self._on:
            self._speaker.stop()

    def marked(self, idents: Iterable[str]) -> None:
        """Keys or switches have come to these controls: say them alone.

        A mark that goes on by itself lets the screen be read first.
        """
        if not self._on or (self._by_itself and self._speaker.reading):
            return
        wanted = set(idents)
        lines = [line for part in self._parts() if part.ident in wanted and (line := self._teller.part(part))]
        if lines:
            self._speaker.say(self._audible(lines), remember=False)

    def repeat(self) -> None:
        """Say again what was said last."""
        if self._on:
            self._speaker.repeat()

    def pause(self) -> None:
        """Be quiet, or go on."""
        if self._on:
            self._speaker.pause()

    def tick(self) -> None:
        """Look at the screen; once a frame."""
        if not self._on:
            return
        self._speaker.tick()
        now_s = self._clock.monotonic_s()
        if now_s - self._looked_s >= LOOK_S:
            self._looked_s = now_s
            self._look()

    def close(self) -> None:
        """Stop, and leave nothing of what was said."""
        self._speaker.close()
        self._outlet.close()

    # ------------------------------------------------------------------------------------------ what is said

    def transcript(self) -> tuple[Utterance, ...]:
        """Return what the screen says now, to somebody with a headset."""
        return self._teller.screen(self._parts())

    @property
    def visible(self) -> Part:
        """What the transcript is of."""
        return self._above

    @property
    def _by_itself(self) -> bool:
        return self._show is not None and self._show.preferences.scan is Scan.ONE_SWITCH

    def _switch(self) -> None:
        """Begin or end to read."""
        if self._on != self.on:
            self._on = self.on
            self._place, self._said = None, ()
            self._looked_s = -LOOK_S
            if not self._on:
                self._speaker.close()

    def _warn(self, left_s: int | None) -> None:
        """Let it be heard that time runs out, also by whoever does not want the screen read (EN 301 549 11.2.2.1)."""
        before, self._warned = self._warned, 0 if left_s is None else 2 if left_s <= LAST_CALL_S else 1
        if self._warned > before:
            speaking = self._on and (not before or self._speaker.current is not None)
            self._speaker.sound(chime(), speaking=speaking)

    def _look(self) -> None:
        place = (self._above, self._face.front)
        said, before = self._teller.screen(self._parts()), self._said
        self._said = said
        if self._place is None or any(now is not then for now, then in zip(place, self._place, strict=True)):
            self._place = place
            self._speaker.say(self._audible(said))
        elif new := changes(before, said):
            self._speaker.add(self._audible(new))

    @property
    def _above(self) -> Part:
        """The question that stands above everything, or everything."""
        if self._face.idle is not None:
            return self._face.idle
        modals = [part for part in self._root.walk(restrict=True) if getattr(part, "modal", False)]
        asked = [part for part in modals if part.role == "dialog"]
        return asked[-1] if asked else self._root

    def _parts(self) -> Iterable[Spoken]:
        return spoken_parts(self._above)

    @property
    def _words(self) -> Words:
        return Words(self._show.language if self._show is not None else FALLBACK)

    @property
    def _teller(self) -> Teller:
        view = self._show.view if self._show is not None else None
        staff = view is not None and str(view.__struct_config__.tag).startswith("staff")
        return Teller(self._words, personal(view) if view is not None and not staff else frozenset())

    def _audible(self, lines: Sequence[Utterance]) -> tuple[Utterance, ...]:
        headset = self._show is not None and self._show.headset
        heard = audible(lines, self._words, headset=headset)
        return tuple(piece for line in heard for piece in in_pieces(line))

    # ------------------------------------------------------------------------------------------ what does not work

    def _failed(self, reason: VoiceReason) -> None:
        away = m.NoticeKey.SPEECH_AWAY
        self._note(m.NoticeKey.SPEECH_NO_VOICE if reason is VoiceReason.NO_VOICE else away)

    def _worked(self) -> None:
        if self._problem is m.NoticeKey.SPEECH_AWAY:
            self._note(None)

    def _note(self, problem: m.NoticeKey | None) -> None:
        """Say on the screen that not everything is said aloud."""
        if problem is not self._problem and self._show is not None:
            self._problem = problem
            self._face.on_message(self._noted(self._show))

    def _noted(self, show: m.Show) -> m.Show:
        if not show.preferences.speech:
            return show
        more = (m.Notice(key=self._problem),) if self._problem is not None else ()
        return replace(show, notices=(*show.notices, *more))
