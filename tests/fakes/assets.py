"""Media to send, from memory."""


class MemoryAssets:
    """What a test put there."""

    def __init__(self, assets: dict[str, bytes]) -> None:
        self.assets = assets

    async def read(self, asset: str) -> bytes:
        """The asset's bytes. Raises LookupError if there is none."""
        return self.assets[asset]
