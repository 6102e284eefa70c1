# SPDX-License-Identifier: EUPL-1.2
"""Speech on its way from the ui to the loudspeaker: two slots of mono sound in a file on tmpfs, and the volume.

The ui writes one utterance at a time, whole, so that a ui that stalls does not make the voice stutter. The call process
plays it at its own pace and notes how far it is: the ui says the next one then.

Layout: a header of sixteen 64-bit words in the machine's own order, then two slots. Every word has one writer, and is
written at once. A slot begins with two words, its lock (odd while it is written) and its samples; 48 kHz, 16 bit, mono.
The number of the utterance to be played stands in the header, 0: silence. Whoever reads takes a piece, looks again
whether lock and number still stand, and throws the piece away if not. The reader alone writes how far it is.

What was said is overwritten with zeros as soon as it is over or interrupted.
"""

from __future__ import annotations

import mmap
import os
from pathlib import Path

from kiosk.files import map_anew
from kiosk.volume import START, clamped

FOLDER = "prompts"
NAME = "prompts.s16"
RATE_HZ = 48_000
SAMPLE_BYTES = 2
LONGEST_S = 40
SLOT_SAMPLES = LONGEST_S * RATE_HZ
SLOTS = 2

_MAGIC = int.from_bytes(b"S16RING1", "big")
_MAGIC_AT, _RATE_AT, _SIZE_AT, _NUMBER_AT, _VOLUME_AT, _PLAYED_AT = 0, 1, 2, 3, 4, 8
_HEADER_BYTES = 128
_LOCK_BYTES = 16
SLOT_BYTES = _LOCK_BYTES + SLOT_SAMPLES * SAMPLE_BYTES
FILE_BYTES = _HEADER_BYTES + SLOTS * SLOT_BYTES


def prompts_folder(runtime: Path) -> Path:
    """Name the folder that the station makes for the ui, which may write nowhere else in ``runtime``."""
    return runtime / FOLDER


def prompts_path(runtime: Path) -> Path:
    """Name the file of the ring."""
    return prompts_folder(runtime) / NAME


class PromptsWriter:
    """The only writer of sound and volume; makes the file anew. Raises `OSError` where it cannot be made."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._used = [0] * SLOTS
        self._number = 0
        with map_anew(path, FILE_BYTES) as self._map:
            self._words = _words(self._map)
            self._words[_RATE_AT], self._words[_SIZE_AT] = RATE_HZ, SLOT_SAMPLES
            self._words[_VOLUME_AT] = START
            self._words[_MAGIC_AT] = _MAGIC

    def write(self, sound: bytes) -> int:
        """Have ``sound`` played from its beginning instead of what is played now; return its number.

        Raises `ValueError` for sound that is empty, longer than 40 s or of half a sample.
        """
        if not 0 < len(sound) <= SLOT_SAMPLES * SAMPLE_BYTES or len(sound) % SAMPLE_BYTES:
            raise ValueError(f"{len(sound)} bytes of sound do not fit the ring")
        number = self._number + 1
        slot = number % SLOTS
        lock = _slot_word(slot)
        self._words[lock] = 2 * number + 1
        self._clear(slot)
        begin = _slot_begin(slot)
        self._map[begin : begin + len(sound)] = sound
        self._used[slot] = len(sound)
        self._words[lock + 1] = len(sound) // SAMPLE_BYTES
        self._words[lock] = 2 * number
        self._number = number
        self._words[_NUMBER_AT] = number
        self._clear((number + 1) % SLOTS)
        return number

    def played(self, number: int) -> int:
        """Return how many samples of utterance ``number`` have gone to the loudspeaker."""
        packed = self._words[_PLAYED_AT]
        return packed & 0xFFFFFFFF if packed >> 32 == number else 0

    def silence(self) -> None:
        """Stop at once, and overwrite all that was said."""
        self._words[_NUMBER_AT] = 0
        for slot in range(SLOTS):
            self._clear(slot)

    def set_volume(self, step: int) -> None:
        """Choose how loud everything is that the station plays: a step of `kiosk.volume`."""
        self._words[_VOLUME_AT] = clamped(step)

    def close(self) -> None:
        """Overwrite the ring and take its file away."""
        if not self._map.closed:
            self.silence()
            self._words.release()
            self._map.close()
            self.path.unlink(missing_ok=True)

    def _clear(self, slot: int) -> None:
        begin, used = _slot_begin(slot), self._used[slot]
        self._map[begin : begin + used] = bytes(used)
        self._used[slot] = 0


class PromptsReader:
    """Plays what the writer left; follows the file when it is made anew.

    `look` comes from one thread; `piece` may come from another.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ring: _Mapped | None = None
        self._identity = (0, 0)

    def look(self) -> None:
        """Map the file, if there is one, and drop one that is gone."""
        try:
            status = self.path.stat()
            identity = (status.st_dev, status.st_ino)
            if self._ring is None or identity != self._identity:
                self._ring, self._identity = _mapped(self.path), identity
        except OSError:
            self._ring = None

    @property
    def waiting(self) -> bool:
        """Whether there is something to be said that has not been played to its end."""
        ring = self._ring
        return ring is not None and ring.waiting

    @property
    def volume_step(self) -> int:
        """The volume that is chosen; the start where nobody has chosen."""
        ring = self._ring
        return clamped(ring.words[_VOLUME_AT]) if ring is not None else START

    def piece(self, samples: int) -> bytes | None:
        """Take the next ``samples`` samples, filled up with silence at the end; None: there is nothing to be said."""
        ring = self._ring
        return ring.piece(samples) if ring is not None else None


class _Mapped:
    """One file while it is mapped, and how far it was played."""

    def __init__(self, ring: mmap.mmap) -> None:
        self._map = ring
        self.words = _words(ring)
        self._number = 0
        self._at = 0

    @property
    def _there(self) -> tuple[int, int]:
        """The utterance that is asked for and how many samples it has; 0 where it is not whole."""
        number = self.words[_NUMBER_AT]
        lock = _slot_word(number % SLOTS)
        count = self.words[lock + 1]
        whole = number and self.words[lock] == 2 * number and count <= SLOT_SAMPLES
        return (number, count) if whole else (0, 0)

    @property
    def waiting(self) -> bool:
        number, count = self._there
        return bool(number) and (number != self._number or self._at < count)

    def piece(self, samples: int) -> bytes | None:
        number, count = self._there
        if number != self._number:
            self._number, self._at = number, 0
        if not number or self._at >= count:
            return None
        first, last = self._at, min(self._at + samples, count)
        begin = _slot_begin(number % SLOTS)
        sound = bytes(self._map[begin + first * SAMPLE_BYTES : begin + last * SAMPLE_BYTES])
        if self._there != (number, count):
            return None
        self._at = last
        self.words[_PLAYED_AT] = (number & 0xFFFFFFFF) << 32 | last
        return sound.ljust(samples * SAMPLE_BYTES, b"\0")


def _mapped(path: Path) -> _Mapped | None:
    with path.open("r+b") as file:
        if os.fstat(file.fileno()).st_size < FILE_BYTES:
            return None
        ring = _Mapped(mmap.mmap(file.fileno(), FILE_BYTES))
    expected = (_MAGIC, RATE_HZ, SLOT_SAMPLES)
    return ring if (ring.words[_MAGIC_AT], ring.words[_RATE_AT], ring.words[_SIZE_AT]) == expected else None


def make_folder(runtime: Path) -> None:
    """Make the folder in which the ui, another user of the group, puts the ring; for the station."""
    prompts_folder(runtime).mkdir(mode=0o770, parents=True, exist_ok=True)


def overwrite_left(path: Path) -> None:
    """Overwrite and remove what a ui that is gone has left; fine if there is nothing."""
    try:
        with path.open("r+b") as file:
            for slot in range(SLOTS):
                file.seek(_slot_begin(slot))
                file.write(bytes(SLOT_SAMPLES * SAMPLE_BYTES))
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)


def is_silent(path: Path) -> bool:
    """Tell whether nothing of what was said is left in the file at ``path``; so it is where there is none."""
    try:
        with path.open("rb") as file:
            for slot in range(SLOTS):
                file.seek(_slot_begin(slot))
                if any(file.read(SLOT_SAMPLES * SAMPLE_BYTES)):
                    return False
    except FileNotFoundError:
        return True
    return True


def _words(ring: mmap.mmap) -> memoryview[int]:
    """See the file as words; each is read and written at once, so that none is ever seen half."""
    return memoryview(ring).cast("Q")


def _slot_word(slot: int) -> int:
    return (_HEADER_BYTES + slot * SLOT_BYTES) // 8


def _slot_begin(slot: int) -> int:
    return _HEADER_BYTES + slot * SLOT_BYTES + _LOCK_BYTES
