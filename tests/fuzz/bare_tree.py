"""Trees of queries without their spans, to be compared."""

from dataclasses import fields

from indexing.search.tree import Node

NOWHERE = (0, 0)


def bare(node: Node) -> Node:
    """Return the tree without its spans."""
    values = {field.name: getattr(node, field.name) for field in fields(node)}
    values["span"] = NOWHERE
    if "parts" in values:
        values["parts"] = tuple(map(bare, values["parts"]))
    if "part" in values:
        values["part"] = bare(values["part"])
    return type(node)(**values)
