"""The schema's steps by name, and how far a store has come: known without alembic.

To import alembic takes longer than most questions take, and most stores need no step.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

FOLDER = Path(__file__).parent / "migrations"


def newest_step() -> str:
    """Return the number of the last step: their files are named by it."""
    return max(step.stem.partition("_")[0] for step in FOLDER.glob("versions/[0-9]*.py"))


def is_newest(db: Connection) -> bool:
    """Tell whether a store has taken the last step, and knows of no other."""
    if not inspect(db).has_table("alembic_version"):
        return False
    taken = db.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return taken == [newest_step()]
