# Every task starts here; each sets up what it needs first. ARGS="…" is passed to the program that does it.

.PHONY: demo test check run migration fmt bench

# Where it is set, every process would compile its libraries anew: seconds for each desk that a test starts.
unexport PYTHONDONTWRITEBYTECODE

demo:
	@sh tools/setup.sh run
	@exec .venv/bin/lanedesk demo $(ARGS)

test:
	@sh tools/setup.sh test
	@exec .venv/bin/python -m pytest -n auto --maxprocesses=4 --dist=loadgroup --durations=25 $(ARGS)

# A step says its name before, and again if it fails.
step = @echo "== $(1) ==" && $(2) || { echo "failed at: $(1)" >&2; exit 1; }

check:
	@sh tools/setup.sh dev
	$(call step,lint,.venv/bin/ruff check)
	$(call step,format,.venv/bin/ruff format --check)
	$(call step,types,.venv/bin/mypy)
	$(call step,imports,.venv/bin/lint-imports)
	$(call step,page,.venv/bin/python tools/vendor.py --check)
	$(call step,page types,.venv/bin/python -m tools.api_types --check)
	$(call step,house,.venv/bin/python -m pytest -q tests/desk/test_house.py)

run:
	@sh tools/setup.sh run
	@exec .venv/bin/lanedesk run $(ARGS)

migration:
	@sh tools/setup.sh dev
	@.venv/bin/python tools/migration.py "$(ARGS)"

fmt:
	@sh tools/setup.sh dev
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

bench:
	@sh tools/setup.sh test
	@exec .venv/bin/python -m pytest -s -o python_files='bench_*.py' tests/bench $(ARGS)
