"""Addresses of sign-language videos, where an office has made any.

Rules: `isyarat.toml` in the data folder, one line a message: "cek.nama" = "https://...". No file,
no videos. A line that is no address of https is left out, and said in the log by its msgid.
"""

import tomllib
from pathlib import Path

import structlog

from bot.logs import fault

_log = structlog.get_logger(__name__)
FILE = "isyarat.toml"


def sign_videos(data: Path) -> dict[str, str]:
    """Address by msgid; {} without a file, or with one that is no TOML."""
    try:
        found = tomllib.loads((data / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        _log.error("sign_videos_unreadable", **fault(error))
        return {}
    videos: dict[str, str] = {}
    for msgid, address in found.items():
        if isinstance(address, str) and address.startswith("https://"):
            videos[msgid] = address
        else:
            _log.warning("sign_video_left_out", msgid=msgid)
    return videos
