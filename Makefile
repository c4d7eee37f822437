# make demo    grade the sample class          make test    run all tests
# make lint    style, types, imports          make bench   compare the speed with stock nbgrader's
# make verify  prove lessons that changed, and others briefly      make proof  prove all lessons in full
# make clean   remove what make made
# make bench-security   which attacks nbgrader, otter-grader, PrairieLearn's grader and this kit let through
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PROCESSES := $(shell expr 1 + $$(getconf _NPROCESSORS_ONLN))# of tests: many wait, for nbgrader or a browser

.PHONY: demo test lint verify proof bench bench-security clean setup

setup: $(READY)
	@scripts/install_sandbox

$(READY): pyproject.toml
	$(PYTHON) scripts/check_python.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	@echo "Installing torch and the rest, some 5 GB: this takes minutes."
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	@touch $@

demo: setup
	$(BIN)/autograder demo demo/course

test: setup
	$(BIN)/pytest -n $(PROCESSES) --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/autograder build --check

verify: setup
	$(BIN)/autograder verify --sample 2

proof: setup
	$(BIN)/autograder verify --all

bench: setup
	$(BIN)/python bench/speed.py

bench-security: setup
	$(BIN)/python bench/security.py

clean:
	rm -rf $(VENV) demo build *.egg-info .pytest_cache .mypy_cache .ruff_cache
