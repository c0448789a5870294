"""The shelf that the settings name: a bucket when one is set, else a folder.

Rules: the library for buckets is an extra and 20 MB of memory, so it is loaded only when used.
"""

from importlib import import_module

from bot.config import KeysMissing, Settings
from bot.media.store import FolderShelf, MediaShelf, Shelf
from bot.privacy.crypto import FieldCipher


class ExtraMissing(KeysMissing):
    """A setting needs a package that is not installed."""


def open_shelf(settings: Settings, cipher: FieldCipher) -> MediaShelf:
    """The shelf, to be closed by the caller. Raises ExtraMissing."""
    return MediaShelf(bare_shelf(settings), cipher)


def bare_shelf(settings: Settings) -> Shelf:
    """The same without the sealing, for `doctor`. Raises ExtraMissing."""
    if not settings.s3_bucket:
        return FolderShelf(settings.data_dir / "media")
    try:
        s3 = import_module("bot.media.s3")
    except ImportError:
        raise ExtraMissing(
            "BANSOS_S3_BUCKET: needs the extra 's3': pip install 'tanya-bansos[s3]'"
        ) from None
    shelf: Shelf = s3.S3Shelf(
        settings.s3_bucket,
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        access_key=settings.s3_access_key.get_secret_value(),
        secret_key=settings.s3_secret_key.get_secret_value(),
    )
    return shelf
