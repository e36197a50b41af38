# make run      installs what is missing, builds, and does the first experiment
# make test     the same set-up, then all tests
# make fuzz     fuzzes each reader of bytes that others wrote for SECONDS, 60 if absent
# make faults   crashes a run at every change that it makes to a disk, and fails every such change; and
#               crashes clients of a service, the service and the network at every call and request
# make worker-tests  tests the worker for open-weights models, with the packages that it needs
# make open-weights  makes a Python environment with PyTorch, brings a pretrained model of 135 million
#               parameters and tunes it: experiments/open_weights/smollm2.yaml
# make open-weights-results  does all of that folder with three seeds, hours on two cores, and renews the table of
#               docs/open-weights.md; what was interrupted goes on
# make figures  does the experiments of docs/results.md and renews its figures and tables
# make experiments  does those of docs/experiments.md and renews its table

MANIFEST ?= experiments/vanilla_qa.yaml

# Swift's own libraries inside the program: it starts faster and runs where no toolchain is.
ifeq ($(shell uname -s),Linux)
STATIC := --static-swift-stdlib
endif

WORKER := Sources/TransformersProvider/Worker
WORKER_FILES := --config $(WORKER)/pyproject.toml $(WORKER) Tests/WorkerTests
WORKER_PYTHON := .build/open-weights/bin/python

.PHONY: run build test worker-tests open-weights open-weights-results faults fuzz figures experiments lint setup sanitize

run: build
	.build/release/manifest-run $(MANIFEST)

build: setup
	swift build --configuration release --product manifest-run $(STATIC)

test: setup
	swift test --disable-xctest

worker-tests:
	scripts/set-up-open-weights Tests/WorkerTests/requirements.txt
	$(WORKER_PYTHON) -m ruff check $(WORKER_FILES)
	$(WORKER_PYTHON) -m ruff format --check $(WORKER_FILES)
	$(WORKER_PYTHON) -m mypy --config-file $(WORKER)/pyproject.toml $(WORKER)/manifest_worker
	$(WORKER_PYTHON) -m pytest --quiet Tests/WorkerTests

open-weights: build
	scripts/set-up-open-weights
	scripts/fetch-smollm2
	.build/release/manifest-run experiments/open_weights/smollm2.yaml

open-weights-results: build
	scripts/set-up-open-weights
	scripts/fetch-smollm2
	scripts/make-open-weights

faults: setup
	ENUMERATE_FAULTS=1 swift test --disable-xctest --filter 'Enumerated.*FaultTests'

fuzz: setup
	scripts/fuzz $(SECONDS)

figures: build
	scripts/make-results

experiments: build
	scripts/make-experiments

lint:
	swift format lint --strict --recursive Sources Tests Package.swift

setup:
	@scripts/set-up

# The sanitizer needs other object files than the tests do, so it has a build folder of its own.
sanitize: setup
	swift test --disable-xctest --sanitize=address --scratch-path .build-sanitize \
	  --filter 'YAMLBridgeTests|DiagnosticsTests'
