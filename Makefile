PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Where `make bench` looks for the public sets: the folders arcd/, ntrex/ and others.
BENCH_DATA ?= $(firstword $(wildcard data ../data ../*/data))

.DEFAULT_GOAL := help
.PHONY: help run test lint types check-imports pytest eval bench fit soak pictures torture lock clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: $(VENV)/.ready  ## Set up, index the sample articles the first time, serve the chat page
	$(BIN)/mujaz serve --samples $(ARGS)

test: lint types check-imports pytest  ## Set up, lint, type-check, run all tests (browser included)

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/oxlint --deny-warnings ui/static

types: $(VENV)/.ready-dev
	$(BIN)/mypy

check-imports: $(VENV)/.ready-dev
	$(BIN)/lint-imports

pytest: $(VENV)/.ready-dev
	@tests/install-chromium
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

eval: $(VENV)/.ready  ## Run the shipped suites without a key, compare them with the accepted baselines
	@rm -rf build/eval
	$(BIN)/python -m eval.bench.shipped_suite build/eval $(ARGS)

bench: $(VENV)/.ready-dev  ## Measure quality and speed beside other methods (BENCH_DATA=folder)
	$(BIN)/python -m eval.bench --data "$(BENCH_DATA)" $(ARGS)

# Before it, by hand, comes the reader: python -m eval.bench.fitting.reader_fitting (needs torch).
fit: $(VENV)/.ready-dev  ## Fit what decides on passages and sentences, and measure it (BENCH_DATA=folder)
	$(BIN)/python -m eval.bench.fitting --data "$(BENCH_DATA)" $(ARGS)
	$(BIN)/python -m eval.bench.fitting.sentence_choice --data "$(BENCH_DATA)" $(ARGS)
	$(BIN)/python -m eval.bench.fitting.second_look_fitting --data "$(BENCH_DATA)" $(ARGS)
	$(BIN)/python -m eval.bench.fitting.fact_weights --data "$(BENCH_DATA)" $(ARGS)

soak: $(VENV)/.ready-dev  ## The slow trials: kill -9 over and over, a large library
	$(BIN)/python -m eval.bench --soak $(ARGS)

pictures: $(VENV)/.ready-dev  ## Take pictures of every tab of the page, to be looked at (build/pictures)
	$(BIN)/python -m eval.bench.page_pictures $(ARGS)

torture: $(VENV)/.ready  ## A real, weak model on llama.cpp's server (needs the xllamacpp wheel; MODEL=file.gguf)
	$(BIN)/python -m eval.bench.torture $(if $(MODEL),--model "$(MODEL)") $(ARGS)

lock:  ## Pin the dependencies anew (needs uv and a package index)
	uv pip compile pyproject.toml --group build $(LOCK_OPTIONS) -o requirements.lock
	uv pip compile pyproject.toml --extra cluster --group build -c requirements.lock $(LOCK_OPTIONS) \
		-o requirements-cluster.lock
	uv pip compile pyproject.toml --extra cluster --group dev -c requirements.lock $(LOCK_OPTIONS) \
		-o requirements-dev.lock

LOCK_OPTIONS := --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

clean:  ## Remove what the commands above made here (the library in MUJAZ_HOME stays)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@
