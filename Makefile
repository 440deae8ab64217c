# The only door: everything a person or CI does here is a target.
# All paths are relative, so that folders with spaces and umlauts work.

VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
LOWEST := build/lowest/.installed
PYTHON ?= python3
N ?= 1000 10000 100000

# Tests write to disk durably and all the time: in memory, where there is enough, nothing waits for it.
MEMORY := $(shell test -w /dev/shm && df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print "/dev/shm" }')
ifneq ($(MEMORY),)
check coverage test-lowest: export TMPDIR ?= $(MEMORY)
endif

# Compiled Python is kept, whatever the environment says: tests start thousands of processes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo env lint types architecture check test stress test-browser test-lowest coverage bench bench-page docs format clean

env: $(STAMP)

$(STAMP): pyproject.toml constraints.txt hatch_build.py $(wildcard clm/locale/*/LC_MESSAGES/clm.po)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: Python 3.11 or newer is needed"; echo "hint: make demo PYTHON=python3.12"; exit 69; }
	@git --version >/dev/null || { echo "error: git is needed"; exit 69; }
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@# The path of this folder is made relative: a locale without umlauts could not read it.
	@for file in $(VENV)/lib/python*/site-packages/_*clm.pth; do echo ../../../.. > "$$file"; done
	@touch $(STAMP)

demo: $(STAMP)
	@$(PY) tools/demo.py build/demo

lint: $(STAMP)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

format: $(STAMP)
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

types: $(STAMP)
	$(PY) -m mypy

architecture: $(STAMP)
	$(PY) -c 'import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))'

# All but those of the domain, which `coverage` runs: once is enough.
check: $(STAMP)
	$(PY) -m pytest -n 2 --dist worksteal --ignore=tests/domain

# The domain is covered to the last branch by its own tests.
coverage: $(STAMP)
	$(PY) -m coverage run -m pytest -q tests/domain
	$(PY) -m coverage report --include='clm/domain/*' --fail-under=100

test: env lint types architecture coverage check

# The long counted tests of the store's promises; counts can be given: make stress KILLS=2000
stress: $(STAMP)
	$(PY) -m pytest -q -n 2 -m "stress or not stress" -k "not short" tests/stress
	$(PY) -m pytest -q -n 2 -m stress tests/domain tests/e2e tests/store tests/fuzz

# The oldest libraries that pyproject.toml allows, in an environment of their own.
$(LOWEST): pyproject.toml constraints-lowest.txt
	@test -x build/lowest/bin/python || $(PYTHON) -m venv build/lowest
	@build/lowest/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints-lowest.txt --editable '.[calendars,private]' aiosmtpd babel hypothesis pytest pytest-xdist
	@touch $(LOWEST)

# What touches each of them; what is our own runs in `check` alone.
LIBRARIES := \
	tests/render \
	$(patsubst %,tests/store/test_%.py,reading emit editing editing_property difference lines kinds schemas hostile) \
	$(patsubst %,tests/store/test_%.py,history versions) \
	$(patsubst %,tests/commands/test_%.py,who log restore undo) \
	$(patsubst %,tests/commands/test_%.py,calendar notify) \
	$(patsubst %,tests/commands/test_%.py,absence check config customer doctor done edit export file handover) \
	$(patsubst %,tests/commands/test_%.py,import init lead lists report request share_pull task team) \
	$(patsubst %,tests/commands/test_%.py,trust vpa week why words) \
	tests/docs/test_readme.py
# In this order: Jinja2, wcwidth - msgspec, PyYAML - GitPython - holidays, aiosmtpd - click, a
# file for each group of commands - all of them as a person does, by the tour of the README.

test-lowest: $(LOWEST)
	build/lowest/bin/python -m pytest -n 2 --dist worksteal -q $(LIBRARIES)

# The pages in Debian's Chromium, with screenshots below build/.
test-browser: $(STAMP)
	@$(PY) -c 'import playwright' 2>/dev/null || $(PY) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[browser]'
	@for file in $(VENV)/lib/python*/site-packages/_*clm.pth; do echo ../../../.. > "$$file"; done
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y chromium >/dev/null; } || { echo "error: Chromium is needed"; echo "hint: apt-get install chromium, as root"; exit 69; }
	$(PY) -m pytest -q -m browser tests/browser

bench: $(STAMP)
	$(PY) benchmarks/bench.py $(N)

# What was measured last, as docs/performance.md.
bench-page: $(STAMP)
	$(PY) benchmarks/bench.py --page

docs: $(STAMP)
	$(PY) tools/docs.py

clean:
	rm -rf $(VENV) build
