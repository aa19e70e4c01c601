# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
V ?= 0
Q := $(if $(filter 1,$(V)),,@)
BUILD ?= build
CC ?= gcc
BPF_CLANG ?= clang-19
CFLAGS ?= -O2 -g
WARNINGS := -std=gnu11 -Wall -Wextra -Werror -Wshadow -Wmissing-prototypes -Wstrict-prototypes
USER_FLAGS = $(WARNINGS) -D_GNU_SOURCE -Iinclude -Iuser -I$(BUILD)/include
BPF_FLAGS := -target bpf -mcpu=v3 -O2 -g -std=gnu11 -Wall -Wextra -Werror -Iinclude -Ivmlinux -Ibpf
LIBRARIES := -lbpf -lelf -lz -lzstd -lmaxminddb -linih -lm

SOURCES := $(sort $(wildcard user/*.c user/*/*.c))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
SKELETON := $(BUILD)/include/tapless.skel.h

.PHONY: all clean
all: $(BUILD)/tapless

$(BUILD)/tapless.bpf.o: bpf/tapless.bpf.c $(wildcard bpf/*.h include/tapless/*.h vmlinux/*.h)
	@mkdir -p $(@D)
	$(Q)$(BPF_CLANG) $(BPF_FLAGS) -c $< -o $@

$(SKELETON): $(BUILD)/tapless.bpf.o
	@mkdir -p $(@D)
	$(Q)bpftool gen skeleton $< name tapless_bpf > $@

$(BUILD)/user/%.o: user/%.c $(SKELETON)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) $(USER_FLAGS) -MMD -c $< -o $@

$(BUILD)/tapless: $(OBJECTS)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LIBRARIES) -o $@

clean: ## remove what was built
	$(Q)rm -rf $(BUILD)

-include $(OBJECTS:.o=.d)
