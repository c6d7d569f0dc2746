"""What a name of several words says of itself: "Harcourt Prize", "Rolling Fork River".

Only words that settle the matter stand here; what they leave open is for the words around a name.
"""

import re
from functools import lru_cache

from indexing.extraction.entities.knowledge.spans import Label

_ORG_WORD = re.compile(
    r"\b(?:Inc|Ltd|Limited|Plc|plc|PLC|Corp|Corporation|Co|Company|LLC|LLP|AG|SA|NV|SE|Oyj?|ASA|AB"
    r"|SpA|Srl|Sarl|GmbH|KG|BV|Bhd|Group"
    r"|Holdings?|Bank|University|College|Institute|Ministry|Department|Commission|Committee"
    r"|Council|Agency|Association|Federation|Union|Party|Authority|Foundation|Airlines|Airways"
    r"|Motors|Pharmaceuticals|Industries|Partners|Capital|Securities|Insurance|FC|United"
    r"|City Council|Court|Police|Army|Parliament|Assembly|Senate|Bureau|Office|Organi[sz]ation"
    r"|Fund|Exchange|Society|Club|Times|Post|Journal|News|School|Academy|Hospital|Hospitals|Museum"
    r"|Orchestra|Philharmonic|Choir|Ballet|Gallery|Trust|Alliance|Coalition|Movement|Front|Service"
    r"|Ambulance|Brigade|Battalion|Regiment|Guard|Navy|Air Force|Gazette|Herald|Tribune|Courier"
    r"|Telegraph|Chronicle|Records|Pictures|Studios|Entertainment|Technologies|Systems|Energy"
    r"|Electric|Pharma|Brewery|Medical Center|High School|Space Center|Rovers|Wanderers|Albion"
    r"|Athletic|Tigers|Rugby|Cricket|Television|Radio|(?<!Big )Tech)\.?$"
)
# "FC Basel", "Deportivo Lark": what opens the name of a club.
_CLUB_FIRST = re.compile(
    r"(?:A?FC|AC|AEK|AIK|AS|BSC|CF|CSKA|FK|GNK|HJK|IFK|NK|PAOK|RB|RCD|SC|SK|SSC|TSG|Vf[BL]"
    r"|Atlético|Borussia|Deportivo|Dinamo|Dynamo|Eintracht|Hapoel|Lokomotiv|Maccabi|Olympique"
    r"|Racing Club|Spartak|Sparta|Zenit) (?=[^\W\d_a-z][^\W\d_A-Z])"
)
# "University Hospital Galway": the place stands last.
_BODY_THEN_PLACE = re.compile(
    r"\b(?:University|College|University Hospital|Polytechnic|Business School) [^\W\d_a-z][\w’'-]+$"
)
_SITE_WORD = re.compile(
    r"\b(?:Airport|Bridge|Stadium|Arena|Square|Street|Road|Avenue|Boulevard|Lane|Highway|Motorway"
    r"|Freeway|Park|Plaza|Tower|Towers|Palace|Castle|Cathedral|Church|Chapel|Mosque|Synagogue"
    r"|Temple|Abbey|Basilica|Monastery|Shrine|Mausoleum|Memorial|Cemetery|Prison|Jail|Hotel|Inn"
    r"|Market|Mall|Port|Harbou?r|Dock|Docks|Pier|Dam|Reservoir|Canal|Station|Power Plant"
    r"|Power Station|Air Base|Airbase|Courthouse|Opera House|Town Hall|City Hall|Guildhall"
    r"|Concert Hall|Convention Cent(?:re|er)|Conference Cent(?:re|er)|Sports Club|Golf Club"
    r"|Country Club|Complex|Racecourse|Racetrack|Velodrome|Gardens?|Green|Zoo|Lighthouse|Refinery"
    r"|River|Creek|Lake|Loch|Lough|Bay|Gulf|Sea|Ocean|Sound|Strait|Channel|Firth|Fjord|Falls"
    r"|Island|Islands|Isle|Isles|Peninsula|Cape|Beach|Coast|Shoal|Reef|Atoll|Valley|Hills|Hill"
    r"|Mountain|Mountains|Mount|Peak|Glacier|Volcano|Desert|Forest|Woods|Marsh|Moor|Basin|Delta"
    r"|Plateau|Province|County|District|Territory|Region|Oblast|Peaks|Heights|Springs|Field|Rock"
    r"|Place|Courts of Justice)$"
    r"|(?<!Medical )(?<!Research )(?<!Hurricane )(?<!Cancer )(?<!Space )(?<!Law )(?<!Policy )"
    r"(?<!Health )(?<!Command )(?<!Press )\bCent(?:er|re)$"
)
_SITE_FIRST = re.compile(
    r"(?:Lake|Mount|Mt\.?|Cape|Port|Fort|Gulf of|Bay of|Strait of|Sea of|Isle of|River|Piazza"
    r"|Plaza|Place de|Rue|Avenida|Calle|Hotel|Great Mosque of|Camp|Mare|Cerro|Rio|Río|Wadi"
    r"|Jebel|Tel|Beit|Bab|Ponte|Puerto|Villa|Loch|Ben|Inver|Kafr) (?=[^\W\d_a-z])"
)
_DENOMINATION = re.compile(
    r"\b(?:Catholic|Orthodox|Anglican|Episcopal|Methodist|Presbyterian|Lutheran|Baptist|Coptic"
    r"|Reformed|Pentecostal|Evangelical|Protestant|Unification|Apostolic|Tewahedo) Church$"
)
_THING_WORD = re.compile(
    r"\b(?:Prize|Awards?|Medal|Cup|Trophy|Shield|Championships?|Games|Olympics|Paralympics"
    r"|Grand Prix|Open|Masters|Derby|Marathon|Slam|Festival|Biennale|Carnival|Fashion Week|Summit"
    r"|Forum|Conference|Congress of Vienna|War|Wars|Uprising|Revolution|Massacre|Genocide|Accords?"
    r"|Agreement|Treaty|Pact|Protocol|Convention|Charter|Declaration|Act|Bill|Amendment"
    r"|Constitution|Peace Process|Mission|Orbiter|Telescope|Rover|Survey|Census|Serie [AB]"
    r"|Premiership|(?:Premier|Champions|Europa|Conference|Nations|Super|Euro) League|Six Nations"
    r"|Ligue 1|La Liga|Bundesliga|Grand National|Lion|Globes?|Bear|Palme d[’']Or|Day|Eve)$"
)
_YEAR_BEHIND = re.compile(r"\b(?:Act|Bill|Games|Olympics|Cup|Treaty) (?:of )?(?:19|20)\d\d$")
_THING_FIRST = re.compile(
    r"(?:Operation|(?:Super )?Typhoon|Hurricane|Cyclone|(?:Tropical )?Storm|Order of|Treaty of"
    r"|Battle of|Siege of|Medal of|Book of|Feast of|Project|HMS|USS|BRP|INS|HMAS"
    r"|HMNZS|MV|Miss) (?:the )?(?=[^\W\d_a-z])"
)


def is_organisation_word(name: str) -> bool:
    """Tell whether a name ends in a word that only bodies and companies carry."""
    return bool(_ORG_WORD.search(name))


def is_site_word(name: str) -> bool:
    """Tell whether a name ends or begins with a word of buildings, waters and lands."""
    named = _SITE_WORD.search(name) or _SITE_FIRST.match(name)
    return bool(named) and not _DENOMINATION.search(name)


def is_thing_word(name: str) -> bool:
    """Tell whether a name ends or begins with a word of events, prizes, laws, ships, storms."""
    patterns = (_THING_WORD.search, _YEAR_BEHIND.search, _THING_FIRST.match)
    return any(pattern(name) for pattern in patterns)


@lru_cache(maxsize=16384)
def kind_by_words(name: str) -> Label | None:
    """Return ORG, FAC or EVENT if a name of two words and more says so itself, else None."""
    if " " not in name:
        return None
    if is_thing_word(name):
        return Label.EVENT
    is_body = is_organisation_word(name) or bool(_BODY_THEN_PLACE.search(name))
    if is_body and not _SITE_WORD.search(name):
        return Label.ORG
    if _DENOMINATION.search(name) or _CLUB_FIRST.match(name):
        return Label.ORG
    return Label.FAC if is_site_word(name) else None
