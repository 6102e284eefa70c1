# SPDX-License-Identifier: EUPL-1.2
"""Finds and reads description files: those of this folder by name, any other by its path."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

from drivers.described.decode import decode
from drivers.described.description import Description, Example, describe
from drivers.described.errors import DescriptionError, DescriptionReason
from drivers.described.frame import framer
from drivers.names import DESCRIBED

SUFFIX = ".toml"


def shipped() -> tuple[str, ...]:
    """Return the names of the descriptions in this folder."""
    found = (Path(entry.name) for entry in files("drivers.described").iterdir())
    return tuple(sorted(path.stem for path in found if path.suffix == SUFFIX))


def load(text: str) -> Description:
    """Read what ``described:NAME`` or ``described:/path/file.toml`` means. Raises `DescriptionError`."""
    name = text.removeprefix(DESCRIBED)
    if name in shipped():
        return _read((files("drivers.described") / f"{name}{SUFFIX}").read_bytes(), f"{name}{SUFFIX}")
    if not name.endswith(SUFFIX):
        raise DescriptionError(
            f"There is no description '{name}'.",
            reason=DescriptionReason.NO_FILE,
            hint=f"Known: {', '.join(shipped())}; or give the path of a {SUFFIX} file.",
        )
    try:
        return _read(Path(name).read_bytes(), name)
    except OSError as problem:
        raise DescriptionError(
            f"{name} cannot be read: {problem.strerror}.",
            reason=DescriptionReason.NO_FILE,
            hint="Give the path of a description file.",
        ) from problem


def _read(data: bytes, source: str) -> Description:
    try:
        content = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise DescriptionError(
            f"{source} is no TOML: {problem}.", reason=DescriptionReason.NOT_TOML, hint="Mend that line."
        ) from problem
    description = describe(content, source)
    for number, example in enumerate(description.examples, 1):
        _try(description, example, f"{source}: 'example[{number}]'")
    return description


def _try(description: Description, example: Example, where: str) -> None:
    """Refuse a description that does not decode its own example."""
    frames = framer(description.shape).feed(example.raw)
    if len(frames) != 1:
        found = "no frame" if not frames else f"{len(frames)} frames"
        raise _bad_example(f"{where} is {found} by '[frame]'.")
    samples = decode(description, frames[0])
    values = {measure: sample.value for measure, sample in samples.items() if sample.value is not None}
    if values != dict(example.values):
        told = ", ".join(f"{measure} {value}" for measure, value in values.items()) or "no value"
        raise _bad_example(f"{where} is decoded to {told}.")


def _bad_example(sentence: str) -> DescriptionError:
    return DescriptionError(
        sentence, reason=DescriptionReason.BAD_EXAMPLE, hint="Compare the example with '[frame]' and '[[value]]'."
    )
