# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
# `make help` lists the targets. BUILD=DIR builds elsewhere, V=1 shows the commands.
V ?= 0
Q := $(if $(filter 1,$(V)),,@)
say = @printf '  %-8s %s\n' $(1) $(2)
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
BASH_COMPLETIONS := $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS := $(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS := $(PREFIX)/share/fish/vendor_completions.d
UNITS := tapless.service tapless-geodb.service tapless-geodb.timer
ifeq ($(origin CC),default)
CC := gcc
endif
BPF_CLANG ?= clang-19
FUZZ_CLANG ?= clang-19
CFLAGS ?= -O2 -g
# Of test programs; -g1 is enough for a sanitizer's traces
TEST_DEBUG ?= -g
JOBS ?= $(shell nproc)
export PATH := $(PATH):/usr/sbin:/sbin
export BUILD IFACE

WARNINGS := -std=gnu11 -Wall -Wextra -Werror -Wshadow -Wmissing-prototypes -Wstrict-prototypes
USER_FLAGS = $(WARNINGS) -D_GNU_SOURCE -Iinclude -Iuser -I$(dir $(SKELETON))
BPF_FLAGS := -target bpf -mcpu=v3 -O2 -g -std=gnu11 -Wall -Wextra -Werror -Iinclude -Ivmlinux -Ibpf
TEST_FLAGS = $(USER_FLAGS) -O1 $(TEST_DEBUG) -fno-omit-frame-pointer -Werror=unused-function -I. -Iselftests
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
LIBRARIES := -lsqlite3 -lbpf -lelf -lz -lzstd -lmaxminddb -lcares -lmicrohttpd -lnghttp2 -lpcre2-8 -lyaml -linih -lseccomp -lssl -lcrypto -lm

SOURCES := $(sort $(wildcard user/*.c user/*/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
SKELETON := $(BUILD)/include/tapless.skel.h
PAUSED := $(BUILD)/paused/tapless.skel.h

# A test program is its one source, linked with an archive of all others: the linker takes out what the test calls.
programs = $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard $(1))))
need_root = @[ "$$(id -u)" = 0 ] || { echo "make $@: needs root: sudo make $@" >&2; exit 1; }
TEST_HELPERS := $(filter-out %_test.c %_bench.c %_fuzz.c %.bpf.c %/emit.c %/clock.c %_expect.c %_collector.c,$(sort $(wildcard selftests/*/*.c)))
ARCHIVED := $(filter-out user/main.c,$(SOURCES)) $(TEST_HELPERS)
UNIT_TESTS := $(call programs,selftests/unit/*_test.c)
BPF_TESTS := $(call programs,selftests/bpf/*_test.c)
BENCHES := $(call programs,selftests/bench/*_bench.c)
FUZZERS := $(call programs,selftests/fuzz/*_fuzz.c)
FUZZED := $(FUZZERS) $(BUILD)/selftests/bpf/differential_test
EMIT := $(BUILD)/selftests/interop/emit
SCTP_COLLECTOR := $(BUILD)/selftests/matrix/sctp_collector
CHECKED_TAPLESS := $(BUILD)/tapless-checked
BPF_TEST_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard selftests/bpf/*.bpf.c)))
GENERATOR := $(BUILD)/tools/generator/tapless-generator
PARTS ?= datapath truth net interop model unit fuzz matrix

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all static deb image check-package run test test-services test-all check-screens matrix soak check-sidecar bench test-programs check-clang lint fuzz geodb places agents install uninstall clean help toolchain

##
## Build
all: $(BUILD)/tapless ## build build/tapless (default)

toolchain: # says which package is missing, before a compiler complains of a header
	@tools/install-deps --check build

$(BUILD)/tapless.bpf.o: bpf/tapless.bpf.c $(sort $(wildcard bpf/*.h include/tapless/*.h vmlinux/*.h)) | toolchain
	$(call say,BPF,$<)
	@mkdir -p $(@D)
	$(Q)$(BPF_CLANG) $(BPF_FLAGS) -c $< -o $@

$(SKELETON): $(BUILD)/tapless.bpf.o
	$(call say,SKELETON,$@)
	@mkdir -p $(@D)
	$(Q)bpftool gen skeleton $< name tapless_bpf > $@

# The same programs with points where a test can hold them up (bpf/pause.h)
$(PAUSED): bpf/tapless.bpf.c selftests/bpf/pause_points.h $(BUILD)/tapless.bpf.o
	$(call say,BPF,$@)
	@mkdir -p $(@D)
	$(Q)$(BPF_CLANG) $(BPF_FLAGS) -Iselftests/bpf -DTL_TEST_PAUSE -c $< -o $(@D)/tapless.bpf.o
	$(Q){ echo '#include "selftests/bpf/pause_points.h"' && bpftool gen skeleton $(@D)/tapless.bpf.o name tapless_bpf; } > $@

$(BUILD)/user/%.o: user/%.c $(SKELETON)
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(USER_FLAGS) -MMD -MP -c $< -o $@

$(BUILD)/tapless: $(OBJECTS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LIBRARIES) -o $@

-include $(OBJECTS:.o=.d)

STATIC_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard tools/static/*.c)))
$(BUILD)/tools/static/%.o: tools/static/%.c
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(WARNINGS) -D_GNU_SOURCE -c $< -o $@

$(BUILD)/tapless-static: $(OBJECTS) $(STATIC_OBJECTS)
	$(call say,LINK,$@)
	@# glibc says which functions would load libraries after all: names of users and hosts then come from files and DNS alone
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -static -s $^ $(LIBRARIES) -o $@ 2>$@.log || { cat $@.log >&2; exit 1; }

static: $(BUILD)/tapless-static ## build build/tapless-static: one file that needs no library

geodb: ## build the country and AS databases: build/places/{country,asn}.mmdb; CITY=1: cities too (130 MB)
	@tools/install-deps run
	$(Q)tools/build-places $(if $(CITY),--city) $(BUILD)/places

places: geodb

agents: ## get the rules about HTTP user agents: build/agents/agents.yaml
	@tools/install-deps run
	$(Q)tools/build-agents $(BUILD)/agents

image: static ## build the container image `tapless` with podman: the static binary alone
	@tools/install-deps sidecar
	@mkdir -p $(BUILD)/image
	$(Q)cp contrib/container/Containerfile $(BUILD)/tapless-static $(BUILD)/image
	podman --storage-driver=vfs build --tag tapless $(BUILD)/image
	@podman --storage-driver=vfs image inspect tapless --format 'tapless: {{.Size}} octets'

deb: all ## build a Debian package: build/tapless_VERSION_ARCHITECTURE.deb
	@tools/install-deps package
	$(Q)tools/build-deb $(BUILD)

##
## Use
run: ## install what is missing, build, meter: sudo make run [IFACE="eth0 eth1"]
	$(need_root)
	@tools/install-deps build run
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@tools/run

install: all ## install to DESTDIR/PREFIX: program, manual, completion, systemd unit, user
	install -D -m 755 $(BUILD)/tapless $(DESTDIR)$(PREFIX)/bin/tapless
	@set -e; for page in $(sort $(wildcard man/*.[1-8])); do set -x; \
		install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; { set +x; } 2>/dev/null; done
	install -D -m 644 completion/bash $(DESTDIR)$(BASH_COMPLETIONS)/tapless
	install -D -m 644 completion/zsh $(DESTDIR)$(ZSH_COMPLETIONS)/_tapless
	install -D -m 644 completion/fish $(DESTDIR)$(FISH_COMPLETIONS)/tapless.fish
	@[ -e $(DESTDIR)/etc/tapless/tapless.conf ] || { set -x; install -D -m 644 tools/tapless.conf $(DESTDIR)/etc/tapless/tapless.conf; }
	@mkdir -p $(DESTDIR)$(PREFIX)/lib/systemd/system
	@set -e; for unit in $(UNITS); do (set -x; \
		sed 's,@PREFIX@,$(PREFIX),' tools/$$unit > $(DESTDIR)$(PREFIX)/lib/systemd/system/$$unit); done
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/lib/tapless tools/build-places tools/build-agents
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/tapless tools/package.bash
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/lib/tapless/places tools/places/*
	install -D -m 644 tools/tapless.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/tapless.conf
	@# a package makes its user by the file above
	@[ -n "$(DESTDIR)" ] || [ "$$(id -u)" != 0 ] || getent passwd tapless >/dev/null || { set -x; \
		useradd --system --user-group --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin tapless; }

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/tapless $(addprefix $(DESTDIR)$(PREFIX)/lib/systemd/system/,$(UNITS))
	rm -rf $(DESTDIR)$(PREFIX)/lib/tapless
	rm -f $(DESTDIR)$(PREFIX)/lib/sysusers.d/tapless.conf # the user stays: files may be its own
	rm -f $(DESTDIR)$(PREFIX)/share/man/man?/tapless*.[1-8] $(DESTDIR)$(BASH_COMPLETIONS)/tapless $(DESTDIR)$(ZSH_COMPLETIONS)/_tapless
	rm -f $(DESTDIR)$(FISH_COMPLETIONS)/tapless.fish

##
## Test
test: ## all tests that fit in 20 minutes on 2 cores; as root. PARTS="unit net" runs only these
	$(need_root)
	@tools/install-deps build run test
	@$(MAKE) --no-print-directory -j$(JOBS) all test-programs
	@selftests/run $(PARTS)

test-services: ## real servers and clients of many protocols: what their records say; as root. ONLY=sip runs one
	$(need_root)
	@tools/install-deps build run test services
	@$(MAKE) --no-print-directory -j$(JOBS) all test-programs
	@selftests/run services

check-screens: ## a report's pages in Chromium, 1400 and 400 wide, light, dark and on paper: pictures in build/screens; as root
	$(need_root)
	@tools/install-deps build run test screens
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@selftests/run screens

test-all: ## every test, the long ones too; as root
	@TEST_LONG=1 $(MAKE) --no-print-directory test test-services check-screens

matrix: ## run the datapath, L7 and restart tests in other kernels: KERNELS="6.1 6.12 newest"
	$(need_root)
	@tools/install-deps build run test
	@$(MAKE) --no-print-directory -j$(JOBS) all static test-programs
	@KERNELS="$(or $(KERNELS),6.1 6.12 newest)" MATRIX_PARTS=all MATRIX_SECONDS=$(or $(MATRIX_SECONDS),2400) selftests/run matrix

soak: ## 20 minutes of traffic, killed daemons and failing collectors at once: SECONDS=1200
	$(need_root)
	@tools/install-deps build run test
	@$(MAKE) --no-print-directory -j$(JOBS) all test-programs
	@SOAK_SECONDS=$(or $(SECONDS),1200) selftests/run soak

check-sidecar: ## containers: a web server's, and tapless beside it, replaced by a newer image under load; as root
	$(need_root)
	@tools/install-deps build run test sidecar
	@$(MAKE) --no-print-directory -j$(JOBS) all static
	@selftests/run sidecar

check-package: ## the package on a clean Debian with systemd, in a container and in a virtual machine: install, meter, restart, upgrade, purge; as root
	$(need_root)
	@tools/install-deps build run test package
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@selftests/run package

bench: ## what a packet, a record, a whole system beside other meters and a history cost, into build/bench; as root (BENCH=short, BENCH_PARTS=...)
	$(need_root)
	@tools/install-deps build run test bench
	@$(MAKE) --no-print-directory -j$(JOBS) all $(BENCHES) $(BPF_TEST_OBJECTS) $(GENERATOR)
	@selftests/bench/run.sh

# The fuzzers' compiler has its opinion of all sources by its warnings: of main.c, too, which is in no archive.
test-programs: $(BUILD)/fuzzed/user/main.o $(UNIT_TESTS) $(BPF_TESTS) $(BENCHES) $(FUZZERS) $(EMIT) $(SCTP_COLLECTOR) $(CHECKED_TAPLESS) $(BPF_TEST_OBJECTS) $(GENERATOR)

check-clang: $(SKELETON) # a second compiler's opinion of the warnings, without the fuzzers, which it builds with the same
	$(Q)printf '%s\n' $(SOURCES) | xargs -P $(JOBS) -n 1 $(BPF_CLANG) -fsyntax-only $(USER_FLAGS)
	@echo "ok check-clang"

lint: ## formatting, clang-tidy, cppcheck, lengths of files and functions
	@tools/install-deps build lint
	@$(MAKE) --no-print-directory $(SKELETON)
	@selftests/lint $(USER_FLAGS)

fuzz: ## fuzz for SECONDS=60 each, or only FUZZ=NAME; FUZZ=differential: kernel against host
	@tools/install-deps build test
	@$(MAKE) --no-print-directory -j$(JOBS) all $(if $(FUZZ),$(filter %/$(FUZZ)_fuzz %/$(FUZZ)_test,$(FUZZED)),$(FUZZED))
	@FUZZ_SECONDS=$(or $(SECONDS),60) FUZZ_ONLY=$(FUZZ) selftests/run fuzz

# archive NAME, COMPILER FLAGS, OBJECTS: the user's sources and the tests' helpers, built for one kind of test program
define archive
$(BUILD)/$(1)/%.o: %.c $(SKELETON)
	$$(call say,CC,$$@)
	@mkdir -p $$(@D)
	$$(Q)$(2) -MMD -MP -c $$< -o $$@

$(BUILD)/$(1).a: $(3)
	$$(call say,AR,$$@)
	@rm -f $$@
	$$(Q)ar rcs $$@ $$^

$(BUILD)/$(1)/user/enrich/application_table.o: user/enrich/applications.txt
endef
$(BUILD)/user/enrich/application_table.o: user/enrich/applications.txt

DEPENDS = -MMD -MP -MF $@.d -MT $@
CHECKED = $(CC) $(TEST_FLAGS) $(SANITIZE)
TIMED = $(CC) $(TEST_FLAGS) -O2
FUZZED_BY = $(FUZZ_CLANG) $(TEST_FLAGS) $(SANITIZE)
archived_in = $(ARCHIVED:%.c=$(BUILD)/$(1)/%.o)
$(eval $(call archive,checked,$(CHECKED),$(call archived_in,checked)))
$(eval $(call archive,fuzzed,$(FUZZED_BY) -fsanitize=fuzzer-no-link,$(call archived_in,fuzzed)))
# What is timed, and what works on the kernel, has the program's own objects.
$(eval $(call archive,timed,$(TIMED),$(filter-out $(BUILD)/user/main.o,$(OBJECTS)) $(TEST_HELPERS:%.c=$(BUILD)/timed/%.o)))

$(BUILD)/selftests/unit/%: selftests/unit/%.c $(BUILD)/checked.a
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(CHECKED) $(DEPENDS) $(filter %.c,$^) $(filter %.a,$^) -lcmocka $(LIBRARIES) -o $@

# The program itself with the sanitizers, for captures
$(CHECKED_TAPLESS): user/main.c $(BUILD)/checked.a
	$(call say,TEST,$@)
	$(Q)$(CHECKED) $(DEPENDS) $(filter %.c,$^) $(filter %.a,$^) $(LIBRARIES) -o $@

# It stands in for lib/log.c.
$(addprefix $(BUILD)/selftests/unit/,capture_test pcap_test pcapng_test): selftests/unit/capture_expect.c

$(BUILD)/selftests/bpf/%_test: selftests/bpf/%_test.c $(BUILD)/timed.a
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(TIMED) $(DEPENDS) $(filter %.c,$^) $(filter %.a,$^) -lcmocka $(LIBRARIES) -o $@

$(BUILD)/selftests/bench/%: selftests/bench/%.c $(BUILD)/timed.a
	$(call say,BENCH,$@)
	@mkdir -p $(@D)
	$(Q)$(TIMED) $(DEPENDS) $(filter %.c,$^) $(filter %.a,$^) -lcmocka $(LIBRARIES) -o $@

$(SCTP_COLLECTOR): selftests/matrix/sctp_collector.c
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(TIMED) $(DEPENDS) $< -o $@

$(EMIT): selftests/interop/emit.c $(BUILD)/timed.a
	$(call say,TEST,$@)
	@mkdir -p $(@D)
	$(Q)$(TIMED) $(DEPENDS) $(filter %.c,$^) $(filter %.a,$^) $(LIBRARIES) -o $@

# Its programs' skeleton is another one, so what includes it is compiled with the test.
$(BUILD)/selftests/bpf/pause_test: $(PAUSED) $(sort $(wildcard user/kernel/*.c))
$(BUILD)/selftests/bpf/pause_test: private SKELETON = $(PAUSED)

$(BUILD)/selftests/fuzz/%: selftests/fuzz/%.c $(BUILD)/fuzzed.a
	$(call say,FUZZER,$@)
	@mkdir -p $(@D)
	$(Q)$(FUZZED_BY) -fsanitize=fuzzer $(DEPENDS) $(filter %.c,$^) $(filter %.a,$^) $(LIBRARIES) -o $@

-include $(foreach kind,checked fuzzed,$(ARCHIVED:%.c=$(BUILD)/$(kind)/%.d)) $(TEST_HELPERS:%.c=$(BUILD)/timed/%.d)
-include $(addsuffix .d,$(UNIT_TESTS) $(BPF_TESTS) $(BENCHES) $(FUZZERS) $(EMIT) $(SCTP_COLLECTOR) $(CHECKED_TAPLESS))

$(BUILD)/selftests/bpf/%.bpf.o: selftests/bpf/%.bpf.c $(wildcard vmlinux/*.h) | toolchain
	$(call say,BPF,$<)
	@mkdir -p $(@D)
	$(Q)$(BPF_CLANG) $(BPF_FLAGS) -c $< -o $@

$(GENERATOR): $(sort $(wildcard tools/generator/*.c)) $(wildcard tools/generator/*.h)
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(USER_FLAGS) $(filter %.c,$^) -lm -o $@

##
## Other
clean: ## remove what was built
	$(Q)rm -rf $(BUILD)

help: ## this list
	@awk -F ':.*## ' '/^##$$/ { print "" } /^## / { print substr($$0, 4) ":" } \
		/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' Makefile
