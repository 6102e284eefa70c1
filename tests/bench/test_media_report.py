# SPDX-License-Identifier: EUPL-1.2
"""The bench's plan, its table and its page, made from calls that never took place."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.bench.media import scenarios
from tests.bench.media.cell import Cell
from tests.bench.media.cost import tree_cost, tree_cpu_s
from tests.bench.media.figures import figures_of, merged
from tests.bench.media.plots import Curve, dots, over_time
from tests.bench.media.report import Report
from tests.bench.media.run import jobs, left_s
from tests.bench.media.scenarios import FULL, QUICK, Scenario
from tests.bench.media.soak import judge
from tests.bench.media.table import CHROMIUM, KIOSK, outcomes, soaked, written
from tests.bench.media.track import Heard, Seen

START_S = 1_000.0
SOAK_S = 10.0
"""Shorter than the calls made here."""


def cell(name: str, station: str, *, latency_ms: float = 45.0, concealed: float = 0.0, seed: int = 1) -> Cell:
    """Make a cell with thirty pictures a second both ways."""
    scenario = scenarios.make(name, QUICK, seed)
    made = Cell(scenario=scenario, station=station, seed=seed, t0_s=START_S, setup_s=1.0)
    for track in (made.to_station, made.to_gp):
        for number in range(int(30 * scenario.to_s) + 1):
            track.frames.append(Seen(START_S + number / 30, latency_ms, 640, 360))
        for second in range(int(scenario.to_s) + 2):
            track.voice.append(Heard(START_S + second, 48_000.0 * second, 48_000.0 * second * concealed))
    made.marks_s = [step.at_s for step in scenario.steps]
    made.cost = {"core": 0.2, "pss_mb": 100.0} if station == KIOSK else {"core": 0.5, "pss_mb": 700.0}
    for second in range(int(scenario.to_s)):
        way = {"taken": second * 100, "taken_bytes": second * 100_000}
        entry = {"t": START_S + second, "up": way, "down": way, "late_p50_ms": 0.1, "late_p99_ms": 0.9}
        made.line.append({**entry, "unread_bytes": 0, "pss_mb": 100.0 + 2 * second})
    return made


def report_of(*cells: Cell) -> Report:
    report = Report(about={"machine": "<none>"})
    for each in cells:
        report.add(each)
    return report


def verdicts(report: Report) -> dict[str, bool | None]:
    return {outcome.item: outcome.reached for outcome in outcomes(report.merged())}


def test_every_row_is_reached_by_a_perfect_call_and_by_no_call_at_all_none_is() -> None:
    names = scenarios.names()
    perfect = [cell(name, KIOSK, latency_ms=45) for name in names]
    report = report_of(*perfect, *(cell(name, CHROMIUM, latency_ms=90) for name in names))
    assert set(verdicts(report).values()) == {True}
    assert set(verdicts(report_of()).values()) == {None}


def test_a_figure_too_high_in_one_direction_is_not_reached() -> None:
    bad = cell("loss10", KIOSK)
    bad.to_gp.voice = [Heard(START_S + second, 48_000.0 * second, 4_800.0 * second) for second in range(20)]
    found = verdicts(report_of(bad, cell("loss10", CHROMIUM)))
    assert found["10 % loss, both directions"] is False


def test_half_of_chromiums_cost_is_part_of_the_demand() -> None:
    cheap = cell("clean", CHROMIUM)
    cheap.cost = {"core": 0.3, "pss_mb": 700.0}
    assert verdicts(report_of(cell("clean", KIOSK), cheap))["cost of the call process, two-way"] is False
    alone = verdicts(report_of(cell("clean", KIOSK)))
    assert alone["cost of the call process, two-way"] is None


def test_unknown_speech_is_not_good_speech() -> None:
    deaf = cell("loss5", KIOSK)
    deaf.to_station.voice = []
    assert verdicts(report_of(deaf, cell("loss5", CHROMIUM)))["5 % loss, both directions"] is None


def test_what_never_came_back_is_not_reached() -> None:
    dead = cell("outage", KIOSK)
    dead.to_gp.frames = [frame for frame in dead.to_gp.frames if frame.at_s < START_S + 6]
    report = report_of(dead)
    assert verdicts(report)["5 s outage: fresh picture after it"] is False
    assert "never" in outcomes(report.merged())[7].ours


def test_medians_and_spread_over_seeds() -> None:
    together = merged([{"a": 1.0, "b": None}, {"a": 5.0}, {"a": 2.0}])
    assert together == {"a": {"median": 2.0, "least": 1.0, "most": 5.0, "seeds": 3}}


def test_a_broken_call_has_no_figures_and_is_named(tmp_path: Path) -> None:
    broken = cell("clean", KIOSK)
    broken.problem = "The call <does> not come about."
    assert figures_of(broken) == {}
    _, page = report_of(broken).write(tmp_path)
    assert "&lt;does&gt;" in page.read_text(encoding="utf-8")


def test_the_page_needs_nothing_but_itself(tmp_path: Path) -> None:
    report = report_of(*(cell(name, station) for name in ("clean", "drop", "outage") for station in (KIOSK, CHROMIUM)))
    report.about["profile"] = {"samples": 1, "seconds": 1, "own": [["a <b>", 0.5]], "with_callees": [], "threads": []}
    data, page = report.write(tmp_path)
    text = page.read_text(encoding="utf-8")
    assert "<svg" in text and "a &lt;b&gt;" in text and "&lt;none&gt;" in text
    assert not any(word in text for word in ("http:", "https:", "src=", "href=", "@import"))
    written_data = json.loads(data.read_text(encoding="utf-8"))
    assert {each["scenario"] for each in written_data["cells"]} == {"clean", "drop", "outage"}
    assert len(written_data["table"]) == 11


def test_drawings_are_well_formed() -> None:
    curve = Curve(station=KIOSK, points=[(0, 1.0), (1, None), (2, 30.0), (3, 2e6)])
    for drawing in (
        over_time("a < b", [curve], [1.0], 100),
        over_time("nothing", []),
        dots("c & d", [("x", {KIOSK: [1.0, 3.0], CHROMIUM: []})], 2.0),
        dots("none", []),
    ):
        ElementTree.fromstring(drawing)


def test_who_begins_changes_from_cell_to_cell() -> None:
    found = jobs(["clean", "loss5"], QUICK, 2, (KIOSK, CHROMIUM))
    assert [(job.scenario.name, job.station, job.seed) for job in found[:4]] == [
        ("clean", KIOSK, 1), ("clean", CHROMIUM, 1), ("loss5", CHROMIUM, 1), ("loss5", KIOSK, 1),
    ]  # fmt: skip
    assert len(found) == 8


def test_the_quick_run_takes_less_than_eight_minutes() -> None:
    assert left_s(jobs(scenarios.names(), QUICK, 1, (KIOSK, CHROMIUM)), 0) < 8 * 60


@pytest.mark.parametrize("name", scenarios.names())
@pytest.mark.parametrize("pace", [FULL, QUICK])
def test_steps_lie_within_their_scenario_and_in_order(name: str, pace: scenarios.Pace) -> None:
    made = scenarios.make(name, pace, 1)
    times = [step.at_s for step in made.steps]
    assert times == sorted(times)
    assert all(0 < at_s < made.to_s for at_s in times)
    assert made.from_s < made.to_s
    assert scenarios.make(name, pace, 1) == made


def test_all_of_it_holds_everything() -> None:
    steps = scenarios.make("all", FULL, 3).steps
    assert any(step.address for step in steps)
    assert {"loss", "burst_loss", "rate_bps", "jitter_s", "outage"} <= {key for step in steps for key in step.line}
    assert steps != scenarios.make("all", FULL, 4).steps


def test_names_of_scenarios_may_be_shortened_and_wrong_ones_are_told() -> None:
    assert scenarios.chosen(["burst"]) == ["burst2", "burst5", "burst10", "burst20"]
    assert scenarios.chosen(["loss2"]) == ["loss2"]
    assert scenarios.chosen(["drop", "clean"]) == ["clean", "drop"]
    with pytest.raises(ValueError, match="there are: clean"):
        scenarios.chosen(["nothing"])


def test_a_soak_that_grows_is_told() -> None:
    made = cell("clean", KIOSK)
    made.scenario = Scenario(name="soak", title="soak", from_s=0.0, to_s=SOAK_S)
    assert judge(made, SOAK_S)["drifts"]["memory (PSS), MB"]["held"] is False
    for entry in made.line:
        entry["pss_mb"] = 100.0
    assert judge(made, SOAK_S)["held"] is True
    made.to_gp.frames = [Seen(frame.at_s, 10 * (frame.at_s - START_S), 640, 360) for frame in made.to_gp.frames]
    assert judge(made, SOAK_S)["held"] is False


def test_the_last_soak_is_a_row_of_the_table(tmp_path: Path) -> None:
    path = tmp_path / "soak.json"
    assert soaked(path).reached is None
    made = cell("clean", KIOSK)
    made.scenario = Scenario(name="soak", title="soak", from_s=0.0, to_s=SOAK_S)
    grown = judge(made, SOAK_S)
    path.write_text(json.dumps(grown), encoding="utf-8")
    assert soaked(path).reached is False
    path.write_text(json.dumps({**grown, "held": True}), encoding="utf-8")
    assert soaked(path).reached is None  # too short
    path.write_text(json.dumps({**grown, "held": True, "seconds": 3600}), encoding="utf-8")
    assert soaked(path).reached is True


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(None, "s", "–"), (999.0, "s", "never"), (1469.0, "ms", "1469 ms"), (0.0123, "%", "1.2 %"), (12.34, "", "12.3")],
)
def test_figures_are_written_for_people(value: float | None, unit: str, text: str) -> None:
    assert written(value, unit) == text


def test_the_cost_of_this_very_process() -> None:
    import os

    cost = tree_cost(os.getpid())
    assert cost.processes >= 1 and 1e6 < cost.pss_bytes <= cost.rss_bytes
    assert 0 < tree_cpu_s(os.getpid()) < 1e5
