from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import Settings

SECRET = "sk-misplaced"


def test_variables_go_before_the_dotenv_file_and_that_before_toml(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "mujaz.toml").write_text("passages = 1\nchunk_tokens = 100\nmax_file_mb = 7\n")
    (tmp_path / ".env").write_text("MUJAZ_PASSAGES=2\nMUJAZ_CHUNK_TOKENS=200\n")
    monkeypatch.setenv("MUJAZ_PASSAGES", "3")
    found = Settings.load()
    assert (found.passages, found.chunk_tokens, found.max_file_mb) == (3, 200, 7)
    assert Settings.load(passages=4).passages == 4


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("MUJAZ_PASAGES", "3", "unknown setting MUJAZ_PASAGES; the settings are"),
        ("MUJAZ_PASSAGES", "many", "'passages'"),
        ("MUJAZ_MODEL_WINDOW", "12", "'model_window'.*1024"),
        ("MUJAZ_MODEL_WINDOW", SECRET, "'model_window'"),
        ("MUJAZ_MODEL_PRICE", SECRET, "'model_price'.*dollars per million.*0.25/2.00"),
        ("MUJAZ_MODEL_PRICE", "0.25", "0.25/2.00"),
        ("MUJAZ_MODEL_PRICE", "0.25/2/1", "0.25/2.00"),
        ("MUJAZ_MODEL_PRICE", "-1/2", "0.25/2.00"),
        ("MUJAZ_MODEL_PRICE", "nan/2", "0.25/2.00"),
        ("MUJAZ_MODEL_PRICE", "٣/٤", "0.25/2.00"),
    ],
)
def test_a_mistake_names_the_setting_and_not_the_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=told) as caught:
        Settings.load()
    assert caught.value.__context__ is None
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("agent", ["desk", "desk/1.0", "Desk-Bot/2 (+mailto:it@desk.example)"])
def test_a_user_agent_is_a_name_with_a_contact(agent: str) -> None:
    assert Settings.load(user_agent=agent).user_agent == agent


@pytest.mark.parametrize("agent", ["", "/1.0", "desk\r\nCookie: a", "مكتب/1", "(desk)"])
def test_what_cannot_be_sent_is_no_user_agent(agent: str) -> None:
    with pytest.raises(SettingsError, match="user_agent"):
        Settings.load(user_agent=agent)


@pytest.mark.parametrize("price", ["0.25/2.00", "1/2", "0/0"])
def test_a_price_is_two_amounts(price: str) -> None:
    assert Settings.load(model_price=price).model_price == price


def test_a_broken_toml_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "mujaz.toml").write_text("passages =")
    with pytest.raises(SettingsError, match=r"mujaz\.toml is not valid TOML"):
        Settings.load()


def test_a_key_is_not_shown() -> None:
    assert SECRET not in repr(Settings.load(openai_api_key=SECRET))


@pytest.mark.parametrize("name", ["chroma_url", "milvus_url", "database_url"])
def test_an_empty_address_is_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"MUJAZ_{name.upper()}", "")
    assert getattr(Settings.load(), name) is None
