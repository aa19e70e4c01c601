/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What messages start like: of a flow that began so, each packet that does is sampled (sample.h). */
#ifndef TAPLESS_MESSAGE_STARTS_H
#define TAPLESS_MESSAGE_STARTS_H

#include "names.h"

#define TL_MQTT_PORT	   1883
#define TL_DNS_STREAM_PORT 53

/* The methods of SIP (RFC 3261 and IANA's registry) that HTTP has not, and what its responses begin with. */
static __always_inline bool tl_sip_starts(__u32 first_four)
{
	switch (first_four) {
	case 0x5349502f: /* "SIP/" */
	case 0x494e5649: /* "INVI" */
	case 0x41434b20: /* "ACK " */
	case 0x42594520: /* "BYE " */
	case 0x43414e43: /* "CANC" */
	case 0x52454749: /* "REGI" */
	case 0x50524143: /* "PRAC" */
	case 0x494e464f: /* "INFO" */
	case 0x5055424c: /* "PUBL" */
	case 0x55504441: /* "UPDA" */
	case 0x4d455353: /* "MESS" */
	case 0x52454645: /* "REFE" */
		return true;
	default:
		return false;
	}
}

/* "250 ", "220-": a reply of SMTP or FTP (RFC 5321 4.2, RFC 959 4.2). */
static __always_inline bool tl_reply_starts(__u32 first_four)
{
	__u32 first = first_four >> 24, second = first_four >> 16 & 0xff, third = first_four >> 8 & 0xff;
	__u32 fourth = first_four & 0xff;

	return first >= '1' && first <= '5' && second >= '0' && second <= '5' && third >= '0' && third <= '9' &&
	       (fourth == ' ' || fourth == '-');
}

/* A command of SMTP or FTP that something is told of, in whatever case. */
static __always_inline bool tl_command_starts(__u32 first_four)
{
	switch (first_four & ~0x20202020u) {
	case 0x4d41494c: /* "MAIL" */
	case 0x52435054: /* "RCPT" */
	case 0x44415441: /* "DATA" */
	case 0x52534554: /* "RSET" */
	case 0x51554954: /* "QUIT" */
	case 0x55534552: /* "USER" */
	case 0x52455452: /* "RETR" */
	case 0x53544f52: /* "STOR" */
	case 0x50415356: /* "PASV" */
	case 0x504f5254: /* "PORT" */
		return true;
	default:
		return false;
	}
}

/*
 * Does a payload whose first four octets are these (first one in the top bits) start like a message of HTTP/1, SIP, SMTP or FTP? A
 * mail's body does by chance alone.
 */
static __always_inline bool tl_message_starts(__u32 first_four)
{
	return first_four == 0x48545450 || tl_http_starts(first_four) || tl_sip_starts(first_four) || /* "HTTP" */
	       tl_reply_starts(first_four) || tl_command_starts(first_four);
}

/* Do the next four go on like a frame of SMB 1, 2 or 3 (RFC 1002 4.3.6: type 0 and a length), if the first four began one? */
static __always_inline bool tl_smb_starts(__u32 first_four, __u32 next_four)
{
	return first_four >> 24 == 0 && (next_four == 0xff534d42 || next_four == 0xfe534d42);
}

/* MySQL: a length in little-endian order, a number: 0 of a command, which is alone, 1 of what answers it. */
static __always_inline bool tl_mysql_starts(__u32 first_four, __u32 length)
{
	__u32 body = first_four >> 24 | (first_four >> 8 & 0xff00) | (first_four << 8 & 0xff0000);

	return (first_four & 0xff) == 0 ? body && body + 4 == length
					: (first_four & 0xff) == 1 && body && body < 1024 && body + 4 <= length;
}

/* PostgreSQL: a type, and a length of less than 64 KiB that begins with two zeros, of which the third octet is known here. */
static __always_inline bool tl_postgresql_starts(__u32 first_four, __u32 length)
{
	__u32 type = first_four >> 24;

	return !(first_four & 0xffff00) && (first_four & 0xff) << 8 < length &&
	       ((type >= 'A' && type <= 'Z') || (type >= 'a' && type <= 'z') || (type >= '1' && type <= '3'));
}

/* TDS: request or answer, last packet of its message or one that is full, its length (MS-TDS 2.2.3.1). */
static __always_inline bool tl_tds_starts(__u32 first_four, __u32 length)
{
	__u32 type = first_four >> 24, status = first_four >> 16 & 0xff, packet = first_four & 0xffff;

	if (type != 1 && type != 3 && type != 4 && type != 14)
		return false;
	return status == 0 ? packet >= 512 : status == 1 && packet >= 8 && packet >= length;
}

static __always_inline bool tl_sql_starts(__u32 first_four, __u32 length)
{
	return tl_mysql_starts(first_four, length) || tl_postgresql_starts(first_four, length) ||
	       tl_tds_starts(first_four, length);
}

/* STUN: its method, then its cookie (RFC 8489 5). */
static __always_inline bool tl_stun_starts(__u32 first_four, __u32 next_four)
{
	return !(first_four & 0xc0000003) && next_four == 0x2112a442;
}

/* DTLS: a handshake record before anything is encrypted (RFC 6347 4.1). A server's first flight may be many datagrams. */
static __always_inline bool tl_dtls_starts(__u32 first_four)
{
	return first_four >> 16 == 0x16fe && !(first_four & 0xff);
}

/* DNP3: two octets, and a length of five at least (IEEE 1815 9.2.4.1). */
static __always_inline bool tl_dnp3_starts(__u32 first_four)
{
	return first_four >> 16 == 0x0564 && (first_four >> 8 & 0xff) >= 5;
}

/*
 * HTTP/2: a frame of any kind but DATA, of less than 64 KiB, on one of the first streams (RFC 9113 4.1). Whoever misses one of those
 * does not understand the next one's header fields.
 */
static __always_inline bool tl_http2_starts(__u32 first_four, __u32 next_four, __u32 length)
{
	__u32 type = first_four & 0xff, octets = first_four >> 8;

	return type >= 1 && type <= 9 && octets < 0x10000 && octets + 9 <= length && !(next_four & 0xd2fffe00);
}

/* MQTT: a type with the flags that it has (5.0, 2.1), and a length. Long ones are content: what it is of was seen before. */
static __always_inline bool tl_mqtt_starts(__u32 first_four, __u32 length)
{
	__u32 type = first_four >> 28, flags = first_four >> 24 & 0xf, left = first_four >> 16 & 0xff;

	if (length > 512 || !type || (left < 0x80 && left + 2 > length))
		return false;
	return type == 3 || flags == (type == 6 || type == 8 || type == 10 ? 2 : 0);
}

/*
 * DNS over TCP (RFC 1035 4.2.2): a length, of a message that ends in this segment. Longer ones are of zones, of which the first samples
 * tell enough.
 */
static __always_inline bool tl_dns_starts(__u32 first_four, __u32 length)
{
	return first_four >> 16 >= 12 && (first_four >> 16) + 2 <= length;
}

/* What begins too briefly to be known by that alone, does at a port that is made for it. */
static __always_inline bool tl_message_starts_at(__u16 port, __u32 first_four, __u32 length)
{
	switch (port) {
	case 502: /* Modbus: the second number is 0 */
		return !(first_four & 0xffff);
	case TL_MQTT_PORT:
		return tl_mqtt_starts(first_four, length);
	case 2404: /* IEC 60870-5-104: 68H, and a length of 253 at most */
		return first_four >> 24 == 0x68 && (first_four >> 16 & 0xff) - 4 <= 249;
	case 4500: /* IKE beside ESP (RFC 3948 2.2) */
		return !first_four;
	default:
		return false;
	}
}

/*
 * Ports whose every datagram is a message of its own, in many transactions of one key: DNS (RFC 1035, RFC 6762, RFC 4795), SIP
 * (RFC 3261), CoAP (RFC 7252), NetBIOS (RFC 1002), SNMP (RFC 1157) and its traps, IKE (RFC 7296), syslog (RFC 5426), SSDP, and
 * DHCP (RFC 2131, RFC 8415), whose servers and relays speak to all clients from one port to one.
 */
static __always_inline bool tl_is_message_port(__u16 port)
{
	return port == 53 || port == 5353 || port == 5355 || port == 5060 || port == 5683 || port == 137 ||
	       port == 138 || port == 161 || port == 162 || port == 500 || port == 514 || port == 1900 || port == 67 ||
	       port == 68 || port == 546 || port == 547;
}

#endif
