/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Text in `tapless status` that root's terminal or a JSON parser gets, and that comes from names of interfaces, from URIs, or
 * from what the daemon's user may have written: any octets.
 */
#ifndef TAPLESS_CMD_STATUS_TEXT_H
#define TAPLESS_CMD_STATUS_TEXT_H

/* A JSON string in UTF-8, quotes included; an octet that is not UTF-8 becomes the character of its number. */
void tl_status_json_text(const char *text);

/* At most 2 KiB of text without control characters, in UTF-8 (tl_utf8_escape). Good until the fourth call from here. */
const char *tl_status_clean(const char *text);

#endif
