# SPDX-License-Identifier: EUPL-1.2
"""Settings as text: the example file, the manual's rows, and a file made from what is set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from kiosk.section import Section
from kiosk.settings import section_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One setting, for the example file and the manual. ``default`` is TOML."""

    section: str
    key: str
    default: str
    help: str
    many: bool = False


def rows(table: type[Section]) -> Iterator[Row]:
    """List every setting of ``table``, in order."""
    for section, hint in get_type_hints(table).items():
        inner = section_of(hint)
        if inner is None:
            continue
        for field in msgspec.structs.fields(inner):
            yield Row(
                section=section,
                key=field.name,
                default=_toml(field.default),
                help=_description(inner, field.name),
                many=get_origin(hint) is tuple,
            )


def _description(section: type[Section], name: str) -> str:
    meta = [each for each in get_args(get_type_hints(section, include_extras=True)[name]) if isinstance(each, Meta)]
    return meta[0].description or "" if meta else ""


def _toml(value: object) -> str:
    if value is msgspec.NODEFAULT:
        return '""'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return msgspec.json.encode(os.fspath(value) if isinstance(value, Path) else value).decode()


def example(table: type[Section]) -> str:
    """Write the commented example file of ``table``; as it stands it changes nothing."""
    lines: list[str] = []
    current = ""
    for row in rows(table):
        if row.section != current:
            lines += ["", f"#[[{row.section}]]" if row.many else f"[{row.section}]"]
            current = row.section
        lines += [f"# {row.help}", f"#{row.key} = {row.default}"]
    return "\n".join(lines).lstrip() + "\n"


def to_toml(settings: Section) -> str:
    """Write ``settings`` as a TOML file that `kiosk.settings.load` reads back to the same settings."""
    lines: list[str] = []
    for field in msgspec.structs.fields(settings):
        value = getattr(settings, field.name)
        tables = value if isinstance(value, tuple) else (value,)
        for entry in tables:
            lines.append(f"[[{field.name}]]" if isinstance(value, tuple) else f"[{field.name}]")
            lines += [f"{key.name} = {_toml(getattr(entry, key.name))}" for key in msgspec.structs.fields(entry)]
            lines.append("")
    return "\n".join(lines)
