"""Why a stranger's file is not kept."""


class Refused(Exception):
    """The file is not kept. `code` says why: too_big, wrong_type, unreadable, hostile."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
