"""The API: what may be asked and with what, from its own description."""

from collections.abc import Iterator
from typing import Any

from documents.reference import markdown
from documents.reference.markdown import code, prose, table
from indexing.settings import Settings
from indexing.web.api.description import description
from indexing.web.app import make_app
from indexing.web.views.addresses import API

_JSON = "application/json"
_INTRODUCTION = f"""Who may ask and how errors look is told in [the API](../api.md). A running
server describes every answer at `{API}/openapi.json`."""


def page() -> str:
    """Return the page."""
    told = description(make_app(Settings()))
    groups: dict[str, list[str]] = {}
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            text = "\n\n".join(filter(None, _told(method, path, operation, told)))
            groups.setdefault(operation["tags"][0], []).append(text)
    parts = [f"## {name.capitalize()}\n\n" + "\n\n".join(one) for name, one in groups.items()]
    return markdown.page("API", _INTRODUCTION, *parts)


def _told(method: str, path: str, operation: Any, told: Any) -> Iterator[str]:
    yield f"### {method.upper()} {path.removeprefix(API) or '/'}"
    yield f"{operation['summary']}. {prose(operation.get('description', ''))}".strip()
    rows = [_row(one["name"], one["schema"], one) for one in operation.get("parameters", ())]
    sent = operation.get("requestBody", {}).get("content", {})
    for kind, body in sent.items():
        if kind == _JSON:
            rows += list(_fields(body["schema"], told))
        else:
            yield f"The body is {code(kind)}."
    yield table(("", "kind", "what it is"), rows)


def _fields(schema: Any, told: Any) -> Iterator[tuple[str, str, str]]:
    model = _resolved(schema, told)
    for name, field in model.get("properties", {}).items():
        is_needed = name in model.get("required", ())
        yield _row(name, field, {"required": is_needed, "description": field.get("description")})


def _row(name: str, schema: Any, parameter: Any) -> tuple[str, str, str]:
    needed = "needed" if parameter.get("required") else ""
    what = parameter.get("description") or ""
    return code(name), ", ".join(filter(None, (_kind(schema), needed))), prose(what)


def _kind(schema: Any) -> str:
    if "anyOf" in schema:
        kinds = dict.fromkeys(map(_kind, schema["anyOf"]))
        return " or ".join(kind for kind in kinds if kind != "null")
    if "enum" in schema:
        return " or ".join(code(str(one)) for one in schema["enum"])
    if "$ref" in schema:
        return "object"
    kind = schema.get("type", "")
    return f"{kind} of {_kind(schema['items'])}" if kind == "array" else str(kind)


def _resolved(schema: Any, told: Any) -> Any:
    reference = schema.get("$ref")
    return told["components"]["schemas"][reference.rpartition("/")[2]] if reference else schema
