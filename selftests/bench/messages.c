// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "messages.h"

#include <stdlib.h>
#include <string.h>

#include <tapless/ring.h>

#include "selftests/unit/hello.h"

static struct conversation made[CONVERSATION__MAX];

static void set(struct message *message, const void *octets, size_t length)
{
	memcpy(message->octets, octets, length);
	message->length = length;
}

static void make(void)
{
	static const char query[] = "\x12\x34\1\0\0\1\0\0\0\0\0\0\3www\7example\3org\0\0\1\0\1";
	static const char response[] = "\x12\x34\x81\x80\0\1\0\1\0\0\0\0\3www\7example\3org\0\0\1\0\1"
				       "\xc0\x0c\0\1\0\1\0\0\1\x2c\0\4\xc0\0\2\7";
	static const char request[] =
		"GET /index.html?a=1 HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: Mozilla/5.0 "
		"(X11; Linux x86_64)\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n";
	static const char answer[] =
		"HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n";
	static const char invite[] =
		"INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
		"From: <sip:alice@example.org>;tag=1\r\nTo: <sip:bob@example.org>\r\nCall-ID: 1@a\r\n"
		"CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";
	static const char ringing[] =
		"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
		"From: <sip:alice@example.org>;tag=1\r\nTo: <sip:bob@example.org>;tag=2\r\nCall-ID: 1@a\r\n"
		"CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n";
	static struct hello hello;

	hello_build(&hello, &(struct hello_options){.name = "www.example.org", .version = 3});

	made[CONVERSATION_DNS] = (struct conversation){.name = "dns", .protocol = 17, .port = 53};
	set(&made[CONVERSATION_DNS].messages[0], query, sizeof(query) - 1);
	set(&made[CONVERSATION_DNS].messages[1], response, sizeof(response) - 1);
	made[CONVERSATION_HTTP] = (struct conversation){.name = "http", .protocol = 6, .port = 80};
	set(&made[CONVERSATION_HTTP].messages[0], request, sizeof(request) - 1);
	set(&made[CONVERSATION_HTTP].messages[1], answer, sizeof(answer) - 1);
	made[CONVERSATION_TLS] = (struct conversation){.name = "tls", .protocol = 6, .port = 443};
	set(&made[CONVERSATION_TLS].messages[0], hello.bytes, hello.length);
	made[CONVERSATION_SIP] = (struct conversation){.name = "sip", .protocol = 17, .port = 5060};
	set(&made[CONVERSATION_SIP].messages[0], invite, sizeof(invite) - 1);
	set(&made[CONVERSATION_SIP].messages[1], ringing, sizeof(ringing) - 1);
	made[CONVERSATION_UNKNOWN] = (struct conversation){.name = "unknown", .protocol = 17, .port = 7777};
	for (unsigned int side = 0; side < 2; side++) {
		for (unsigned int i = 0; i < 200; i++)
			made[CONVERSATION_UNKNOWN].messages[side].octets[i] = (char)rand();
		made[CONVERSATION_UNKNOWN].messages[side].length = 200;
	}
}

const struct conversation *conversation_of(enum conversation_kind kind)
{
	if (!made[0].name)
		make();
	return &made[kind];
}

__u32 conversation_sample(struct tl_sample *sample, const struct conversation *conversation, __u32 number,
			  unsigned int side)
{
	const struct message *message = &conversation->messages[side];
	__u8 *client = side ? sample->key.destination_address : sample->key.source_address;
	__u8 *server = side ? sample->key.source_address : sample->key.destination_address;

	memset(sample, 0, offsetof(struct tl_sample, octets));
	sample->kind = TL_RING_SAMPLE;
	sample->key.ethertype = 0x0800;
	sample->key.protocol = conversation->protocol;
	memcpy(client + 12, &number, sizeof(number));
	memcpy(server + 12, "\xc0\0\2\1", 4);
	sample->key.source_port = side ? conversation->port : 40000;
	sample->key.destination_port = side ? 40000 : conversation->port;
	sample->time = 1000000 + number + side;
	sample->length = sample->captured = (__u32)message->length;
	memcpy(sample->octets, message->octets, message->length);
	return (__u32)(offsetof(struct tl_sample, octets) + message->length);
}
