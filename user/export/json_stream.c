// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * JSON lines over TCP or to a Unix socket. A broken connection may end within a line; the record of that line, and those that may
 * have been lost (window.h), come again as whole lines of the next connection.
 */
#include "connection.h"
#include "transport.h"

struct json_stream {
	struct tl_json_exporter json;
	struct tl_connection connection;
};

static int json_tcp_open(struct tl_exporter *exporter, const char *address)
{
	struct json_stream *json = (struct json_stream *)exporter;

	tl_connection_init(&json->connection);
	return tl_connection_to_host(&json->connection, exporter->uri, address, NULL);
}

static int json_unix_open(struct tl_exporter *exporter, const char *path)
{
	struct json_stream *json = (struct json_stream *)exporter;

	tl_connection_init(&json->connection);
	return tl_connection_to_path(&json->connection, exporter->uri, path);
}

static int json_stream_close(struct tl_exporter *exporter)
{
	struct json_stream *json = (struct json_stream *)exporter;

	tl_connection_close(&json->connection);
	tl_json_close(&json->json);
	return 0;
}

const struct tl_transport tl_transport_json_tcp = {
	.scheme = "json+tcp://",
	.form = "json+tcp://HOST:PORT",
	.parameters = TL_FOR_ALL | TL_FOR_FIELDS | TL_FOR_CONNECTIONS,
	.retry_seconds = TL_RETRY_SECONDS_OTHERS,
	.format = &tl_format_json,
	.open = json_tcp_open,
	.close = json_stream_close,
	TL_STREAM(struct json_stream),
};

const struct tl_transport tl_transport_json_unix = {
	.scheme = "json+unix://",
	.form = "json+unix://PATH",
	.parameters = TL_FOR_ALL | TL_FOR_FIELDS | TL_FOR_CONNECTIONS,
	.retry_seconds = TL_RETRY_SECONDS_OTHERS,
	.format = &tl_format_json,
	.open = json_unix_open,
	.close = json_stream_close,
	TL_STREAM(struct json_stream),
};
