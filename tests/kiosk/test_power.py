# SPDX-License-Identifier: EUPL-1.2
"""Restarting: what systemd is asked, what comes of a refusal, and that polkit is asked for the same two things."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.power import COMMANDS, Power, PowerError, PowerReason, Restart, managed

RULES = Path(__file__).parents[2] / "systemd" / "halsorum-power.rules"


class Systemctl:
    """Writes down what it is asked; answers with ``code``, or cannot be started."""

    def __init__(self, code: int | None = 0) -> None:
        self.code = code
        self.asked: list[tuple[str, ...]] = []

    async def __call__(self, arguments: tuple[str, ...]) -> int:
        self.asked.append(arguments)
        if self.code is None:
            raise FileNotFoundError
        return self.code


@pytest.mark.parametrize("what", Restart)
async def test_what_is_asked_does_not_wait(what: Restart) -> None:
    systemctl = Systemctl()
    await Power(systemctl).restart(what)
    assert systemctl.asked == [COMMANDS[what]]
    assert "--no-block" in systemctl.asked[0]


@pytest.mark.parametrize(("code", "reason"), [(1, PowerReason.REFUSED), (None, PowerReason.NO_ANSWER)])
async def test_a_refusal_has_a_reason(code: int | None, reason: PowerReason) -> None:
    with pytest.raises(PowerError) as problem:
        await Power(Systemctl(code)).restart(Restart.MACHINE)
    assert problem.value.reason is reason


async def test_without_a_service_manager_nothing_is_tried() -> None:
    power = Power(None)
    assert not power.able
    with pytest.raises(PowerError) as problem:
        await power.restart(Restart.PROGRAMS)
    assert problem.value.reason is PowerReason.UNMANAGED


def test_it_is_known_whether_systemd_runs_the_process() -> None:
    assert managed({"INVOCATION_ID": "1", "NOTIFY_SOCKET": "/run/x"})
    assert not managed({"INVOCATION_ID": "1"})  # a shell that was started by a service has it too
    assert not managed({})


def test_polkit_lets_the_station_s_user_do_just_that() -> None:
    rules = RULES.read_text()
    assert '"halsorum-station"' in rules
    assert '"kiosk.target"' in rules
    assert "org.freedesktop.login1.reboot" in rules
