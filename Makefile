# make demo and make test are all one needs: each sets itself up in .venv first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= demo-shop
TEST_ARGS ?=
GROUPS ?=
SUITE := not faults and not pages and not shells
# Where the environment forbids compiled files, each of the suite's processes compiles svc anew.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help demo test lint docs catalogue facts golden faults faults-short reliability mutants pages shells tables bench bench-quick guard pictures clean

help:
	@echo "make demo       build a small shop in $(DEMO)/ and run its day"
	@echo "make test       run the test suite"
	@echo "make lint       check style and types"
	@echo "make faults     long fault campaigns, and their table in docs/: needs root, strace and cron"
	@echo "make faults-short  the same in a few minutes: every kind of writing, not every command"
	@echo "make reliability   write the table of docs/reliability.md from what was counted last"
	@echo "make mutants    break the code in small ways and count what no test notices: an hour or so;"
	@echo "                GROUPS=\"money merge\" does those alone"
	@echo "make pages      look at pages, cards and slips in a real browser and as PDF: needs chromium"
	@echo "make bench      measure svc against its peers and write bench/README.md (an hour or so)"
	@echo "make bench-quick  the same in five minutes, small shops only"
	@echo "make guard      count instructions: fails when a command got slower by a quarter"
	@echo "make pictures   draw the reports of a made shop for the docs: needs chromium"
	@echo "make shells     complete in real zsh and fish: needs both"
	@echo "make catalogue  bring the Chinese catalogue up to date and compile it"
	@echo "make facts      write docs/facts.md: which test shows which fact of the sources"
	@echo "make docs       run the README's and the docs' commands and show what they print now"
	@echo "make golden     rewrite the golden files (then read the diff)"
	@echo "make tables     make the calendar's and the phones' tables again from their libraries"

$(VENV)/base: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/test: $(VENV)/base
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

$(VENV)/pages: $(VENV)/test
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[pages]'
	touch $@

$(VENV)/dev: $(VENV)/test
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: $(VENV)/base
	@if [ -e $(DEMO) ]; then rm -rf $(DEMO).before; mv $(DEMO) $(DEMO).before; fi
	@$(BIN)/svc demo $(DEMO)

test: $(VENV)/test
	$(BIN)/pytest -n auto -m "$(SUITE)" $(TEST_ARGS)

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

faults: $(VENV)/test
	$(BIN)/python tools/reliability.py --fresh
	$(BIN)/pytest -n 2 -m faults $(TEST_ARGS)
	$(BIN)/python tools/reliability.py

faults-short: $(VENV)/test
	SVC_FAULTS=short $(BIN)/pytest -n 2 -m faults $(TEST_ARGS)

reliability: $(VENV)/base
	$(BIN)/python tools/reliability.py

# Nice, and one at a time: it takes as long as it takes.
mutants: $(VENV)/dev
	nice $(BIN)/python tools/mutants.py --children 1 $(GROUPS)
	$(BIN)/python tools/reliability.py

pages: $(VENV)/pages
	$(BIN)/pytest -m pages $(TEST_ARGS)

pictures: $(VENV)/pages
	$(BIN)/python tools/pictures.py

shells: $(VENV)/test
	$(BIN)/pytest -m shells $(TEST_ARGS)

catalogue: $(VENV)/dev
	$(BIN)/python tools/catalogue.py

docs: $(VENV)/test
	$(BIN)/python tools/transcript.py README.md README.zh.md docs/*.md docs/zh/*.md

facts: $(VENV)/test
	$(BIN)/python tools/facts.py

golden: $(VENV)/test
	$(BIN)/pytest -m "$(SUITE)" --golden

tables: $(VENV)/test
	$(BIN)/python tools/make_calendar.py
	$(BIN)/python tools/make_phones.py

# The bench and the guard make a venv of their own and install what they need.
bench:
	$(PYTHON) -m bench.run

bench-quick:
	$(PYTHON) -m bench.run --quick

guard:
	$(PYTHON) -m bench.guard

clean:
	rm -rf $(VENV) $(DEMO) bench/.work build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
