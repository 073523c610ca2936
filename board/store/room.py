"""Room on the disk that holds the desk's files, and mostly its database."""

import shutil
from pathlib import Path

LEAST_BYTES = 64 * 1024**2
"""With less, files wait and the desk is not well: what is left is for people's words."""


def free_bytes(folder: Path) -> int:
    """What is left for a folder, also for one that is still to be made."""
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(existing).free
