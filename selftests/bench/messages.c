// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "messages.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <tapless/ring.h>

#include "selftests/unit/hello.h"
#include "selftests/unit/quic_support.h"
#include "network_messages.h"
#include "service_messages.h"

#define OF(text)                                                                                                       \
	{                                                                                                              \
		(text), sizeof(text) - 1                                                                               \
	}
#define NONE                                                                                                           \
	{                                                                                                              \
		NULL, 0                                                                                                \
	}

#define ROW(number, the_name, the_port, ...)                                                                           \
	{                                                                                                              \
		.name = (the_name), .protocol = (number), .port = (the_port), .messages = { __VA_ARGS__ }              \
	}
#define TCP(...) ROW(6, __VA_ARGS__) /* name, port, message there, message back */
#define UDP(...) ROW(17, __VA_ARGS__)

struct conversation conversations[] = {
	TCP("tls", 443, NONE, NONE),
	UDP("quic", 443, NONE, NONE),
	TCP("http", 80,
	    OF("GET /index.html?a=1 HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: Mozilla/5.0 (X11; Linux "
	       "x86_64)\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n"),
	    OF("HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n")),
	TCP("ssh", 22, OF("SSH-2.0-OpenSSH_9.7\r\n"), OF("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")),
	TCP("pptp", 1723,
	    OF("\0\x9c\0\1\x1a+<M\0\1\0\0\1\0\0\0\0\0\0\3\0\0\0\3\0\0\0\0pc-"
	       "1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	       "\0\0\0\0\0\0\0\0\0Microsoft\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	       "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	    NONE),
	UDP("l2tp", 1701,
	    OF("\xc8\2\0/\0\0\0\0\0\0\0\0\x80\x08\0\0\0\0\0\1\x80\x08\0\0\0\2\1\0\x80\x09\0\0\0\7lac\0\n\0\0\0\x08"
	       "acme"),
	    NONE),
	TCP("smtp", 25, NONE, OF("220 mx.example.org ESMTP Postfix\r\n")),
	TCP("imap", 143, NONE, OF("* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n")),
	TCP("pop3", 110, NONE, OF("+OK POP3 ready <1@mx.example.org>\r\n")),
	TCP("ftp", 21, NONE, OF("220 (vsFTPd 3.0.3)\r\n")),
	TCP("s7comm", 102,
	    OF("\3\0\0\x16\x11\xe0\0\0\0\1\0\xc0\1\n\xc1\2\1\0\xc2\2\1\2\3\0\0\x19\2\xf0\x80"
	       "2\1\0\0\4\0\0\x08\0\0\xf0\0\0\1\0\1\1\xe0\3\0\0!\2\xf0\x80"
	       "2\7\0\0\6\0\0\x08\0\x08\0\1\x12\4\x11"
	       "D\1\0\xff\x09\0\4\0\x11\0\0"),
	    NONE),
	TCP("enip", 44818,
	    OF("e\0\4\0\0\0\0\0\0\0\0\0\x11\"3DUfw\x88\0\0\0\0\1\0\0\0o\0\x16\0xV4\x12\0\0\0\0\x11\"3DUfw\x88\0\0\0\0\0"
	       "\0\0\0\5\0\2\0\0\0\0\0\xb2\0\6\0\x0e\3 \1$\1"),
	    NONE),
	TCP("dnp3", 20000, OF("\5d\5\xc9\4\0\3\0\xb6 "), NONE),
	UDP("ike", 500,
	    OF("I\x84\x82\x81\xb2\xc4\x8e\xef\0\0\0\0\0\0\0\0! "
	       "\"\x08\0\0\0\0\0\0\0\xf8\"\0\0`\2\0\0<"
	       "\1\1\0\6\3\0\0\x0c\1\0\0\x0c\x80\x0e\1\0\3\0\0\x08\1\0\0\x14\3\0\0\x08\3\0\0\x0c\3\0\0\x08\2\0\0\5\3\0"
	       "\0\x08\4\0\0\x1f\0\0\0\x08\4\0\0\x0e\0\0\0 "
	       "\2\1\0\3\3\0\0\x08\1\0\0\x14\3\0\0\x08\2\0\0\5\0\0\0\x08\4\0\0\x13(\0\0(\0\x1f\0\0\xdbzG\xeb\xc8"
	       "d*'N\x1d\x0f\xcf\xc3\xd5"
	       "FB%{\xc3G\x92g\xcb\xb6[s\x98I\xb2\xfb\x95-)\0\0$\x99j\xed\x0b\x94"
	       "4\xbe\xe3\x82\x1d\x1a\xa1QC49\xde}j\xcb>l\xc4"
	       "D\x82\1=g\xc1\xf6v\x89+\0\0\x1c\0\0@\4\x13Uw\xd2\x8c\xd7\xcc\x8b\xfc"
	       "2B_\x08\xe8\x16\xfam\xc9\xac|\0\0\0\x14"
	       "0'\x15\xd8\xe2`Xa\xc5\xb8"
	       "dw\xb8!\xae\x1a"),
	    NONE),
	TCP("iec104", 2404, OF("h\4\7\0\0\0"), NONE),
	UDP("wireguard", 51820,
	    OF("\1\0\0\0D3\"\x11"
	       "D "
	       "\x82<"
	       "\xfd\xe6\xf1\xc2k0\xf9\x0e\xc7\xdd\1\xe4\x88u4\xa2\x0f\x0b\r\4\xc3n\xd8\x0eq\xe0\xfdw\xb0vp\xeb\x94\x0b"
	       "\xd5"
	       "3_\x97=\xaa\xd8"
	       "a\x9b\x91\xff\xc9\x11\xf5|\xce\xd4X\xbb\xbf,\xe0"
	       "7S\xc9\xbd\xfa\x0f\xf0\x16\x9d\xc9WVt\6fv\xcf\xb0\xb4\xeb\x89\2\xc4"
	       "Bi\xda\x1c\xf6\xba"
	       "f\xd3\xf8\xb6\xd4\xb1\0\xa9\xea\x0euZ\\.\x82\x10$*\x08\xe7\7\x8f\x7f\x89"
	       "8^\xb0\x94#UQ\x82V\x8b\x96\xe8\xa4\xfe\xf2:\x0c\x9f\xc5\xaf\xd7`\x84"
	       "7\x81k\xdd"),
	    OF("\2\0\0\0\x88wfUD3\"\x11\ns\x09\xcbJ\x12R\xe4\xdap\xe6r\x0f\xca\xa4\xda\x1e\x98@l\x18\x9c$'"
	       "\x9e\x98Q\xd5\x81"
	       "B\4\x13o\xebW\x13\xc1"
	       "f\xb1"
	       "2i\xdd"
	       "c\xfc"
	       "5\xc7\x97\xff\x08\xa6\xcd\x90\x09Pf\xa7"
	       "E\xad\xdbm\x88"
	       "1\xc2\xb0\xf8x!\x14+DVUm\x89\xaa\x82\xbc\xad\xae:")),
	UDP("sip", 5060,
	    OF("INVITE sip:bob@example.org SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: "
	       "<sip:alice@example.org>;tag=1\r\nTo: <sip:bob@example.org>\r\nCall-ID: 1@a\r\nCSeq: 1 "
	       "INVITE\r\nContent-Length: 0\r\n\r\n"),
	    OF("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nFrom: "
	       "<sip:alice@example.org>;tag=1\r\nTo: <sip:bob@example.org>;tag=2\r\nCall-ID: 1@a\r\nCSeq: 1 "
	       "INVITE\r\nContent-Length: 0\r\n\r\n")),
	TCP("mqtt", 1883, OF("\x10*\0\4MQTT\4\xee\0<\0\5thing\0\4will\0\3bye\0\3ann\0\7secret!"), OF(" \2\0\0")),
	TCP("smb", 445,
	    OF("\0\0\0\xe2\xfeSMB@"
	       "\0\0\0\0\0\0\0\0\0\x1f\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	       "\0\0\0\0\0\0\0\0\0$\0\5\0\1\0\0\0\x7f\0\0\0\x85\xa7Z]\xcc>\xffK\x98\xa5\xe4"
	       "du\x87\x09\x16p\0\0\0\4\0\0\0\2\2\x10\2\0\3\2\3\x11\3\0\0\1\0&\0\0\0\0\0\1\0 "
	       "\0\1\0M\xa6\xf1\x12\xb7@\xe3\xb9Z\x08\xca\x11V\xe4"
	       "7\xe9"
	       "d\x94KV@\x8e&\x97\xae\xc5\xb1\xfd<\xf5["
	       "\xde\0\0\2\0\n\0\0\0\0\0\4\0\2\0\1\0\4\0\3\0\0\0\0\0\0\0\x08\0\x08\0\0\0\0\0\3\0\2\0\1\0\0\0\5\0\x12\0"
	       "\0\0\0\0"
	       "1\09\0"
	       "2\0.\0"
	       "0\0.\0"
	       "2\0.\0"
	       "2\0"),
	    OF("\0\0\1\x1c\xfeSMB@"
	       "\0\0\0\0\0\0\0\0\0\1\0\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	       "\0\0\0\0\0\0\0\0A\0\1\0\x11\3\3\0fileserver\0\0\0\0\0\0\7\0\0\0\0\0\x80\0\0\0\x80\0\0\0\x80\0\x8e\x17"
	       "\xa1"
	       "8,\x7f\xdd\1\0\0\0\0\0\0\0\0\x80\0J\0\xd0\0\0\0`H\6\6+\6\1\5\5\2\xa0>0<\xa0\x0e"
	       "0\x0c\6\n+\6\1\4\1\x82"
	       "7\2\2\n\xa3*0(\xa0&\x1b$not_defined_in_RFC4178@please_ignore\0\0\0\0\0\0\1\0&\0\0\0\0\0\1\0 "
	       "\0\1\0\3i\xff\xa8\x14i\x81.{\xf5\x92\xeejb\xa8\xd3\x1c"
	       "E\xa0"
	       "3T!4\xf0\x89\xff\xdf\xae\x99YUs\0\0\2\0\4\0\0\0\0\0\1\0\2\0\0\0\0\0\x08\0\4\0\0\0\0\0\1\0\2\0")),
	TCP("http2", 80,
	    OF("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0\0\0\x11\1\5\0\0\0\1\x82\x86\x84"
	       "A\x8c\xf1\xe3\xc2\xe5\xf2:k\xa0\xab\x90\xf4\xff"),
	    NONE),
	TCP("rtsp", 554, OF("DESCRIBE rtsp://cam/1 RTSP/1.0\r\nCSeq: 1\r\n\r\n"),
	    OF("RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n\r\n")),
	TCP("bgp", 179,
	    OF("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\x1d\1\4\xfd\xe8\0\xb4\1\2\3\4\0"),
	    NONE),
	TCP("vnc", 5900, NONE, OF("RFB 003.008\n")),
	TCP("bittorrent", 6881,
	    OF("\x13"
	       "BitTorrent protocol"),
	    NONE),
	TCP("amqp", 5672, OF("AMQP\0\0\x09\1"), NONE),
	TCP("opcua", 4840, OF("HELF'\0\0\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0\0\0\7\0\0\0opc.tcp"), NONE),
	TCP("redis", 6379, OF("*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n"), OF("$5\r\nvalue\r\n")),
	TCP("xmpp", 5222, OF("<stream:stream to='a' xmlns='jabber:client' version='1.0'>"), NONE),
	TCP("rdp", 3389, OF("\3\0\0#\x1e\xe0\0\0\0\0\0Cookie: mstshash=bob\r\n\1\0"),
	    OF("\3\0\0\x13\x0e\xd0\0\0\x12"
	       "4\0\2\0\x08\0\1\0\0\0")),
	TCP("telnet", 23, NONE, OF("\xff\xfd\x18\xff\xfd ")),
	TCP("ldap", 389, OF("0\x14\2\1\1`\x0f\2\1\3\4\5cn=me\x80\3pwd"),
	    OF("0\x0c\2\1\1a\7\n\1"
	       "1\4\0\4\0")),
	TCP("mongodb", 27017, OF("!\0\0\0\1\0\0\0\0\0\0\0\xdd\7\0\0\0\0\0\0\0\r\0\0\0\x10ping\0\1"), NONE),
	TCP("cassandra", 9042,
	    OF("\4\0\0\0\1\0\0\0\x16\0\1\0\x0b"
	       "CQL_VERSION\0\5"
	       "3.0.0"),
	    NONE),
	TCP("msrpc", 135, OF("\5\0\x0b\3\x10\0\0\0H\0\0\0\1\0\0\0"), NONE),
	TCP("irc", 6667, OF("CAP LS\r\nNICK bob\r\nUSER bob 0 * :Bob\r\n"),
	    OF(":irc.example.org 001 bob :Welcome\r\n")),
	TCP("memcached", 11211, OF("get key\r\n"), OF("STORED\r\n")),
	UDP("ssdp", 1900,
	    OF("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: "
	       "ssdp:all\r\n\r\n"),
	    NONE),
	UDP("stun", 3478, NONE,
	    OF("\1\1\0\x1c!\x12\xa4"
	       "B\0\1\2\3\4\5\6\7\x08\x09\n\x0b\0 \0\x08\0\1"
	       "4\xa1\xea\x12\xd5K\x80\"\0\nserver 2.0\0\0")),
	UDP("rtcp", 40003,
	    OF("\x81\xc8\0\x0c\0\0\0\x11\1\2\3\4\5\6\7\x08\0\0\0\n\0\0\0d\0\0>\x80\0\0\0\"@\xff\xff\xfe\0\0\1\0\0\0\0*"
	       "\0\0\0\0\0\0\0\0\x81\xca\0\4\0\0\0\x11\1\6a@b.cd\0\0\0\0"),
	    NONE),
	TCP("mysql", 3306, NONE,
	    OF("d\0\0\0\n5.5.5-10.11.19-MariaDB-0+deb12u1\0\5\0\0\0"
	       "19j->1x,\0\xfe\xff\x08\2\0\xff\x81\x15\0\0\0\0\0\0\x1d\0\0\0nf6y\"6,y?k~[\0mysql_native_password\x80")),
	TCP("postgresql", 5432, OF("\0\0\0\x26\0\3\0\0user\0meter\0database\0postgres\0\0"), NONE),
	TCP("tds", 1433,
	    OF("\x12\1\0:\0\0\0\0\0\0\x1a\0\6\1\0 \0\1\2\0!\0\x0c\3\0-\0\4\4\0"
	       "1\0\1\xff\x09\0\0\0\0\0\0MSSQLServer\0k \0\0\0"),
	    NONE),
	UDP("snmp", 161,
	    OF("0$\2\1\1\4\1c\xa5\x1c\2\3\1\x86\xa0\2\1\0\2\1\n0\x0f"
	       "0\r\6\x09+\6\1\2\1\2\2\1\0\5\0"),
	    OF("0!\2\1\0\4\1c\xa2\x19\2\1M\2\1\2\2\1\1"
	       "0\x0e"
	       "0\x0c\6\x08+\6\1\2\1\1\3\0\5\0")),
	UDP("tftp", 69,
	    OF("\0\1pxelinux.0\0octet\0tsize\0"
	       "0\0"),
	    NONE),
	UDP("syslog", 514, OF("<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - failed"), NONE),
	{.name = "dhcp",
	 .protocol = 17,
	 .port = 67,
	 .client_port = 68,
	 .messages = {OF("\1\1\6\0\x12"
			 "4Vx\0\0\0\0\xc0\0\2\1\xc0\0\2\2\0\0\0\0\0\0\0\0\2\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			 "\0\0\0\0\0"
			 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			 "\0\0\0\0\0"
			 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			 "\0\0\0\0\0"
			 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			 "\0\0\0\0\0"
			 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0c\x82Sc5\1\3\0\x0c\6laptop<"
			 "\5MSFT52\4\xc0\0\2\7"
			 "6\4\xc0\0\2\xfe"
			 "3\4\0\0\x0e\x10"
			 "7\4\1\3\6\x0f\xff\0\0\0"),
		      NONE}},
	UDP("dhcpv6", 547,
	    OF("\1\x10\x08t\0\1\0\x0e\0\1\0\1\x1c"
	       "9\xcf\x88\x08\0'\xfe\x8f\x95\0'\0\x13\0\4pc10\7example\3com\0\0\x10\0\x0e\0\0\1"
	       "7\0\x08MSFT "
	       "5.0\0\6\0\x08\0\x17\0\x18\0\x11\0'\0\x08\0\2\0\0\0\3\0\x0c\0\0\0\1\0\0\x0e\x10\0\0\x15\x18"),
	    OF("\2\x10\x08t\0\1\0\x0e\0\1\0\1\x1c"
	       "9\xcf\x88\x08\0'\xfe\x8f\x95\0\2\0\n\0\3\0\1\2\0\0\0\0\2\0\3\0("
	       "\0\0\0\1\0\0\x0e\x10\0\0\x15\x18\0\5\0\x18 \1\r\xb8\0\0\0\0\0\0\0\0\0\0\0w\0\0\x0f\xa0\0\0\x1dL")),
	UDP("netbios-ns", 137, OF("\x80\2\1\0\0\1\0\0\0\0\0\0 FDFCFGDBCACACACACACACACACACACACA\0\0 \0\1"),
	    OF("\x80\2\x85\0\0\0\0\1\0\0\0\0 FDFCFGDBCACACACACACACACACACACACA\0\0 \0\1\0\0\1,\0\6\0\0\xc0\xa8\1\x14")),
	UDP("netbios-dgm", 138,
	    OF("\x11\n\x12"
	       "4\xc0\xa8\1\n\0\x8a\0q\0\0 FAEDDBDACACACACACACACACACACACAAA\0 "
	       "FHEPFCELEHFCEPFFFACACACACACACABN\0\xffSMB%"
	       "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
	    NONE),
	UDP("dns", 53,
	    OF("\x12"
	       "4\1\0\0\1\0\0\0\0\0\0\3www\7example\3org\0\0\1\0\1"),
	    OF("\x12"
	       "4\x81\x80\0\1\0\1\0\0\0\0\3www\7example\3org\0\0\1\0\1\xc0\x0c\0\1\0\1\0\0\1,\0\4\xc0\0\2\7")),
	UDP("radius", 1812, OF("\1\7\0\x19----------------\1\5bob"), OF("\3\7\0\x14----------------")),
	UDP("kerberos", 88,
	    OF("j\x0e"
	       "0\x0c\xa1\3\2\1\5\xa2\3\2\1\n\xa4\0"),
	    NONE),
	UDP("bacnet", 47808, OF("\x81\x0b\0\x0c\1 \xff\xff\0\xff\x10\x08"), NONE),
	UDP("gtp-c", 2123, OF("H \0\x08\0\0\0\0\0\0\1\0"), NONE),
	UDP("ipfix", 4739, OF("\0\n\0\x18\1\2\3\4\0\0\0\1\0\0\0\0\1\0\0\x08\1\2\3\4"), NONE),
	TCP("socks", 1080,
	    OF("\5\1\0\5\1\0\3\x0b"
	       "example.com\1\xbb"),
	    OF("\5\0\5\0\0\1\0\0\0\0\0\0")),
	UDP("coap", 5683,
	    OF("B\1\x12"
	       "4\xaa\xbb"
	       "3iot0Qa\2bc\x11"
	       "2=\1a=123456789012\3b=1\xff{}"),
	    NONE),
	{.name = "rtp",
	 .protocol = 17,
	 .port = 40002,
	 .messages = {OF("\x80\0\x12"
			 "4\0\0\0\xa0\xde\xad\xbe\xef...."),
		      NONE},
	 .packets = 6,
	 .counts = 3},
	UDP("ntp", 123,
	    OF("$\1\6\xe8\0\0\0\1\0\0\0\2GPS\0\0\1\2\3\4\5\6\7\x08\x09\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16"
	       "\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f"),
	    NONE),
	TCP("modbus", 502, OF("\0\1\0\0\0\6\7\3\0k\0\3"), OF("\0\1\0\0\0\x09\7\3\6\0\0\0\0\0\2")),
	UDP("openvpn", 1194,
	    OF("8+X\x11"
	       "fk\xe2\x93|\0\0\0\0\0"),
	    OF("@\xfb\xbe\xa6\xc8%c\\`\1\0\0\0\0+X\x11"
	       "fk\xe2\x93|\0\0\0\0")),
	SERVICE_ROWS,
	NETWORK_ROWS,
	UDP("unknown", 7777, NONE, NONE),
	TCP("unknown-tcp", 7777, NONE, NONE),
	{0},
};

static void set(const char *name, unsigned int side, const void *octets, size_t length)
{
	for (struct conversation *one = conversations; one->name; one++)
		if (!strcmp(one->name, name))
			one->messages[side] = (struct message){octets, length};
}

void conversations_make(void)
{
	static struct quic_packet packet;
	static struct hello hello;
	static char noise[200], handshake[1537] = "\3";

	for (struct conversation *one = conversations; one->name; one++)
		if (!one->client_port)
			one->client_port = 40000;
	hello_build(&hello, &(struct hello_options){.name = "www.example.org", .version = 3});
	set("tls", 0, hello.bytes, hello.length);
	quic_seal(&packet, &quic_v1_keys, 0, 1, NULL, 2, quic_hello_frame, sizeof(quic_hello_frame));
	set("quic", 0, packet.octets, packet.length);
	for (unsigned int i = 0; i < sizeof(noise); i++)
		noise[i] = (char)rand();
	set("rtmp", 1, handshake, sizeof(handshake));
	set("unknown-tcp", 0, noise, sizeof(noise));
	set("unknown-tcp", 1, noise, sizeof(noise));
	set("unknown", 0, noise, sizeof(noise));
	set("unknown", 1, noise, sizeof(noise));
}

const struct conversation *conversation_named(const char *name)
{
	const struct conversation *one = conversations;

	while (strcmp(one->name, name))
		one++;
	return one;
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
	sample->key.source_port = side ? conversation->port : conversation->client_port;
	sample->key.destination_port = side ? conversation->client_port : conversation->port;
	sample->time = 1000000 + number + side;
	sample->length = sample->captured = (__u32)message->length;
	memcpy(sample->octets, message->octets, message->length);
	return (__u32)(offsetof(struct tl_sample, octets) + message->length);
}
