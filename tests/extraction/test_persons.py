import pytest

from indexing.extraction.entities.knowledge.persons import People, person_key, surnames, untitled


@pytest.mark.parametrize(
    ("name", "key"),
    [
        pytest.param("Viktor Mihály Orbán", ("viktor", "orban"), id="middle name"),
        pytest.param("Prime Minister Viktor Orban", ("viktor", "orban"), id="title"),
        pytest.param("Secretary-General Jens Stoltenberg", ("jens", "stoltenberg"), id="hyphen"),
        pytest.param("Orban", ("", "orban"), id="surname alone"),
        pytest.param("President Orban", ("", "orban"), id="title and surname"),
        pytest.param("Ursula von der Leyen", ("ursula", "von der leyen"), id="particles"),
        pytest.param("von der Leyen", ("", "von der leyen"), id="particles alone"),
        pytest.param("Bin Salman", ("", "bin salman"), id="particle with a capital"),
        pytest.param("Al Gore", ("al", "gore"), id="Al is a given name"),
        pytest.param("Bashar al-Assad", ("bashar", "al assad"), id="Arabic article"),
        pytest.param("Micheál Ó Cuív", ("micheal", "o cuiv"), id="Irish particle"),
        pytest.param("Shane O’Neill", ("shane", "o neill"), id="curly apostrophe"),
        pytest.param("Donald Trump Jr.", ("donald", "trump jr"), id="Jr is another man"),
        pytest.param("Ken Griffey Sr", ("ken", "griffey"), id="Sr is the man himself"),
        pytest.param("J. Edgar Hoover", ("edgar", "hoover"), id="initial before a name"),
        pytest.param("Kim Jong-un", ("kim", "jong un"), id="hyphenated given name"),
        pytest.param("President", ("", "president"), id="a title alone is a name"),
        pytest.param("!", ("", ""), id="no letters"),
    ],
)
def test_person_key(name, key):
    assert person_key(name) == key


def test_untitled_leaves_one_word():
    assert untitled("Prime Minister") == ["Minister"]
    assert untitled("Dr. Ana Petri") == ["Ana", "Petri"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Viktor Mihaly Orban", ("Orban",), id="last word"),
        pytest.param("Ursula von der Leyen", ("von der Leyen",), id="with particles"),
        pytest.param("Bashar al-Assad", ("al-Assad", "Assad"), id="with and without article"),
        pytest.param("Donald Trump Jr.", ("Trump",), id="without suffix"),
        pytest.param("Orban", (), id="a lone name has none"),
    ],
)
def test_surnames(name, expected):
    assert surnames(name) == expected


@pytest.mark.parametrize(
    ("full_names", "mention", "key"),
    [
        pytest.param(["Ana Petri"], "Petri", ("ana", "petri"), id="surname"),
        pytest.param(["Ana Petri"], "Ana", ("ana", "petri"), id="first name"),
        pytest.param(["Ana Petri"], "Lo", ("", "lo"), id="nobody's name stays alone"),
        pytest.param(["Ana Petri", "Max Petri"], "Petri", ("max", "petri"), id="latest before"),
        pytest.param(["Viktor Orban"], "Victor Orban", ("viktor", "orban"), id="alike"),
        pytest.param(["Viktor Orban"], "V. Orban", ("viktor", "orban"), id="initial"),
        pytest.param(["Anna Petri"], "Max Petri", ("max", "petri"), id="unlike"),
        pytest.param(["Don Lo", "Don Lo Jr"], "Don Lo Jr", ("don", "lo jr"), id="the son"),
        pytest.param(["Bashar al-Assad"], "Assad", ("bashar", "al assad"), id="without article"),
    ],
)
def test_resolve(full_names, mention, key):
    people = People()
    for position, name in enumerate(full_names):
        people.add(name, position)
    assert people.resolve(mention, 100) == key


def test_a_surname_before_its_full_name_waits_for_it():
    people = People()
    people.add("Ana Petri", 50)
    people.add("Max Petri", 90)
    assert people.resolve("Petri", 10) == ("ana", "petri")
