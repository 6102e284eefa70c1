# SPDX-License-Identifier: EUPL-1.2
"""Drivers that are a description file: for small devices whose facts fit on a page.

``described:NAME`` is a file of this folder, ``described:/path/to/file.toml`` one of your own; wherever a driver's name
is asked for (settings, ``kiosk devices decode | read | simulate``) either will do. A description that lacks something,
says something unknown or does not decode its own examples is refused, with the file and the key.

The file::

    title = "LU90614 infrared thermometer module"      what `kiosk devices list` shows
    maker = "..."  model = "..."                       goes with every reading
    grade = "C"                                        A, A-, B or C: how sure the facts are
    devices = ["..."]  sources = ["..."]               both needed
    tested_on = "..."  open_points = ["..."]           optional
    capabilities = ["body-temperature"]                of `kiosk.capability.Capability`

    [line]
    baud = 9600                                        needed; the others as shown if left out
    data_bits = 8   parity = "none"   stop_bits = 1    parity: none, even, odd
    dtr = true      rts = false       flow = "none"    flow: none, rts-cts, xon-xoff

    [talk]                                             all optional; bytes are hexadecimal
    start = "A1"                                       once after opening, and again after a silence
    ask = "FA CA C4"                                   what makes the device measure or tell
    ask_on = "always"                                  always: every ask_every_s; start: when the person presses start
    ask_every_s = 1.0                                  with "always"
    answer_s = 2.0   tries = 3                         with "start": how long to wait, how often to ask
    stop = ""                                          before the port is closed
    silence_s = 5.0                                    longest silence; left out: it may be silent as long as it likes

    [frame]
    ends = "line"                                      lines of text; or, for bytes:
    header = "FE AC"   length = 9                      a beginning and a length; or length_at (which byte tells how
    check = "sum8"                                     many bytes follow) and length_add; check over all bytes before
                                                       it: sum8, xor8, negative_sum8, inverted_sum8, none
    pattern = '(?P<t>[0-9]{2}\\.[0-9]) C'               for text: must fit the whole line or frame; named groups

    [[value]]                                          one for each number
    measure = "temperature"   unit = "Cel"             of `kiosk.reading`
    group = "t"                                        the pattern's group; or for bytes, whose sum is the number:
    parts = [{at = 2, scale = "1"}, {at = 3, scale = "0.01"}]      also size, order = "big", signed = false
    scale = "1"   offset = "0"                         number = raw * scale + offset; left out: digits as they are
    absent = ["0"]                                     raw numbers or texts that mean "no value"
    low = "30.0"   high = "45.0"                       outside of this it is no value

    [result]
    frames = 3   within = "0.2"                        so many frames in a row, so near to each other, are a result; one
                                                       (the default) if the device sends finished results

    [[example]]                                        at least one; each is decoded when the file is read
    frame = "FE AC 24 32 00 00 00 00 00"               or text = "..."; what the simulator sends
    values = {temperature = "36.50"}                   left out or empty: the frame has no value
"""
