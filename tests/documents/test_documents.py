"""The documents are true: commands, settings, variables, links and chores in them exist."""

import re
import tomllib

import pytest

from documents.reading import DOCUMENTS, ROOT, Document
from documents.typed import fault_of_line, fault_of_mention, mentioned, typed
from indexing.settings import Settings, documented
from indexing.settings.reading import FROM_ENVIRONMENT

KNOWN: dict[str, set[str]] = {}
for _section, _key, _default, _meaning in documented():
    KNOWN.setdefault(_section, set()).add(_key)
KEYS = set().union(*KNOWN.values())
VARIABLES = {f"PRESSWATCH_{section}_{key}".upper() for section, key in FROM_ENVIRONMENT}
VARIABLES |= {"PRESSWATCH_CONFIG"}
PLACES = ("flows/", "indexing/", "tests/", "docs/")
SPEEDS = re.compile(
    r"\b(?:fast(?:er|est)?|slower|quick(?:er|est|ly)?|instantly)\b"
    r"|\d\s*(?:ms|µs|milliseconds?|microseconds?)\b"
    r"|\d\S*\s+(?:articles?|feeds?|words?|searches|queries|pages)\s*(?:/s\b|(?:a|per) second)"
    r"|\btimes as (?:fast|slow)\b|\d[\d.]*x [a-z]",
    re.IGNORECASE,
)
every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)


@every_document
def test_every_command_line_would_be_taken(document: Document) -> None:
    assert {
        " ".join(words): why for words in typed(document) if (why := fault_of_line(words))
    } == {}


@every_document
def test_every_command_and_option_that_is_mentioned_exists(document: Document) -> None:
    found = {" ".join(words): fault_of_mention(words) for words in mentioned(document)}
    assert {line: why for line, why in found.items() if why} == {}


def test_there_are_commands_to_be_tested() -> None:
    lines = {" ".join(words[:2]) for one in DOCUMENTS for words in typed(one)}
    named = {" ".join(words[:2]) for one in DOCUMENTS for words in mentioned(one)}
    assert {"index rebuild", "demo --elasticsearch", "feeds import", "doctor"} <= lines
    assert {"tokens revoke", "alerts mute", "index verify"} <= named


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("serach x", "no command serach", id="a command that is none"),
        pytest.param("alerts ad x", "no command ad", id="one of a group that is none"),
        pytest.param("search x --sort newest", "newest", id="a value that is none"),
        pytest.param("search x --weight 3", "--weight", id="an option that is none"),
        pytest.param("search orban nato", "unexpected extra", id="a query without its quotes"),
        pytest.param("follow --name x", "Missing argument", id="nothing to follow"),
        pytest.param("search x --tz", "--tz needs a value", id="a common option without its value"),
    ],
)
def test_a_line_that_would_be_refused_is_found(line: str, why: str) -> None:
    assert why in fault_of_line(line.split())


@every_document
def test_every_settings_file_would_be_read(document: Document) -> None:
    for kind, body in document.blocks:
        if kind == "toml":
            Settings(**tomllib.loads(body))


@every_document
def test_every_setting_that_is_mentioned_exists(document: Document) -> None:
    assert [span for span in document.spans if not _is_true_of_settings(span)] == []


def _is_true_of_settings(span: str) -> bool:
    if found := re.fullmatch(r"\[(\w+)\](?: (\w+).*)?", span):
        return found[1] in KNOWN and (not found[2] or found[2] in KNOWN[found[1]])
    if found := re.fullmatch(r"([a-z]+)\.([a-z_]+)", span):
        section, key = found.groups()
        return section not in KNOWN or key in ("toml", "py", "md", "opml") or key in KNOWN[section]
    if found := re.fullmatch(r"([a-z_]+) = .+", span):
        return found[1] in KEYS
    return True


@every_document
def test_every_variable_is_read(document: Document) -> None:
    found = set(re.findall(r"PRESSWATCH_[A-Z_]+", document.text))
    of_tests = {name for name in found if name.startswith("PRESSWATCH_TEST_")}
    of_tests |= found & {"PRESSWATCH_PROOF", "PRESSWATCH_SCREENSHOTS"}
    assert found - of_tests <= VARIABLES
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    assert [name for name in of_tests if f'"{name}"' not in tests] == []


@every_document
def test_every_link_leads_to_a_file_and_to_a_heading_of_it(document: Document) -> None:
    assert [link for link in document.links if not _leads(document, link)] == []


def _leads(document: Document, link: str) -> bool:
    file, _, anchor = link.partition("#")
    target = (document.path.parent / file).resolve() if file else document.path
    if not target.exists() or not target.is_relative_to(ROOT):
        return False
    if not anchor:
        return True
    return anchor in Document(target.relative_to(ROOT).as_posix()).anchors


@every_document
def test_every_place_in_the_repository_exists(document: Document) -> None:
    places = [span for span in document.spans if re.fullmatch(r"[\w./-]+", span)]
    ours = [place for place in places if place.startswith(PLACES)]
    assert [place for place in ours if not (ROOT / place).exists()] == []


def test_every_document_is_reached_from_the_readme() -> None:
    waiting, reached = [Document("README.md")], {"README.md", "CHANGELOG.md"}
    while waiting:
        for name in _led_to(waiting.pop()) - reached:
            reached.add(name)
            waiting.append(Document(name))
    assert [one.name for one in DOCUMENTS if one.name not in reached] == []


def _led_to(document: Document) -> set[str]:
    targets = ((document.path.parent / link.partition("#")[0]).resolve() for link in document.links)
    return {path.relative_to(ROOT).as_posix() for path in targets if path.suffix == ".md"}


@every_document
def test_every_chore_is_in_the_makefile(document: Document) -> None:
    pieces = [*document.spans, *document.lines()]
    chores = [found[1] for one in pieces if (found := re.match(r"make ([a-z ]+)", one))]
    known = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {word for chore in chores for word in chore.split("  ")[0].split()} <= set(known)


@every_document
def test_only_the_benchmarks_claim_a_speed(document: Document) -> None:
    if document.name != "docs/benchmarks.md":
        assert SPEEDS.findall(document.text) == []


def test_the_page_on_elasticsearch_names_every_setting_of_the_index() -> None:
    told = Document("docs/elasticsearch.md").text
    assert [
        key for key in KNOWN["index"] if f"`{key}`" not in told and f"{key} = " not in told
    ] == []
