# SPDX-License-Identifier: EUPL-1.2
"""The catalogues: complete, nothing unneeded, the same placeholders, and every sign in the font."""

from __future__ import annotations

import ast
import datetime as dt
import gettext
import re
import string
import struct
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.messages.pofile import read_po

from kiosk.assistant_view import Guest
from kiosk.capability import Capability
from kiosk.drop_in import Reason as Reasons
from kiosk.guide import GUIDES
from kiosk.languages import OFFERED
from kiosk.line_quality import CallMode, Cause, Grade
from kiosk.messages import Company, NoticeKey, PersonFor
from kiosk.phrases import Phrase
from kiosk.power import Restart
from kiosk.reading import Failure, SensorState
from kiosk.selftest import words as on_the_command_line
from kiosk.selftest.consequences import Fitness
from kiosk.selftest.report import Check, Reason
from kiosk.selftest.report import Outcome as Ended
from kiosk.station.lesson import Task
from kiosk.station.staff_session import Said
from kiosk.station.walk import PREPARATIONS
from kiosk.technician_view import Link, Place, TechnicianPage, Told, Version
from kiosk.workbench import Outcome, PortKind, Problem, Verdict
from kiosk.yardstick import Yardstick
from tests.ui.touch.text.test_shape import draws_the_same
from ui.touch.drawings import DRAWINGS
from ui.touch.i18n import FOLDER, KNOWN, PSEUDO, Words, own_name, unread
from ui.touch.screens.assistant_steps import STEPS as TOOL_STEPS
from ui.touch.screens.call_help import STEPS
from ui.touch.screens.staff_lines import NAMES
from ui.touch.staff_words import TROUBLES
from ui.touch.text.direction import isolate, plain
from ui.touch.text.pseudo import stretched
from ui.touch.text.shape import join
from ui.touch.widgets.told import SIGNS

SOURCE = FOLDER.parent
RESTARTS = [f"technician.restart.{what}" for what in Restart]
KINDS = ("booked", "drop-in", "measure-only")
CALLS = frozenset({"words", "count", "has"})
NUMBERS = 1200
PLURALS = {
    "code.attempts-left", "locked.remaining", "locked.minutes", "waiting.waited", "waiting.expected", "goodbye.filed",
    "idle.text", "staff.idle",
}  # fmt: skip
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
    "how-to.{}": ["speech", "large_text", "high_contrast"],
    "{}.title": ["who-for", "company", "purpose", "drop-in", "guest"],
    "purpose.closed.{}": ["station", "clinic"],
    "{}.{}": [
        *(f"who-for.{person.value}" for person in PersonFor), *(f"company.{who.value}" for who in Company),
        *(f"drop-in.{reason.value}" for reason in Reasons), *(f"purpose.{kind}" for kind in KINDS),
        *(f"guest.{guest.value}" for guest in Guest),
        *(f"assistant.{tool}.{step}" for tool, steps in TOOL_STEPS.items() for step in steps),
    ],
    "assistant.{}": ["patient", "camera", "stethoscope", "person", "lead", "wrong", "unheard"],
    "practice.task.{}": [task.value for task in Task],
    "assistant.by.{}": ["assistant", "patient", "helped"],
    "assistant.asked.{}": [guest.value for guest in Guest],
    "assistant.steps.{}": [tool.value for tool in TOOL_STEPS],
    "{}.on": [f"assistant.{tool}" for tool in TOOL_STEPS],
    "{}.off": [f"assistant.{tool}" for tool in TOOL_STEPS],
    "{}.yes": ["assistant.hand-over"],
    "{}.no": ["assistant.hand-over"],
    "prepare.{}": list(PREPARATIONS),
    "cleaning.{}": ["screen", "instruments", "seat"],
    "consent.{}": [
        "meet", "measure", "record", "nothing", "stop", "meet-any", "told", "measure-any", "measure-only",
        "sent-nothing",
    ],
    "waiting.light.{}": ["good", "dark", "bright", "backlit"],
    "waiting.sound.{}": ["ask", "heard"],
    "waiting.{}-title": ["here", "soon"],
    "waiting.{}-text": ["here", "soon"],
    "reconnecting.{}": ["line", "media"],
    "summary.print.{}": ["busy", "done", "failed"],
    "rating.{}": ["help", "media"],
    "rating.{}.{}": [f"{question}.{stars}" for question in ("help", "media") for stars in range(1, 6)],
    "line.{}": [grade.value for grade in Grade],
    "line.cause.{}": [cause.value for cause in Cause if cause not in (Cause.NONE, Cause.GONE)],
    "line.mode.{}": [mode.value for mode in CallMode if mode is not CallMode.FULL],
    "told.{}": list(SIGNS),
    "call.own-{}": ["move", "hide", "show"],
    "call.help.{}": list(STEPS),
    "guidance.{}": [phrase.value for phrase in Phrase],
    "goodbye.{}": ["gp", "patient", "cancelled", "refused", "expired", "call-back", "measured"],
    "receipt.{}": ["memory", "folder", "pictures", "messages", "keys"],
    "staff.kind.{}": [capability.value for capability in Capability],
    "staff.port.{}": [kind.value for kind in PortKind],
    "staff.heard.{}": [outcome.value for outcome in Outcome],
    "staff.advice.{}": [outcome.value for outcome in Outcome if outcome is not Outcome.NOT_OPEN],
    "staff.trouble.{}": [*TROUBLES, "other"],
    "staff.verdict.{}": [verdict.value for verdict in Verdict],
    "staff.problem.{}": [problem.value for problem in Problem],
    "selftest.check.{}": [check.value for check in Check],
    "selftest.outcome.{}": [ended.value for ended in Ended],
    "selftest.reason.{}": [reason.value for reason in Reason if reason],
    "selftest.fitness.{}": [fitness.value for fitness in Fitness],
    "staff.said.{}": [said.value for said in Said if said],
    "technician.page.{}": [page.value for page in TechnicianPage],
    "technician.about.{}": [page.value for page in TechnicianPage],
    "technician.version.{}": [part.value for part in Version if part not in NAMES],
    "technician.place.{}": [place.value for place in Place],
    "technician.link.{}": [link.value for link in Link],
    "technician.told.{}": [told.value for told in Told if told],
    "technician.restart.{}": [what.value for what in Restart],
    "technician.panel.{}": [each.value for each in Yardstick],
    "technician.panel.with-{}": [each.value for each in Yardstick],
    "technician.camera.{}": ["missing", "examination", "room"],
    "{}.question": ["leave", "end", "assistant.hand-over", *RESTARTS],
    "{}.text": ["leave", "end", "assistant.hand-over", *RESTARTS],
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


@pytest.mark.parametrize("language", KNOWN)
def test_every_key_is_there_and_none_is_unneeded(language: str) -> None:
    used = {*_keys_in_source(), *_keys_of_guides()}
    there = set(_catalogue(language))
    assert (used - there, there - used) == (set(), set()), "missing, unneeded"


@pytest.mark.parametrize("language", (*KNOWN, PSEUDO))
def test_no_sentence_is_empty_and_placeholders_agree(language: str) -> None:
    """A form of a plural may say its number in words, if it stands for one number alone."""
    reference = {key: _placeholders(forms[-1]) for key, forms in _catalogue("en").items()}
    alone = _forms_of_one_number(language)
    for key, forms in _sentences(language).items():
        assert all(form.strip() for form in forms), key
        for place, form in enumerate(forms):
            left_out = {"n"} if len(forms) > 1 and place in alone else set()
            assert reference[key] - left_out <= _placeholders(form) <= reference[key], (key, form)


def _sentences(language: str) -> dict[str, tuple[str, ...]]:
    if language != PSEUDO:
        return _catalogue(language)
    return {key: tuple(map(stretched, forms)) for key, forms in _catalogue("en").items()}


def _form_of(language: str) -> list[int]:
    """Tell which form gettext takes for 0, 1, 2 …"""
    head = (FOLDER / ("en" if language == PSEUDO else language) / "kiosk.po").read_text(encoding="utf-8")
    rule = re.search(r"plural=(.+);", head)
    assert rule is not None
    return [gettext.c2py(rule[1])(n) for n in range(NUMBERS)]


def _forms_of_one_number(language: str) -> set[int]:
    chosen = Counter(_form_of(language))
    return {form for form, times in chosen.items() if times == 1}


@pytest.mark.parametrize("language", KNOWN)
def test_plurals_have_the_forms_of_the_language(language: str) -> None:
    """The rule in the file groups numbers as Unicode's own data do."""
    rule = Locale(language).plural_form
    pairs = {(form, rule(n)) for n, form in enumerate(_form_of(language))}
    count = len(rule.tags | {"other"})
    assert len(pairs) == count == len({form for form, _ in pairs}) == len({tag for _, tag in pairs})
    assert {len(forms) for key, forms in _catalogue(language).items() if key in PLURALS} == {count}
    assert {key for key, forms in _catalogue(language).items() if len(forms) > 1} == PLURALS


@pytest.mark.parametrize("language", KNOWN)
def test_what_a_machine_made_is_marked_until_a_native_has_read_it(language: str) -> None:
    head = (FOLDER / language / "kiosk.po").read_text(encoding="utf-8").split("\n\n")[0]
    review = re.search(r'"X-Review: (native|machine)\\n"', head)
    assert review is not None
    assert (review[1] == "machine") == bool(unread(language)), "the header follows the marks"
    assert unread(language) <= set(_catalogue(language))
    assert review[1] == "native" or language not in ("sv", "en")


@pytest.mark.parametrize("language", sorted(set(KNOWN) - {"en"}))
def test_no_sentence_was_left_in_english(language: str) -> None:
    """A sentence copied and never translated is the same in two languages; a few short ones may be."""
    english = _catalogue("en")
    long = {key for key, forms in english.items() if " " in forms[0]}
    assert {
        key for key, forms in _catalogue(language).items() if key in long and set(forms) & set(english[key])
    } == set()


def test_every_picture_of_a_guide_is_drawn_and_every_drawing_is_used() -> None:
    assert {step.picture for guide in GUIDES.values() for step in guide.steps} == set(DRAWINGS)


def test_plurals_and_numbers() -> None:
    english, swedish = Words("en"), Words("sv")
    assert english.count("goodbye.filed", 1) == "1 reading has been saved in your record."
    assert english.count("goodbye.filed", 2) == "2 readings have been saved in your record."
    assert swedish.count("locked.remaining", 1200) == "Du kan försöka igen om 1\xa0200 sekunder."
    assert english.count("locked.remaining", 1200) == "You can try again in 1,200 seconds."


def test_arabic_has_a_form_for_none_one_two_few_many_and_hundreds() -> None:
    words = Words("ar")
    assert words.count("waiting.waited", 1) == "انتظرت دقيقة واحدة."
    assert words.count("waiting.waited", 2) == "انتظرت دقيقتين."
    assert [words.count("waiting.waited", n).split()[-1] for n in (5, 11, 100)] == ["دقائق.", "دقيقة.", "دقيقة."]
    assert isolate("1,200") in words.count("waiting.waited", 1200), "Latin digits, kept in their order"


def test_values_are_isolated_where_the_words_run_the_other_way() -> None:
    assert isolate("0951-123 45") in Words("ar")("help", phone="0951-123 45")
    assert Words("sv")("help", phone="0951-123 45") == "Hjälp: ring 0951-123 45"
    assert isolate("ليلى") in Words("sv")("gp-absent.title", gp="ليلى")


@pytest.mark.parametrize(
    ("language", "number", "clock", "day"),
    [
        ("sv", "1\xa0234,5", "09:40", "måndag 23 november"),
        ("nb", "1\xa0234,5", "09:40", "mandag 23. november"),
        ("se", "1\xa0234,5", "09:40", "vuossárga 23.11."),
        ("fi", "1\xa0234,5", "9.40", "maanantai 23. marraskuuta"),
        ("en", "1,234.5", "09:40", "Monday 23 November"),
        ("ar", "1,234.5", "09:40", "الاثنين 23 نوفمبر"),
        (PSEUDO, "1,234.5", "09:40", "Monday 23 November"),
    ],
)
def test_numbers_and_times_are_those_of_the_language(language: str, number: str, clock: str, day: str) -> None:
    words = Words(language)
    assert words.number(1234.5) == number
    assert plain(words.clock(dt.time(9, 40))) == clock
    assert words.day(dt.date(2026, 11, 23)) == day


def test_an_unknown_key_is_an_error_and_an_unknown_language_is_swedish() -> None:
    with pytest.raises(KeyError):
        Words("en")("no.such.key")
    assert Words("de").language == "sv"


def test_languages_are_named_by_their_speakers() -> None:
    names = ["Svenska", "Norsk bokmål", "Davvisámegiella", "Suomi", "English", "العربية"]
    assert [own_name(language) for language in KNOWN] == names
    assert set(OFFERED) <= set(KNOWN) and PSEUDO not in KNOWN


def test_the_long_language_is_two_fifths_longer_and_still_names_its_values() -> None:
    words = Words(PSEUDO)
    short, long = Words("en")("consent.record", gp="Dr Åse"), words("consent.record", gp="Dr Åse")
    assert long.startswith("[") and long.endswith("]") and "Dr Åse" in long
    assert 1.3 * len(short) < len(long) < 1.5 * len(short) + 2
    assert words.count("waiting.waited", 2) != Words("en").count("waiting.waited", 2)


@pytest.mark.parametrize("language", (*KNOWN, PSEUDO))
def test_the_font_has_every_sign(language: str) -> None:
    """Signs as they are drawn: Arabic letters in the forms in which they join."""
    drawn = "".join(plain(join(form)) for forms in _sentences(language).values() for form in forms)
    drawn += plain(join(own_name(language))) + "0123456789 –…%áčđŋšŧžÁČĐŊŠŦŽ/°²✓←→≥"
    assert {sign for sign in drawn if ord(sign) not in _font() and not sign.isspace()} == set()


def test_the_reader_of_the_font_can_say_no() -> None:
    assert 0x4E2D not in _font() and 0x41 in _font()


def test_every_arabic_sentence_looks_as_another_engine_draws_it() -> None:
    """With values in it: names, telephone numbers, counts, brackets."""
    values = {"gp": "Dr Åse Lind", "phone": "+46 951-123 45", "n": "1,200", "clinic": "Slussfors (vårdcentral)"}
    for forms in _catalogue("ar").values():
        for form in forms:
            filled = {name: isolate(values.get(name, "X-7 (2) /dev/a")) for name in _placeholders(form)}
            assert draws_the_same(form.format(**filled)), form


@cache
def _font() -> set[int]:
    spec = find_spec("kivy")
    assert spec is not None and spec.origin is not None
    return _glyphs(Path(spec.origin).parent / "data" / "fonts" / "DejaVuSans.ttf")


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
        ends, starts, deltas, offsets = (at + 14 + segment + part * double + (part > 0) * 2 for part in range(4))
        last, first, delta, offset = (_u16(data, place) for place in (ends, starts, deltas, offsets))
        for code in range(first, last + 1):
            glyph = code if not offset else _u16(data, offsets + offset + 2 * (code - first))
            if glyph and (glyph + delta) & 0xFFFF:
                characters.add(code)
    return characters


def _u16(data: bytes, at: int) -> int:
    return int(struct.unpack(">H", data[at : at + 2])[0])


def test_the_self_test_says_the_same_on_the_command_line() -> None:
    words = Words("en")
    for part, texts in (
        ("check", on_the_command_line.CHECKS),
        ("outcome", on_the_command_line.OUTCOMES),
        ("fitness", on_the_command_line.FITNESS),
        ("reason", on_the_command_line.REASONS),
    ):
        for value, text in texts.items():
            assert words(f"selftest.{part}.{value}") == text
