/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Modbus/TCP ("Modbus Messaging on TCP/IP Implementation Guide" 1.0b, "Modbus Application Protocol" 1.1b3). */
#ifndef TAPLESS_DISSECT_MODBUS_H
#define TAPLESS_DISSECT_MODBUS_H

#include "message.h"

#define TL_MODBUS_PORT 502

/* One message. Integers in host order. */
struct tl_modbus_facts {
	__u16 transaction;
	__u8 unit;
	__u8 function; /* without the bit that says that it failed */
	__u8 exception; /* 0: none */
	bool may_be_request; /* by its form; of some functions both look the same */
	bool may_be_response;
	bool is_known_function; /* one whose form is known */
	bool has_address; /* of the first register or coil... */
	bool has_quantity; /* ...and how many, if it is a request, or repeats one */
	__u16 address;
	__u16 quantity;
};

/* As tl_frame_length() says. */
__u32 tl_modbus_length(const struct tl_message *message);

/* False: it is no whole message of that length. */
bool tl_modbus_dissect(const struct tl_message *frame, struct tl_modbus_facts *facts);

#endif
