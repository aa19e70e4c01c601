/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The little of rtnetlink (RFC 3549) that tapless needs: dumps, attributes, and the news of a multicast group. */
#ifndef TAPLESS_WATCH_NETLINK_H
#define TAPLESS_WATCH_NETLINK_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/types.h>

/* Looks at one message. */
typedef void tl_netlink_visit(const struct nlmsghdr *message, void *context);

/* A socket of NETLINK_ROUTE that gets the news of these RTMGRP_ groups without blocking; 0: none. -errno. */
int tl_netlink_open(__u32 groups);

/*
 * Sends a request, whose flags and sequence are filled in here, and visits each message of the dump. What the kernel says
 * may have changed meanwhile is asked for again: the visitor must bear seeing a thing twice. 0 or -errno.
 */
int tl_netlink_dump(struct nlmsghdr *request, tl_netlink_visit *visit, void *context);

/* The same for the traffic control filters of an interface; `parent`: of which queue, as TC_H_MAKE() says it. */
int tl_netlink_dump_filters(__u32 index, __u32 parent, tl_netlink_visit *visit, void *context);

/* Visits what has arrived. 0, or -ENOBUFS if some of it was lost, or another -errno. */
int tl_netlink_news(int socket, tl_netlink_visit *visit, void *context);

/* Sets table[type] for each attribute of at most that type; the others to NULL. */
void tl_netlink_attributes(const struct rtattr **table, unsigned short maximum, const void *first, unsigned int length);

/* The attribute's value, 0 if there is none. */
__u32 tl_netlink_u32(const struct rtattr *attribute);
__u16 tl_netlink_u16(const struct rtattr *attribute);

/* The attribute's text, always ended; "" if there is none. */
void tl_netlink_text(char *text, unsigned int size, const struct rtattr *attribute);

#endif
