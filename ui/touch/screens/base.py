# SPDX-License-Identifier: EUPL-1.2
"""What all screens share: a body, and at the foot the way out on the left and the ways on at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, ClassVar

from kiosk.messages import Action, Notice, SoundLevel, View, Wave
from kiosk.preferences import Preferences
from ui.touch.box import Box
from ui.touch.context import Context
from ui.touch.screens.foot import Foot
from ui.touch.theme import Size
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.icons import Icon, pointing
from ui.touch.widgets.paged import hold_all, turn_to_page
from ui.touch.widgets.pager import Pager
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import SMALLEST, STEP, Prompt, text_height
from ui.touch.widgets.question import Question
from ui.touch.widgets.stop_bar import stop_button
from ui.touch.widgets.video import Video


class Leave(Enum):
    """How one leaves a screen."""

    NO = "no"
    """There is nothing to leave."""
    AT_ONCE = "at-once"
    ASK = "ask"
    """A second question first, for something would be lost."""


class Screen(Part):
    """A screen of the visit: built once from its first view, then told of every later view of the same kind."""

    role = "screen"
    leave: ClassVar[Leave] = Leave.AT_ONCE
    back: ClassVar[bool] = False
    """The step before can be seen once more; the way there is at the foot, beside the way out."""
    logged: ClassVar[bool] = True
    """False: that it was shown would tell of somebody's health."""
    header: ClassVar[bool] = True
    """The strip with station and telephone number stands above it."""
    dormant: ClassVar[bool] = False
    """It waits for anybody at all: the press that wakes it does nothing else."""

    def __init__(self, context: Context, view: View | None) -> None:
        super().__init__("screen")
        self.context = context
        self.theme = context.theme
        self.words = context.words
        self.actions: list[Button] = []
        self.own: Video | None = None
        self.remote: Video | None = None
        self.question: Question | None = None
        self.leave_button: Button | None = None
        self.cuff = 0
        """Number of the instrument whose cuff may be squeezing somebody; 0: none."""
        if self.leave is not Leave.NO:
            self.leave_button = self.button("leave", self.words("leave"), self._leave, kind=Kind.LEAVE)
        self.back_button = self._way_back() if self.back else None
        self.pager = Pager(self.theme, self.words, self.draw)
        self.build(view)
        self.add_widget(self.pager)
        self.show(view)

    def build(self, view: Any) -> None:
        """Make the parts."""

    def show(self, view: Any) -> None:
        """Take a new view of this screen."""

    def prefer(self, preferences: Preferences) -> None:
        """Take how the person wants to see and hear the screen; told before it is placed, and when it changes."""

    def arrange(self, body: Box) -> None:
        """Place the parts in ``body``."""

    def tick(self, now_s: float) -> None:
        """Move on what moves by itself."""
        for video in (self.own, self.remote):
            if video is not None:
                video.tick(now_s)

    def notify(self, notices: tuple[Notice, ...]) -> bool:
        """Take the notices, if this screen shows them itself; otherwise they stand above it."""
        return False

    def squeeze(self, cuff: int) -> None:
        """Take the news that a cuff inflates, or that none does (0): a question must not hide the stop button."""
        if cuff and not self.cuff:
            self.unask()
        self.cuff = cuff

    def stops(self, cuff: int) -> bool:
        """Tell whether the cuff's stop button is on this screen; if not it stands above it."""
        return False

    def wave(self, wave: Wave) -> None:
        """Take a chunk of the shown instrument's curve."""

    def hear(self, level: SoundLevel) -> None:
        """Take how loud the patient's microphone is."""

    def watch(self, own: str, remote: str) -> None:
        """Take the pictures from these rings."""
        for video, path in ((self.own, own), (self.remote, remote)):
            if video is not None:
                video.watch(path)

    @property
    def watches(self) -> bool:
        """Whether pictures may come at any time."""
        return any(video is not None and video.reader is not None for video in (self.own, self.remote))

    def close(self) -> None:
        """Forget the pictures."""
        self.watch("", "")

    def send(self, action: Action, value: str = "") -> None:
        """Tell the station what the patient did."""
        self.context.send(action, value)

    def gp(self, name: str) -> str:
        """Name whom the patient meets; where nobody is known yet, by what they are."""
        return name or self.words("gp.any")

    def prompt(self, ident: str, text: str = "", size: Size = Size.BODY, **options: Any) -> Prompt:
        """Add a text."""
        prompt = Prompt(self.theme, text, ident=ident, size=size, **options)
        self.add_widget(prompt)
        return prompt

    def button(
        self,
        ident: str,
        text: str,
        on_tap: Callable[[], None],
        *,
        kind: Kind = Kind.SECONDARY,
        size: Size = Size.BODY,
        icon: Icon | None = None,
    ) -> Button:
        """Add a button."""
        button = Button(self.theme, ident, text, on_tap, kind=kind, size=size, icon=icon)
        self.add_widget(button)
        return button

    def action(self, ident: str, text: str, action: Action, kind: Kind = Kind.PRIMARY) -> Button:
        """Add a button at the foot, at the right, that sends ``action``."""
        button = self.button(ident, text, lambda: self.send(action), kind=kind, size=Size.LEAD)
        self.actions.append(button)
        return button

    def _way_back(self) -> Button:
        button = self.button("back", self.words("back"), lambda: self.send(Action.BACK))
        button.brief = pointing(before=True, mirrored=self.words.right_to_left)
        return button

    def draw(self) -> None:
        body = self.box.inset(self.theme.margin, 0)
        foot, rows = NOWHERE, 1
        self.pager.stand()
        if self._ways_out or self.actions:
            plan = self._foot()
            rows = plan.rows(body)
            foot, body = body.cut_bottom(plan.height(body), self.theme.mm(1))
            if not body.upright_shape:
                self.pager.sit(lambda: self._foot(self.pager).fits(self._room_at_foot(foot).w))
        else:
            body = body.cut_bottom(self.theme.mm(5))[1]
        self.arrange(body)
        if foot != NOWHERE:
            self._arrange_foot(foot, rows)
        if self.question is not None:
            self.question.place(self.context.panel)

    @property
    def _ways_out(self) -> list[Button]:
        """The way back and the way out, in the order in which one reads them."""
        return [button for button in (self.back_button, self.leave_button) if button is not None]

    def _foot(self, *more: Button) -> Foot:
        return Foot(theme=self.theme, leave=self.leave_button, back=self.back_button, on=[*more, *self.actions])

    def _room_at_foot(self, foot: Box) -> Box:
        """Give what of the foot the buttons may take."""
        return foot

    def _arrange_foot(self, foot: Box, rows: int = 1) -> None:
        paged = self.pager.seated and self.pager.owner is not None
        self._foot(*([self.pager] if paged else [])).arrange(foot, rows)

    def stack(
        self, box: Box, prompts: Sequence[Prompt], gap_mm: float = 3.0, centre: bool = False, paged: bool = True
    ) -> Box:
        """Put texts under each other from the top; turn pages or squeeze them without room. Return what is left."""
        gap = self.theme.mm(gap_mm)
        if self.theme.large_mm and paged:
            box = turn_to_page(self.theme, self.pager, box, prompts, gap)
        shown = [prompt for prompt in prompts if prompt.shown]
        for hidden in (prompt for prompt in prompts if not prompt.shown):
            hidden.place(Box(box.x, box.y, 0, 0))
        room = max(1, box.h - gap * max(0, len(shown) - 1))
        scale, heights = self._squeeze(shown, box.w, room)
        if centre:
            box = box.cut_top((room - sum(heights)) / 2)[1]
        for prompt, height in zip(shown, heights, strict=True):
            piece, box = box.cut_top(height, gap)
            prompt.box, prompt.limit = Box(0, 0, 0, 0), scale
            prompt.place(piece)
        return box

    def high(self, prompts: Sequence[Prompt], width: int, gap_mm: float) -> int:
        """Measure how high texts under each other are where none is made smaller."""
        heights = [text_height(self.theme, each.text, each.text_size, width) for each in prompts]
        return sum(heights) + self.theme.mm(gap_mm) * (len(heights) - 1)

    def _holds(self, texts: Sequence[Prompt], box: Box, gap: int) -> bool:
        """Tell whether all of ``texts`` have room in ``box`` as large as they are meant to be."""
        return hold_all(self.theme, texts, box, gap)

    def _squeeze(self, prompts: Sequence[Prompt], width: int, room: int) -> tuple[float, list[int]]:
        """Find the one scale at which all texts fit, and how high each then is."""
        scale = 1.0
        while True:
            heights = [text_height(self.theme, each.shown, each.text_size, width, scale) for each in prompts]
            if sum(heights) <= room or scale <= SMALLEST:
                return scale, heights
            scale -= STEP

    def reading(self) -> list[Part]:
        """The body first, then the ways on, and last the way out: a press too early must not end a visit."""
        foot: list[Part] = [*self.actions, *self._ways_out]
        parts = [part for part in super().reading() if part not in foot and part is not self.question]
        return [*parts, *foot, *([self.question] if self.question is not None else [])]

    def ask(self, ident: str, yes: tuple[str, Callable[[], None]], no: str) -> None:
        """Ask before something is lost; the careful answer stands first and large, away from where the finger was."""

        def answer(then: Callable[[], None] | None) -> None:
            self.unask()
            if then is not None:
                then()

        words, theme = self.words, self.theme
        stay = Button(theme, f"{ident}-no", no, lambda: answer(None), kind=Kind.PRIMARY, size=Size.LEAD)
        go = Button(theme, f"{ident}-yes", yes[0], lambda: answer(yes[1]), kind=Kind.LEAVE, size=Size.LEAD)
        buttons = [stay, go, stop_button(theme, words, self.send)] if self.cuff else [stay, go]
        self.unask()
        self.question = Question(theme, ident, words(f"{ident}.question"), words(f"{ident}.text"), buttons)
        self.add_widget(self.question)
        self.question.place(self.context.panel)

    def unask(self) -> None:
        """Take the question away."""
        if self.question is not None:
            self.remove_widget(self.question)
            self.question = None

    def _leave(self) -> None:
        if self.leave is Leave.ASK:
            leave = (self.words("leave.yes"), lambda: self.send(Action.LEAVE))
            self.ask("leave", leave, self.words("leave.no"))
        else:
            self.send(Action.LEAVE)
