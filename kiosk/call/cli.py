# SPDX-License-Identifier: EUPL-1.2
"""`kiosk call`: the process with camera, sound and the connection to the GP."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_command(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Hang `call` into the command line."""
    parser = subparsers.add_parser(
        "call",
        help="run the media process of a station",
        description="Run camera, microphone, loudspeaker and the connection to the GP, as the station process says. "
        "Ends with SIGTERM; ends with a code other than 0 when something failed and it should be started anew.",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings file (TOML)")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="override one setting")
    parser.set_defaults(func=_run)


def _run(arguments: argparse.Namespace) -> int:
    # Loaded late, for media libraries take their time and `kiosk --help` should not.
    import asyncio
    import logging

    from kiosk.call.leaving import leave
    from kiosk.call.process import run_call
    from kiosk.log import EventLog
    from kiosk.settings import StationSettings, load

    _few_arenas()
    settings = load(StationSettings, arguments.config, arguments.set)
    logging.getLogger("libav").setLevel(logging.CRITICAL)
    try:
        asyncio.run(run_call(settings))
    except BaseExceptionGroup as problems:
        for problem in _leaves(problems):
            EventLog("call").error("crashed", problem, part=_place(problem))
        return leave(1)
    return leave(0)


def _few_arenas() -> None:
    """Keep glibc from giving every codec's thread a heap of its own: saves some 30 MB over a day of calls."""
    import ctypes

    arena_max = -8  # M_ARENA_MAX of <malloc.h>
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc's alone
    if mallopt is not None:
        mallopt(arena_max, 2)


def _leaves(problem: BaseException) -> list[BaseException]:
    if isinstance(problem, BaseExceptionGroup):
        return [leaf for each in problem.exceptions for leaf in _leaves(each)]
    return [problem]


def _place(problem: BaseException) -> str:
    """Tell where it happened: file and line, never the text, which may quote what a stranger sent."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
