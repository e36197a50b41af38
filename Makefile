# make run      installs what is missing, builds, and does the first experiment
# make test     the same set-up, then all tests
# make fuzz     fuzzes each reader of bytes that others wrote for SECONDS, 60 if absent
# make faults   crashes a run at every change that it makes to a disk, and fails every such change; and
#               crashes clients of a service, the service and the network at every call and request
# make figures  does the experiments of docs/results.md and renews its figures and tables
# make experiments  does those of docs/experiments.md and renews its table

MANIFEST ?= experiments/vanilla_qa.yaml

# Swift's own libraries inside the program: it starts faster and runs where no toolchain is.
ifeq ($(shell uname -s),Linux)
STATIC := --static-swift-stdlib
endif

.PHONY: run build test faults fuzz figures experiments lint setup sanitize

run: build
	.build/release/manifest-run $(MANIFEST)

build: setup
	swift build --configuration release --product manifest-run $(STATIC)

test: setup
	swift test --disable-xctest

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
