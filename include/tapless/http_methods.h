/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The methods of HTTP that tell a request from other protocols' before its version is seen: those of IANA's registry, of UPnP, RPC over
 * HTTP, BITS, and PURGE. None is shorter than three letters.
 */
#ifndef TAPLESS_HTTP_METHODS_H
#define TAPLESS_HTTP_METHODS_H

/* One row a method, "GET" first, which most are. */
/* clang-format off */
#define TL_HTTP_METHOD_LIST(ROW) \
	ROW("GET") \
	ROW("POST") \
	ROW("HEAD") \
	ROW("PUT") \
	ROW("DELETE") \
	ROW("OPTIONS") \
	ROW("PATCH") \
	ROW("CONNECT") \
	ROW("TRACE") \
	ROW("PROPFIND") \
	ROW("PROPPATCH") \
	ROW("MKCOL") \
	ROW("COPY") \
	ROW("MOVE") \
	ROW("LOCK") \
	ROW("UNLOCK") \
	ROW("REPORT") \
	ROW("SEARCH") \
	ROW("MKCALENDAR") \
	ROW("CHECKOUT") \
	ROW("CHECKIN") \
	ROW("MERGE") \
	ROW("BIND") \
	ROW("ACL") \
	ROW("M-SEARCH") \
	ROW("NOTIFY") \
	ROW("SUBSCRIBE") \
	ROW("UNSUBSCRIBE") \
	ROW("PURGE") \
	ROW("QUERY") \
	ROW("BITS_POST") \
	ROW("RPC_IN_DATA") \
	ROW("BASELINE-CONTROL") \
	ROW("LABEL") \
	ROW("LINK") \
	ROW("MKACTIVITY") \
	ROW("MKREDIRECTREF") \
	ROW("MKWORKSPACE") \
	ROW("ORDERPATCH") \
	ROW("REBIND") \
	ROW("RPC_OUT_DATA") \
	ROW("UNBIND") \
	ROW("UNCHECKOUT") \
	ROW("UNLINK") \
	ROW("UPDATE") \
	ROW("UPDATEREDIRECTREF") \
	ROW("VERSION-CONTROL")
/* clang-format on */

#endif
