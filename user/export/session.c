// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "session.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "../lib/octets.h"
#include "fit.h"
#include "option_records.h"
#include "session_templates.h"

#define LEAST_IDS 4096 /* for templates of a session */

static void find_standard(struct tl_field_set *fields)
{
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++)
		if (tl_field_element(field)->enterprise == TL_PEN_IANA)
			tl_field_set_add(fields, field);
}

static void find_shorter(struct tl_field_set *fields, unsigned int sent)
{
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++)
		if (tl_dialect_form(sent, field).length < tl_field_element(field)->length)
			tl_field_set_add(fields, field);
}

int tl_session_open(struct tl_session *session, const struct tl_export_options *options, size_t limit, __u16 first_id,
		    tl_session_deliver *deliver, void *context)
{
	memset(session, 0, offsetof(struct tl_session, message));
	session->message.used = 0;
	session->options = options;
	session->limit = limit;
	session->deliver = deliver;
	session->context = context;
	session->withdrawal_due = first_id > UINT16_MAX - LEAST_IDS; /* a file that many processes have continued */
	session->next_id = session->withdrawal_due ? TL_FIRST_TEMPLATE : first_id;
	session->options_due = true;
	find_standard(&session->standard);
	find_shorter(&session->shorter, options->elements);
	tl_reduction_init(&session->reduction, options->sizes, options->elements);
	if (tl_session_open_templates(session) || tl_option_records_open(session))
		return -ENOMEM;
	session->first_record_id = session->next_id;
	return 0;
}

/* Of a capture: when its last record ended, rounded up, so that no flow ends after its export. */
static __u32 export_time(const struct tl_session *session)
{
	if (session->options->capture)
		return (__u32)((session->latest_end + TL_SECOND - 1) / TL_SECOND);
	return (__u32)time(NULL);
}

/*
 * RFC 7011 8.2: no data goes out with an export time before that of its template. A clock that was set back holds still for a
 * message; the templates are told again behind it.
 */
static __u32 next_export_time(struct tl_session *session, bool *set_back)
{
	__u32 now = export_time(session), last = session->export_time;

	session->export_time = now;
	*set_back = now < last;
	return *set_back ? last : now;
}

static void begin_message(struct tl_session *session)
{
	if (!session->message.used)
		tl_message_begin(&session->message);
}

static void forget_message(struct tl_session *session)
{
	session->in_message = 0;
	memset(&session->amount, 0, sizeof(session->amount));
}

void tl_session_flush(struct tl_session *session)
{
	struct tl_delivery delivery = {.bytes = session->message.bytes, .amount = session->amount};
	bool set_back;

	if (!session->message.used)
		return;
	delivery.length = tl_message_end(&session->message, next_export_time(session, &set_back), session->sequence,
					 session->options->observation_domain);
	session->sequence += session->in_message; /* what is lost counts too (RFC 7011 10.2.2) */
	session->messages++;
	session->exported.messages++;
	session->exported.octets += delivery.length;
	session->exported.records += delivery.amount.records;
	forget_message(session);
	if (session->deliver(session->context, &delivery))
		tl_session_announce_again(session);
	else
		session->position += delivery.length;
	if (set_back)
		tl_session_announce_again(session);
}

/* Longest message that may begin at this place. */
static size_t longest(const struct tl_session *session)
{
	size_t left;

	if (!session->page)
		return session->limit;
	left = session->page - session->position % session->page;
	return left > TL_PADDING_LEAST ? left - TL_PADDING_LEAST : 0;
}

/* Goes on to the next page of the file. */
static void fill_page(struct tl_session *session)
{
	size_t left = session->page - session->position % session->page;

	if (left != session->page && left >= TL_PADDING_LEAST && tl_option_records_pad(session, left))
		tl_session_flush(session);
}

void tl_session_make_room(struct tl_session *session, __u16 set_id, size_t length)
{
	size_t cost = tl_message_cost(&session->message, set_id, length);

	if (session->message.used > TL_MESSAGE_HEADER && session->message.used + cost > longest(session))
		tl_session_flush(session);
	if (session->page && !session->message.used && TL_MESSAGE_HEADER + TL_SET_HEADER + length > longest(session))
		fill_page(session);
	begin_message(session);
}

static void withdraw(struct tl_session *session, bool options_too)
{
	tl_session_make_room(session, TL_SET_TEMPLATE, 4);
	tl_message_withdraw_all(&session->message, TL_SET_TEMPLATE);
	if (options_too)
		tl_message_withdraw_all(&session->message, TL_SET_OPTIONS_TEMPLATE);
	tl_session_flush(session);
}

/*
 * So many kinds of records that those of long ago must go. Over UDP their ids are told anew with another meaning, which replaces
 * the old one; none comes again before as many others have been used.
 */
void tl_session_start_over(struct tl_session *session)
{
	tl_session_flush(session);
	tl_session_forget_templates(session);
	if (session->withdraws)
		withdraw(session, false);
	if (session->next_id > UINT16_MAX - TL_TEMPLATES_MAX)
		session->next_id = session->first_record_id;
}

void tl_session_options(struct tl_session *session)
{
	if (session->options_due) {
		if (session->withdrawal_due)
			withdraw(session, true);
		session->options_due = session->withdrawal_due = false;
		tl_option_records_send(session);
		tl_session_flush(
			session); /* apart from flows: nfcapd leaves option records out of its sequence check */
	} else if (session->interfaces.told < session->interfaces.count) {
		tl_option_records_send_interfaces(session);
	}
}

void tl_session_tell(struct tl_session *session, const struct tl_statistics *statistics)
{
	tl_session_flush(session);
	session->statistics = *statistics;
	if (session->options_due)
		tl_session_options(session);
	else
		tl_option_records_send_statistics(session);
	tl_session_flush(session); /* apart from flows, as above */
}

static void announce(struct tl_session *session, struct tl_session_template *entry, size_t record_length)
{
	size_t size = entry->size, record_cost = TL_SET_HEADER + record_length;

	/* Together with the record if both fit, so that a lost message takes no template of later ones with it. */
	if (TL_MESSAGE_HEADER + TL_SET_HEADER + size + record_cost <=
	    (session->page ? session->page - TL_PADDING_LEAST : session->limit))
		tl_session_make_room(session, TL_SET_TEMPLATE, size + record_cost);
	else
		tl_session_make_room(session, TL_SET_TEMPLATE, size);
	entry->announced = true;
	tl_message_template(&session->message, entry->template);
}

static int add(struct tl_session *session, const struct tl_encoded *encoded, bool is_reduced)
{
	struct tl_session_template *entry = tl_session_template_for(session, encoded, is_reduced);

	if (!entry)
		return -ENOMEM;
	if (encoded->end > session->latest_end)
		session->latest_end = encoded->end;
	if (!session->options->capture) /* there they are numbers in a file: this machine's names would be wrong */
		tl_interfaces_note(&session->interfaces, encoded);
	tl_session_options(session);
	if (!entry->announced)
		announce(session, entry, encoded->length);
	tl_session_make_room(session, entry->template->id, encoded->length);
	if (!entry->announced) /* making room lost the message with the template in it */
		announce(session, entry, encoded->length);
	tl_message_set(&session->message, entry->template->id);
	tl_message_put(&session->message, encoded->bytes, encoded->length);
	session->in_message++;
	tl_amount_add(&session->amount, &encoded->amount);
	return 0;
}

static bool has_any(const struct tl_field_set *fields, const struct tl_field_set *of)
{
	for (unsigned int i = 0; i < TL_FIELD_WORDS; i++)
		if (fields->words[i] & of->words[i])
			return true;
	return false;
}

static int add_in_its_size(struct tl_session *session, const struct tl_encoded *encoded)
{
	const struct tl_reduction_plan *plan;
	struct tl_encoded reduced;

	if (session->options->sizes == TL_SIZES_FULL)
		return add(session, encoded, false);
	plan = tl_session_plan_for(session, encoded);
	if (!plan)
		return -ENOMEM;
	if (tl_reduce(plan, &reduced, encoded))
		return add(session, &reduced, true);
	return add(session, encoded, false);
}

static struct tl_room room_of(const struct tl_session *session)
{
	return (struct tl_room){
		.record = session->limit - TL_MESSAGE_HEADER - TL_SET_HEADER,
		.template = session->limit - TL_MESSAGE_HEADER - TL_SET_HEADER,
	};
}

static int add_if_it_fits(struct tl_session *session, const struct tl_encoded *encoded)
{
	unsigned int sent = session->options->elements;
	const struct tl_room room = room_of(session);
	struct tl_encoded cut;

	if (tl_encoded_fits(encoded, sent, &room))
		return add_in_its_size(session, encoded);
	memcpy(&cut, encoded, tl_encoded_size(encoded));
	cut.shape = 0; /* by the record it is other fields that are left */
	return tl_encoded_fit(&cut, sent, &room) ? add_in_its_size(session, &cut) : -EMSGSIZE;
}

/* Can it be added as it is? For most records that has been found out once for all of their shape. */
static bool is_ready(struct tl_session *session, const struct tl_encoded *encoded)
{
	struct tl_session_shape *shape = &session->shapes[encoded->shape];
	const struct tl_room room = room_of(session);

	if (!encoded->shape)
		return false;
	if (!shape->is_judged) {
		shape->is_ready = session->options->elements != TL_ELEMENTS_STANDARD &&
				  !has_any(tl_encoded_fields(encoded), &session->shorter) &&
				  tl_template_fits(tl_encoded_fields(encoded), session->options->elements, &room);
		shape->is_judged = true;
	}
	return shape->is_ready && encoded->length <= room.record;
}

int tl_session_add(struct tl_session *session, const struct tl_encoded *encoded)
{
	unsigned int sent = session->options->elements;
	struct tl_encoded other;

	if (is_ready(session, encoded))
		return add_in_its_size(session, encoded);
	if (sent == TL_ELEMENTS_STANDARD)
		tl_encode_select(&other, encoded, &session->standard);
	else if (has_any(tl_encoded_fields(encoded), &session->shorter))
		tl_encode_convert(&other, encoded, &session->shorter, sent);
	else
		return add_if_it_fits(session, encoded);
	return add_if_it_fits(session, &other);
}

void tl_session_announce_again(struct tl_session *session)
{
	for (struct tl_session_template *entry = session->templates; entry; entry = entry->hh.next)
		entry->announced = false;
	memset(session->option_templates.announced, 0, sizeof(session->option_templates.announced));
	session->options_due = true;
}

void tl_session_restart(struct tl_session *session)
{
	forget_message(session);
	session->message.used = 0;
	session->sequence = 0;
	session->messages = 0;
	tl_session_announce_again(session);
}

void tl_session_close(struct tl_session *session)
{
	tl_session_close_templates(session);
	tl_option_records_close(session);
}
