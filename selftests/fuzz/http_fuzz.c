// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The HTTP dissector on any octets: never reads outside; what it says of a beginning, it says of the whole. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/http.h"
#include "unit/exact_message.h"
#include "fuzz.h"

struct seen {
	enum tl_dissection dissection, body;
	__u64 end;
	struct tl_http_request request;
	struct tl_http_response response;
};

static const char *method_of(uint8_t how)
{
	static const char *const methods[] = {NULL, "HEAD", "CONNECT", "GET"};

	return methods[how >> 1 & 3];
}

static void look(const uint8_t *bytes, size_t captured, uint8_t how, struct seen *seen)
{
	struct tl_message message = exact_message(bytes, captured, captured);
	const struct tl_http_body *body = how & 1 ? &seen->response.body : &seen->request.body;
	char url[TL_HTTP_URL_SIZE];

	memset(seen, 0, sizeof(*seen));
	if (how & 1)
		seen->dissection = tl_http_dissect_response(&message, method_of(how), &seen->response);
	else
		seen->dissection = tl_http_dissect_request(&message, &seen->request);
	expect(seen->dissection == TL_DISSECT_FOREIGN || (seen->dissection == TL_DISSECT_WHOLE) == (body->start != 0));
	expect(body->start <= captured);
	seen->body = tl_http_find_end(&message, body, &seen->end);
	expect(seen->body != TL_DISSECT_WHOLE || seen->end >= body->start);
	tl_http_url(&seen->request, url);
	give_back(&message);
}

static void begins(const char *cut, const char *whole, size_t size)
{
	expect(memchr(cut, 0, size) && memchr(whole, 0, size));
	expect(!cut[0] || !strcmp(cut, whole));
}

static void check_beginning(const struct seen *cut, const struct seen *whole)
{
	begins(cut->request.method, whole->request.method, TL_HTTP_METHOD_SIZE);
	begins(cut->request.target, whole->request.target, TL_HTTP_TARGET_SIZE);
	begins(cut->request.host, whole->request.host, TL_HTTP_HOST_SIZE);
	begins(cut->request.user_agent, whole->request.user_agent, TL_HTTP_USER_AGENT_SIZE);
	begins(cut->request.referer, whole->request.referer, TL_HTTP_REFERER_SIZE);
	begins(cut->request.content_type, whole->request.content_type, TL_HTTP_CONTENT_TYPE_SIZE);
	begins(cut->response.version, whole->response.version, TL_HTTP_VERSION_SIZE);
	begins(cut->response.reason, whole->response.reason, TL_HTTP_REASON_SIZE);
	begins(cut->response.server, whole->response.server, TL_HTTP_SERVER_SIZE);
	begins(cut->response.content_type, whole->response.content_type, TL_HTTP_CONTENT_TYPE_SIZE);
	expect(!cut->response.status || cut->response.status == whole->response.status);
}

/* What is chosen: whether it is a request. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct seen whole, cut;
	struct fuzz_message input;

	if (!fuzz_take_message(&input, bytes, size))
		return 0;
	look(input.octets, input.length, input.choice, &whole);
	look(input.octets, input.captured, input.choice, &cut);
	if (cut.dissection == TL_DISSECT_WHOLE) {
		expect(!memcmp(&whole.request, &cut.request, sizeof(cut.request)));
		expect(!memcmp(&whole.response, &cut.response, sizeof(cut.response)));
		expect(cut.body == TL_DISSECT_CUT || (cut.body == whole.body && cut.end == whole.end));
	}
	if (cut.dissection == TL_DISSECT_CUT && whole.dissection != TL_DISSECT_FOREIGN)
		check_beginning(&cut, &whole);
	return 0;
}
