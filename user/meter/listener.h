/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* --listen: /metrics, /healthz and /readyz by HTTP (libmicrohttpd), in a thread of its own that the meter never waits for. */
#ifndef TAPLESS_METER_LISTENER_H
#define TAPLESS_METER_LISTENER_H

struct tl_listener;

/* Could `address` be one to listen at? -EINVAL after an error that has been printed. */
int tl_listener_check(const char *address);

/* Opens the socket, by root if it is so. `address` NULL: *listener is NULL, which all of the others take. 0 or -errno, printed. */
int tl_listener_open(struct tl_listener **listener, const char *address);

/* Answers from now on: inside the sandbox, as threads must begin there. 0 or -errno, printed. */
int tl_listener_start(struct tl_listener *listener, const char *instance);

/* The meter's loop has come round; /healthz is what says that it does not any more. */
void tl_listener_beat(struct tl_listener *listener);

/* No answer from here on. */
void tl_listener_stop(struct tl_listener *listener);

void tl_listener_close(struct tl_listener *listener);

#endif
