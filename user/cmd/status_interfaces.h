/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What `tapless status` says of the interfaces: as the daemon, or the last one, left it. */
#ifndef TAPLESS_CMD_STATUS_INTERFACES_H
#define TAPLESS_CMD_STATUS_INTERFACES_H

void tl_status_print_interfaces(const char *instance);

/* "interfaces":[…] */
void tl_status_json_interfaces(const char *instance);

#endif
