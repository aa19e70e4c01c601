// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Printers' raw port: a job that begins with HP's "universal exit" and lines of its Printer Job Language (PJL Technical Reference 2). */
#include <netinet/in.h>

#include "service.h"

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	(void)said;
	return tl_service_begins(message, "\x1b%-12345X@PJL", 13);
}

TL_SERVICE_DISSECTOR_FROM(jetdirect, "jetdirect", IPPROTO_TCP, read_message, "\x1b");
