"""A message as subject, text and HTML. Text and HTML are two prints of one ``layout.Page``."""

from collections.abc import Iterator

from jinja2 import Environment, PackageLoader, StrictUndefined

from indexing.delivery.layout import (
    ArticleView,
    Link,
    Page,
    Run,
    StoryView,
    lay_out,
    speaker,
    story_title,
)
from indexing.delivery.message import Message, MessageType, StoryStatus, ToldStory, at_most
from indexing.delivery.safe_text import one_line
from indexing.nouns import count

MOST_HTML_BYTES = 90_000  # Gmail cuts a mail near 102 kB

_SUBJECT = 150
# (articles a story, stories): what is shown less of, step by step, until a message fits.
_STEPS = ((5, 1000), (2, 1000), (1, 1000), (1, 10), (1, 3), (1, 1))

_TEMPLATES = Environment(
    loader=PackageLoader("indexing.delivery", ""),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.tests["link"] = lambda line: isinstance(line, Link)


def subject(message: Message) -> str:
    """Return the subject: one line of at most 150 characters, whatever the names hold."""
    test = "TEST: " if message.type is MessageType.TEST else ""
    return one_line(f"{test}{speaker(message)}: {_gist(message)}", _SUBJECT)


def as_text(message: Message, *, is_repeat: bool = False) -> str:
    """Return the message as plain text; ``[word]`` is a word that matched."""
    return "\n".join(_lines(_fitting(message, is_repeat=is_repeat)[0])) + "\n"


def as_html(message: Message, *, is_repeat: bool = False) -> str:
    """Return the message as one HTML page of at most 90 kB that loads nothing from anywhere."""
    return _fitting(message, is_repeat=is_repeat)[1]


def _fitting(message: Message, *, is_repeat: bool) -> tuple[Page, str]:
    # The text follows the HTML's limit, or the two would not say the same.
    for articles, stories in _STEPS:
        page = lay_out(at_most(message, stories), articles=articles, is_repeat=is_repeat)
        html = _TEMPLATES.get_template("message.html.j2").render(page=page)
        if len(html.encode()) <= MOST_HTML_BYTES:
            break
    return page, html


def _gist(message: Message) -> str:
    if message.type is MessageType.FEED_PROBLEM:
        feeds = len(message.silent_feeds)
        return f"{count(feeds, 'feed')} {'needs' if feeds == 1 else 'need'} a hand"
    if message.spike:
        texts, sources = message.spike.texts, message.spike.sources
        told = f"{count(texts, 'text')} from {count(sources, 'source')}"
        return f"spike: {message.spike.factor:g} times the usual, {told}"
    kind = "spike: " if message.type is MessageType.SPIKE else ""
    if message.story_count == 1 and message.stories:
        return kind + _story_gist(message.stories[0])
    if message.story_count:
        stories = count(message.story_count, "story", "stories")
        return f"{kind}{stories}, {count(message.article_count, 'article')}"
    return "nothing new"


def _story_gist(story: ToldStory) -> str:
    # Cut here, or a long headline would push the count out of the subject.
    title = one_line(story_title(story), _SUBJECT // 2)
    match story.status:
        case StoryStatus.CORRECTED:
            return f"corrected: {title}"
        case StoryStatus.SINCE:
            return f"{title} (+{story.new} since)"
        case _:
            return f"{title} ({count(story.new, 'article')})"


def _lines(page: Page) -> Iterator[str]:
    yield from page.notices
    yield page.heading
    if page.mute:
        yield _spelt(page.mute)
    for story in page.stories:
        yield ""
        yield from _story_lines(story)
    if page.rest:
        yield from ("", page.rest)
    if page.foot:
        yield ""
    for line in page.foot:
        yield _spelt(line) if isinstance(line, Link) else line


def _story_lines(story: StoryView) -> Iterator[str]:
    yield f"{story.number}. {story.title}   {story.tag}"
    if story.facts:
        yield f"   {story.facts}"
    if story.mute:
        yield f"   {_spelt(story.mute)}"
    for article in story.articles:
        yield from (f"   {line}" for line in _article_lines(article))
    if story.rest:
        yield f"   {story.rest}"


def _article_lines(article: ArticleView) -> Iterator[str]:
    yield f"- {article.heading}"
    for snippet in article.snippets:
        yield f'  "{"".join(map(_marked, snippet))}"'
    if article.matched:
        yield f"  matched: {article.matched}"
    for link in article.links:
        yield f"  {_spelt(link)}"
    if article.remark:
        yield f"  {article.remark}"


def _marked(run: Run) -> str:
    return f"[{run.text}]" if run.is_marked else run.text


def _spelt(link: Link) -> str:
    return f"{link.label}: {link.url}"
