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

static struct tl_connection *connection_of(struct tl_exporter *exporter)
{
	return &((struct json_stream *)exporter)->connection;
}

static int json_stream_connect(struct tl_exporter *exporter)
{
	return tl_connection_connect(connection_of(exporter));
}

static ssize_t json_stream_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	return tl_connection_write(connection_of(exporter), bytes, length);
}

static int json_stream_tick(struct tl_exporter *exporter)
{
	return tl_connection_check(connection_of(exporter));
}

static void json_stream_disconnect(struct tl_exporter *exporter)
{
	tl_connection_disconnect(connection_of(exporter));
}

static long json_stream_unacknowledged(struct tl_exporter *exporter)
{
	return tl_connection_unacknowledged(connection_of(exporter));
}

static int json_tcp_open(struct tl_exporter *exporter, const char *address)
{
	tl_connection_init(connection_of(exporter));
	return tl_connection_to_host(connection_of(exporter), exporter->uri, address, NULL);
}

static int json_unix_open(struct tl_exporter *exporter, const char *path)
{
	tl_connection_init(connection_of(exporter));
	return tl_connection_to_path(connection_of(exporter), exporter->uri, path);
}

static int json_stream_close(struct tl_exporter *exporter)
{
	struct json_stream *json = (struct json_stream *)exporter;

	tl_connection_close(&json->connection);
	tl_json_close(&json->json);
	return 0;
}

#define JSON_STREAM                                                                                                    \
	.size = sizeof(struct json_stream), .format = &tl_format_json, .on_error = TL_ON_ERROR_RESEND,                 \
	.patience_ms = TL_CONNECTION_PATIENCE_MS, .connect = json_stream_connect, .write = json_stream_write,          \
	.tick = json_stream_tick, .disconnect = json_stream_disconnect, .unacknowledged = json_stream_unacknowledged,  \
	.close = json_stream_close

const struct tl_transport tl_transport_json_tcp = {
	.scheme = "json+tcp://",
	.form = "json+tcp://HOST:PORT",
	.parameters = TL_FOR_ALL,
	.open = json_tcp_open,
	JSON_STREAM,
};

const struct tl_transport tl_transport_json_unix = {
	.scheme = "json+unix://",
	.form = "json+unix://PATH",
	.parameters = TL_FOR_ALL,
	.open = json_unix_open,
	JSON_STREAM,
};
