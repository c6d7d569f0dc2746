"""Every address that an application answers, so that a new page is tested unasked."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI


def doors(app: FastAPI, method: str, *, below: str = "/") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (path with {places}, names that its query may have) of each route for a method."""
    for group in app.routes:
        inside: Any = getattr(group, "effective_route_contexts", None)
        for one in inside() if inside else (group,):
            if method in (one.methods or ()) and one.path.startswith(below):
                yield one.path, tuple(sorted(_asked(one.dependant)))


def _asked(dependant: Any) -> set[str]:
    inner = (_asked(one) for one in dependant.dependencies)
    return {one.alias for one in dependant.query_params}.union(*inner)
