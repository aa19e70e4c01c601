// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "session_templates.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int tl_session_open_templates(struct tl_session *session)
{
	session->shapes = calloc(TL_SHAPES_MAX + 1, sizeof(session->shapes[0]));
	return session->shapes ? 0 : -ENOMEM;
}

static void set_enterprise(struct tl_template *template, __u32 number)
{
	for (unsigned int i = 0; number && i < template->field_count; i++)
		if (template->fields[i].enterprise == TL_PEN_TAPLESS)
			template->fields[i].enterprise = number;
}

static struct tl_session_template *add_template(struct tl_session *session, const struct tl_template_key *key)
{
	struct tl_session_template *added = calloc(1, sizeof(*added));

	if (!added)
		return NULL;
	added->key = *key;
	added->template = tl_encode_template(&key->fields, session->options->elements, session->next_id);
	if (!added->template) {
		free(added);
		return NULL;
	}
	if (key->is_reduced)
		tl_reduce_template(&session->reduction, &key->fields, added->template);
	set_enterprise(added->template, session->options->enterprise_number);
	added->size = tl_template_size(added->template);
	HASH_ADD(hh, session->templates, key, sizeof(added->key), added);
	if (!added->hh.tbl) { /* uthash found no memory */
		free(added->template);
		free(added);
		return NULL;
	}
	session->next_id++;
	session->template_count++;
	return added;
}

void tl_session_forget_templates(struct tl_session *session)
{
	struct tl_session_template *entry, *next;

	HASH_ITER (hh, session->templates, entry, next) {
		HASH_DEL(session->templates, entry);
		free(entry->template);
		free(entry);
	}
	session->template_count = 0;
	for (unsigned int i = 0; i <= TL_SHAPES_MAX; i++)
		memset(session->shapes[i].templates, 0, sizeof(session->shapes[i].templates));
}

static struct tl_session_template *find_template(struct tl_session *session, const struct tl_encoded *encoded,
						 bool is_reduced)
{
	const struct tl_template_key key = {*tl_encoded_fields(encoded), is_reduced};
	struct tl_session_template *found;

	HASH_FIND(hh, session->templates, &key, sizeof(key), found);
	if (found)
		return found;
	if (session->template_count >= TL_TEMPLATES_MAX || session->next_id == UINT16_MAX)
		tl_session_start_over(session);
	return add_template(session, &key);
}

struct tl_session_template *tl_session_template_for(struct tl_session *session, const struct tl_encoded *encoded,
						    bool is_reduced)
{
	struct tl_session_shape *shape = &session->shapes[encoded->shape];
	struct tl_session_template *found;

	if (encoded->shape && shape->templates[is_reduced])
		return shape->templates[is_reduced];
	found = find_template(session, encoded, is_reduced);
	shape->templates[is_reduced] = found;
	return found;
}

const struct tl_reduction_plan *tl_session_plan_for(struct tl_session *session, const struct tl_encoded *encoded)
{
	struct tl_session_shape *shape = &session->shapes[encoded->shape];

	if (encoded->shape && shape->plan)
		return shape->plan;
	free(shape->plan);
	shape->plan = tl_reduction_plan_create(&session->reduction, tl_encoded_fields(encoded));
	return shape->plan;
}

void tl_session_close_templates(struct tl_session *session)
{
	if (!session->shapes)
		return;
	tl_session_forget_templates(session);
	for (unsigned int i = 0; i <= TL_SHAPES_MAX; i++)
		free(session->shapes[i].plan);
	free(session->shapes);
}
