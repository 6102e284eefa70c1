# SPDX-License-Identifier: EUPL-1.2
"""Memory that is given back is overwritten: how the processes of a station are started so that it is.

Python keeps small objects in arenas of its own and leaves what they held. With the C library's allocator instead, and
its `M_PERTURB` (mallopt(3)), every byte is overwritten the moment it is freed; after a visit the heap then holds
nothing of it but what stands in a buffer that is still in use. The units in `systemd/` carry the same values.
"""

from __future__ import annotations

ENVIRONMENT = {"PYTHONMALLOC": "malloc", "MALLOC_PERTURB_": "85"}
