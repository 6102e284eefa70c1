# SPDX-License-Identifier: EUPL-1.2
"""The page's own tests and its types, run by the Node that the project brings."""

from __future__ import annotations

import asyncio
import json

from tests.ui.gp.page_server import PAGE, node


async def run(*arguments: str) -> None:
    process = await asyncio.create_subprocess_exec(
        node(), *arguments, cwd=PAGE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await asyncio.wait_for(process.communicate(), 90)
    assert process.returncode == 0, output.decode()


async def test_the_pages_own_tests_pass() -> None:
    await run("test.mjs")


async def test_the_types_hold() -> None:
    await run("node_modules/typescript/bin/tsc", "--noEmit")


def test_the_lock_names_no_download_host_and_every_package_has_its_hash() -> None:
    packages = json.loads((PAGE / "package-lock.json").read_text())["packages"]
    tree = {name: package for name, package in packages.items() if name}
    assert not [name for name, package in tree.items() if "resolved" in package]
    assert not [name for name, package in tree.items() if "integrity" not in package]
