"""What becomes of a page that cannot be read: the reason is kept, the article goes on."""

from smallworld.press import ORBAN, Page, article_page, samples
from smallworld.world import DAY, HOUR, MINUTE, World

from indexing.desk.coverage import searching
from indexing.desk.upkeep import overseeing
from indexing.pipeline.read import RETRY_AFTER, TRIES
from indexing.pipeline.report import in_words

WORDS = samples()[ORBAN]
WHOLE = article_page(WORDS.title, WORDS.paragraphs)
LOGIN = b"""<html><body><h1>Log in to go on</h1><form>Your name and your password, please.
<input type="text"><input type="password"><button>Log in</button></form></body></html>"""
CONSENT = b"""<html><body><h1>Before you continue</h1><p>We value your privacy. We and our 214
partners store cookies on your device. Accept all, or manage your choices.</p></body></html>"""
SHORT = article_page("A short note", ("Nine words are no article, whatever they may say.",))
BUSY = (503, b"Back soon.", {"Content-Type": "text/plain"})

UNREADABLE = {
    "/login": ({"body": LOGIN}, "is a login page"),
    "/consent": ({"body": CONSENT}, "is a consent wall"),
    "/report.pdf": ({"body": b"%PDF-1.7 ...", "Content_Type": "application/pdf"}, "is a PDF"),
    "/gone": ({"status": 404}, "the server answered 404"),
    "/paid": ({"status": 402}, "the server answered 402"),
    "/short": ({"body": SHORT}, "is too short to be an article: 9 words"),
    "/empty": ({"body": b""}, "is empty"),
    "/private/note": ({"body": WHOLE}, "robots.txt"),
}
"""Path → (what its server answers, what the ledger must say)."""


async def test_each_page_that_is_no_article_is_told_why_and_read_from_its_teaser(
    world: World,
) -> None:
    await world.subscribe()
    for path, (answer, _reason) in UNREADABLE.items():
        world.press.put(path, **answer)  # type: ignore[arg-type]
        world.press.list(path, title=f"Ferry news {path}", summary="The ferry sails again.")
    report = await world.cycle()
    assert report.number("read", "teaser only") == len(UNREADABLE)
    for path, (_answer, reason) in UNREADABLE.items():
        read = world.explain(world.press.url + path).trail[1]
        assert (read.stage, read.outcome) == ("read", "first")
        assert "headline and teaser only: " in read.detail
        assert reason in read.detail
    with world.desk() as desk:
        assert searching.search(desk, "ferry").total == len(UNREADABLE), "none may be missed"
        aside = overseeing.status(desk).set_aside
    assert {one.url for one in aside} == {world.press.url + path for path in UNREADABLE}
    assert world.press.asked["/private/note"] == 0, "robots.txt forbids even to ask"


async def test_a_busy_page_is_postponed_with_the_next_try_in_the_ledger_then_read(
    world: World,
) -> None:
    await world.subscribe()
    world.alert("carmelite")  # a word of the text
    url = world.press.publish(ORBAN)
    world.press.pages["/2026/" + ORBAN].answers.insert(0, BUSY)
    report = await world.cycle()
    assert report.number("read", "postponed") == 1
    assert "1 postponed" in " ".join(in_words(report))
    last = world.explain(url).trail[-1]
    assert last.detail == "the server answered 503; next try 2026-03-02 12:07 UTC"
    assert (await world.cycle(after=RETRY_AFTER[0] - MINUTE)).number("read") == 0, "too early"
    assert ("match", "fired") not in world.told(url)
    assert (await world.cycle(after=MINUTE)).number("read", "first") == 1
    assert world.told(url).count(("match", "fired")) == 1
    assert [stage for stage, _ in world.told(url)].count("project") == 1


async def test_a_server_that_names_a_time_is_left_alone_for_as_long(world: World) -> None:
    await world.subscribe()
    url = world.press.publish(ORBAN)
    status, body, headers = BUSY
    world.press.pages["/2026/" + ORBAN].answers[0] = (
        status,
        body,
        headers | {"Retry-After": "7200"},
    )
    await world.cycle()
    assert world.explain(url).trail[-1].detail.endswith("next try 2026-03-02 14:02 UTC")


async def test_a_page_that_stays_away_is_given_up_and_its_teaser_has_to_do(world: World) -> None:
    await world.subscribe()
    world.alert("ferry")
    url = world.press.list("/away", title="Ferry on fire", summary="All are safe.")
    world.press.pages["/away"] = Page([BUSY])
    await world.cycle()
    for wait in RETRY_AFTER:
        report = await world.cycle(after=wait)
    assert world.press.asked["/away"] == TRIES + 1
    assert report.number("read", "teaser only") == 1
    assert f"given up after {TRIES + 1} tries: the server answered 503" in _detail(world, url)
    assert ("match", "fired") in world.told(url), "what the teaser says is not missed"


async def test_a_page_read_after_all_replaces_the_teaser_and_is_no_correction(
    world: World,
) -> None:
    await world.subscribe()
    world.alert("orban OR ferry")
    url = world.press.publish(ORBAN)
    world.press.pages["/2026/" + ORBAN].answers.insert(0, (403, b"Not for you.", {}))
    await world.cycle()
    assert (await world.cycle(after=HOUR)).number("read", "first") == 1, "fired: read again"
    whole = world.explain(url)
    assert whole.article is not None
    assert whole.article.text.startswith(WORDS.paragraphs[0])
    assert "corrected" not in [outcome for _stage, outcome in world.told(url)]


async def test_a_second_look_that_fails_keeps_the_text_and_says_so(world: World) -> None:
    await world.subscribe()
    world.alert("orban")
    url = world.press.publish(ORBAN)
    await world.cycle()
    world.press.put("/2026/" + ORBAN, status=404)
    assert (await world.cycle(after=HOUR)).number("read", "not read again") == 1
    last = world.explain(url)
    assert (last.trail[-1].outcome, last.trail[-1].detail) == (
        "not read again",
        "the server answered 404",
    )
    assert last.article is not None
    assert last.article.text.startswith(WORDS.paragraphs[0])


async def test_what_fired_is_read_again_at_its_hours_and_then_no_more(world: World) -> None:
    await world.subscribe()
    world.alert("orban")
    world.press.publish(ORBAN)
    world.press.publish("central-bank-holds-rates")
    looks = []
    for wait in (MINUTE, 59 * MINUTE, MINUTE, 5 * HOUR, 18 * HOUR, 48 * HOUR, 10 * DAY):
        await world.cycle(after=wait)
        looks.append(world.press.asked["/2026/" + ORBAN])
    assert looks == [1, 1, 2, 3, 4, 5, 5]
    assert world.press.asked["/2026/central-bank-holds-rates"] == 1, "nobody watches it"


def _detail(world: World, url: str) -> str:
    return " | ".join(line.detail for line in world.explain(url).trail)
