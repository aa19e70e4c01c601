/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* For cppcheck only, which does not read system headers: what the macros of libbpf, sys/queue.h and uthash do to variables. */
#define LIBBPF_OPTS(TYPE, NAME, ...) struct TYPE NAME = {0}
#define STAILQ_HEAD(NAME, TYPE)                                                                                        \
	struct {                                                                                                       \
		struct TYPE *first;                                                                                    \
	}
#define STAILQ_FOREACH(ITEM, HEAD, LINK)    for ((ITEM) = (HEAD)->first; (ITEM); (ITEM) = (ITEM)->LINK.next)
#define TAILQ_FOREACH(ITEM, HEAD, LINK)	    STAILQ_FOREACH(ITEM, HEAD, LINK)
#define HASH_FIND(HH, HEAD, KEY, SIZE, OUT) ((OUT) = (HEAD))
#define HASH_ITER(HH, HEAD, ITEM, NEXT)	    for ((ITEM) = (HEAD), (NEXT) = 0; (ITEM); (ITEM) = (NEXT))
