# SPDX-License-Identifier: EUPL-1.2
"""The catalogues: complete, nothing unneeded, the same placeholders, and every sign in the font."""

from __future__ import annotations

import ast
import string
import struct
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from kiosk.capability import Capability
from kiosk.guide import GUIDES
from kiosk.line_quality import CallMode, Cause, Grade
from kiosk.messages import NoticeKey
from kiosk.reading import Failure, SensorState
from kiosk.station.staff_session import Said
from kiosk.workbench import Outcome, PortKind, Problem, Verdict
from ui.touch.drawings import DRAWINGS
from ui.touch.i18n import FOLDER, LANGUAGES, Words, own_name
from ui.touch.staff_words import TROUBLES
from ui.touch.widgets.told import SIGNS

SOURCE = FOLDER.parent
CALLS = frozenset({"words", "count", "has"})
MADE_UP = {
    "notice.{}": [key.value for key in NoticeKey],
    "sensor.{}": [state.value for state in SensorState],
    "sensor.{}.{}": [
        "pulse-oximetry.searching", "pulse-oximetry.no-signal", "pulse-oximetry.sensor-fault", "blood-glucose.silent",
        "blood-glucose.searching", "blood-pressure.searching",
    ],
    "short.{}": [capability.value for capability in GUIDES],
    "value.{}": [measure.value for guide in GUIDES.values() for measure in (*guide.shown, *guide.progress)],
    "picture.{}": list(DRAWINGS),
    "say.{}": ["yes", "no", "cannot-hear", "please-write"],
    "consent.{}": ["meet", "measure", "record", "nothing", "stop"],
    "waiting.{}-title": ["here", "soon"],
    "waiting.{}-text": ["here", "soon"],
    "reconnecting.{}": ["line", "media"],
    "line.{}": [grade.value for grade in Grade],
    "line.cause.{}": [cause.value for cause in Cause if cause not in (Cause.NONE, Cause.GONE)],
    "line.mode.{}": [mode.value for mode in CallMode if mode is not CallMode.FULL],
    "told.{}": list(SIGNS),
    "goodbye.{}": ["gp", "patient", "cancelled", "refused", "expired"],
    "receipt.{}": ["memory", "folder", "pictures", "messages", "keys"],
    "staff.kind.{}": [capability.value for capability in Capability],
    "staff.port.{}": [kind.value for kind in PortKind],
    "staff.heard.{}": [outcome.value for outcome in Outcome],
    "staff.advice.{}": [outcome.value for outcome in Outcome if outcome is not Outcome.NOT_OPEN],
    "staff.trouble.{}": [*TROUBLES, "other"],
    "staff.verdict.{}": [verdict.value for verdict in Verdict],
    "staff.problem.{}": [problem.value for problem in Problem],
    "staff.said.{}": [said.value for said in Said if said],
    "{}.question": ["leave", "end"],
    "{}.text": ["leave", "end"],
}  # fmt: skip
"""Keys put together in the source, and every value they take."""


def _catalogue(language: str) -> dict[str, tuple[str, ...]]:
    with (FOLDER / language / "kiosk.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    entries = {}
    for message in catalogue:
        if message.id:
            plural = isinstance(message.id, tuple)
            key = message.id[0] if plural else message.id
            text: Any = message.string
            entries[str(key)] = tuple(text) if plural else (str(text),)
    return entries


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _keys_in_source() -> Iterator[str]:
    """Find every key given to `Words`, and every string constant that is a key of some catalogue."""
    known = set(_catalogue("en"))
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in known:
                yield str(node.value)
            if isinstance(node, ast.Call) and _is_words(node.func) and node.args:
                yield from _keys_of(node.args[0])
            if isinstance(node, ast.JoinedStr):
                yield from _made_up(node)


def _is_words(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in CALLS


def _keys_of(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value


def _made_up(node: ast.JoinedStr) -> Iterator[str]:
    pattern = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    for value in MADE_UP.get(pattern, []):
        yield pattern.format(*value.split(".", pattern.count("{}") - 1))


def _keys_of_guides() -> Iterator[str]:
    """Find every key that the station sends because a guide says so."""
    for guide in GUIDES.values():
        yield from (guide.title, guide.retake, guide.done)
        yield from (key for step in guide.steps for key in (step.text, step.by_hand) if key)
        yield from (guide.advice(failure) for failure in Failure)


def test_every_key_is_there_and_none_is_unneeded() -> None:
    used = {*_keys_in_source(), *_keys_of_guides()}
    for language in LANGUAGES:
        assert set(_catalogue(language)) == used, language


def test_no_sentence_is_empty_and_placeholders_agree() -> None:
    reference = _catalogue("en")
    for language in LANGUAGES:
        for key, forms in _catalogue(language).items():
            assert all(form.strip() for form in forms), (language, key)
            assert len(forms) == len(reference[key]), (language, key)
            for form, other in zip(forms, reference[key], strict=True):
                assert _placeholders(form) == _placeholders(other), (language, key)


def test_the_file_ends_in_its_own_language() -> None:
    """A sentence copied and never translated is the same in two languages; a few short ones may be."""
    catalogues = {language: _catalogue(language) for language in LANGUAGES}
    same = {key for key, forms in catalogues["en"].items() if catalogues["sv"][key] == forms}
    assert same == {"value.bmi"}


def test_every_picture_of_a_guide_is_drawn_and_every_drawing_is_used() -> None:
    assert {step.picture for guide in GUIDES.values() for step in guide.steps} == set(DRAWINGS)


def test_plurals_and_numbers() -> None:
    english, swedish = Words("en"), Words("sv")
    assert english.count("goodbye.filed", 1) == "1 reading has been kept in your record."
    assert english.count("goodbye.filed", 2) == "2 readings have been kept in your record."
    assert swedish.count("locked.remaining", 1200) == "Du kan försöka igen om 1\xa0200 sekunder."
    assert english.count("locked.remaining", 1200) == "You can try again in 1,200 seconds."


def test_an_unknown_key_is_an_error_and_an_unknown_language_is_swedish() -> None:
    with pytest.raises(KeyError):
        Words("en")("no.such.key")
    assert Words("fi").language == "sv"


def test_languages_are_named_by_their_speakers() -> None:
    assert [own_name(language) for language in LANGUAGES] == ["Svenska", "Norsk bokmål", "English"]


def test_the_font_has_every_sign() -> None:
    spec = find_spec("kivy")
    assert spec is not None and spec.origin is not None
    glyphs = _glyphs(Path(spec.origin).parent / "data" / "fonts" / "DejaVuSans.ttf")
    text = "".join(form for language in LANGUAGES for forms in _catalogue(language).values() for form in forms)
    text += "0123456789 –…%áčđŋšŧž" + "".join(own_name(language) for language in LANGUAGES)
    assert {sign for sign in text if ord(sign) not in glyphs and not sign.isspace()} == set()
    assert 0x4E2D not in glyphs, "the reader of the font must be able to say no"


def _glyphs(font: Path) -> set[int]:
    """Read the characters of a TrueType font: the `cmap` table, format 4 (ISO/IEC 14496-22, 5.2.1.3.3)."""
    data = font.read_bytes()
    tables = {
        data[at : at + 4]: struct.unpack(">II", data[at + 8 : at + 16]) for at in range(12, 12 + 16 * _u16(data, 4), 16)
    }
    cmap: Any = tables[b"cmap"][0]
    for record in range(_u16(data, cmap + 2)):
        platform, encoding, offset = struct.unpack(">HHI", data[cmap + 4 + 8 * record : cmap + 12 + 8 * record])
        if (platform, encoding) == (3, 1) and _u16(data, cmap + offset) == 4:
            return _format_4(data, cmap + offset)
    raise AssertionError("no Unicode cmap of format 4")


def _format_4(data: bytes, at: int) -> set[int]:
    double = _u16(data, at + 6)
    characters: set[int] = set()
    for segment in range(0, double, 2):
        last, first = _u16(data, at + 14 + segment), _u16(data, at + 16 + double + segment)
        characters.update(range(first, last + 1))
    return characters


def _u16(data: bytes, at: int) -> int:
    return int(struct.unpack(">H", data[at : at + 2])[0])
