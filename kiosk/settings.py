# SPDX-License-Identifier: EUPL-1.2
"""Settings: the typed tables below feed the TOML reader and `--set`, and by `kiosk.settings_text` example and manual.

An unknown key is an error with a hint. A path may start with `~`. Secrets are never settings: keys live in files of
their own, in the identity folder.
"""

from __future__ import annotations

import difflib
import math
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from kiosk import languages
from kiosk.cabinet_settings import CabinetSection
from kiosk.drop_in_settings import DropInSection
from kiosk.errors import SettingsError
from kiosk.operating_settings import OperatingSection
from kiosk.section import Section as Section
from kiosk.selftest.settings import SelfTestSection
from kiosk.speech_settings import SpeechSection
from kiosk.staff_settings import StaffSection

SMALL_PANEL_MM = 200.0
"""From corner to corner. One reaches over a table to a smaller panel, and sits so near."""
NEAR_MM, FAR_MM = 450.0, 600.0


class StationSection(Section, frozen=True, kw_only=True):
    id: Annotated[str, Meta(description="The station's name in the fleet: the CN of its certificate.")] = ""
    name: Annotated[str, Meta(description="What people call the place, shown to patient and GP.")] = ""
    address: Annotated[str, Meta(description="Where the station stands, as one would tell an ambulance.")] = ""
    phone: Annotated[str, Meta(description="The clinic's telephone number, shown when something does not work.")] = ""
    nearest_help: Annotated[
        str,
        Meta(
            description="Who can come to the station, from where and how fast, for a GP who sits far away.",
            max_length=200,
        ),
    ] = ""
    emergency_number: Annotated[
        str, Meta(description="Number to call in an emergency at the place.", pattern="^[0-9]{2,6}$")
    ] = "112"
    language: Annotated[str, Meta(description="Language of the first screen.", pattern=languages.PATTERN)] = "sv"
    languages: Annotated[
        tuple[Annotated[str, Meta(pattern=languages.PATTERN)], ...],
        Meta(
            description="Languages a patient may choose, in this order; there are sv, nb, se, fi, en and ar.",
            min_length=1,
        ),
    ] = languages.OFFERED
    identity: Annotated[Path, Meta(description="Folder with the station's keys and certificates.")] = Path(
        "/var/lib/halsorum/identity"
    )
    runtime: Annotated[
        Path,
        Meta(description="Folder on tmpfs for sockets, pictures in transit and everything about a visit."),
    ] = Path("/run/halsorum")


class BrokerSection(Section, frozen=True, kw_only=True):
    host: Annotated[str, Meta(description="Host name of the MQTT 5 broker; its certificate must carry it.")] = (
        "localhost"
    )
    port: Annotated[int, Meta(description="Port of the broker's TLS listener for stations.", ge=1, le=65535)] = 8883
    namespace: Annotated[str, Meta(description="First level of every topic.", pattern="^[a-z0-9-]+$")] = "halsorum"


class DeskSection(Section, frozen=True, kw_only=True):
    api_url: Annotated[str, Meta(description="Where accepted readings are filed: the desk's mutual-TLS address.")] = (
        "https://localhost:8444"
    )


class CameraSection(Section, frozen=True, kw_only=True):
    kind: Annotated[
        str,
        Meta(
            description="`auto` (picamera2, then a webcam, then none), `test` (moving picture with a time stripe), "
            "`file`, `v4l2`, `picamera2` or `none`.",
            pattern="^(auto|test|file|v4l2|picamera2|none)$",
        ),
    ] = "auto"
    path: Annotated[str, Meta(description="Video file or V4L2 device; empty: the first one found.")] = ""
    width_px: Annotated[int, Meta(description="Width of the picture.", ge=160, le=1920)] = 640
    height_px: Annotated[int, Meta(description="Height of the picture.", ge=120, le=1080)] = 360
    fps: Annotated[int, Meta(description="Pictures a second.", ge=5, le=60)] = 30
    encoder: Annotated[
        str,
        Meta(
            description="`auto` (the encoder of a Raspberry Pi 4 or older while the whole picture is sent at full "
            "pace, else software) or `software`.",
            pattern="^(auto|software)$",
        ),
    ] = "auto"


class ExaminationCameraSection(Section, frozen=True, kw_only=True):
    kind: Annotated[
        str,
        Meta(
            description="The camera held by hand (otoscope, skin camera): `v4l2` (a USB camera), `test` (drawn skin), "
            "`file` or `none`.",
            pattern="^(test|file|v4l2|none)$",
        ),
    ] = "none"
    path: Annotated[
        str, Meta(description="V4L2 device, best by /dev/v4l/by-id, which names the same device always; or video file.")
    ] = ""
    width_px: Annotated[int, Meta(description="Width of the picture.", ge=160, le=1920)] = 640
    height_px: Annotated[int, Meta(description="Height of the picture.", ge=120, le=1080)] = 480
    fps: Annotated[int, Meta(description="Pictures a second.", ge=5, le=60)] = 30


class SoundSection(Section, frozen=True, kw_only=True):
    kind: Annotated[
        str,
        Meta(
            description="`auto` (PortAudio, then none), `portaudio` (also reaches PipeWire), `speech` (synthesised, "
            "for demonstrations), `file` or `none`.",
            pattern="^(auto|portaudio|speech|file|none)$",
        ),
    ] = "auto"
    path: Annotated[str, Meta(description="Sound file for `file`.")] = ""
    input: Annotated[str, Meta(description="Name of the microphone; empty: the system's default.")] = ""
    output: Annotated[str, Meta(description="Name of the loudspeaker; empty: the system's default.")] = ""
    echo_cancellation: Annotated[
        bool, Meta(description="Take the GP's voice out of what the microphone hears of the loudspeaker.")
    ] = True
    noise_suppression: Annotated[bool, Meta(description="Take fans and hum out of what the microphone hears.")] = True
    gain_control: Annotated[bool, Meta(description="Bring quiet and loud patients to the same level.")] = True
    headphones: Annotated[
        bool,
        Meta(
            description="The patient wears headphones: what is private is said aloud, and the GP stays at full volume "
            "while the stethoscope is heard, when there is no echo cancellation."
        ),
    ] = False


class PanelSection(Section, frozen=True, kw_only=True):
    width_px: Annotated[int, Meta(description="Width of the touchscreen as it hangs.", ge=480, le=3840)] = 1280
    height_px: Annotated[int, Meta(description="Height of the touchscreen as it hangs.", ge=480, le=3840)] = 800
    width_mm: Annotated[
        float,
        Meta(description="Measured width of the picture; every size on screen follows from it.", ge=60, le=800),
    ] = 217.0
    fullscreen: Annotated[bool, Meta(description="Fill the screen and hide the pointer, as on a station.")] = True
    viewing_mm: Annotated[
        float,
        Meta(
            description="From the eyes to the screen; large text is 0.7 degrees high from there. 0: 450 mm for a panel "
            "of less than 200 mm across, which stands on a table, and 600 mm for any other.",
            ge=0,
            le=1500,
        ),
    ] = 0.0
    reduced_motion: Annotated[bool, Meta(description="Nothing glides or flashes by itself: it changes in steps.")] = (
        True
    )

    @property
    def read_from_mm(self) -> float:
        """From where the panel is read: as measured, else as panels of its size are placed (docs/placing.md)."""
        across_mm = self.width_mm * math.hypot(1.0, self.height_px / self.width_px)
        usual_mm = NEAR_MM if across_mm < SMALL_PANEL_MM else FAR_MM
        return self.viewing_mm or usual_mm


class VisitSection(Section, frozen=True, kw_only=True):
    idle_s: Annotated[float, Meta(description="Seconds without a touch before 'are you still there?'.", ge=1)] = 90.0
    idle_warning_s: Annotated[
        float, Meta(description="Seconds to answer that question; EN 301 549 asks for at least 20.", ge=1)
    ] = 30.0
    waiting_idle_s: Annotated[
        float, Meta(description="The same, in the waiting room, where sitting still is what one does.", ge=1)
    ] = 300.0
    gp_late_s: Annotated[float, Meta(description="Seconds of waiting after which the patient is told.", ge=1)] = 600.0
    code_attempts: Annotated[int, Meta(description="Wrong codes before the keypad is closed for a while.", ge=1)] = 3
    code_lock_s: Annotated[float, Meta(description="How long it stays closed.", ge=1)] = 60.0
    goodbye_s: Annotated[float, Meta(description="How long 'goodbye' stands before everything is erased.", ge=1)] = 20.0
    receipt_s: Annotated[float, Meta(description="How long the erasure receipt stands.", ge=1)] = 15.0
    rest_s: Annotated[float, Meta(description="How long one rests before a cuff measures.", ge=0)] = 300.0
    cleaning_s: Annotated[
        float, Meta(description="How long the next visit waits at most until everything is wiped; 0: not.", ge=0)
    ] = 180.0
    kinds: Annotated[
        tuple[Annotated[str, Meta(pattern="^(booked|drop-in|measure-only)$")], ...],
        Meta(
            description="What one can come for: `booked` (a code), `drop-in` (meet who is on duty, without an "
            "appointment; somebody must watch the desk's list), `measure-only` (nobody is met).",
            min_length=1,
        ),
    ] = ("booked",)
    left_out: Annotated[
        tuple[str, ...],
        Meta(
            description="Steps that this station does not have: how-to, who-for, company, prepare, review, summary, "
            "rating, cleaning."
        ),
    ] = ()


class PrinterSection(Section, frozen=True, kw_only=True):
    queue: Annotated[
        str,
        Meta(
            description="Name of the printer's queue (`lpstat -a`), for what the GP wrote to the patient; empty: none.",
            pattern="^([A-Za-z0-9_][A-Za-z0-9_.@-]*)?$",
        ),
    ] = ""


class ProbeSection(Section, frozen=True, kw_only=True):
    socket: Annotated[
        str,
        Meta(description="Unix socket that is sent measurements without content (benches, the demo); empty: none."),
    ] = ""


class InstrumentEntry(Section, frozen=True, kw_only=True):
    name: Annotated[str, Meta(description="What the screens call it, e.g. `oximeter`.", pattern="^[a-z][a-z0-9-]*$")]
    driver: Annotated[str, Meta(description="A driver from `kiosk devices list`.")]
    port: Annotated[str, Meta(description="Its serial port, best by /dev/serial/by-path.")]
    line: Annotated[
        str, Meta(description="Line settings, e.g. `19200 8E1`, if the device is set to others than its driver's.")
    ] = ""


class StationSettings(Section, frozen=True, kw_only=True):
    """Everything the three processes of a station read."""

    station: StationSection = StationSection()
    broker: BrokerSection = BrokerSection()
    desk: DeskSection = DeskSection()
    camera: CameraSection = CameraSection()
    examination_camera: ExaminationCameraSection = ExaminationCameraSection()
    sound: SoundSection = SoundSection()
    panel: PanelSection = PanelSection()
    operating: OperatingSection = OperatingSection()
    visit: VisitSection = VisitSection()
    drop_in: DropInSection = DropInSection()
    printer: PrinterSection = PrinterSection()
    probe: ProbeSection = ProbeSection()
    cabinet: CabinetSection = CabinetSection()
    staff: StaffSection = StaffSection()
    speech: SpeechSection = SpeechSection()
    self_test: SelfTestSection = SelfTestSection()
    instruments: tuple[InstrumentEntry, ...] = ()


Table = TypeVar("Table", bound=Section)


def load(table: type[Table], file: Path | None, overrides: Iterable[str] = ()) -> Table:
    """Read ``file`` (TOML), apply ``overrides`` (`section.key=value`) and check everything against ``table``.

    Raises `SettingsError` naming the file, the key and what to do.
    """
    raw: dict[str, Any] = {}
    if file is not None:
        try:
            raw = tomllib.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise SettingsError(f"There is no settings file {file}.", hint="Give one with --config.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
            raise SettingsError(f"{file} is not a TOML file: {problem}.", hint="Mend that line.") from None
    for override in overrides:
        _apply(raw, override)
    _refuse_unknown(table, raw, str(file or "--set"))
    try:
        return msgspec.convert(raw, table, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as problem:
        raise SettingsError(f"{file or '--set'}: {problem}.", hint="See `kiosk settings` for every key.") from None


def _decode(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value)).expanduser()
    raise NotImplementedError(kind)


def _apply(raw: dict[str, Any], override: str) -> None:
    key, equals, value = override.partition("=")
    section, dot, name = key.partition(".")
    if not (equals and dot and section and name):
        raise SettingsError(f"--set {key}: not understood.", hint="Write --set section.key=value.")
    raw.setdefault(section, {})[name] = _listed(value)


def _listed(value: str) -> Any:
    """Read a list as TOML does; everything else is taken as it stands."""
    try:
        return tomllib.loads(f"value = {value}")["value"] if value.startswith("[") else value
    except tomllib.TOMLDecodeError:
        return value


def _refuse_unknown(table: type[Section], raw: Mapping[str, Any], source: str, prefix: str = "") -> None:
    hints = get_type_hints(table)
    for key, value in raw.items():
        if key not in hints:
            near = difflib.get_close_matches(key, hints, n=1)
            hint = f"Did you mean '{prefix}{near[0]}'?" if near else "See `kiosk settings` for every key."
            raise SettingsError(f"{source}: there is no setting '{prefix}{key}'.", hint=hint)
        inner = section_of(hints[key])
        entries = value if isinstance(value, list) else [value]
        for entry in entries:
            if inner is not None and isinstance(entry, Mapping):
                _refuse_unknown(inner, entry, source, f"{prefix}{key}.")


def section_of(hint: Any) -> type[Section] | None:
    """Find the table of settings in a type; None where there is none."""
    candidates = (hint, *get_args(hint)) if get_origin(hint) is not None else (hint,)
    return next((each for each in candidates if isinstance(each, type) and issubclass(each, Section)), None)
