"""Who and what a text names: our rules over the whole document, after the NER.

The modules in the order in which a document passes them::

    brackets       editors' brackets out: "(Victor) Orban"
    (the NER)      spans with OntoNotes labels, see ``extraction.models``
    repair         edges: line breaks, bars, articles, possessives, particles
    wire           datelines, photo credits, bylines
    known          names of our tables that the NER missed
    labels         one mention at a time: is it a name, without its title, of what kind
    cues           words beside it: "shares of", "the town of"
    agreement      one name, one label in the whole document; all its mentions
    identity       ids, display names, salience

Beside them: ``folding`` (spellings made comparable), ``spans``, ``persons``, ``organisations``
(what two spellings must share), ``gazetteer`` (the tables), ``guess`` (ids of a typed name).
"""

from indexing.extraction.entities.brackets import Unbracketed, without_brackets
from indexing.extraction.entities.finding import find_entities, label_spans
from indexing.extraction.entities.guess import guess_ids

__all__ = ["Unbracketed", "find_entities", "guess_ids", "label_spans", "without_brackets"]
