"""Why a recording gets no words, for ever or at present. Both the child process and the desk use these."""

from board.errors import DeskError


class Unhearable(DeskError):
    """This recording will never have words."""


class FileUnreadable(DeskError):
    """Its file can't be read at present."""
