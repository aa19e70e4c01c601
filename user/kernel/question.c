// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "question.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>

#include "tapless.skel.h"

static int questions(const struct tl_engine *engine)
{
	return bpf_map__fd(engine->skeleton->maps.questions);
}

int tl_question_ask(struct tl_engine *engine, __u32 ifindex, enum tl_direction direction)
{
	const struct tl_hook_question question = {.ifindex = ifindex, .direction = direction};
	const __u32 not_seen = 0;

	return bpf_map_update_elem(questions(engine), &question, &not_seen, BPF_ANY) ? -errno : 0;
}

bool tl_question_is_answered(struct tl_engine *engine, __u32 ifindex, enum tl_direction direction)
{
	const struct tl_hook_question question = {.ifindex = ifindex, .direction = direction};
	__u32 seen = 0;

	return bpf_map_lookup_elem(questions(engine), &question, &seen) || seen;
}

void tl_question_withdraw(struct tl_engine *engine, __u32 ifindex, enum tl_direction direction)
{
	const struct tl_hook_question question = {.ifindex = ifindex, .direction = direction};

	bpf_map_delete_elem(questions(engine), &question);
}

void tl_question_listen(struct tl_engine *engine, bool listen)
{
	engine->skeleton->bss->tl_asking = listen;
}
