# SPDX-License-Identifier: EUPL-1.2
"""The commands `media` and `soak` of `./run bench`. What they need is loaded only when one of them runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.bench.media import scenarios
from tests.bench.media.rig import ROOT, missing

OUT = ROOT / "build" / "bench" / "media"
MEDIA = """\
The call on good and bad lines, beside Chromium in the station's place: every scenario, several seeds. Needs root for
network namespaces. Writes index.html and result.json; Ctrl-C writes what there is."""
SOAK = """\
One long call on a line that loses packets, and what grows with time. Needs root for network namespaces. Writes
soak.json."""


def add_commands(benches: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add both."""
    _add_media(benches)
    _add_soak(benches)


def _add_media(benches: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = benches.add_parser("media", help="the call on good and bad lines, beside Chromium's", description=MEDIA)
    parser.add_argument("--quick", action="store_true", help="one seed and short cells: under eight minutes")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME",
        help=f"only this scenario or those that begin so; may be given again: {', '.join(scenarios.names())}",
    )  # fmt: skip
    parser.add_argument("--seeds", type=int, metavar="N", help="seeds a cell (default: 5; with --quick: 1)")
    parser.add_argument("--ours-only", action="store_true", help="without Chromium in the station's place")
    parser.add_argument("--profile", action="store_true", help="also tell what the call process does with its time")
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR", help="where the report goes")
    parser.add_argument("--code", type=Path, default=ROOT, metavar="DIR", help="measure the call process of this clone")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting of the station")
    parser.set_defaults(func=_media)


def _add_soak(benches: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = benches.add_parser("soak", help="one long call: what grows with time", description=SOAK)
    parser.add_argument("--minutes", type=float, default=60.0, help="how long (default: %(default)s)")
    parser.add_argument("--loss", type=float, default=2.0, metavar="PERCENT", help="loss (default: %(default)s %%)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR", help="where the report goes")
    parser.add_argument("--code", type=Path, default=ROOT, metavar="DIR", help="measure the call process of this clone")
    parser.set_defaults(func=_soak)


def _media(arguments: argparse.Namespace) -> int:
    if not _possible():
        return 1
    try:
        names = scenarios.chosen(arguments.only)
    except ValueError as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    from tests.bench.media.run import run

    return run(arguments, names)


def _soak(arguments: argparse.Namespace) -> int:
    if not _possible():
        return 1
    from tests.bench.media.soak import run

    return run(arguments)


def _possible() -> bool:
    lacks = missing()
    if lacks:
        sys.stderr.write("This bench cannot run here.\n" + "".join(f"- {each}\n" for each in lacks))
    return not lacks
