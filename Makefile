# All set-up is behind two commands: `make demo` and `make test`. Nothing here needs the network but the
# package registries, and nothing is installed outside .venv but Tesseract (through apt-get, where allowed).
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
SAMPLE ?= ketamine-aetna
SECONDS ?= 60

.PHONY: demo test check format samples schemas bench fuzz setup tesseract clean

demo: setup  ## build the sample case and say where the packet is
	@$(BIN)/packetizer build sample_docs/$(SAMPLE) -o demo || [ $$? -eq 1 ]

test: setup  ## run the tests
	@OMP_THREAD_LIMIT=1 $(BIN)/python -m pytest -n auto --dist loadgroup

check: setup  ## lint, format and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

samples: setup  ## draw the sample cases anew
	@$(BIN)/python sample_docs/make.py

fuzz: setup  ## throw damaged files at all openers for SECONDS
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris
	@$(BIN)/python bench/fuzz.py $(SECONDS)

bench: setup .venv-bench/bin/ocrmypdf  ## accuracy on the samples, then speed beside OCRmyPDF
	@$(BIN)/python bench/accuracy.py --samples
	@$(BIN)/python bench/speed.py

.venv-bench/bin/ocrmypdf:
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check ocrmypdf

setup: tesseract $(VENV)/.ready

$(VENV)/.ready: pyproject.toml Makefile
	@echo "Setting up $(VENV) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Packetizer needs Python 3.11 or newer; say which: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(call as_root,apt-get install -y -qq python3-venv)
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev -e '.[all]' \
	  || { echo "tesserocr has no wheel for this machine; the tesseract command serves instead."; \
	       $(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev -e .; }
	@touch $@

tesseract:
	@command -v tesseract >/dev/null 2>&1 || { \
	  echo "Installing Tesseract …"; \
	  { $(call as_root,apt-get update -qq) && $(call as_root,apt-get install -y -qq tesseract-ocr); } >/dev/null 2>&1 \
	  || echo "Tesseract cannot be installed here (no root): RapidOCR alone reads the pages."; }

# Runs a command as root where that works without asking; fails where it does not.
as_root = { if [ "$$(id -u)" = 0 ]; then DEBIAN_FRONTEND=noninteractive $(1); \
  else command -v sudo >/dev/null && sudo -n env DEBIAN_FRONTEND=noninteractive $(1); fi; }

clean:
	rm -rf $(VENV) demo
