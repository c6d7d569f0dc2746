"""Every setting with its default and its meaning."""

from collections.abc import Iterator

from documents.reference import markdown
from documents.reference.markdown import code, prose, table
from flows.cli.configuring import as_toml
from indexing.settings import Settings, documented
from indexing.settings.reading import FROM_ENVIRONMENT

_INTRODUCTION = """Presswatch reads one file: the one that `--config` names, else the one that
`PRESSWATCH_CONFIG` names, else `presswatch.toml` in the folder where it is started. Whatever the
file does not say has its default. Times have their unit: `90s`, `10m`, `6h`, `3d`, `2w`.
`presswatch config show` prints all of this with the values in force, `presswatch config check`
says what is wrong."""


def page() -> str:
    """Return the page."""
    variables = table(
        ("variable", "setting"),
        (
            (code(f"PRESSWATCH_{section}_{key}".upper()), code(f"{section}.{key}"))
            for section, key in FROM_ENVIRONMENT
        ),
    )
    told = "## From the environment\n\nThese win over the file, which others may read.\n\n"
    return markdown.page("Settings", _INTRODUCTION, told + variables, *_sections())


def _sections() -> Iterator[str]:
    rows: dict[str, list[tuple[str, str, str]]] = {}
    for section, key, default, meaning in documented():
        row = code(key), code(as_toml(default)), prose(meaning)
        rows.setdefault(section, []).append(row)
    for section, told in rows.items():
        model = type(Settings.model_fields[section].default)
        what = prose(model.__doc__ or "").partition(": ")[2]
        title = f"## {section}\n\n{code(f'[{section}]')}: {what}"
        yield f"{title}\n\n{table(('key', 'default', 'what it means'), told)}"
