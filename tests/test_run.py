# SPDX-License-Identifier: EUPL-1.2
"""`./run`: what is due, what is said, what is refused. Nothing here installs anything."""

from __future__ import annotations

import fcntl
import io
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from provisioning.bootstrap import cli, command, node, packages, python_env
from provisioning.bootstrap.command import SetupError, clean_environment, complaint, run_logged
from provisioning.bootstrap.packages import Package, PackagesStep
from provisioning.bootstrap.stamps import Stamp, fingerprint
from provisioning.bootstrap.terminal import step_line

ROOT = Path(__file__).parents[1]
FILE = """\
# a comment
[demo]
mosquitto   the broker
libmtdev1|libmtdev1t64  touchscreens
[station]
python3-picamera2 the camera
"""


def parsed() -> tuple[Package, ...]:
    return packages.parse(FILE)


def nothing(detail: str) -> None:
    """Take what a step says it is at."""


# ------------------------------------------------------------------------------------------------ Debian packages


def test_the_package_file_is_read() -> None:
    assert parsed() == (
        Package(names=("mosquitto",), why="the broker", section="demo"),
        Package(names=("libmtdev1", "libmtdev1t64"), why="touchscreens", section="demo"),
        Package(names=("python3-picamera2",), why="the camera", section="station"),
    )


def test_the_project_s_own_package_file_is_read() -> None:
    found = packages.parse((ROOT / "packages.txt").read_text(encoding="utf-8"))
    assert {package.section for package in found} == {"demo", "test", "station", "no-localhost"}
    assert "mosquitto" in {name for package in found for name in package.names}


@pytest.mark.parametrize("line", ["mosquitto", "Mosquitto the broker", "[Demo]", "a, b why"])
def test_a_line_that_is_not_understood_is_named(line: str) -> None:
    with pytest.raises(SetupError, match="line 2"):
        packages.parse(f"[demo]\n{line}\n")


def test_either_name_will_do() -> None:
    assert packages.missing(parsed(), {"mosquitto", "libmtdev1t64", "python3-picamera2"}) == ()
    assert [package.names[0] for package in packages.missing(parsed(), set())] == [
        "mosquitto",
        "libmtdev1",
        "python3-picamera2",
    ]


def test_the_first_name_on_offer_is_chosen() -> None:
    chosen, nowhere = packages.choose(parsed()[:2], {"libmtdev1t64"})
    assert list(chosen) == ["libmtdev1t64"]
    assert [package.names for package in nowhere] == [("mosquitto",)]


def test_what_will_be_installed_is_said_with_its_reason() -> None:
    chosen, _ = packages.choose(parsed(), {"mosquitto", "libmtdev1"})
    text = packages.announce(chosen)
    assert "mosquitto  the broker" in text
    assert "libmtdev1  touchscreens" in text


def test_a_raspberry_pi_is_known_by_its_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = tmp_path / "model"
    monkeypatch.setattr(packages, "localhost_has_address", lambda: True)
    assert packages.wanted_sections(model) == {"demo", "test"}
    model.write_bytes(b"Raspberry Pi 5 Model B Rev 1.0\0")
    assert packages.wanted_sections(model) == {"demo", "test", "station"}


def test_a_machine_without_a_name_for_itself_gets_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*arguments: object) -> None:
        raise socket.gaierror

    assert packages.localhost_has_address()
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "no-localhost" in packages.wanted_sections(tmp_path / "model")


def test_without_root_and_sudo_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(SetupError, match="as root, call: apt-get install --no-install-recommends mosquitto xvfb"):
        packages.as_root(["mosquitto", "xvfb"])


def test_a_refused_sudo_names_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sudo = tmp_path / "sudo"
    sudo.write_text("#!/bin/sh\nexit 1\n")
    sudo.chmod(0o755)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(SetupError, match="call: sudo apt-get install"):
        packages.as_root(["mosquitto"])
    sudo.write_text("#!/bin/sh\nexit 0\n")
    assert packages.as_root(["mosquitto"])[0] == "sudo"


def test_a_machine_without_apt_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    step = PackagesStep(ROOT)
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(SetupError, match="--no-packages"):
        step.due()


def fake_apt(folder: Path, monkeypatch: pytest.MonkeyPatch, install: str, offered: str = "xvfb") -> Path:
    """Put programs named like Debian's on the path; they note how they are called."""
    calls = folder / "calls"
    monkeypatch.setattr(packages, "PI_MODEL", folder / "no-model")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    programs = {
        "dpkg-query": "exit 1",
        "dpkg": "exit 0",
        "apt-cache": f'for n in {offered}; do printf "%s:\\n  Candidate: 1\\n" $n; done',
        "apt-get": f'echo "apt-get $*" >> {calls}\ncase "$*" in *" update") {{ exit 0; }};; *) {install};; esac',
    }
    for name, body in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    (folder / "packages.txt").write_text("[demo]\nxvfb a screen\n")
    return calls


def test_what_is_missing_is_installed_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = fake_apt(tmp_path, monkeypatch, "exit 0")
    step = PackagesStep(tmp_path)
    assert step.due()
    step.carry_out(nothing)
    (line,) = calls.read_text().splitlines()
    assert line.endswith("install -y --no-install-recommends xvfb")
    assert "xvfb  a screen" in capsys.readouterr().err


def test_old_lists_are_fetched_anew_and_a_failure_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = fake_apt(tmp_path, monkeypatch, 'echo "E: Unable to fetch"; exit 100')
    with pytest.raises(SetupError, match=r"could not be installed \(E: Unable to fetch\); see to the network"):
        PackagesStep(tmp_path).carry_out(nothing)
    assert [line.split()[-1] for line in calls.read_text().splitlines()] == ["xvfb", "update", "xvfb"]


def test_servers_that_are_not_reached_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_apt(tmp_path, monkeypatch, "exit 0", offered="other")
    apt = (tmp_path / "apt-get").read_text()
    (tmp_path / "apt-get").write_text(apt.replace("{ exit 0; }", "{ echo 'W: Failed to fetch http'; }"))
    with pytest.raises(SetupError, match="servers are not reached"):
        PackagesStep(tmp_path).carry_out(nothing)


def test_a_package_that_is_offered_nowhere_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_apt(tmp_path, monkeypatch, "exit 0", offered="other")
    with pytest.raises(SetupError, match=r"do not offer 'xvfb' \(a screen\)"):
        PackagesStep(tmp_path).carry_out(nothing)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("dlstatus:1:12.4:Retrieving file 1 of 9", "fetching 12 %"),
        ("pmstatus:xvfb:80.0:Unpacking xvfb", "installing 80 % (xvfb)"),
        ("Reading package lists...", ""),
        ("pmstatus:xvfb:soon:", ""),
    ],
)
def test_apt_s_status_becomes_words(line: str, words: str) -> None:
    assert packages.apt_detail(line) == words


# ------------------------------------------------------------------------------------------------ stamps and steps


def test_a_stamp_fits_only_its_inputs(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.ts").write_text("1")
    stamp = Stamp(tmp_path / "build/page.stamp")

    def now() -> str:
        return fingerprint(tmp_path, [tmp_path / "src"])

    assert not stamp.fits(now())
    stamp.put(now())
    assert stamp.fits(now())
    (tmp_path / "src/a.ts").write_text("2")
    assert not stamp.fits(now())
    stamp.put(now())
    (tmp_path / "src/b.ts").write_text("")
    assert not stamp.fits(now())
    stamp.remove()
    assert not stamp.fits(now())


class FakeStep:
    """A step that is due until it succeeds."""

    title = "Fake"

    def __init__(self, problem: SetupError | None = None) -> None:
        self.times = 0
        self._problem = problem

    def due(self) -> bool:
        return self.times == 0

    def carry_out(self, detail: Callable[[str], None]) -> None:
        if self._problem:
            raise self._problem
        self.times += 1


def test_a_step_is_done_once_and_the_second_call_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    step = FakeStep()
    cli.run_steps([step])
    assert "[1/1] Fake: done" in capsys.readouterr().err
    cli.run_steps([step])
    assert step.times == 1
    assert capsys.readouterr().err == ""


def test_a_failed_step_ends_set_up(capsys: pytest.CaptureFixture[str]) -> None:
    after = FakeStep()
    with pytest.raises(SetupError):
        cli.run_steps([FakeStep(SetupError("no")), after])
    assert after.times == 0
    assert "[1/2] Fake: failed" in capsys.readouterr().err


def test_progress_moves_on_a_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with step_line(stream, 2, 4, "Python environment") as line:
        line.set("fetching package 3 of 76")
    assert stream.getvalue().endswith("[2/4] Python environment: done (0 s)\n")


def test_two_calls_do_not_set_up_at_once(tmp_path: Path) -> None:
    path = tmp_path / "build/lock"
    with cli.only_one(path), path.open("w") as other, pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with cli.only_one(path):
        pass


# ------------------------------------------------------------------------------------------------ Python and Node


def environment_in(root: Path) -> python_env.PythonStep:
    """Make what looks like a finished environment."""
    (root / "requirements.lock").write_text("aiohttp==1 \\\n")
    (root / "pyproject.toml").write_text("[project]\n")
    (root / ".venv/bin").mkdir(parents=True)
    (root / ".venv/bin/python").symlink_to(sys.executable)
    (root / ".venv/bin/pip").write_text(f"#!{root}/.venv/bin/python\n")
    return python_env.PythonStep(root)


def count_work(step: python_env.PythonStep, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what the step would do instead of doing it."""
    done: list[str] = []
    for name in ("_make", "_fill", "_add_project"):
        monkeypatch.setattr(step, name, lambda detail, name=name: done.append(name))
    return done


def test_the_environment_is_made_anew_only_when_it_must(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = environment_in(tmp_path)
    done = count_work(step, monkeypatch)
    assert step.due()
    step.carry_out(nothing)
    assert done == ["_fill", "_add_project"]
    assert not step.due()
    (tmp_path / "requirements.lock").write_text("aiohttp==2 \\\n")
    assert step.due()


def test_an_environment_that_was_cut_off_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = environment_in(tmp_path)
    done = count_work(step, monkeypatch)
    (tmp_path / "build/setup").mkdir(parents=True)
    (tmp_path / "build/setup/python.unfinished").touch()
    step.carry_out(nothing)
    assert done[0] == "_make"
    assert not (tmp_path / ".venv").exists()


def test_an_environment_that_was_moved_or_lost_its_python_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = environment_in(tmp_path)
    done = count_work(step, monkeypatch)
    step.carry_out(nothing)
    (tmp_path / ".venv/bin/python").unlink()
    assert step.due()
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    (tmp_path / ".venv/bin/pip").write_text("#!/elsewhere/.venv/bin/python\n")
    step.carry_out(nothing)
    assert done[2:] == ["_make", "_fill", "_add_project"]


def test_another_processor_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "armv7l")
    with pytest.raises(SetupError, match="64-bit system"):
        environment_in(tmp_path).carry_out(nothing)


def test_a_full_disk_is_said_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = environment_in(tmp_path)
    monkeypatch.setattr(python_env, "NEEDED_BYTES", 1 << 60)
    (tmp_path / ".venv").rename(tmp_path / "away")
    with pytest.raises(SetupError, match="make room"):
        step.carry_out(nothing)


def test_pip_s_lines_are_counted() -> None:
    said: list[str] = []
    count = python_env.PipCount(2, said.append)
    for line in ("Collecting aiohttp==1", "  Downloading x", "Requirement already satisfied: y", "Collecting z"):
        count(line)
    assert said == ["fetching package 1 of 2", "fetching package 2 of 2", "fetching package 2 of 2"]


def test_a_page_is_built_anew_when_a_source_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "ui/gp"
    (folder / "src").mkdir(parents=True)
    (folder / "src/app.ts").write_text("1")
    (folder / "package.json").write_text("{}")
    (folder / "package-lock.json").write_text('{"packages": {}}')
    step = node.NodeStep(tmp_path, title="Page", folder="ui/gp", sources=("src",), result="dist/index.html")
    calls: list[list[str]] = []

    def npm(words: list[str], on_line: Callable[[str], None]) -> int:
        calls.append(words)
        (folder / "node_modules").mkdir(exist_ok=True)
        if words[0] == "run":
            (folder / "dist").mkdir(exist_ok=True)
            (folder / "dist/index.html").touch()
        return 0

    monkeypatch.setattr(step, "_npm", npm)
    assert step.due()
    step.carry_out(nothing)
    assert [words[0] for words in calls] == ["ci", "run"]
    assert not step.due()
    (folder / "src/app.ts").write_text("2")
    step.carry_out(nothing)
    assert [words[0] for words in calls] == ["ci", "run", "run"], "a changed source needs no network"


def test_node_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"remove the folder \.venv"):
        node.node_folder(tmp_path)


# ------------------------------------------------------------------------------------------------ other programs


def test_a_program_s_output_is_kept_and_its_complaint_found(tmp_path: Path) -> None:
    log = tmp_path / "log"
    lines: list[str] = []
    command_line = ["sh", "-c", "echo fine; echo 'E: broken' >&2; exit 3"]
    assert run_logged(command_line, log=log, env=dict(os.environ), on_line=lines.append) == 3
    assert lines == ["fine", "E: broken"]
    assert "$ sh -c" in log.read_text()
    assert complaint(log, ["E:"]) == "E: broken"
    assert complaint(tmp_path / "none", ["E:"]) == ""
    run_logged(["true"], log=log, env=dict(os.environ))
    assert complaint(log, ["E:"]) == "", "the complaint of an earlier program is not this one's"


def test_a_program_that_does_not_exist_is_a_failure(tmp_path: Path) -> None:
    assert run_logged(["no-such-program"], log=tmp_path / "log", env={}) == 127


def test_a_program_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "TICK_S", 0.05)
    with pytest.raises(SetupError, match="said nothing"):
        run_logged(["sleep", "60"], log=tmp_path / "log", env=dict(os.environ), idle_limit_s=0.1)


def test_a_daemon_that_keeps_the_pipe_does_not_keep_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "TICK_S", 0.05)
    daemon = ["sh", "-c", "sleep 5 & echo started"]
    assert run_logged(daemon, log=tmp_path / "log", env=dict(os.environ), idle_limit_s=4.0) == 0


def test_other_people_s_python_settings_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("KEPT", "1")
    assert "PYTHONPATH" not in clean_environment()
    assert clean_environment()["KEPT"] == "1"


# ------------------------------------------------------------------------------------------------ the command itself


@pytest.mark.parametrize(
    ("arguments", "end"),
    [
        (["tests/kiosk"], ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", "tests/kiosk"]),
        (["-n4"], ["-n4"]),
        (["-n", "0", "-x"], ["-n", "0", "-x"]),
        (["--pdb"], ["--pdb"]),
    ],
)
def test_tests_run_in_parallel_unless_told_otherwise(arguments: list[str], end: list[str]) -> None:
    assert cli.command_line(ROOT, "test", arguments)[2:] == ["pytest", *end]


def test_the_demo_and_the_kiosk_get_their_arguments() -> None:
    assert cli.command_line(ROOT, "demo", ["--headless"])[1:] == ["-P", "-m", "provisioning.demo", "--headless"]
    assert cli.command_line(ROOT, "kiosk", ["doctor"])[1:] == ["-P", "-m", "kiosk", "doctor"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command_line = [sys.executable, str(ROOT / "run"), *arguments]
    return subprocess.run(command_line, capture_output=True, text=True, check=False, timeout=30)


def test_help_needs_no_set_up() -> None:
    for arguments in ([], ["--help"], ["-h"]):
        done = run(*arguments)
        assert (done.returncode, done.stderr) == (0, "")
        assert "./run demo" in done.stdout


def test_an_unknown_command_is_refused_in_one_sentence() -> None:
    done = run("frobnicate")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "run: there is no command 'frobnicate'; ./run --help lists them.\n"


def test_a_failed_set_up_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(root: Path, *, packages: bool) -> None:
        raise SetupError("There is no network; call ./run again.")

    monkeypatch.setattr(cli, "set_up", fail)
    assert cli.main(["demo"]) == 1
    assert capsys.readouterr().err == "run: There is no network; call ./run again.\n"


def test_an_interrupted_set_up_says_that_it_goes_on_next_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(root: Path, *, packages: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "set_up", interrupt)
    assert cli.main(["setup"]) == 130
    assert "carries on" in capsys.readouterr().err
