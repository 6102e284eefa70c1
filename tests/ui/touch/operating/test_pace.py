# SPDX-License-Identifier: EUPL-1.2
"""The other end of the stage gives the same touch again at a person's pace, however slowly the screen answers."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from ui.touch.stage_client import BETWEEN_DIGITS_S, StageClient


async def test_the_same_key_again_waits_after_the_answer(tmp_path: Path) -> None:
    asked: list[tuple[str, float, float]] = []
    loop = asyncio.get_running_loop()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for slow_s in (0.2, 0.0, 0.0):
            request, begun_s = json.loads(await reader.readline()), loop.time()
            await asyncio.sleep(slow_s)
            asked.append((request["id"], begun_s, loop.time()))
            writer.write(b'{"ok": true}\n')
        writer.close()

    server = await asyncio.start_unix_server(answer, tmp_path / "stage.sock")
    async with server, StageClient(tmp_path / "stage.sock") as stage:
        await stage.type_code("44")
        await stage.type_code("1")
    assert [ident for ident, _, _ in asked] == ["key-4", "key-4", "key-1"]
    assert asked[1][1] - asked[0][2] >= BETWEEN_DIGITS_S - 0.01, "counted from the answer, not from the question"
