# SPDX-License-Identifier: EUPL-1.2
"""A run after the other: what is drawn again, what stands beside what, what is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from kiosk import messages as m
from kiosk.preferences import Preferences
from tests.ui.touch.gallery.studio import CALL, CODE, EVERYTHING, HERE, STAFF, Studio, save, scene
from ui.touch.gallery.gallery import with_wishes
from ui.touch.gallery.golden import GoldenError, Outcome
from ui.touch.gallery.job import Done, Scene
from ui.touch.gallery.look import Key, Look, Wanted


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


def test_new_pictures_are_accepted_and_then_the_same(studio: Studio) -> None:
    assert set(studio.run().values()) == {Outcome.NEW}
    assert set(studio.run(accept=True).values()) == {Outcome.SAME}
    assert set(studio.run(again=True).values()) == {Outcome.SAME}


def test_what_has_not_changed_is_not_drawn_again(studio: Studio) -> None:
    assert len(studio.open().jobs(EVERYTHING)) == 2
    studio.run()
    assert studio.open().jobs(EVERYTHING) == []
    assert len(studio.open().jobs(EVERYTHING, again=True)) == 2
    studio.open().folder.picture(CODE).unlink()
    assert [job.key for job in studio.open().jobs(EVERYTHING)] == [str(CODE)]
    studio.edition = "2"
    assert len(studio.open().jobs(EVERYTHING)) == 2
    assert studio.open().rows(EVERYTHING) == [], "what other code drew says nothing of this"
    assert studio.open().missing(EVERYTHING) == 2


def test_a_run_that_is_ended_goes_on(studio: Studio) -> None:
    gallery = studio.open()
    job, _ = gallery.jobs(EVERYTHING)
    gallery.take(save(job, 0), HERE)
    gallery.save()
    assert [row.key for row in studio.open().rows(EVERYTHING)] == [CODE]
    assert studio.open().missing(EVERYTHING) == 1
    assert [job.key for job in studio.open().jobs(EVERYTHING)] == [str(CALL)]


def test_the_accepted_picture_stands_beside_what_it_became(studio: Studio) -> None:
    studio.run(accept=True)
    studio.colours[CODE] = 90
    assert studio.run(again=True) == {CODE: Outcome.CHANGED, CALL: Outcome.SAME}
    gallery = studio.open()
    first, second = gallery.rows(EVERYTHING)
    assert (first.key, first.before, first.changed) == (CODE, True, True)
    assert (second.before, second.changed) == (False, False)
    shades = [grey(path) for path in (gallery.folder.before(CODE), gallery.folder.picture(CODE))]
    assert shades == [0, 90]
    with Image.open(gallery.folder.changed(CODE)) as picture:
        assert picture.convert("RGB").getpixel((40, 15)) == (214, 0, 122)


def test_it_stays_the_accepted_one_however_often_the_picture_changes(studio: Studio) -> None:
    studio.run(accept=True)
    for colour in (90, 120):
        studio.colours[CODE] = colour
        studio.run(again=True)
    folder = studio.open().folder
    assert [grey(path) for path in (folder.before(CODE), folder.picture(CODE))] == [0, 120]
    studio.colours[CODE] = 0
    assert studio.run(again=True)[CODE] is Outcome.SAME
    assert not folder.before(CODE).exists()
    assert not folder.changed(CODE).exists()


def test_accepting_takes_the_former_picture_away(studio: Studio) -> None:
    studio.run(accept=True)
    studio.colours[CODE] = 90
    studio.run(again=True)
    gallery = studio.open()
    assert gallery.accept(EVERYTHING) == 1
    assert not gallery.folder.before(CODE).exists()
    assert studio.run() == {CODE: Outcome.SAME, CALL: Outcome.SAME}


def test_a_picture_that_is_not_the_accepted_one_is_not_shown_for_it(studio: Studio) -> None:
    """Another clone accepted something else meanwhile."""
    studio.run(accept=True)
    studio.colours[CODE] = 90
    studio.run(again=True)
    other = Studio(studio.root / "other")
    other.colours[CODE] = 50
    other.run(accept=True)
    (other.root / "golden" / "10.json").replace(studio.root / "golden" / "10.json")
    row = studio.open().rows(EVERYTHING)[0]
    assert (row.outcome, row.before, row.changed) == (Outcome.CHANGED, False, False)


def test_only_what_is_wanted_is_accepted(studio: Studio) -> None:
    studio.run()
    assert studio.open().accept(Wanted(screens=("code",))) == 1
    assert studio.run() == {CODE: Outcome.SAME, CALL: Outcome.NEW}


def test_a_screen_that_is_no_more_is_named_and_then_forgotten(studio: Studio) -> None:
    studio.catalogue = (CODE, CALL, STAFF)
    studio.run(accept=True)
    studio.catalogue = (CODE, CALL)
    assert studio.run()[STAFF] is Outcome.GONE
    assert STAFF not in {row.key for row in studio.open().rows(Wanted(screens=("code",)))}
    assert STAFF not in studio.run(accept=True)


def test_a_screen_that_cannot_be_drawn_comes_first_and_is_tried_again(studio: Studio) -> None:
    gallery = studio.open()
    code, call = gallery.jobs(EVERYTHING)
    gallery.take(save(code, 0), HERE)
    assert gallery.take(Done(key=call.key, problem="KeyError: 'call.end'"), HERE) is Outcome.FAILED
    gallery.save()
    first = studio.open().rows(EVERYTHING)[0]
    assert (first.key, first.outcome, first.problem) == (CALL, Outcome.FAILED, "KeyError: 'call.end'")
    assert studio.open().accept(EVERYTHING) == 1, "what there is no picture of cannot be accepted"
    assert [job.key for job in studio.open().jobs(EVERYTHING)] == [str(CALL)]


def test_notes_that_cannot_be_read_are_none(studio: Studio) -> None:
    studio.run()
    (studio.root / "out" / "run.json").write_text("{")
    assert len(studio.open().jobs(EVERYTHING)) == 2


def test_accepted_pictures_that_cannot_be_read_are_an_error(studio: Studio) -> None:
    studio.run(accept=True)
    (studio.root / "golden" / "10.json").write_text("{")
    with pytest.raises(GoldenError):
        studio.open()


def test_wishes_are_those_of_the_look_and_the_rest_stays() -> None:
    own = Preferences(speech=True, large_text=True, volume_step=5)
    show = m.Show(view=m.HowToView(), language="sv", station_name="S", phone="1", preferences=own)
    its = with_wishes(Scene(show=show), Key("how-to", "ar", Look.CONTRAST, "7")).show
    assert its.language == its.preferences.language == "ar"
    assert (its.preferences.large_text, its.preferences.high_contrast) == (False, True)
    assert (its.preferences.speech, its.preferences.volume_step) == (True, 5)


def test_what_follows_is_divided_over_the_time_that_passes() -> None:
    sounds = tuple(m.SoundLevel(level_db=float(-number)) for number in range(7))
    steps = list(Scene(show=scene(CODE).show, then=sounds, after_s=1.0).steps(0.25))
    assert [len(step) for step in steps] == [1, 2, 2, 2]
    assert tuple(each for step in steps for each in step) == sounds


def grey(path: Path) -> int:
    with Image.open(path) as picture:
        return int(picture.convert("L").getpixel((40, 15)))  # type: ignore[arg-type]
