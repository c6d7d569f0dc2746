"""Every setting, with its default and what it means: each default is written here, once."""

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)

from indexing.settings.kinds import Duration, Host, Share, WebAddress, Zone


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class General(_Section):
    """``[presswatch]``: where things are kept and how people are addressed."""

    data_dir: Path = Path("presswatch-data")
    """Folder for records, index, logs and Prefect's own state; relative to this file."""
    contact: str = ""
    """Address in the User-Agent, so that a site's owner can reach you."""
    timezone: Zone = "UTC"
    """Zone in which times are shown and daily alerts are due."""
    public_url: str = ""
    """Address at which others reach the pages; needed for links in mails."""


class Fetching(_Section):
    """``[fetching]``: how politely and how safely pages and feeds are fetched."""

    deadline: Duration = timedelta(seconds=30)
    """One time limit for a whole exchange, from connect to last byte."""
    max_bytes: int = Field(default=8_000_000, ge=10_000)
    """Largest body after decompression, in bytes."""
    max_redirects: int = Field(default=5, ge=0, le=20)
    """Most redirects followed; each hop's address is checked."""
    concurrency: int = Field(default=32, ge=1, le=500)
    """Most exchanges under way at once."""
    per_host_concurrency: int = Field(default=2, ge=1, le=20)
    """Most exchanges with one host at once."""
    per_host_delay: Duration = timedelta(seconds=1)
    """Least time between two starts at one host."""
    respect_robots: bool = True
    """Obey robots.txt for article pages."""
    allow_hosts: tuple[str, ...] = ()
    """Hosts (``name`` or ``name:port``) that may resolve to private or loopback addresses."""


class Feeds(_Section):
    """``[feeds]``: when feeds are polled."""

    floor: Duration = timedelta(minutes=8)
    """Shortest wait between two polls of a feed: under the schedule's, to be due in each cycle."""
    ceiling: Duration = timedelta(days=1)
    """Longest wait between two polls of a feed."""
    start: Duration = timedelta(minutes=30)
    """Wait used until a feed's own rhythm is known."""
    full_fetch_every: Duration = timedelta(days=1)
    """A fetch without If-None-Match at least this often: some servers send one ETag for ever."""
    old_after: Duration = timedelta(hours=72)
    """Entries published longer ago than this when first seen fire no at-once alert."""
    max_entries: int = Field(default=500, ge=1)
    """Most entries taken from one feed document; the rest is recorded as cut."""


class Articles(_Section):
    """``[articles]``: reading pages, versions, how long things are kept."""

    min_words: int = Field(default=40, ge=1)
    """A page with fewer words is no article."""
    reread_after: tuple[Duration, ...] = (
        timedelta(hours=1),
        timedelta(hours=6),
        timedelta(hours=24),
        timedelta(hours=72),
    )
    """When related or fired articles are read again, counted from first seen."""
    keep: Duration = Field(default=timedelta(days=365), ge=timedelta(days=90))
    """Texts, versions and index entries older than this (90d at least) go; a tombstone stays. What
    an alert told of, or you called right or wrong for a follow, is kept as long as those are."""
    keep_quarantined: Duration = timedelta(days=30)
    """How long the bytes of what was set aside are kept."""


class Workers(_Section):
    """``[workers]``: processes in which hostile input is parsed, and texts are understood."""

    processes: int = Field(default=2, ge=1, le=64)
    """Parser processes."""
    time_limit: Duration = timedelta(seconds=10)
    """CPU time after which a parser is killed; on the clock it has ten times as long."""
    memory_mb: int = Field(default=768, ge=128)
    """Data limit of a parser process, in MB."""
    understanding: int = Field(default=0, ge=0, le=64)
    """Processes that find names and topics when many texts wait, 400 MB each; 0 for one a core (at
    most 4), 1 for none beside the run's own."""


class Relatedness(_Section):
    """``[relatedness]``: the weights of the score and its three lines."""

    lexical_weight: Share = 0.65
    """Weight of shared words and figures."""
    entity_weight: Share = 0.25
    """Weight of shared people, places and bodies."""
    embedding_weight: Share = 0.10
    """Weight of nearness in meaning."""
    related: Share = 0.12
    """From this score an article counts as related to a followed reference."""
    same_story: Share = 0.24
    """From this score two articles tell the same event."""
    strict: Share = 0.36
    """From this score an article joins a story's hit without being a copy."""
    story_window: Duration = timedelta(days=4)
    """How long after its latest article a story can still grow."""


class Store(_Section):
    """``[store]``: the system of record."""

    url: str = ""
    """SQLAlchemy address; empty means SQLite in ``data_dir``."""


class Index(_Section):
    """``[index]``: where the coverage is searched."""

    backend: Literal["embedded", "elasticsearch"] = "embedded"
    """``embedded`` (tantivy, no server) or ``elasticsearch`` (8 or 9)."""
    hosts: tuple[Host, ...] = ("http://127.0.0.1:9200",)
    """Addresses of Elasticsearch's nodes, asked in turn."""
    api_key: SecretStr = SecretStr("")
    """API key, as the server shows it encoded; better given as PRESSWATCH_INDEX_API_KEY."""
    username: str = ""
    """User name where there is no API key; also taken from PRESSWATCH_INDEX_USERNAME."""
    password: SecretStr = SecretStr("")
    """Its password; better given as PRESSWATCH_INDEX_PASSWORD."""
    ca_file: str = ""
    """Certificate of the authority that signed the nodes' own, relative to this file; empty for
    those that every system trusts."""
    prefix: str = Field(default="presswatch", pattern=r"^[a-z][a-z0-9_-]{0,60}$")
    """Names of our indices start so; it is also the name of the alias that is searched."""
    timeout: Duration = timedelta(seconds=30)
    """Time limit of one exchange with Elasticsearch."""


class Alerts(_Section):
    """``[alerts]``: who matches, how hits grow and when they start anew."""

    matcher: Literal["in-process", "percolator"] = "in-process"
    """Who finds the alerts that an article meets: ``in-process``, or Elasticsearch's
    ``percolator``, which needs ``backend = "elasticsearch"`` in ``[index]``."""
    generation_after: Duration = timedelta(hours=24)
    """A story that goes on longer than this since its hit was made starts a new hit."""
    growth_every: Duration = timedelta(hours=6)
    """At once alerts tell of articles that joined a hit at most this often."""
    sweep_back: Duration = timedelta(hours=48)
    """The nightly sweep looks again at articles first seen in this time."""
    digest_stories: int = Field(default=20, ge=1)
    """Most stories in one digest; the rest is counted and linked."""
    daily_at: time = time(8, 0)
    """Time of day of daily and weekly digests, unless the alert says otherwise."""


class Smtp(_Section):
    """``[smtp]``: the server that takes our mail."""

    host: str = ""
    """Server name; empty means that no mail is sent."""
    port: int = Field(default=587, ge=1, le=65535)
    """Server port."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is protected."""
    username: str = ""
    """User name, empty for none."""
    password: SecretStr = SecretStr("")
    """Password; better given as PRESSWATCH_SMTP_PASSWORD."""
    sender: str = "Presswatch <presswatch@localhost>"
    """From address of our mails."""
    timeout: Duration = timedelta(seconds=20)
    """Time limit of one exchange with the server."""


class Delivery(_Section):
    """``[delivery]``: retries, and which channels may be used."""

    tries: int = Field(default=8, ge=1, le=50)
    """Attempts before a delivery is parked and shown."""
    retry_over: Duration = timedelta(hours=24)
    """Time over which these attempts are spread."""
    webhook_timeout: Duration = timedelta(seconds=10)
    """Time limit of one webhook call."""
    apprise_schemas: tuple[str, ...] = (
        "ntfy", "ntfys", "slack", "workflow", "workflows", "discord", "tgram", "matrix", "matrixs",
        "mmost", "mmosts", "rocket", "rockets", "gotify", "gotifys", "signal", "pover", "json",
        "jsons",
    )  # fmt: skip
    """Apprise services that may be used as channels."""


class Schedules(_Section):
    """``[schedules]``: how often each flow runs under ``presswatch start``."""

    monitor: Duration = timedelta(minutes=10)
    """Between two cycles: poll, read, understand, relate, project, match."""
    deliver: Duration = timedelta(minutes=1)
    """Between two looks at what is due to be sent."""
    maintain: Duration = timedelta(days=1)
    """Between two rounds of retention and back-up."""
    lanes: int = Field(default=1, ge=1, le=32)
    """Cycles side by side; with workers on several machines, one for each."""
    ping: WebAddress = SecretStr("")
    """Address that is asked after each good cycle, of a service that tells you when it hears
    nothing; better given as PRESSWATCH_SCHEDULES_PING."""


class Web(_Section):
    """``[web]``: pages and API."""

    host: str = "127.0.0.1"
    """Address to listen on; anything but loopback needs a token."""
    port: int = Field(default=8765, ge=0, le=65535)
    """Port to listen on; 0 picks a free one."""


class Logs(_Section):
    """``[logs]``: what the schedules, workers and pages write on stderr while they run."""

    form: Literal["auto", "human", "json"] = "auto"
    """``human``, ``json`` (a document a line), or ``auto``: human on a terminal, else JSON."""
    level: Literal["debug", "info", "warning", "error"] = "info"
    """The least that is written: ``info`` tells each step of each article."""


class Settings(_Section):
    """The whole file. ``path`` is where it was read from, None for pure defaults."""

    presswatch: General = General()
    fetching: Fetching = Fetching()
    feeds: Feeds = Feeds()
    articles: Articles = Articles()
    workers: Workers = Workers()
    relatedness: Relatedness = Relatedness()
    store: Store = Store()
    index: Index = Index()
    alerts: Alerts = Alerts()
    smtp: Smtp = Smtp()
    delivery: Delivery = Delivery()
    schedules: Schedules = Schedules()
    web: Web = Web()
    logs: Logs = Logs()
    path: Path | None = Field(default=None, exclude=True)

    @field_validator("alerts")
    @classmethod
    def _percolator_has_a_server(cls, alerts: Alerts, before: ValidationInfo) -> Alerts:
        index = before.data.get("index")  # absent when it is wrong itself, which is told already
        if alerts.matcher == "percolator" and index and index.backend != "elasticsearch":
            raise ValueError(
                'matcher = "percolator" needs backend = "elasticsearch" in [index]; '
                'or set matcher = "in-process"'
            )
        return alerts

    @property
    def data_dir(self) -> Path:
        """``presswatch.data_dir``, made absolute against the settings file's folder."""
        base = self.path.parent if self.path else Path.cwd()
        return (base / self.presswatch.data_dir).resolve()

    @property
    def index_ca_file(self) -> Path | None:
        """``index.ca_file``, made absolute against the settings file's folder."""
        if not self.index.ca_file:
            return None
        return (self.path.parent if self.path else Path.cwd()) / self.index.ca_file

    @property
    def zone(self) -> ZoneInfo:
        """``presswatch.timezone`` as a zone."""
        return ZoneInfo(self.presswatch.timezone)


def documented() -> Iterator[tuple[str, str, object, str]]:
    """Yield (section, key, default, what it means) for every setting, in the file's order."""
    for section, field in Settings.model_fields.items():
        if section == "path":
            continue
        for key, inner in type(field.default).model_fields.items():
            yield section, key, inner.default, inner.description or ""
