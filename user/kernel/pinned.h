/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a folder of pins holds: an instance of this build's layout, of another's, or none. */
#ifndef TAPLESS_KERNEL_PINNED_H
#define TAPLESS_KERNEL_PINNED_H

#include <stdbool.h>
#include <stddef.h>

#include <tapless/control.h>

struct bpf_object;
struct btf;

enum tl_pinned {
	TL_PINNED_NONE, /* or one that was killed before it was complete: nothing is in it */
	TL_PINNED_SAME, /* can be taken over */
	TL_PINNED_OTHER, /* must be drained first */
};

/*
 * Compares the version, and by BTF the layout of keys, values and ring records, with those of an object that is open and not
 * loaded. `identity` is filled in for TL_PINNED_SAME, `difference` for TL_PINNED_OTHER. Or -errno, printed.
 */
int tl_pinned_inspect(const char *folder, const struct bpf_object *object, struct tl_instance *identity,
		      char *difference, size_t size);

/* Descriptor of a pin in the folder, or -errno. */
int tl_pinned_get(const char *folder, const char *name);

/* max_entries of a pinned map, 0 if it cannot be told. */
__u32 tl_pinned_size(const char *folder, const char *name);

/* The value of key 0; its size, or -errno: -EPROTO if the keys are no __u32 or it is larger than `size`. */
int tl_pinned_value(const char *folder, const char *name, void *value, size_t size);

/* The last daemon's user could have written anything there. */
bool tl_identity_is_plausible(const struct tl_instance *identity);

/* BTF of a program or map as it was loaded, NULL if it has none or this process may not read it; btf__free() ends it. */
struct btf *tl_btf_of_map(int map, __u32 *key, __u32 *value);
struct btf *tl_btf_of_program(int program);

#endif
