"""Facets and timelines: exact, whatever the clock does."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from indexing.errors import InvalidRequest
from indexing.index.elastic import counting
from indexing.search.tree import Everything, Field, Keyword, Nothing

BERLIN = ZoneInfo("Europe/Berlin")
UTC_ZONE = ZoneInfo("UTC")


@pytest.fixture(scope="module")
def many(new_index, generated):
    index = new_index()
    index.write(generated, generation=1)
    index.publish(1)
    return index


@pytest.mark.parametrize("field", [Field.ENTITY, Field.TOPIC, Field.SOURCE, Field.LANG])
def test_facets_count_every_value(many, generated, field):
    columns = {"entity": "entities", "topic": "topics", "lang": "language", "source": "source"}
    values = [getattr(article, columns[field.value]) for article in generated]
    flat = [one for value in values for one in ((value,) if isinstance(value, str) else value)]
    counts = Counter(value for value in flat if value)

    expected = tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    assert many.facets(Everything(), [field])[field] == expected


def test_facets_count_what_matches_and_cut_at_the_limit(filled):
    query = Keyword(Field.SOURCE, ("ap", "reuters"), "", (0, 0))

    assert filled.facets(query, [Field.TOPIC, Field.ENTITY], limit=2) == {
        Field.TOPIC: (("politics", 2), ("conflict", 1)),
        Field.ENTITY: (("per:viktor-orban", 2), ("q28", 2)),
    }


def test_equally_common_values_are_cut_in_alphabetical_order(filled):
    urls = filled.facets(Everything(), [Field.URL], limit=3)[Field.URL]

    assert [url.rpartition("/")[2] for url, _ in urls] == ["aid", "bare", "cafe"]


def test_a_value_that_is_never_a_months_commonest_may_be_the_commonest_of_all(
    index, make_article, monkeypatch
):
    monkeypatch.setattr(counting, "_FIRST_VALUES", 3)  # what each month tells at first
    months = {datetime(2026, 1, 15, tzinfo=UTC): "abc", datetime(2026, 2, 15, tzinfo=UTC): "def"}
    articles = [
        make_article(f"{month}{source}{n}", source=source, first_seen_at=month)
        for month, common in months.items()
        for source, number in [*((one, 3) for one in common), ("in both", 2)]
        for n in range(number)
    ]
    index.write(articles, generation=1)
    index.publish(1)
    facets = index.facets(Everything(), [Field.SOURCE, Field.LANG], limit=2)
    assert facets == {Field.SOURCE: (("in both", 4), ("a", 3)), Field.LANG: (("en", 22),)}


def test_no_match_has_no_facet_and_no_timeline(filled):
    assert filled.facets(Nothing(), [Field.TOPIC]) == {Field.TOPIC: ()}
    assert filled.histogram(Nothing(), Field.SEEN, step="day", zone=UTC_ZONE) == ()


@pytest.mark.parametrize("step", ["hour", "day", "week", "month"])
def test_a_timeline_holds_every_article_once(many, generated, step):
    bars = many.histogram(Everything(), Field.SEEN, step=step, zone=BERLIN)

    assert sum(bar.articles for bar in bars) == len(generated)
    assert min(bars[0].articles, bars[-1].articles) > 0
    assert all(earlier.at < later.at for earlier, later in pairwise(bars))


@pytest.mark.parametrize(
    ("seen", "zone", "step", "days"),
    [
        pytest.param(
            ["2026-03-28T22:59", "2026-03-28T23:00", "2026-03-29T21:59", "2026-03-29T22:00"],
            "Europe/Berlin", "day", [("2026-03-28", 1), ("2026-03-29", 2), ("2026-03-30", 1)],
            id="a day of 23 hours",
        ),
        pytest.param(
            ["2026-03-01T18:14", "2026-03-01T18:15"],
            "Asia/Kathmandu", "day", [("2026-03-01", 1), ("2026-03-02", 1)],
            id="a zone 45 minutes off",
        ),
        pytest.param(
            ["2026-03-01T23:59", "2026-03-02T00:00", "2026-03-20T12:00"],
            "UTC", "week", [("2026-02-23", 1), ("2026-03-02", 1), ("2026-03-09", 0),
                            ("2026-03-16", 1)],
            id="weeks start on Monday, none is left out",
        ),
        pytest.param(
            ["2025-12-31T23:30", "2026-02-28T23:30"],
            "Europe/Berlin", "month", [("2026-01-01", 1), ("2026-02-01", 0), ("2026-03-01", 1)],
            id="months of the zone",
        ),
        pytest.param(
            ["1970-01-01T00:00", "2026-02-28T23:30"],
            "UTC", "month", [("1970-01-01", 1)] + [("", 0)] * 672 + [("2026-02-01", 1)],
            id="a date of long ago",
        ),
    ],
)  # fmt: skip
def test_a_timeline_follows_the_calendar(index, make_article, seen, zone, step, days):
    moments = [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in seen]
    articles = [make_article(f"b{n}", published_at=moment) for n, moment in enumerate(moments)]
    index.write(articles, generation=1)
    index.publish(1)
    bars = index.histogram(Everything(), Field.PUBLISHED, step=step, zone=ZoneInfo(zone))

    assert [bar.articles for bar in bars] == [articles for _, articles in days]
    told = [(bar.at.isoformat()[:16], day) for bar, (day, _) in zip(bars, days, strict=True)]
    assert all(start == f"{day}T00:00" for start, day in told if day)


@pytest.mark.parametrize(
    ("field", "step"),
    [
        pytest.param(Field.SEEN, "decade", id="no such step"),
        pytest.param(Field.TOPIC, "day", id="no dates"),
    ],
)
def test_a_timeline_that_cannot_be_drawn_is_refused(filled, field, step):
    with pytest.raises(InvalidRequest):
        filled.histogram(Everything(), field, step=step, zone=UTC_ZONE)


def test_words_have_no_facets(filled):
    with pytest.raises(InvalidRequest, match="body"):
        filled.facets(Everything(), [Field.SOURCE, Field.BODY])
