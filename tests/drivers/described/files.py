# SPDX-License-Identifier: EUPL-1.2
"""Description files for the tests: a whole one, and ways to break it."""

from __future__ import annotations

from pathlib import Path

WHOLE = """
title = "A height meter"
maker = "Somebody"
model = "H-1"
grade = "C"
devices = ["H-1"]
sources = ["its manual"]
capabilities = ["body-height"]

[line]
baud = 4800
data_bits = 7
parity = "odd"
stop_bits = 2
flow = "xon-xoff"

[talk]
start = "01 02"
stop = "03"

[frame]
ends = "line"
pattern = 'H=(?P<cm>[0-9]{2,3}\\.[0-9]|----)(?P<rest> ok)?'

[[value]]
measure = "height"
unit = "cm"
group = "cm"
absent = ["----"]
low = "50"
high = "230"

[[example]]
text = "H=178.5 ok"
values = { height = "178.5" }

[[example]]
text = "H=----"
"""

BINARY = """
title = "A pulse meter"
maker = "Somebody"
model = "P-1"
grade = "C"
devices = ["P-1"]
sources = ["its manual"]
capabilities = ["pulse-oximetry"]

[line]
baud = 9600

[frame]
header = "AA"
length_at = 1
length_add = 3
check = "xor8"

[[value]]
measure = "pulse"
unit = "/min"
parts = [{ at = 2, size = 2, order = "little" }]
absent = ["65535"]
low = "20"
high = "300"

[[value]]
measure = "temperature"
unit = "Cel"
parts = [{ at = 4, signed = true, scale = "0.5" }]
offset = "30"
low = "25"
high = "45"

[[example]]
frame = "AA 03 48 00 0E EF"
values = { pulse = "72", temperature = "37.0" }

[[example]]
frame = "AA 03 FF FF FC 55"
values = { temperature = "28.0" }
"""


def written(folder: Path, content: str, name: str = "meter.toml") -> str:
    """Write a description; return the driver's name."""
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return f"described:{path}"
