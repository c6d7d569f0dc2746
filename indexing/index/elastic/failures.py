"""What a server or the way to it says, told as our errors: what happened, where, what to do."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from elastic_transport import SerializationError, TlsError
from elasticsearch import (
    ApiError,
    ConnectionError,
    ConnectionTimeout,
    UnsupportedProductError,
)

from indexing.errors import IndexUnavailable, InvalidRequest, PresswatchError
from indexing.index.contract import REBUILD

_BUSY_WAIT: Final = timedelta(seconds=10)
_BLOCKED: Final = "cluster_block_exception"
_ROOM: Final = "Make room on its disk, or lift the block, and go on; nothing is lost."
_MOST_CHARACTERS: Final = 300  # of a reason: it goes into a ledger line


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Turn what goes wrong inside into IndexUnavailable or InvalidRequest about ``where``."""
    try:
        yield
    except ApiError as error:
        raise told(error.status_code, _reason_of(error), where) from error
    except (UnsupportedProductError, SerializationError) as error:
        raise _no_elasticsearch(where) from error
    except ConnectionTimeout as error:
        raise IndexUnavailable(
            "it did not answer in time", where,
            "Look at its load, or raise index.timeout; nothing is lost.", retry_after=_BUSY_WAIT,
        ) from error  # fmt: skip
    except TlsError as error:
        raise IndexUnavailable(
            f"its certificate is not trusted ({_short(error.message)})", where,
            "Name the authority that signed it as index.ca_file, and hosts as it names them.",
        ) from error  # fmt: skip
    except ConnectionError as error:
        raise IndexUnavailable(
            f"it cannot be reached ({_short(error.message)})", where,
            "Start it, or mend index.hosts; nothing is lost.",
        ) from error  # fmt: skip


def told(status: int, cause: Mapping[str, Any], where: str) -> PresswatchError:
    """Return the error for an answer of ``status`` whose body names ``cause`` (type, reason)."""
    kind, reason = str(cause.get("type", "")), reason_in(cause)
    if kind == _BLOCKED:
        return IndexUnavailable(
            f"it takes no writes or reads now: {reason}", where, _ROOM, retry_after=_BUSY_WAIT
        )
    match status:
        case 400:
            return InvalidRequest(
                f"the server refuses it: {reason}", where, "Ask for less, or more simply."
            )
        case 401:
            do = "Mend index.api_key, or index.username and index.password."
            return IndexUnavailable(f"it does not know us ({reason})", where, do)
        case 403:
            do = (
                "Its user needs monitor and manage_index_templates on the cluster; manage, read "
                "and write on the alias index.prefix and on indices whose names begin so."
            )
            return IndexUnavailable(f"it does not let us ({reason})", where, do)
        case 429:
            do = "Wait; if it stays so, give the server more memory or send less at once."
            return IndexUnavailable(f"it is busy: {reason}", where, do, retry_after=_BUSY_WAIT)
    do = f"Wait and repeat. If it stays so, look at `_cluster/health` and its log. {REBUILD}"
    return IndexUnavailable(f"it answers {status}: {reason}", where, do)


def reason_in(cause: Mapping[str, Any]) -> str:
    """Return the server's words for ``cause``, those of the innermost cause last."""
    words = [str(cause.get("reason") or cause.get("type") or "no reason")]
    inner = cause.get("caused_by")
    while isinstance(inner, Mapping):
        words.append(str(inner.get("reason") or inner.get("type")))
        inner = inner.get("caused_by")
    return _short(": ".join(dict.fromkeys(words)))


def _reason_of(error: ApiError) -> Mapping[str, Any]:
    """Return the root cause in an answer; the top level often says only "all shards failed"."""
    body = error.body
    told_of = body.get("error") if isinstance(body, Mapping) else None
    if not isinstance(told_of, Mapping):
        return {"reason": str(told_of or error.message)}
    roots = told_of.get("root_cause") or []
    first = roots[0] if roots and isinstance(roots[0], Mapping) else told_of
    return {**told_of, **first}


def _no_elasticsearch(where: str) -> IndexUnavailable:
    do = "Mend index.hosts: no Elasticsearch, or a proxy before it, answers there."
    return IndexUnavailable("what answers is no Elasticsearch 8 or 9", where, do)


def _short(text: str) -> str:
    return " ".join(text.split())[:_MOST_CHARACTERS]
