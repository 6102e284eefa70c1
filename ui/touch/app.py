# SPDX-License-Identifier: EUPL-1.2
"""Message in, screen out; nothing else. Holds no state of the visit: killed and started again it shows the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from kivy.graphics import Color, Rectangle

from kiosk import messages as m
from kiosk.clock import Clock
from kiosk.log import EventLog
from kiosk.preferences import Preferences
from kiosk.settings import StationSettings
from ui.touch.assistant_line import AssistantLine
from ui.touch.box import Box
from ui.touch.context import Context, Look, context_of, fitted
from ui.touch.darkness import Darkness
from ui.touch.double_strike import Tremor
from ui.touch.frame_proof import FrameProof
from ui.touch.help_line import HelpLine
from ui.touch.i18n import FALLBACK, Words
from ui.touch.idle import Idle
from ui.touch.layers import place_below, stays_while
from ui.touch.operating.hand import Hand
from ui.touch.operating.wake import WakeGuard
from ui.touch.screens.base import Screen
from ui.touch.screens.by_view import SCREENS
from ui.touch.screens.please_wait import PleaseWait
from ui.touch.theme import theme_of
from ui.touch.touch_input import TouchInput
from ui.touch.widgets.button import Button
from ui.touch.widgets.focus_frame import FocusFrame
from ui.touch.widgets.header import Header, strip
from ui.touch.widgets.notice import NoticeBar
from ui.touch.widgets.part import Part
from ui.touch.widgets.stop_bar import stop_button
from ui.touch.wishes_line import WishesLine

TOUCHED_EVERY_S = 5.0
GUARD_S = 0.3
"""A new screen takes no touch for so long: the second half of a double tap is not an answer to it."""
SAME_PLACE_MM = 10.0
"""Half a control: a finger that trembles comes down so near again."""
_log = EventLog("ui.app")


def _tap(send: Callable[[m.Tap], None], action: m.Action, value: str) -> None:
    send(m.Tap(action=action, value=value))


class Face(Part):
    """The root: header, notices, the current screen, and the question whether anybody is still there."""

    def __init__(self, settings: StationSettings, panel: Box, clock: Clock, send: Callable[[m.Tap], None]) -> None:
        super().__init__("face")
        self._settings = settings
        self.panel = panel
        self._clock = clock
        self._send = send
        self._proof = FrameProof(clock, send)
        self.theme = theme_of(settings.panel, panel, Preferences())
        self._rings = m.Rings(own="", remote="")
        self._shown: m.Show | None = None
        self._touched_s = self._changed_s = -GUARD_S - TOUCHED_EVERY_S
        self._strikes = Tremor(clock, settings.operating.double_strike_s)
        self._guard = WakeGuard(clock)
        self.touches = TouchInput()
        self.header: Header | None = None
        self.notices: NoticeBar | None = None
        self.stop: Button | None = None
        self.idle: Idle | None = None
        self.dark = Darkness(self._add_over, self.remove_widget, send)
        self.help = HelpLine(settings.station, clock, self._add_over, self.remove_widget, self.alive)
        self.wishes = WishesLine(clock, self._bring)
        self.assistant = AssistantLine()
        self.frame = FocusFrame(self.theme)
        self.hand = Hand(self, self.frame, self._guard, clock, settings.operating)
        self.add_widget(self.frame)
        self.screen: Screen = PleaseWait(self._context(FALLBACK), None)
        self._standing = self.screen
        self._add_over(self.screen)
        self._dress(self._context(FALLBACK))
        self.place(panel)
        self._frame(None)

    @property
    def screen_name(self) -> str:
        """The tag of the view that is shown; ``please-wait`` without one."""
        return str(self._shown.view.__struct_config__.tag) if self._shown else "please-wait"

    @property
    def language(self) -> str:
        return self._shown.language if self._shown else ""

    @property
    def ready(self) -> bool:
        """Whether a touch now would be taken."""
        return self._guard.takes and self._clock.monotonic_s() - self._changed_s >= GUARD_S

    @property
    def front(self) -> Screen:
        """What stands there: the screen of the visit, or the wishes in its place."""
        return self.wishes.screen or self.screen

    @property
    def scope(self) -> Part:
        """What may be used now: everything, or what stands above everything. Asked for once a frame."""
        return self.help.overlay or self.idle or self.dark.covers or self.front.question or self

    def judge(self, ident: str) -> bool:
        return self._strikes.accepts(ident, self.theme.mm(SAME_PLACE_MM))

    def on_message(self, message: m.Message) -> None:
        """Act on a message of the station."""
        match message:
            case m.Show():
                self._show(message)
            case m.Wave():
                self.screen.wave(message)
            case m.SoundLevel():
                self.screen.hear(message)
            case m.DrawFrame():
                self._proof.take(message)
            case m.Rings():
                self._rings = message
                self.screen.watch(message.own, message.remote)
            case m.Key():
                self.hand.key(message)
            case m.Fit():
                self._fit(message)

    def _fit(self, fit: m.Fit) -> None:
        """Take how the panel was measured; what stands there is drawn anew."""
        self.touches.affine = fit.touch
        before, self._settings = self._settings, fitted(self._settings, fit)
        if self._settings != before and self._shown is not None:
            show, self._shown = self._shown, None
            self._show(show)

    def on_lost(self) -> None:
        """The station's process is gone: say 'one moment'."""
        self._shown = None
        self._rings = m.Rings(own="", remote="")
        self._wear(None)
        self.wishes.drop()
        self._replace(PleaseWait(self._context(FALLBACK), None))
        self._dress(self._context(FALLBACK))
        self.help.squeeze(0)
        self._frame(None)
        self._darken(None)
        self.hand.look()

    def tick(self) -> None:
        """Move on what moves; once a frame."""
        self.screen.tick(self._clock.monotonic_s())
        if self.idle is not None:
            self.idle.tick()
        self.help.tick()
        self.wishes.tick()
        self.hand.tick()

    def draw(self) -> None:
        self.canvas.before.clear()
        with self.canvas.before:
            Color(*self.theme.colours.paper.rgba)
            Rectangle(pos=(self.box.x, self.box.y), size=(self.box.w, self.box.h))

    def _wear(self, show: m.Show | None) -> None:
        """Dress the screens to come as this person reads and wants them."""
        wishes = show.preferences if show is not None else Preferences()
        self.theme = theme_of(self._settings.panel, self.panel, wishes)
        self.panel = replace(self.panel, mirrored=show is not None and Words(show.language).right_to_left)
        if self.stop is not None:
            self.remove_widget(self.stop)
            self.stop = None
        self.draw()

    def _context(self, language: str, show: m.Show | None = None) -> Context:
        look = Look(theme=self.theme, panel=self.panel, language=language)
        send = partial(_tap, self._send)
        return context_of(self._settings, look, self._clock, show, send)

    def _show(self, show: m.Show) -> None:
        before, self._shown = self._shown, show
        same = before is not None and stays_while(before) == stays_while(show)
        if same:
            self.screen.squeeze(show.cuff)
            self.screen.show(show.view)
        else:
            self._wear(show)
            if before is None or type(before.view) is not type(show.view):
                self.wishes.drop()
            context = self._context(show.language, show)
            self._replace(SCREENS[type(show.view)](context, show.view))
            self._dress(context)
            self.screen.squeeze(show.cuff)
            self.screen.watch(self._rings.own, self._rings.remote)
            if self.screen.logged:
                _log.info("screen", screen=self.screen_name)
        self.screen.prefer(show.preferences)
        self.wishes.prefer(show.preferences)
        if show.blank and self.dark.part is None:
            self.wishes.close()
        self.help.squeeze(show.cuff)
        stop = self._stopping(show)
        if not same or before is None or before.notices != show.notices or stop != (self.stop is not None):
            self._frame(show, stop=stop)
        self._ask_idle(show)
        self._darken(show)
        self.hand.prefer(show.preferences)
        self.hand.look()

    def _darken(self, show: m.Show | None) -> None:
        """Cover everything or light it again; whatever lights the screen does nothing else."""
        if self.dark.take(show, self.panel):
            self._changed_s = self._clock.monotonic_s()
        self.frame.opacity = self.help.fade(0.0 if self.dark.over(self.idle) is not None else 1.0)
        if self.idle is None and (self.dark.covers is not None or self.screen.dormant):
            self._guard.sleep()
        else:
            self._guard.woken()

    def _add_over(self, part: Part) -> None:
        """Put ``part`` above everything but what stands higher: darkness over a screen, a question over both."""
        layers = (self.help.button, self.dark.part, self.idle, self.help.overlay, self.frame)
        self.add_widget(part, index=place_below(part, layers))

    def _replace(self, screen: Screen) -> None:
        self.screen.close()
        self.screen = screen
        self._stand()

    def _stand(self) -> None:
        """Have the screen there, or the wishes in its place."""
        self.remove_widget(self._standing)
        self._standing = self.front
        self._add_over(self._standing)
        self._changed_s = self._clock.monotonic_s()

    def _bring(self) -> None:
        """The wishes were opened or closed."""
        if self._shown is not None:
            self._stand()
            self._frame(self._shown, stop=self._stopping(self._shown))

    def _stopping(self, show: m.Show) -> bool:
        """Tell whether the cuff's stop button must stand above what is shown."""
        return bool(show.cuff) and not self.front.stops(show.cuff)

    def _frame(self, show: m.Show | None, *, stop: bool = False) -> None:
        """Put header, notices and perhaps the cuff's stop button above the screen, and give it the rest."""
        for part in (self.header, self.notices, self.idle if show is None else None):
            if part is not None:
                self.remove_widget(part)
        self.header = self.notices = None
        if self.stop is not None and not stop:
            self.remove_widget(self.stop)
            self.stop = None
        if show is None:
            self.idle = None
        rest = self.panel
        place, below = strip(self.theme, rest, self.help.standing_px)
        words_place = self.assistant.place(self.wishes.place(self.help.place(place)))
        if show is not None and self.front.header:
            rest = below
            words = Words(show.language)
            self.header = Header(self.theme, words, show.station_name, show.phone)
            self.header.reserve(words_place)
            self._add_behind(self.header, place)
            if not self.front.notify(show.notices) and show.notices:
                self.notices = NoticeBar(self.theme, words, show.notices)
                width = rest.w - 2 * self.theme.margin
                place, rest = rest.cut_top(self.notices.height_for(width, rest.h), self.theme.mm(1.5))
                self._add_behind(self.notices, place.inset(self.theme.margin, 0))
            if stop:
                place, rest = rest.cut_top(self.theme.target, self.theme.mm(1.5))
                self._frame_stop(show, place.inset(self.theme.margin, 0))
        self.front.place(rest)

    def _frame_stop(self, show: m.Show, place: Box) -> None:
        """Put the stop button there; it stays the same one, for a finger may be on it."""
        if self.stop is None:
            context = self._context(show.language, show)
            self.stop = stop_button(self.theme, context.words, context.send)
            self.add_widget(self.stop, index=len(self.children))
        self.stop.place(place)

    def _dress(self, context: Context) -> None:
        """Give the buttons at the edge the words and colours of the screen. That for an emergency stands above it."""
        olds = (self.help.button, self.wishes.button, self.assistant.button)
        self.clear_widgets([old for old in olds if old is not None])
        self._add_over(self.help.dress(context))
        button = self.wishes.dress(context, self.screen_name if self._shown is not None else "attract")
        for each in (button, self.assistant.dress(context, self._shown)):
            if each is not None:
                self.add_widget(each, index=len(self.children))
        if self._standing is not self.front:
            self._stand()

    def _add_behind(self, part: Part, place: Box) -> None:
        self.add_widget(part, index=len(self.children))
        part.place(place)

    def _ask_idle(self, show: m.Show) -> None:
        asked = show.idle_remaining_s
        if asked is None:
            if self.idle is not None:
                self.remove_widget(self.idle)
                self.idle = None
                self._changed_s = self._clock.monotonic_s()
            return
        if self.idle is None:
            key = "staff.idle" if self.screen_name.startswith("staff") else "idle.text"
            self.idle = Idle(self._context(show.language, show), key)
            self._add_over(self.idle)
            self.idle.place(self.panel)
            self._changed_s = self._clock.monotonic_s()
        self.idle.show(asked)

    def reading(self) -> list[Part]:
        """The screen first: what is the same everywhere comes last, and of that the emergency button."""
        edge = (self.assistant.button, self.wishes.button, self.help.button)
        last: list[Part] = [part for part in edge if part is not None]
        return [*(part for part in super().reading() if part not in last), *last]

    def on_touch_down(self, touch: Any) -> bool:
        self.alive()
        self.help.touched()
        self.hand.touched()
        if not self._guard.down(touch.uid) or not self.ready:
            return True
        dark = self.dark.over(self.idle)
        return bool(super().on_touch_down(touch) if dark is None else dark.on_touch_down(touch))

    def on_touch_up(self, touch: Any) -> bool:
        self._guard.up(touch.uid)
        self._strikes.lifted(touch.x, touch.y)
        return bool(super().on_touch_up(touch))

    def alive(self) -> None:
        """Tell the station that somebody is there, now and then."""
        self.wishes.touched()
        now_s = self._clock.monotonic_s()
        if now_s - self._touched_s >= TOUCHED_EVERY_S:
            self._touched_s = now_s
            self._send(m.Tap(action=m.Action.TOUCHED))
