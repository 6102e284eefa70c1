# SPDX-License-Identifier: EUPL-1.2
"""Every scene of the GP's page in each of its languages before axe-core, in narrow windows and widely set."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.ui.gp import axe
from tests.ui.gp.page_server import LANGUAGES
from tests.ui.gp.scenes import SETTINGS, Scene, build_with_puppet, staged
from tests.ui.gp.views import narrow, speak, widely_set

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def puppet_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_with_puppet(tmp_path_factory.mktemp("puppet"))


@pytest_asyncio.fixture(loop_scope="module")
async def scene(browser: Browser, puppet_files: Path) -> AsyncIterator[Scene]:
    async with staged(browser, puppet_files) as scene:
        yield scene


@pytest.mark.parametrize("name", SETTINGS)
async def test_nothing_is_found_in_any_language(scene: Scene, name: str) -> None:
    await SETTINGS[name](scene)
    found = []
    for language in LANGUAGES:
        await speak(scene.page, language)
        faults = [*await axe.faults(scene.page), *await narrow(scene.page), *await widely_set(scene.page)]
        found += [f"{language} {fault}" for fault in faults]
    assert found == []


_TOLD_APART = """() => {
    const of = (node) => { const {backgroundColor, borderBottomColor, color} = getComputedStyle(node);
        return [backgroundColor, borderBottomColor, color].join(" "); };
    const pairs = [
        ["#tab-station[aria-selected=true]", "#tab-guide"],
        ["#exam-camera[aria-pressed=true]", "#freeze[aria-pressed=false]"],
    ];
    return pairs.filter(([one, other]) => of(document.querySelector(one)) === of(document.querySelector(other)));
}"""


async def test_what_is_chosen_is_told_apart_in_the_readers_own_colours(scene: Scene) -> None:
    await scene.page.emulate_media(forced_colors="active")
    await SETTINGS["tools"](scene)
    assert await scene.page.evaluate(_TOLD_APART) == []
    bars = "getComputedStyle(document.querySelector('.bars i')).backgroundColor"
    last = "getComputedStyle(document.querySelector('.bars i:last-child')).backgroundColor"
    assert await scene.page.evaluate(bars) != await scene.page.evaluate(last)
