# SPDX-License-Identifier: EUPL-1.2
"""For staff: the live picture of the camera, with lines for a head and shoulders near and far."""

from __future__ import annotations

from kivy.graphics import Color, Line

from kiosk.messages import CameraName
from kiosk.station.technician_session import Deed
from kiosk.technician_view import CameraFitView
from ui.touch.box import Box
from ui.touch.framing import EYES, FAR_M, NEAR_M, Figure, figure
from ui.touch.screens.staff_station import TechnicianScreen
from ui.touch.theme import Theme
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.video import Video

SHAPE = 16 / 9


class FrameLines(Part):
    """The two figures and the line of the eyes, over the picture."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("frame-lines")
        self.theme = theme

    def draw(self) -> None:
        self.canvas.clear()
        if self.hidden:
            return
        colours, box, width = self.theme.colours, self.box, max(1.0, self.theme.mm(0.3))
        eyes, end = box.top - box.h * EYES, 2 * width
        with self.canvas:
            for colour, wide in ((colours.night, width * 2), (colours.surface, width)):
                Color(*colour.rgba)
                Line(points=(box.x + end, eyes, box.right - end, eyes), width=wide)
                for distance_m in (NEAR_M, FAR_M):
                    self._figure(figure(distance_m), eyes, wide)

    def _figure(self, shown: Figure, eyes: float, width: float) -> None:
        """The head's middle is at the eyes; the shoulders begin a third of a head below the chin."""
        box = self.box
        high, wide = shown.head * box.h, shown.head_wide * box.h
        x = box.x + box.w / 2
        Line(ellipse=(x - wide / 2, eyes - high / 2, wide, high), width=width)
        half, top = shown.shoulders * box.h / 2, eyes - high / 2 - high / 3
        foot = max(box.y + 2 * width, top - high * 0.8)
        if top > box.y:
            Line(points=(x - half, foot, x - half * 0.8, top, x + half * 0.8, top, x + half, foot), width=width)


class StaffCamera(TechnicianScreen):
    def fill(self) -> Part:
        words = self.words
        self.own = Video(self.theme, "picture", words("video.own"), mirror=True, empty=words("video.own-missing"))
        self.frame = FrameLines(self.theme)
        field = Part("camera")
        field.add_widget(self.own)
        field.add_widget(self.frame)
        return field

    def make(self) -> None:
        self.put_back()
        self.other = self.button("other", "", self._other)
        self._examination, self._framed = False, True

    def show(self, view: CameraFitView) -> None:
        words, before = self.words, self._framed
        self._examination = view.examination
        self._framed = view.there and not view.examination
        which = "missing" if not view.there else "examination" if view.examination else "room"
        self.say(words("technician.page.camera"), words(f"technician.camera.{which}"))
        self.other.say(words("technician.camera.to-room" if view.examination else "technician.camera.to-examination"))
        self.offer(*((self.other,) if view.other or view.examination else ()))
        if self.box.w and before != self._framed:
            self.draw()

    def _other(self) -> None:
        self.do(Deed.CAMERA, (CameraName.ROOM if self._examination else CameraName.EXAMINATION).value)

    def arrange(self, body: Box) -> None:
        super().arrange(body)
        place = self.content.box.fitted(SHAPE)
        assert self.own is not None
        self.own.place(place)
        self._mind_frame()

    def tick(self, now_s: float) -> None:
        super().tick(now_s)
        self._mind_frame()

    def _mind_frame(self) -> None:
        """Lines are for a picture; without one they would lie on the words that say so."""
        assert self.own is not None
        self.frame.place(self.own.box if self._framed and self.own.pictured else NOWHERE)
