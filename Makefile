# Every target brings up its own .venv first: a fresh clone needs nothing but make and Python 3.11 or newer.
# Paths are relative and programs are started as `python -m`, so that a clone may lie anywhere.

PYTHON := .venv/bin/python
READY := .venv/.ready
MAKEFLAGS += --no-print-directory

.PHONY: help demo test check corpus bench bench-quick fuzz fuzz-coverage long seeded clean

help:
	@echo "make demo         find and remove what some of the fixtures give away; leaves demo-output/"
	@echo "make test         all tests but those over real pictures"
	@echo "make check        style, types and the direction of imports"
	@echo "make corpus       the tests over real pictures: EXIFGUARD_CORPUS=<folder> make corpus"
	@echo "make bench        time and memory against cp, ExifTool, exiv2, piexif and Pillow (some minutes)"
	@echo "make bench-quick  the same without the files of 1 GB"
	@echo "make fuzz         fuzzing guided by coverage (FUZZ_SECONDS=1800, FUZZ=<parts of names of targets>)"
	@echo "make fuzz-coverage  which branches the inputs that were collected reach"
	@echo "make long         property, hostile, differential and durability tests with many more examples"
	@echo "make seeded       puts known bugs into a copy, one at a time: the tests must find each"
	@echo "make clean        remove .venv, caches and demo-output/"

$(READY): pyproject.toml tools/venv.sh
	@sh tools/venv.sh

demo: $(READY)
	@$(PYTHON) tools/demo.py

test: $(READY)
	$(PYTHON) -m pytest -n auto tests

check: $(READY)
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest -q tests/test_layering.py

corpus: $(READY)
	@test -d "$$EXIFGUARD_CORPUS" || { \
	    echo "EXIFGUARD_CORPUS must name a folder of pictures: EXIFGUARD_CORPUS=<folder> make corpus" >&2; \
	    exit 2; }
	$(PYTHON) -m pytest -m corpus -n auto -r fE tests

bench: $(READY)
	@$(PYTHON) -m benchmarks.run --large

bench-quick: $(READY)
	@$(PYTHON) -m benchmarks.run

fuzz: $(READY)
	@$(PYTHON) tools/fuzz.py --seconds $(or $(FUZZ_SECONDS),1800) $(FUZZ)

fuzz-coverage: $(READY)
	@$(PYTHON) tools/fuzz.py --coverage

long: $(READY)
	HYPOTHESIS_PROFILE=long $(PYTHON) -m pytest -n auto --timeout=0 \
	    $(if $(LONG),-k "$(LONG)") -m "hypothesis or long" tests

seeded: $(READY)
	@$(PYTHON) tools/seeded_bugs.py $(SEEDED)

clean:
	rm -rf .venv demo-output .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find src tests tools benchmarks fixtures -name __pycache__ -type d -prune -exec rm -rf {} +
