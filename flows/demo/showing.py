"""``presswatch demo``: the whole product on sample feeds, by the schedule, with no network.

Everything that is printed comes from the commands that a person would type, run on the demo's
own folder; the folder stays, so that they can be typed afterwards. With Elasticsearch so do the
demo's indices, until the next demo in that folder.
"""

import shutil
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from flows.cli.app import run
from flows.demo.cluster import Cluster, ask_engine, own_environment, read_address, remove_earlier
from flows.demo.manuscript import REFERENCE
from flows.demo.newsstand import Hook
from flows.demo.site import DemoSite
from flows.demo.waiting import corrected, near_miss, say, watch
from flows.supervisor import Running, scheduler
from indexing.delivery.message import from_json
from indexing.delivery.render import as_text
from indexing.errors import InvalidRequest, PresswatchError
from indexing.settings import load_settings
from indexing.store import Store
from indexing.store.work.cycles import Cycle

FOLDER = Path("presswatch-demo")
MARK = "presswatch-demo.txt"
CONFIG = "presswatch.toml"
NAME = "Hungary and NATO"
SLUG = "hungary-and-nato"
QUERY = 'entity:"Viktor Orbán" AND (nato OR summit)'
ALERT = "orban AND (nato OR ukraine)"
TOML = """# Settings of the demo: feeds on this machine, polled much more often than real ones
[presswatch]
data_dir = "data"
timezone = "Europe/Budapest"

[fetching]
deadline = "5m"
allow_hosts = ["127.0.0.1"]
per_host_delay = "0s"
per_host_concurrency = 8

[feeds]
start = "1s"
floor = "1s"
ceiling = "2s"

[workers]
time_limit = "5s"

[delivery]
webhook_timeout = "5m"

[schedules]
monitor = "12s"
deliver = "12s"

[web]
port = 0
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the demo stands: its settings file and the sample press."""

    config: Path
    site: DemoSite

    def command(self, *words: str) -> int:
        """Show a command as a person would type it, then run it."""
        shown = " ".join(f"'{word}'" if set(word) & set(' "*') else word for word in words)
        say(f"\n$ presswatch {shown}")
        code = run([*words, "--config", str(self.config)])
        sys.stdout.flush()
        return code


def run_demo(*, keep: bool = False, cycles_wanted: int = 3, elasticsearch: str = "") -> int:
    """Show the whole way on sample feeds; return 0 if every part of it was seen to work.

    ``keep`` leaves schedule, pages and sample press running until Ctrl-C. ``elasticsearch`` is the
    address of a server to hold the index; one that cannot is told before anything is made.
    """
    cluster = read_address(elasticsearch) if elasticsearch else None
    with own_environment(cluster):
        if cluster:
            say(f"The index is in {ask_engine(cluster)} at {cluster.host}.")
        config = _fresh_folder(FOLDER.resolve(), cluster)
        missing = _played(config, keep=keep, cycles_wanted=cycles_wanted)
    _farewell(config, cluster)
    for what in missing:
        say(f"NOT SEEN: {what}")
    return 1 if missing else 0


def _played(config: Path, *, keep: bool, cycles_wanted: int) -> list[str]:
    """Run the demo in its folder; return what was promised and not seen."""
    with DemoSite(now=datetime.now(UTC)) as site:
        stage = Stage(config, site)
        settings = load_settings(config)
        _prepare(stage)
        with scheduler(settings, config, has_pages=keep) as running:
            say(
                f"\nThe schedule runs every {settings.schedules.monitor.seconds} s. Waiting for it."
            )
            with closing(Store.open(settings)) as store:
                seen = watch(store, site, running, wanted=cycles_wanted)
            missing = _show(stage, seen, cycles_wanted)
            if keep:
                _keep_running(running)
    return missing


def _fresh_folder(folder: Path, cluster: Cluster | None) -> Path:
    """Make the demo's folder and settings anew, in place of an earlier demo's."""
    if folder.exists():
        if not (folder / MARK).exists():
            raise InvalidRequest(
                "this folder is not an earlier demo's",
                str(folder),
                "Move it away, or go elsewhere.",
            )
        if (folder / CONFIG).exists() and (why := remove_earlier(folder / CONFIG, cluster)):
            say(f"The earlier demo's indices stay: {why}")
        shutil.rmtree(folder)
    folder.mkdir()
    (folder / MARK).write_text("Made by `presswatch demo`, which deletes and remakes it.\n")
    config = folder / CONFIG
    config.write_text(TOML + cluster.toml if cluster else TOML)
    return config


def _prepare(stage: Stage) -> None:
    """Follow the reference, bring in the feeds, ask to be alerted: what a person would do."""
    folder = stage.config.parent
    opml = folder / "feeds.opml"
    opml.write_bytes(stage.site.opml())
    reference = folder / "reference.txt"
    shutil.copyfile(REFERENCE, reference)
    sink = "webhook+" + stage.site.sink_url
    for words in (
        ("follow", str(reference), "--name", NAME),
        ("feeds", "import", str(opml)),
        ("channels", "add", sink, "--name", "desk"),
        ("alerts", "add", ALERT, "--to", "desk", "--every", "at-once", "--yes"),
    ):
        if code := stage.command(*words):
            raise PresswatchError(f"ended with {code}", f"presswatch {words[0]}", "See above.")


def _show(stage: Stage, seen: list[Cycle], wanted: int) -> list[str]:
    """Run the commands that a person goes on with; return what was promised and not seen."""
    parts: list[tuple[str, Callable[[], bool]]] = [
        (f"{wanted} scheduled cycles", lambda: len(seen) >= wanted),
        ("related coverage", lambda: not stage.command("follows", "show", SLUG)),
        ("a search", lambda: not stage.command("search", QUERY, "--facets", "--fail-empty")),
        ("the alert", lambda: _alert(stage.site.hooks)),
        ("the delivery log", lambda: not stage.command("alerts", "log", "1")),
        ("what was set aside", lambda: not stage.command("status")),
        ("feeds with problems", lambda: not stage.command("feeds", "list", "--problem")),
        ("an explanation", lambda: not stage.command("explain", near_miss(stage.site))),
        ("a correction", lambda: not stage.command("diff", corrected(stage.site))),
    ]
    return [what for what, is_seen in parts if not is_seen()]


def _alert(hooks: tuple[Hook, ...]) -> bool:
    """Show what the webhook got, and that it got each message once."""
    say(f"\nWhat arrived at the webhook: {len(hooks)} message{'' if len(hooks) == 1 else 's'}")
    ids = [hook.headers.get("webhook-id", "") for hook in hooks]
    for hook in hooks[:1]:
        say(f"webhook-id {hook.headers.get('webhook-id', '')}")
        say(as_text(from_json(orjson.dumps(hook.body))))
    return bool(hooks) and len(set(ids)) == len(ids)


def _keep_running(running: Running) -> None:
    say(f"\nThe pages are at {running.pages}")
    say("The schedule and the sample press go on. Ctrl-C ends them.")
    while not running.ended():
        time.sleep(1)


def _farewell(config: Path, cluster: Cluster | None) -> None:
    here = f"{config.parent.name}/{config.name}"
    say("\nGo on with the demo's data, or with your own:")
    for line in (
        f"presswatch --config {here} search 'related:{SLUG} AND summit'",
        f"presswatch --config {here} follows brief {SLUG}",
        'presswatch follow article.txt --name "My story"',
        "presswatch feeds import feeds.opml",
        "presswatch start",
    ):
        say(f"  {line}")
    if cluster and cluster.username:
        say("They need PRESSWATCH_INDEX_USERNAME and PRESSWATCH_INDEX_PASSWORD in the environment.")
    if cluster:
        say(f"The indices {cluster.prefix}-… stay until the next demo in this folder.")
