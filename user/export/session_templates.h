/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A session's templates, by sets of fields; of records with a shape, what is known of that is found by its number. */
#ifndef TAPLESS_EXPORT_SESSION_TEMPLATES_H
#define TAPLESS_EXPORT_SESSION_TEMPLATES_H

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "session.h"

struct tl_template_key {
	struct tl_field_set fields;
	__u64 is_reduced;
};

struct tl_session_template {
	struct tl_template_key key;
	bool announced;
	struct tl_template *template;
	size_t size; /* of the template */
	UT_hash_handle hh;
};

struct tl_session_shape {
	struct tl_session_template *templates[2]; /* in full, reduced; NULL: not known yet */
	struct tl_reduction_plan *plan; /* NULL: the same */
	bool is_judged;
	bool is_ready; /* records need no conversion, and their template has room */
};

int tl_session_open_templates(struct tl_session *session); /* 0 or -ENOMEM; then tl_session_close_templates() */
void tl_session_close_templates(struct tl_session *session);

/* The template of records like this one, which may be new; all others may be gone then. NULL without memory. */
struct tl_session_template *tl_session_template_for(struct tl_session *session, const struct tl_encoded *encoded,
						    bool is_reduced);
void tl_session_forget_templates(struct tl_session *session);

/* How such a record is reduced; of one without a shape: until the next call. NULL without memory. */
const struct tl_reduction_plan *tl_session_plan_for(struct tl_session *session, const struct tl_encoded *encoded);

/* session.c's: there are too many templates. */
void tl_session_start_over(struct tl_session *session);

#endif
