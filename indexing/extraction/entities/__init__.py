"""Who and what a text names: our rules over the whole document, after the NER.

The rooms and modules in the order in which a document passes them::

    marking/       where names begin and end
        brackets       editors' brackets out: "(Victor) Orban"
        truecase       shouted headlines in normal case
        (the NER)      spans with OntoNotes labels, see ``extraction.models``
        repair         edges: line breaks, bars, articles, possessives, particles
        joins          names cut into pieces: hyphens, given names, "and" within a body's name
        acronyms       "the Maritime and Port Authority (MPA)": both are that body
        wire           datelines, photo credits, bylines
        known          names of our tables that the NER missed
    judging/       what they are
        labels         one mention at a time: is it a name, without its title, of what kind
        cues           words beside it: "shares of", "the town of"
        evidence       all signs around a name, weighed: "the river", "aged 34", "a nurse from"
        teams          cities that play and score are teams
        agreement      one name, one label in the whole document; all its mentions
    identity       who they are: ids, display names, salience

``finding`` calls them. All build on ``knowledge/``, what is known before a text is read. Beside
them: ``guess`` (ids of a typed name).
"""

from indexing.extraction.entities.finding import find_entities, label_spans
from indexing.extraction.entities.guess import guess_ids
from indexing.extraction.entities.marking.brackets import Unbracketed, without_brackets
from indexing.extraction.entities.marking.truecase import truecased

__all__ = [
    "Unbracketed",
    "find_entities",
    "guess_ids",
    "label_spans",
    "truecased",
    "without_brackets",
]
