# The same commands here and in CI. `make run` and `make test` are all a newcomer needs.
PYTHON ?= python3
VENV ?= .venv
HOST ?= 127.0.0.1
PORT ?= 7860
BIN := $(VENV)/bin
SQUAD ?= ../shared/data/squad/dev-v2.0.json

.PHONY: run ingest test coverage check format evaluate train soak clean

run: $(VENV)/.installed
	$(BIN)/python -m ingest
	$(BIN)/python app.py --host $(HOST) --port $(PORT)

ingest: $(VENV)/.installed
	$(BIN)/python -m ingest

# Files of tests share the processors, but for those in a browser: these wait more than they work, and a page
# that gets no time is not what a person meets.
test: check
	$(BIN)/python -m pytest -m "not browser" --numprocesses auto --maxprocesses 4 --dist loadfile
	$(BIN)/python -m pytest -m browser

# By itself: watching every line makes the tests half as long again.
coverage: $(VENV)/.installed-dev
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

evaluate: $(VENV)/.installed
	$(BIN)/python -m ingest
	$(BIN)/python -m qa evaluate tests/gold/questions.jsonl tests/gold/blind.jsonl --split report

train: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks.train_ranking $(SQUAD) --write
	$(BIN)/python -m tests.benchmarks.train_answerability $(SQUAD) --write --threshold 0.03
	$(BIN)/python -m tests.benchmarks.train_directions --write

soak: $(VENV)/.installed-dev
	$(BIN)/python -m tests.soak.kill --times 50
	$(BIN)/python -m tests.soak.fuzz_files --files 2000 --seed 1
	$(BIN)/python -m tests.soak.thousand --documents 1000 --interruptions 5
	$(BIN)/python -m tests.soak.clients --rounds 60 --clients 8

clean:
	rm -rf $(VENV) .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/web/node_modules

# torch first and alone, pinned: anything looser fetches gigabytes of another build.
$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

# Where npm is at hand, the accessibility checker is installed too; without it those tests are skipped.
$(VENV)/.installed-dev: $(VENV)/.installed tests/web/package-lock.json
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev]"
	if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund --prefix tests/web; fi
	touch $@
