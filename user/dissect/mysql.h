/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Packets of the client/server protocol of MySQL and MariaDB (version 10 of its handshake), uncompressed. */
#ifndef TAPLESS_DISSECT_MYSQL_H
#define TAPLESS_DISSECT_MYSQL_H

#include "message.h"
#include "sql_text.h"

#define TL_MYSQL_HEADER_OCTETS 4

/* Capabilities that change what is sent. */
enum tl_mysql_capability {
	TL_MYSQL_WITH_DATABASE = 0x8,
	TL_MYSQL_COMPRESS = 0x20,
	TL_MYSQL_PROTOCOL_41 = 0x200,
	TL_MYSQL_TLS = 0x800,
	TL_MYSQL_SECURE_CONNECTION = 0x8000,
	TL_MYSQL_PLUGIN = 0x80000,
	TL_MYSQL_ATTRIBUTES = 0x100000,
	TL_MYSQL_LONG_AUTHENTICATION = 0x200000,
	TL_MYSQL_COMPRESS_ZSTD = 0x4000000,
};

enum tl_mysql_command {
	TL_MYSQL_QUIT = 0x01,
	TL_MYSQL_USE = 0x02,
	TL_MYSQL_QUERY = 0x03,
	TL_MYSQL_CHANGE_USER = 0x11,
	TL_MYSQL_PREPARE = 0x16,
	TL_MYSQL_EXECUTE = 0x17,
	TL_MYSQL_SEND_LONG_DATA = 0x18,
	TL_MYSQL_CLOSE = 0x19,
};

/* First octets of what a server answers with. */
enum tl_mysql_answer {
	TL_MYSQL_OK = 0x00,
	TL_MYSQL_LOCAL_FILE = 0xfb,
	TL_MYSQL_SWITCH = 0xfe, /* of a login: another plugin; else the end of rows */
	TL_MYSQL_ERROR = 0xff,
};

struct tl_mysql_packet {
	__u8 sequence;
	__u32 length;
	__u32 captured; /* at most `length` */
	const __u8 *body;
};

struct tl_mysql_greeting {
	struct tl_sql_span version;
	struct tl_sql_span plugin;
};

struct tl_mysql_login {
	__u32 capabilities;
	bool is_tls_request; /* a handshake of TLS follows, and then the login */
	struct tl_sql_span user;
	struct tl_sql_span database;
	struct tl_sql_span plugin;
	struct tl_sql_span program;
};

struct tl_mysql_error {
	__u16 code;
	struct tl_sql_span state; /* empty if the server did not know yet that the client knows it */
};

/* CUT: not even its header has come. */
enum tl_dissection tl_mysql_read_packet(const struct tl_message *message, __u32 offset, struct tl_mysql_packet *packet);

/* What follows is false unless the whole packet is there and is such a one. */
bool tl_mysql_read_greeting(const struct tl_mysql_packet *packet, struct tl_mysql_greeting *greeting);
bool tl_mysql_read_login(const struct tl_mysql_packet *packet, struct tl_mysql_login *login);
bool tl_mysql_read_change_user(const struct tl_mysql_packet *packet, struct tl_mysql_login *login);
bool tl_mysql_read_error(const struct tl_mysql_packet *packet, struct tl_mysql_error *error);

/* Rows that OK says were changed. */
bool tl_mysql_read_rows(const struct tl_mysql_packet *packet, __u64 *rows);

/* Of a query or prepare, as far as it was captured. */
struct tl_sql_span tl_mysql_statement(const struct tl_mysql_packet *packet);

const char *tl_mysql_command_name(__u8 command); /* NULL: there is no such command */
bool tl_mysql_is_answered(__u8 command);

#endif
