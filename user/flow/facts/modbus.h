/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_MODBUS_H
#define TAPLESS_FLOW_FACTS_MODBUS_H

#include "text.h"

/* A request and its response. Integers in host order. */
struct tl_record_modbus {
	__u64 asked_at;
	__u64 answered_at;
	__u32 response_time; /* microseconds, valid if is_timed */
	__u16 transaction;
	__u16 address;
	__u16 quantity;
	__u8 unit;
	__u8 function; /* 0: not Modbus */
	__u8 exception;
	__u8 asker; /* side that asks */
	bool has_request;
	bool has_response;
	bool has_address;
	bool is_timed;
};

/* clang-format off */
#define TL_MODBUS_FIELDS(ROW) \
	ROW(modbus, modbusFunction, TAPLESS, 252, UNSIGNED8, IDENTIFIER, NONE, 1, \
		function, function, "function of Modbus/TCP: 1 read coils, 3 read registers, 16 write registers, ...") \
	ROW(modbus, modbusException, TAPLESS, 253, UNSIGNED8, IDENTIFIER, NONE, 1, \
		exception, exception, "why it failed: 1 no such function, 2 no such address, 3 wrong value, 4 device failure, ...") \
	ROW(modbus, modbusUnit, TAPLESS, 254, UNSIGNED8, IDENTIFIER, NONE, 1, \
		unit, function, "unit behind the server that is spoken to") \
	ROW(modbus, modbusAddress, TAPLESS, 255, UNSIGNED16, IDENTIFIER, NONE, 2, \
		address, has_address, "first register or coil, counted from 0") \
	ROW(modbus, modbusQuantity, TAPLESS, 256, UNSIGNED16, QUANTITY, NONE, 2, \
		quantity, quantity, "number of registers or coils") \
	ROW(modbus, modbusResponseTime, TAPLESS, 257, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from request to response")
/* clang-format on */

#endif
