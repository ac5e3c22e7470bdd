# SPDX-License-Identifier: Apache-2.0
# Needs git, make and Debian 12 (root or sudo); everything else is installed when missing.
#   make          build the library and the program
#   make demo     ... and run the worked year
#   make test     build and run every test
#   make test-wheel  build the Python wheel, and test it with what the package index has
#   make asan     the unit tests under AddressSanitizer and UBSan
#   make tsan     readers beside writers in one process, under ThreadSanitizer
#   make coverage lines and branches that the tests reach, by group of files
#   make mutants  plants faults in the library, counts those that the tests find: SAMPLE=300 SEED=1
#   make fuzz     the fuzzers, FUZZ_SECONDS=30 each, two at a time
#   make soak     the long form of every test that has one: faults, damage, simulations, a list of 5 GB, fuzzers
#   make bench    benchmarks, beside other ledgers: N=100000 SEED=2021 ROUNDS=5 RESULTS=bench/RESULTS.md
#   make install  PREFIX=/usr/local by default; DESTDIR is honoured

PREFIX ?= /usr/local
BUILD := build/release
PROGRAM := $(BUILD)/bin/almoner
JOBS := $(shell nproc)
FUZZ_SECONDS ?= 30

# The first configuration leaves out the tests, whose packages only `make test` installs. Later
# ones keep what is there, so that going back and forth between targets rebuilds nothing.
CONFIGURE = test -f $(BUILD)/build.ninja || cmake --preset release -DALMONER_BUILD_TESTS=OFF -DALMONER_BUILD_EXAMPLES=OFF -DALMONER_BUILD_PYTHON=OFF

.PHONY: build demo test test-wheel asan tsan coverage mutants fuzz soak bench install clean
.DEFAULT_GOAL := build

build:
	tools/install-dependencies build
	$(CONFIGURE)
	cmake --build $(BUILD) --target almoner almoner_program

demo: build
	tools/demo/run $(PROGRAM)

test:
	tools/install-dependencies build test python
	tools/install-dependencies page || echo "make test: no browser; the published pages are not tested" >&2
	cmake --preset release
	cmake --build $(BUILD)
	ctest --preset release -j $(JOBS) -LE page
	@# Apart and, where a browser did not start or answer, once more.
	ctest --preset release -j $(JOBS) -L page --repeat until-pass:2

test-wheel:
	tools/install-dependencies build python
	tools/test-wheel

asan:
	tools/install-dependencies build test python
	cmake --preset asan
	cmake --build build/asan --target almoner_unit_tests
	ctest --preset asan -j $(JOBS) -L unit

# Without randomised addresses: ThreadSanitizer of g++ 12 does not know those of newer kernels.
tsan:
	tools/install-dependencies build test
	cmake --preset tsan
	cmake --build build/tsan --target almoner_threads_tests
	setarch -R build/tsan/bin/almoner_threads_tests

# Four programs whose tests are about the library; each must pass, and leaves what it reached. Fails
# where a branch of the five groups is not reached and tests/coverage/unreached.txt does not say why.
coverage:
	tools/install-dependencies build test coverage
	cmake --preset coverage
	cmake --build build/coverage --target almoner_unit_tests almoner_property_tests almoner_store_tests almoner_simulation_tests
	find build/coverage -name '*.gcda' -delete
	for tests in unit property store simulation; do \
	  ALMONER_SIMULATIONS=100 ALMONER_SEED=1 RC_PARAMS=seed=1 build/coverage/bin/almoner_$${tests}_tests --gtest_brief=1 || exit 1; done
	@# Branches marked (throw) stay in the report: where a line was never run gcov does not say which they are.
	cd build/coverage && gcovr -j $(JOBS) --gcov-executable '"$(CURDIR)/tests/coverage/gcov"' --root ../.. --object-directory . --filter ../../libledger/ --exclude-unreachable-branches --exclude-branches-by-pattern '\s*\} catch \(.*' --json coverage.json libledger tests
	/usr/bin/python3 -B tests/coverage/groups.py build/coverage/coverage.json

SAMPLE ?= 300
mutants:
	tools/install-dependencies build test
	cmake --preset release
	cmake --build $(BUILD) --target almoner_unit_tests almoner_property_tests almoner_simulation_tests
	/usr/bin/python3 -B tests/mutation/mutate.py $(BUILD) --sample $(SAMPLE) --seed $(SEED) --jobs $(JOBS)
mutants: SEED = 1

# N gifts, a SEED, ROUNDS of interleaved runs, and where the table goes.
N ?= 100000
SEED ?= 2021
ROUNDS ?= 5
RESULTS ?= bench/RESULTS.md

fuzz:
	tools/install-dependencies build fuzz
	cmake --preset fuzz
	cmake --build --preset fuzz
	tests/fuzz/run $(FUZZ_SECONDS)

# Tests that read ALMONER_SOAK try every n, more states, more cycles. Not by ctest, whose limits of time
# are for the short forms.
soak: export ALMONER_SOAK := 1
soak: export ALMONER_PROGRAM := $(abspath $(PROGRAM))
soak: export ALMONER_FAULT_BANK := $(abspath $(BUILD)/bin/fault_bank)
soak: export ALMONER_SOURCE := $(CURDIR)
soak: export ALMONER_DAMAGES := 10000
soak: export ALMONER_CSV_MB := 5000
soak:
	tools/install-dependencies build test python
	cmake --preset release
	cmake --build $(BUILD)
	$(BUILD)/bin/almoner_fault_tests
	$(BUILD)/bin/almoner_allocation_tests
	$(BUILD)/bin/almoner_simulation_tests
	/usr/bin/python3 -B -m pytest -q -s -p no:cacheprovider \
	  tests/fault/test_bank.py tests/fault/test_full.py tests/cli/test_large_input.py
	$(MAKE) fuzz FUZZ_SECONDS=1800

bench:
	tools/install-dependencies build python bench
	$(CONFIGURE)
	cmake -S . -B $(BUILD) -DALMONER_BUILD_BENCH=ON -DALMONER_BUILD_PYTHON=ON
	cmake --build $(BUILD) --target almoner_program _almoner almoner_bench almoner_bench_generate almoner_bench_measure almoner_bench_process
	PYTHONPATH=$(BUILD)/python /usr/bin/python3 bench/python_bench.py $(BUILD)/bin/almoner_bench --gifts $(N)
	bench/run $(PROGRAM) --gifts $(N) --seed $(SEED) --rounds $(ROUNDS) --results $(RESULTS)

install: build
	cmake --install $(BUILD) --prefix "$(PREFIX)"

clean:
	rm -rf build
