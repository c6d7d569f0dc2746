"""Who holds a lease: host, process and its start, so that the dead can be told from the living."""

import os
import socket
import uuid
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Table, select, update


def new_owner() -> str:
    """Return a name for this worker: ``host/pid/start/random``."""
    pid = os.getpid()
    return f"{socket.gethostname()}/{pid}/{_started(pid)}/{uuid.uuid4().hex[:8]}"


def is_dead(owner: str) -> bool:
    """Whether ``owner`` ran on this host and its process is gone.

    Another host's process cannot be seen from here: its lease has to run out.
    """
    parts = owner.split("/")
    if len(parts) != 4 or parts[0] != socket.gethostname():
        return False
    pid = int(parts[1])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return _started(pid) != parts[2]


def free_the_dead(db: Connection, table: Table, *, now: datetime) -> int:
    """End the leases that this host's dead processes hold in ``table``; return how many.

    The owner's name stays, so that the next claim knows that a worker died with it in hand.
    """
    held = db.execute(
        select(table.c.owner).where(table.c.leased_until > now, table.c.owner != "").distinct()
    ).scalars()
    dead = [owner for owner in held if is_dead(owner)]
    is_theirs = table.c.owner.in_(dead) & (table.c.leased_until > now)
    return db.execute(update(table).where(is_theirs).values(leased_until=now)).rowcount


def _started(pid: int) -> str:
    """Return a token that differs when the pid is used anew; 0 where /proc is missing."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return "0"
