"""Searches under a name: the last word counts, and looking is remembered."""

from store_samples import DAY, HOUR, NOW

from indexing.store.watch import searches
from indexing.store.watch.searches import Search


def test_searches_come_back_by_name(db):
    for name in ("summit", "Ferries", "élysée"):
        searches.keep_search(db, name, f"{name} OR x", now=NOW)
    assert {one.name for one in searches.list_searches(db)} == {"summit", "Ferries", "élysée"}
    assert searches.get_search(db, "élysée") == Search("élysée", "élysée OR x", NOW, NOW)
    assert searches.get_search(db, "Elysee") is None


def test_the_last_word_counts_and_begins_anew(db):
    searches.keep_search(db, "summit", "nato", now=NOW)
    searches.look_at(db, "summit", now=NOW + HOUR)
    assert searches.get_search(db, "summit") == Search("summit", "nato", NOW, NOW + HOUR)
    searches.keep_search(db, "summit", "nato AND summit", now=NOW + DAY)
    kept = Search("summit", "nato AND summit", NOW + DAY, NOW + DAY)
    assert searches.list_searches(db) == [kept]


def test_what_is_removed_is_gone(db):
    searches.keep_search(db, "summit", "nato", now=NOW)
    assert searches.remove_search(db, "summit")
    assert not searches.remove_search(db, "summit")
    assert searches.list_searches(db) == []
