"""How a long-running process uses memory: measured by `bench.memory`, figures in the README.

Rules: all of it is advice to CPython and to glibc. Where there is no glibc (macOS, Alpine) nothing
happens, and the server is a few megabytes larger.
"""

import ctypes
import gc
import sys

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # malloc.h
# A block this large is mapped by itself, and given back when it is freed. glibc would raise the
# limit with the first such block: what start-up unpacks would then stay for ever.
_MAPPED = 128 * 1024
# Objects made, over those freed, before young ones are looked at. 700 is meant for scripts: a turn
# makes some thousand, nearly all of them gone by reference count.
_YOUNG, _MIDDLE, _OLD = 20_000, 20, 50


def prepare() -> None:
    """Before threads start and data is loaded: one heap for all threads, which the GIL keeps from
    allocating at once anyway."""
    libc = _libc()
    if libc is not None:
        libc.mallopt(_M_ARENA_MAX, 1)
        libc.mallopt(_M_MMAP_THRESHOLD, _MAPPED)
        libc.mallopt(_M_TRIM_THRESHOLD, _MAPPED)


def settle() -> None:
    """Once everything is built: what there is now stays to the end, so no collection looks at it
    again (a full one took 150 ms, in the middle of somebody's turn), and what start-up used is
    given back."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
    libc = _libc()
    if libc is not None:
        libc.malloc_trim(0)


def _libc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
