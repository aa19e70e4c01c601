// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "modbus.h"

#include <string.h>

#include "../lib/octets.h"
#include "frames.h"

#define BEFORE_UNIT   6 /* transaction, protocol, length */
#define LENGTH_LEAST  2 /* unit and function */
#define LENGTH_MOST   254 /* a PDU has 253 octets at most */
#define OWN_MOST      2048 /* manufacturers' own functions have more, at the port */
#define FAILED	      0x80
#define MAY_BE_LONGER 0xff
#define NO_COUNT      0xfe

/* What follows the function: so many octets, and as many more as the one at `count_at` says, or any number. */
struct form {
	__u8 octets;
	__u8 count_at; /* or NO_COUNT, MAY_BE_LONGER */
};

enum parameters {
	NEITHER,
	ADDRESS,
	ADDRESS_AND_QUANTITY,
	ADDRESS_AND_QUANTITY_TWICE, /* the response repeats them */
	ADDRESS_TWICE,
};

/* Modbus Application Protocol 6. */
static const struct function {
	__u8 number;
	__u8 parameters; /* enum parameters */
	struct form request;
	struct form response;
	__u16 quantity_most;
} functions[] = {
	{1, ADDRESS_AND_QUANTITY, {4, NO_COUNT}, {1, 0}, 2000}, /* read coils */
	{2, ADDRESS_AND_QUANTITY, {4, NO_COUNT}, {1, 0}, 2000}, /* read discrete inputs */
	{3, ADDRESS_AND_QUANTITY, {4, NO_COUNT}, {1, 0}, 125}, /* read holding registers */
	{4, ADDRESS_AND_QUANTITY, {4, NO_COUNT}, {1, 0}, 125}, /* read input registers */
	{5, ADDRESS_TWICE, {4, NO_COUNT}, {4, NO_COUNT}, 0}, /* write coil */
	{6, ADDRESS_TWICE, {4, NO_COUNT}, {4, NO_COUNT}, 0}, /* write register */
	{7, NEITHER, {0, NO_COUNT}, {1, NO_COUNT}, 0}, /* read exception status */
	{8, NEITHER, {4, MAY_BE_LONGER}, {4, MAY_BE_LONGER}, 0}, /* diagnostics */
	{11, NEITHER, {0, NO_COUNT}, {4, NO_COUNT}, 0}, /* get event counter */
	{12, NEITHER, {0, NO_COUNT}, {1, 0}, 0}, /* get event log */
	{15, ADDRESS_AND_QUANTITY_TWICE, {5, 4}, {4, NO_COUNT}, 1968}, /* write coils */
	{16, ADDRESS_AND_QUANTITY_TWICE, {5, 4}, {4, NO_COUNT}, 123}, /* write registers */
	{17, NEITHER, {0, NO_COUNT}, {1, 0}, 0}, /* report server id */
	{20, NEITHER, {1, 0}, {1, 0}, 0}, /* read file record */
	{21, NEITHER, {1, 0}, {1, 0}, 0}, /* write file record */
	{22, ADDRESS_TWICE, {6, NO_COUNT}, {6, NO_COUNT}, 0}, /* mask write register */
	{23, ADDRESS_AND_QUANTITY, {9, 8}, {1, 0}, 125}, /* read and write registers: where it reads */
	{24, ADDRESS, {2, NO_COUNT}, {4, MAY_BE_LONGER}, 0}, /* read queue */
	{43, NEITHER, {1, MAY_BE_LONGER}, {1, MAY_BE_LONGER}, 0}, /* encapsulated interface */
};

static const struct function *find(__u8 number)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (functions[i].number == number)
			return &functions[i];
	return NULL;
}

static bool has_form(const struct form *form, const __u8 *data, __u32 octets)
{
	if (form->count_at == MAY_BE_LONGER)
		return octets >= form->octets;
	if (form->count_at == NO_COUNT)
		return octets == form->octets;
	return octets >= form->octets && octets == (__u32)form->octets + data[form->count_at];
}

__u32 tl_modbus_length(const struct tl_message *message)
{
	bool has_port = message->source_port == TL_MODBUS_PORT || message->destination_port == TL_MODBUS_PORT;
	__u32 length;

	if (message->captured < BEFORE_UNIT)
		return message->captured > 2 && message->octets[2] ? 0 : TL_FRAME_OPEN;
	length = tl_octets_get16(message->octets + 4);
	if (tl_octets_get16(message->octets + 2) || length < LENGTH_LEAST ||
	    length > (has_port ? OWN_MOST : LENGTH_MOST))
		return 0;
	return BEFORE_UNIT + length;
}

static void read_parameters(const struct function *function, const __u8 *data, struct tl_modbus_facts *facts)
{
	bool is_twice = function->parameters == ADDRESS_AND_QUANTITY_TWICE || function->parameters == ADDRESS_TWICE;

	if (function->parameters == NEITHER || !(facts->may_be_request || is_twice))
		return;
	facts->has_address = true;
	facts->address = tl_octets_get16(data);
	if (!function->quantity_most)
		return;
	facts->has_quantity = true;
	facts->quantity = tl_octets_get16(data + 2);
}

bool tl_modbus_dissect(const struct tl_message *frame, struct tl_modbus_facts *facts)
{
	const __u8 *data = frame->octets + BEFORE_UNIT + LENGTH_LEAST;
	const struct function *function;
	__u32 octets;

	memset(facts, 0, sizeof(*facts));
	if (frame->captured < BEFORE_UNIT + LENGTH_LEAST || tl_modbus_length(frame) != frame->captured)
		return false;
	octets = frame->captured - BEFORE_UNIT - LENGTH_LEAST;
	facts->transaction = tl_octets_get16(frame->octets);
	facts->unit = frame->octets[BEFORE_UNIT];
	facts->function = data[-1] & ~FAILED;
	function = find(facts->function);
	facts->is_known_function = !!function;
	if (data[-1] & FAILED) {
		facts->may_be_response = octets == 1 && data[0];
		facts->exception = facts->may_be_response ? data[0] : 0;
		return facts->may_be_response;
	}
	if (!function) { /* of a manufacturer's own: anything */
		facts->may_be_request = facts->may_be_response = facts->function;
		return facts->function;
	}
	facts->may_be_request = has_form(&function->request, data, octets);
	facts->may_be_response = has_form(&function->response, data, octets);
	if (!facts->may_be_request && !facts->may_be_response)
		return false;
	read_parameters(function, data, facts);
	return true;
}
