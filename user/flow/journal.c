// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "journal.h"

#include <stdlib.h>

void tl_journal_init(struct tl_journal *journal)
{
	STAILQ_INIT(&journal->steps);
	journal->step = NULL;
	journal->rows = TL_BRIEF_ROWS;
	journal->committed = 0;
	journal->lost = 0;
}

void tl_step_free(struct tl_step *step)
{
	struct tl_change *change;

	if (!step)
		return;
	while ((change = STAILQ_FIRST(&step->changes))) {
		STAILQ_REMOVE_HEAD(&step->changes, queue);
		free(change);
	}
	free(step);
}

void tl_journal_fini(struct tl_journal *journal)
{
	struct tl_step *step;

	while ((step = tl_journal_take(journal, ~0ull)))
		tl_step_free(step);
	tl_step_free(journal->step);
	journal->step = NULL;
}

static struct tl_step *current_step(struct tl_journal *journal)
{
	if (!journal->step) {
		journal->step = calloc(1, sizeof(*journal->step));
		if (journal->step)
			STAILQ_INIT(&journal->step->changes);
	}
	return journal->step;
}

static struct tl_change *add(struct tl_journal *journal, enum tl_change_kind kind, size_t value_size)
{
	struct tl_step *step = current_step(journal);
	struct tl_change *change = step ? calloc(1, sizeof(*change) + value_size) : NULL;

	if (!change) {
		journal->lost++;
		return NULL;
	}
	change->kind = kind;
	STAILQ_INSERT_TAIL(&step->changes, change, queue);
	return change;
}

void tl_journal_keep_flow(struct tl_journal *journal, const struct tl_open_flow_key *key,
			  const struct tl_open_flow *value)
{
	struct tl_change *change = add(journal, TL_KEEP_FLOW, sizeof(*value));

	if (!change)
		return;
	change->key.flow = *key;
	change->value->flow = *value;
}

void tl_journal_drop_flow(struct tl_journal *journal, const struct tl_open_flow_key *key)
{
	struct tl_change *change = add(journal, TL_DROP_FLOW, 0);

	if (change)
		change->key.flow = *key;
}

__u64 tl_journal_keep_brief(struct tl_journal *journal, const struct tl_open_version *version)
{
	struct tl_change *change = add(journal, TL_KEEP_BRIEF, sizeof(*version));

	if (!change)
		return 0;
	change->key.row = journal->rows++;
	change->value->version = *version;
	return change->key.row;
}

static void let_row_go(struct tl_journal *journal, enum tl_change_kind kind, __u64 row)
{
	struct tl_change *change = add(journal, kind, 0);

	if (change)
		change->key.row = row;
}

void tl_journal_drop_brief(struct tl_journal *journal, __u64 row)
{
	let_row_go(journal, TL_DROP_BRIEF, row);
}

void tl_journal_wipe_brief(struct tl_journal *journal, __u64 row)
{
	let_row_go(journal, TL_WIPE_BRIEF, row);
}

void tl_journal_keep_name(struct tl_journal *journal, const struct tl_open_name_key *key,
			  const struct tl_open_name *value)
{
	struct tl_change *change = add(journal, TL_KEEP_NAME, sizeof(*value));

	if (!change)
		return;
	change->key.name = *key;
	change->value->name = *value;
}

void tl_journal_drop_name(struct tl_journal *journal, const struct tl_open_name_key *key)
{
	struct tl_change *change = add(journal, TL_DROP_NAME, 0);

	if (change)
		change->key.name = *key;
}

void tl_journal_mark(struct tl_journal *journal, const struct tl_checkpoint *checkpoint, bool names_wait)
{
	struct tl_step *step = current_step(journal);

	if (!step) /* what changed goes with the next mark */
		return;
	step->checkpoint = *checkpoint;
	step->names_wait = names_wait;
	STAILQ_INSERT_TAIL(&journal->steps, step, queue);
	journal->step = NULL;
}

__u64 tl_journal_cut(const struct tl_journal *journal, __u64 position)
{
	const struct tl_step *step;
	__u64 cut = journal->committed;
	unsigned int passed = 0;

	STAILQ_FOREACH(step, &journal->steps, queue)
	{
		if (step->checkpoint.position > position)
			break;
		if (step->names_wait && ++passed < TL_STEPS_MAX)
			continue;
		cut = step->checkpoint.position;
	}
	return cut;
}

struct tl_step *tl_journal_take(struct tl_journal *journal, __u64 position)
{
	struct tl_step *step = STAILQ_FIRST(&journal->steps);

	if (!step || step->checkpoint.position > position)
		return NULL;
	STAILQ_REMOVE_HEAD(&journal->steps, queue);
	journal->committed = step->checkpoint.position;
	return step;
}
