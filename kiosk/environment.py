# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a station find in their environment. The units in `systemd/` carry the same values.

Memory that is given back is overwritten. Python keeps small objects in arenas of its own and leaves what they held.
With the C library's allocator instead, and its `M_PERTURB` (mallopt(3)), every byte is overwritten the moment it is
freed; after a visit the heap then holds nothing of it but what stands in a buffer that is still in use.

What is larger than 128 kB, which is every picture, goes back to the kernel at once. The C library would soon keep it
for itself, small things would come to stand between the large ones, and in an hour's call the heap would grow by
150 MB of which nothing is used (mallopt(3), `M_MMAP_THRESHOLD`).

One thread for linear algebra. NumPy's OpenBLAS keeps a thread for every core, and each of them spins for a while after
every product, however small: a tenth of what a call costs, for nothing.
"""

from __future__ import annotations

ENVIRONMENT = {
    "PYTHONMALLOC": "malloc",
    "MALLOC_PERTURB_": "85",
    "MALLOC_MMAP_THRESHOLD_": "131072",
    "MALLOC_TRIM_THRESHOLD_": "8388608",
    "OPENBLAS_NUM_THREADS": "1",
}
