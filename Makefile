# make run    installs what is missing, builds, and does the first experiment
# make test   the same set-up, then all tests

MANIFEST ?= experiments/vanilla_qa.yaml

.PHONY: run build test lint setup

run: build
	.build/release/manifest-run $(MANIFEST)

build: setup
	swift build --configuration release --product manifest-run

test: setup
	swift test --disable-xctest

lint:
	swift format lint --strict --recursive Sources Tests Package.swift

setup:
	@scripts/set-up
