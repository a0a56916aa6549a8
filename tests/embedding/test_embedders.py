from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag import embedding
from rag.embedding.embedders import EMBEDDERS, open_embedder
from rag.embedding.openai_embedder import OpenAIEmbedder
from rag.errors import SettingsError
from tests.openai_server import API_KEY, OpenAIServer


def test_openai_opens_a_model_with_its_cache(openai_server: OpenAIServer, tmp_path: Path) -> None:
    path = tmp_path / "home" / "embeddings.db"
    embedder = open_embedder(
        "openai:org/m:v1", api_key=API_KEY, base_url=openai_server.base_url, cache_path=path
    )
    assert embedder.fingerprint == "openai:org/m:v1@127.0.0.1"
    assert embedder.weights == OpenAIEmbedder.weights
    assert not path.parent.exists()
    assert embedder.embed_query("a") == pytest.approx(openai_server.vector("a"), abs=1e-6)
    assert openai_server.requests[0].body["model"] == "org/m:v1"
    assert path.exists()


def test_builtin_needs_neither_key_nor_cache(tmp_path: Path) -> None:
    path = tmp_path / "embeddings.db"
    embedder = open_embedder("builtin", api_key=None, base_url=None, cache_path=path)
    assert embedder.embed_documents(["a story", "قصة"]).shape[0] == 2
    assert not path.exists()


def test_use_comes_along(tmp_path: Path) -> None:
    path = tmp_path / "embeddings.db"
    embedder = open_embedder("use", api_key=None, base_url=None, cache_path=path)
    assert embedder.embed_documents(["a story", "قصة"]).shape == (2, 512)
    assert not path.exists()


@pytest.mark.parametrize(
    "name", ["", "local", "openai", "openai:", "openai: ", "builtin:x", "use:x", "m"]
)
def test_any_other_name_is_refused_with_those_that_are_known(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        open_embedder(name, api_key="k", base_url=None, cache_path=tmp_path / "c.db")
    told = str(caught.value)
    assert all(word in told for word in (repr(name), "'builtin'", "'use'", "'openai:MODEL'"))


def test_every_embedder_of_the_room_has_its_row(tmp_path: Path) -> None:
    classes = {
        found
        for module in pkgutil.iter_modules(embedding.__path__, "rag.embedding.")
        for name, found in inspect.getmembers(importlib.import_module(module.name), inspect.isclass)
        if found.__module__ == module.name and name.endswith("Embedder")
    }
    opened = {
        type(
            open_embedder(
                row.pattern, api_key="k", base_url=None, cache_path=tmp_path / f"{row.kind}.db"
            )
        )
        for row in EMBEDDERS
    }
    assert opened == classes


def test_a_missing_key_is_told_on_opening(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        open_embedder("openai:m", api_key=None, base_url=None, cache_path=tmp_path / "c.db")


def test_opening_loads_no_sdk(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from rag.embedding.embedders import open_embedder\n"
        "assert 'numpy' not in sys.modules\n"
        "open_embedder('openai:m', api_key='k', base_url=None, cache_path=Path('c.db'))\n"
        "assert 'openai' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)
