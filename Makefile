# make demo   a first run, with the recorded demonstration answers (MODEL=openai:NAME asks a model)
# make test   the test suite; make proof: what is too long for it; make lint: ruff and mypy
# make torch  PyTorch, for the workload cnn (TORCH_INDEX=https://download.pytorch.org/whl/cpu takes its CPU
#             build where pip would fetch the one for graphics cards)
# make local  llama.cpp, for --model local:PATH
# make view   snakeviz, for --open snakeviz
# make bench  speed; writes nothing

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet
MODEL ?= recorded
WORKLOAD ?= matmul
TORCH_INDEX ?=
WORKERS ?= 2

.PHONY: demo core torch local view test proof lint seed extraction-score bench clean

core: $(VENV)/core.stamp

$(VENV)/core.stamp: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "workbench needs Python 3.11 or later: make PYTHON=python3.12 demo"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) -c constraints.txt -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/core.stamp
	$(PIP) -c constraints.txt -e '.[test]'
	@touch $@

torch: $(VENV)/torch.stamp

$(VENV)/torch.stamp: $(VENV)/core.stamp
	$(PIP) -c constraints.txt $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -e '.[torch]'
	@touch $@

local: $(VENV)/local.stamp

$(VENV)/local.stamp: $(VENV)/core.stamp
	$(PIP) -c constraints.txt -e '.[local]'
	@touch $@

view: $(VENV)/view.stamp

$(VENV)/view.stamp: $(VENV)/core.stamp
	$(PIP) -c constraints.txt -e '.[view]'
	@touch $@

$(VENV)/lint.stamp: $(VENV)/core.stamp
	$(PIP) -c constraints.txt -e '.[lint]'
	@touch $@

# Findings make workbench exit with 1: that is what the demonstration is there to show.
demo: core
	$(BIN)/workbench generate $(WORKLOAD) --model $(MODEL) || [ $$? -eq 1 ]
	$(BIN)/workbench verify --quiet || [ $$? -eq 1 ]
	@echo
	@echo "Next:"
	@echo "  $(BIN)/workbench review              agree or disagree, claim by claim"
	@echo "  $(BIN)/workbench transcripts list    all runs"
	@echo "  $(BIN)/workbench generate euler      another workload"
	@echo "  $(BIN)/workbench doctor              what this machine has, what it lacks"

test: $(VENV)/test.stamp
	@$(BIN)/python -c 'import importlib.util as u, sys; sys.exit(not u.find_spec("torch"))' || \
	  echo "torch is not installed: the tests of networks are left out (make torch adds it)"
	$(BIN)/python -m pytest -q -m "not proof" -n $(WORKERS) --dist loadfile $(TESTS)

proof: $(VENV)/test.stamp
	$(BIN)/python -m pytest -q -m proof -n $(WORKERS) --dist loadfile $(TESTS)
	$(BIN)/python tests/other_versions.py

lint: $(VENV)/lint.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	cd workbench/probe && MYPYPATH=. ../../$(BIN)/mypy --strict --explicit-package-bases --config-file= .

# Holds `check` against a document measured by hand: make seed SEED=FOLDER
seed: $(VENV)/test.stamp
	$(BIN)/python tests/seed.py $(SEED)

# Precision and recall by form over the labelled documents; writes docs/extraction.md
extraction-score: $(VENV)/test.stamp
	$(BIN)/python tests/extraction_score.py

bench: $(VENV)/test.stamp
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) $(VENV)-3.* build dist .mypy_cache .ruff_cache .hypothesis
