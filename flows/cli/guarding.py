"""``tokens``: who may open the pages and the API from elsewhere, and for what."""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.invocation import CURRENT
from flows.cli.output import labelled, show, table, tell
from indexing.desk.wording import moment
from indexing.models import Scope

if TYPE_CHECKING:
    from indexing.desk.room import Desk
    from indexing.store.watch.tokens import Token

Name = Annotated[str, typer.Argument(metavar="NAME", help="Who or what uses it.")]
tokens = typer.Typer(help="Tokens for the pages and the API.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the group ``tokens``."""
    app.add_typer(tokens, name="tokens")


@tokens.command()
def add(
    name: Name,
    *,
    scope: Annotated[
        list[Scope],
        typer.Option(help="read: pages and API; write: all; feeds: searches as feeds; metrics."),
    ] = [Scope.READ],  # noqa: B006 (typer reads it, nobody changes it)
) -> None:
    """Make a token and show its secret, once: it is kept nowhere.

    \b
      presswatch tokens add lea --scope write
      presswatch tokens add "Lea's feed reader" --scope feeds
    """
    from indexing.desk.upkeep import keys

    with CURRENT.desk() as desk:
        made = keys.add_token(desk, name, tuple(scope))
    scopes = ", ".join(made.token.scopes)
    value = {"name": name, "scopes": made.token.scopes, "secret": made.secret}
    show(value, labelled("token", made.secret), labelled("", f"{name}: {scopes}; not shown again"))


@tokens.command("list")
def list_all() -> None:
    """List the tokens: what each is good for, when it was used last."""
    from indexing.desk.upkeep import keys

    with CURRENT.desk() as desk:
        found = keys.list_tokens(desk)
        if not found and not CURRENT.wants_json:
            tell("there is no token; next: presswatch tokens add NAME --scope read")
            return
        values = [_value(one) for one in found]
        rows = [_row(one, desk) for one in found]
    show(values, table(("name", "good for", "made", "last used", "state"), rows))


@tokens.command()
def revoke(name: Name) -> None:
    """Let a token open nothing any more, nor any session that it began."""
    from indexing.desk.upkeep import keys

    with CURRENT.desk() as desk:
        keys.revoke_token(desk, name)
    show({"revoked": name}, labelled("revoked", name))


def _value(one: "Token") -> dict[str, object]:
    return {
        "name": one.name,
        "scopes": one.scopes,
        "made_at": one.made_at,
        "last_used_at": one.last_used_at,
        "revoked_at": one.revoked_at,
    }


def _row(one: "Token", desk: "Desk") -> tuple[object, ...]:
    used = moment(one.last_used_at, desk) if one.last_used_at else "never"
    state = f"revoked {moment(one.revoked_at, desk)}" if one.revoked_at else "in force"
    return (one.name, ", ".join(one.scopes), moment(one.made_at, desk), used, state)
