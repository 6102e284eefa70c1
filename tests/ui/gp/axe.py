# SPDX-License-Identifier: EUPL-1.2
"""axe-core, the locked one, on the page as it stands: every rule of WCAG 2.2 A and AA and axe's own good practices."""

from __future__ import annotations

from functools import cache
from typing import Any

from playwright.async_api import Page

from tests.ui.gp.page_server import PAGE

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
UNSURE = frozenset({"color-contrast", "video-caption"})
"""What axe cannot judge over a moving picture and for live speech: the first is measured by the page's own test of
contrast, the second is the text beside the call."""

_RUN = """async ({tags, unsure}) => {
    const results = await axe.run(document, {
        runOnly: {type: "tag", values: tags},
        rules: {"target-size": {enabled: true}},
        resultTypes: ["violations", "incomplete"],
    });
    const told = (kind) => ({id, nodes}) => nodes.map((node) =>
        `${kind} ${id}: ${node.target.join(" ")}: ${[...node.any, ...node.all, ...node.none].map((check) =>
            check.message).join("; ")}`);
    return {
        rules: results.passes.length + results.violations.length + results.incomplete.length,
        faults: [
            ...results.violations.flatMap(told("breaks")),
            ...results.incomplete.filter(({id}) => !unsure.includes(id)).flatMap(told("doubtful")),
        ],
    };
}"""


@cache
def _source() -> str:
    file = PAGE / "node_modules" / "axe-core" / "axe.min.js"
    if not file.is_file():
        raise RuntimeError("axe-core is missing: run `npm ci` in ui/gp, or `./run test`, which does it")
    return file.read_text(encoding="utf-8")


async def faults(page: Page) -> list[str]:
    """List what axe finds wrong on the page now, a line for each element."""
    if not await page.evaluate("'axe' in globalThis"):
        await page.evaluate(f"() => {{ {_source()} }}")
    found: dict[str, Any] = await page.evaluate(_RUN, {"tags": list(TAGS), "unsure": sorted(UNSURE)})
    if found["rules"] < 10:
        raise RuntimeError(f"axe looked at {found['rules']} rules only: the page was not there")
    faults: list[str] = found["faults"]
    return faults
