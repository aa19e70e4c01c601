// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The protocols of which it is enough to know them: what each begins with, whole, at every truncation; and what is merely like it. */
#include "hello.h"
#include "service_support.h"

static const struct sample samples[] = {
	{"redis", 6, 0, 7000, OF("*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n"), "", "GET", "", ""},
	{"redis", 6, 1, 6379, OF("-NOAUTH Authentication required.\r\n"), "", "", "", "NOAUTH"},
	{"rtsp", 6, 0, 8554, OF("DESCRIBE rtsp://cam/1 RTSP/1.0\r\nCSeq: 1\r\n\r\n"), "RTSP/1.0", "DESCRIBE",
	 "rtsp://cam/1", ""},
	{"rtsp", 6, 1, 554, OF("RTSP/1.0 401 Unauthorized\r\n\r\n"), "RTSP/1.0", "", "", "401"},
	{"radius", 17, 0, 1812, OF("\1\7\0\x19----------------\1\5bob"), "", "Access-Request", "bob", ""},
	{"radius", 17, 1, 1812, OF("\3\7\0\x14----------------"), "", "", "", "Access-Reject"},
	{"ldap", 6, 0, 389, OF("\x30\x14\2\1\1\x60\x0f\2\1\3\4\5cn=me\x80\3pwd"), "3", "bind", "cn=me", ""},
	{"ldap", 6, 0, 389, OF("\x30\x14\2\1\2\x6c\x0f\4\4cn=a\4\4cn=b\1\1\xff"), "", "rename", "cn=a", ""},
	{"ldap", 6, 0, 389, OF("\x30\6\2\1\5\x50\1\4"), "", "abandon", "", ""},
	{"ldap", 6, 1, 389, OF("\x30\x0c\2\1\1\x61\7\x0a\1\x31\4\0\4\0"), "", "", "", "49"},
	{"kerberos", 17, 0, 88, OF("\x6a\x0e\x30\x0c\xa1\3\2\1\5\xa2\3\2\1\x0a\xa4\0"), "5", "AS-REQ", "", ""},
	{"kerberos", 6, 1, 88, OF("\0\0\0\x0e\x7e\x0c\x30\x0a\xa0\3\2\1\5\xa1\3\2\1\x1e"), "5", "", "", "KRB-ERROR"},
	{"irc", 6, 0, 6667, OF("CAP LS\r\nNICK bob\r\nUSER bob 0 * :Bob\r\n"), "", "", "bob", ""},
	{"irc", 6, 1, 6667, OF(":irc.example.org 001 bob :Welcome\r\n"), "", "", "", "001"},
	{"telnet", 6, 1, 4000, OF("\xff\xfd\x18\xff\xfd\x20"), "", "", "", ""},
	{"rdp", 6, 0, 4000, OF("\3\0\0\x23\x1e\xe0\0\0\0\0\0Cookie: mstshash=bob\r\n\1\0"), "", "", "bob", ""},
	{"rdp", 6, 1, 4000, OF("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\2\0\x08\0\1\0\0\0"), "", "", "", ""},
	{"vnc", 6, 1, 5901, OF("RFB 003.008\n"), "003.008", "", "", ""},
	{"bittorrent", 6, 0, 4000,
	 OF("\x13"
	    "BitTorrent protocol"),
	 "", "", "", ""},
	{"bittorrent", 17, 0, 4000, OF("d1:ad2:id20:aaaaaaaaaaaaaaaaaaaae1:q4:ping1:t1:a1:y1:qe"), "", "", "", ""},
	{"amqp", 6, 0, 5672, OF("AMQP\0\0\x09\1"), "0.9.1", "", "", ""},
	{"amqp", 6, 0, 5672, OF("AMQP\3\1\0\0"), "1.0.0", "", "", ""},
	{"mongodb", 6, 0, 4000, OF("\x21\0\0\0\1\0\0\0\0\0\0\0\xdd\7\0\0\0\0\0\0\0\x0d\0\0\0\x10ping\0\1"), "", "ping",
	 "", ""},
	{"mongodb", 6, 0, 4000, OF("\x20\0\0\0\1\0\0\0\0\0\0\0\xd4\7\0\0\0\0\0\0ab.$cmd\0----"), "", "query", "ab.$cmd",
	 ""},
	{"memcached", 6, 0, 11211, OF("get key\r\n"), "", "get", "", ""},
	{"memcached", 6, 1, 11211, OF("STORED\r\n"), "", "", "", "STORED"},
	{"bgp", 6, 0, 179,
	 OF("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\x1d\1\4\xfd\xe8\0\xb4\1\2\3\4\0"), "4",
	 "OPEN", "AS65000", ""},
	{"bacnet", 17, 0, 4000, OF("\x81\x0b\0\x0c\1\x20\xff\xff\0\xff\x10\x08"), "", "", "", ""},
	{"gtp-c", 17, 0, 2123, OF("\x48\x20\0\x08\0\0\0\0\0\0\1\0"), "2", "32", "", ""},
	{"socks", 6, 0, 4000, OF("\5\1\0\5\1\0\3\13example.com\1\xbb"), "5", "", "example.com", ""},
	{"socks", 6, 0, 1080, OF("\4\1\1\xbb\xc0\0\2\1me\0"), "4", "", "192.0.2.1:443", ""},
	{"socks", 6, 1, 1080, OF("\5\0\5\1\0\1\0\0\0\0\0\0"), "", "", "", "1"},
	{"ipfix", 17, 0, 4000, OF("\0\x0a\0\x18\1\2\3\4\0\0\0\1\0\0\0\0\1\0\0\x08\1\2\3\4"), "10", "", "", ""},
	{"opcua", 6, 0, 4840, OF("HELF\x27\0\0\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0\0\0\7\0\0\0opc.tcp"), "", "HEL",
	 "opc.tcp", ""},
	{"msrpc", 6, 0, 4000, OF("\5\0\x0b\3\x10\0\0\0\x48\0\0\0\1\0\0\0"), "", "", "", ""},
	{"cassandra", 6, 0, 4000,
	 OF("\4\0\0\0\1\0\0\0\x16\0\1\0\x0b"
	    "CQL_VERSION\0\5"
	    "3.0.0"),
	 "4", "STARTUP", "", ""},
	{"netflow", 17, 0, 4000,
	 OF("\x00\x09\x00\x01\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00\x04\x01\x00\x00\x08\x00\x00"
	    "\x00\x07"),
	 "9", "", "", ""},
	{"netflow", 17, 0, 4000,
	 OF("\x00\x05\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
	 "5", "", "", ""},
	{"sflow", 17, 0, 4000,
	 OF("\x00\x00\x00\x05\x00\x00\x00\x01\xc0\x00\x02\x07\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x03\xe8\x00\x00"
	    "\x00\x01\x00\x00\x00\x02\x00\x00\x00\x08"
	    "abcdefgh"),
	 "5", "", "192.0.2.7", ""},
	{"nfs", 6, 0, 2049,
	 OF("\x80\x00\x00H\x11\"3D\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86\xa3\x00\x00\x00\x03\x00\x00\x00\x01\x00"
	    "\x00\x00\x01\x00\x00\x00\x18\x00\x00\x00\x07\x00\x00\x00\x03pc1\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04hndl"),
	 "3", "GETATTR", "pc1", ""},
	{"nfs", 17, 0, 700,
	 OF("\x11\"3D\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86\xa5\x00\x00\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01/\x00\x00\x00"),
	 "3", "1", "", ""},
	{"nfs", 6, 0, 4000,
	 OF("\x80\x00\x00@"
	    "\x11\"3D\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86\xa3\x00\x00\x00\x04\x00\x00\x00\x01\x00\x00\x00\x01"
	    "\x00\x00\x00\x18\x00\x00\x00\x07\x00\x00\x00\x03pc1\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00"),
	 "4", "COMPOUND", "pc1", ""},
	{"rpcbind", 17, 0, 111,
	 OF("\x11\"3D\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86\xa0\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x86\xa3\x00\x00\x00\x03\x00\x00\x00\x11\x00\x00"
	    "\x00\x00"),
	 "2", "3", "", ""},
	{"sunrpc", 17, 0, 4000,
	 OF("\x11\"3D\x00\x00\x00\x00\x00\x00\x00\x02 "
	    "\x00\x00\x99\x00\x00\x00\x01\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00"),
	 "1", "5", "", ""},
	{"oracle", 6, 0, 4000,
	 OF("\x00y\x00\x00\x01\x00\x00\x00\x01:\x01,\x00\x00 "
	    "\x00\x7f\xff\x00\x00\x00\x00\x00\x00\x00?\x00:"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00(DESCRIPTION=(CONNECT_DATA=(SERVICE_NAME=orcl)(CID=(USER=me))))"),
	 "314", "CONNECT", "orcl", ""},
	{"git", 6, 0, 4000, OF("002cgit-upload-pack /a.git\x00host=example.org\x00"), "", "git-upload-pack", "/a.git",
	 ""},
	{"rsync", 6, 1, 873, OF("@RSYNCD: 31.0\x0a"), "31.0", "", "", ""},
	{"rsync", 6, 0, 4000,
	 OF("@RSYNCD: 30.0\x0a"
	    "backup\x0a"),
	 "30.0", "", "backup", ""},
	{"zabbix", 6, 0, 4000, OF("ZBXD\x01\"\x00\x00\x00\x00\x00\x00\x00{\"request\":\"agent data\",\"data\":[]}"), "",
	 "agent data", "", ""},
	{"mgcp", 17, 0, 4000,
	 OF("CRCX 1204 aaln/1@gw.example.org MGCP 1.0\x0d\x0a"
	    "C: A\x0d\x0a"),
	 "1.0", "CRCX", "aaln/1@gw.example.org", ""},
	{"mgcp", 17, 1, 2427, OF("200 1204 OK\x0d\x0a"), "", "", "", "200"},
	{"diameter", 6, 0, 4000,
	 OF("\x01\x00\x00@\x80\x00\x01\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x01\x08@"
	    "\x00\x00\x17mme.example.org\x00\x00\x00\x01(@\x00\x00\x13"
	    "example.org\x00"),
	 "", "Capabilities-Exchange", "mme.example.org", ""},
	{"diameter", 6, 1, 4000,
	 OF("\x01\x00\x00"
	    "8\x00\x00\x01\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x01\x0c@"
	    "\x00\x00\x0c\x00\x00\x07\xd1\x00\x00\x01\x08@\x00\x00\x17hss.example.org\x00"),
	 "", "", "", "2001"},
	{"h323", 6, 0, 4000,
	 OF("\x03\x00\x00\x1c\x08\x02\x00\x01\x05\x04\x03\x88\x93\xa5(\x03"
	    "Bob~\x00\x06\x05 \xa8\x06\x00\x08"),
	 "", "Setup", "Bob", ""},
	{"smpp", 6, 0, 4000,
	 OF("\x00\x00\x00\x1e\x00\x00\x00\x09\x00\x00\x00\x00\x00\x00\x00\x01"
	    "esme1\x00pw\x00\x00"
	    "4\x00\x00\x00"),
	 "3.4", "bind_transceiver", "esme1", ""},
	{"smpp", 6, 1, 4000, OF("\x00\x00\x00\x15\x80\x00\x00\x09\x00\x00\x00\x0e\x00\x00\x00\x01smsc\x00"), "", "", "",
	 "14"},
	{"fix", 6, 0, 4000,
	 OF("8=FIX.4.4\x01"
	    "9=60\x01"
	    "35=A\x01"
	    "49=BUYER\x01"
	    "56=SELLER\x01"),
	 "FIX.4.4", "A", "BUYER", ""},
	{"drda", 6, 0, 4000,
	 OF("\x00\x0e\xd0"
	    "A\x00\x01\x00\x08\x10"
	    "A\x00\x04\x11^"),
	 "", "EXCSAT", "", ""},
	{"iscsi", 6, 0, 4000,
	 OF("C\x87\x00\x00\x00\x00\x00<"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00InitiatorName=iqn.2026-11.org.example:"
	    "pc\x00SessionType=Normal\x00"),
	 "", "login", "iqn.2026-11.org.example:pc", ""},
	{"iscsi", 6, 1, 3260,
	 OF("#\x87\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
	 "", "", "", "0x0201"},
	{"x11", 6, 0, 4000,
	 OF("l\x00\x0b\x00\x00\x00\x12\x00\x10\x00\x00\x00MIT-MAGIC-COOKIE-1\x00\x00"
	    "0123456789abcdef"),
	 "11.0", "MIT-MAGIC-COOKIE-1", "", ""},
	{"x11", 6, 0, 6010, OF("B\x00\x00\x0b\x00\x00\x00\x00\x00\x00\x00\x00"), "11.0", "", "", ""},
	{"stratum", 6, 0, 4000, OF("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"miner/1\"]}\x0a"), "",
	 "mining.subscribe", "", ""},
	{"stratum", 6, 0, 4000,
	 OF("{\"method\":\"login\",\"params\":{\"login\":\"x\",\"pass\":\"y\",\"agent\":\"z\"},\"id\":1}\x0a"), "",
	 "login", "", ""},
	{"nats", 6, 1, 4000, OF("INFO {\"server_id\":\"N1\",\"version\":\"2.9.1\"}\x0d\x0a"), "", "", "", ""},
	{"nats", 6, 0, 4000, OF("CONNECT {\"verbose\":false,\"pedantic\":false}\x0d\x0a"), "", "CONNECT", "", ""},
	{"kafka", 6, 0, 4000,
	 OF("\x00\x00\x00\x14\x00\x12\x00\x03\x00\x00\x00\x01\x00\x07rdkafka\x00\x01"
	    "a"),
	 "", "ApiVersions", "rdkafka", ""},
	{"kafka", 6, 0, 9092,
	 OF("\x00\x00\x00\x14\x00\x00\x00\x09\x00\x00\x00\x01\x00\x07rdkafka\x00\x01"
	    "a"),
	 "", "0", "rdkafka", ""},
	{"ajp", 6, 0, 4000,
	 OF("\x12\x34\x00\x12\x02\x02\x00\x08\x48\x54\x54\x50\x2f\x31\x2e\x31\x00\x00\x02\x2f\x61\x00"), "HTTP/1.1", "",
	 "/a", ""},
	{"ajp", 6, 1, 8009, OF("AB\0\1\x9"), "", "", "", ""},
	{"steam", 17, 0, 27018, OF("VS01\0\0\1\0----\0\0\0\0--------------------"), "", "", "", ""},
	{"spotify", 17, 0, 4000,
	 OF("SpotUdp0\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
	 "", "", "", ""},
	{"dropbox", 17, 0, 17500, OF("{\"host_int\": 12, \"version\": [2, 0], \"namespaces\": [1]}"), "", "", "", ""},
	{"teamspeak", 17, 0, 4000,
	 OF("TS3INIT1\x00"
	    "e\x00\x00\x88\x0c\xfe"),
	 "", "", "", ""},
	{"profinet", 17, 0, 4000,
	 OF("\x04\x00 "
	    "\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\xa0\xde\x97l"
	    "\xd1\x11\x82q\x00\xa0$B\xdf}"
	    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00"
	    "\x00\x00\x00\x00\xff\xff\xff\xff\x04\x00\x00\x00\x00\x00"
	    "abcd"),
	 "", "Connect", "", ""},
	{"synchrophasor", 6, 0, 4712,
	 OF("\xaa"
	    "A\x00\x12\x00\x07\x00\x00\x00\x01\x00\x00\x00\x02\x00\x02\xb2\xfa"),
	 "", "command", "7", ""},
	{"fins", 17, 0, 9600, OF("\x80\x00\x02\x00\x01\x00\x00\x02\x00\x09\x01\x01\x82\x00\x00\x00\x00\x01"), "",
	 "0101", "", ""},
	{"fins", 6, 0, 4000, OF("FINS\x00\x00\x00\x0c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), "", "", "",
	 ""},
	{"minecraft", 6, 0, 25565, OF("\x16\x00\xfd\x05\x0fplay.example.frc\xdd\x02"), "", "", "play.example.fr", ""},
	{"jetdirect", 6, 0, 9100, OF("\x1b%-12345X@PJL JOB\x0d\x0a"), "", "", "", ""},
};

static const struct refusal refusals[] = {
	{"redis", IPPROTO_TCP, 7000, "2a320d0a24330d0a4701540d0a"},
	{"radius", IPPROTO_UDP, 1812, "010700152d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d01"},
	{"rdp", IPPROTO_TCP, 102, "0300001611e00000000100c0010ac1020100c2020102"},
	{"msrpc", IPPROTO_TCP, 135, "05000003100000004800000001000000"},
	{"telnet", IPPROTO_TCP, 23, "fff1fd"},
	{"ipfix", IPPROTO_UDP, 2055, "0005000100000000000000000000000000000000000000000000"},
	{"gtp-c", IPPROTO_UDP, 2152, "482000080000000000000100"},
	{"kafka", IPPROTO_TCP, 4000, "000000150012000300000001000772646b61666b610001617878"},
	{"kafka", IPPROTO_TCP, 4000, "000000140012000300000001000772640161666b61000161"},
	{"sflow", IPPROTO_UDP, 6343,
	 "0000000500000001c00002070000000000000001000003e800000001000000020000000c6162636465666768"},
	{"netflow", IPPROTO_UDP, 2055,
	 "00050002000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
	 "0000000000000000000000000000000000000000000000000"},
	{"ipfix", IPPROTO_UDP, 2055, "00090001000000010000000200000003000000040100000800000007"},
	{"nfs", IPPROTO_UDP, 2049,
	 "112233440000000000000002000186a0000000020000000300000000000000000000000000000000000186a30000000"
	 "30000001100000000"},
	{"rpcbind", IPPROTO_UDP, 111,
	 "00000001000000010000000000000000000000000000000000000000000000000000000000000000"},
	{"diameter", IPPROTO_TCP, 3868,
	 "0100002c8000010100000000000000010000000200000108400000636d6d652e6578616d706c652e6f726700"},
	{"h323", IPPROTO_TCP, 1720, "0300001c080200010504038893a52803426f627e00060420a8060008"},
	{"oracle", IPPROTO_TCP, 1521,
	 "00790000010000000014012c000020007fff000000000000003f003a000000000000000000000000000000000000000"
	 "000000000000000000000284445534352495054494f4e3d28434f4e4e4543545f444154413d28534552564943455f4e"
	 "414d453d6f72636c29284349443d28555345523d6d6529292929"},
	{"synchrophasor", IPPROTO_TCP, 4712, "aa410012000700000001000000020002b2fb"},
	{"minecraft", IPPROTO_TCP, 25565, "1600fd050f706c61792e6578616d706c652e6672005002"},
	{"profinet", IPPROTO_UDP, 34964,
	 "0400200010000000000000000000000000000000000000000100a0de976c0011827100a02442df7d000000000000000"
	 "000000000000000000000000001000000000000000000ffffffff04000000000061626364"},
	{"iscsi", IPPROTO_TCP, 3260,
	 "434f4e4e454354206578616d706c652e6f72673a34343320485454502f312e310d0a0d0a00000000000000000000000"
	 "00000000000000000"},
	{"smpp", IPPROTO_TCP, 2775, "0000001e00000009000000000000000165736d6531007077000034000078"},
	{"ajp", IPPROTO_TCP, 8009, "1234001202020008485454502f312e310000022f6178"},
	{"steam", IPPROTO_UDP, 27018, "565330310500010000000000000000000000000000000000000000000000000000000000"},
	{"stratum", IPPROTO_TCP, 3333,
	 "7b226964223a312c226d6574686f64223a226574685f63616c6c222c22706172616d73223a5b5d7d0a"},
	{"mgcp", IPPROTO_UDP, 4000, "3230302031323034204f4b0d0a"},
	{"git", IPPROTO_TCP, 9418, "303031306769742d666f6f2d7061636b"},
	{"fins", IPPROTO_UDP, 4000, "800002000100000200090101"},
};

static struct services services = {samples, COUNT(samples), refusals, COUNT(refusals)};

static void over_to_tls(void **state)
{
	static const char *const prefaces[][2] = {
		{"xmpp", "<?xml version='1.0'?><stream:stream to='example.org' xmlns='jabber:client' version='1.0'>"
			 "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"},
		{"ldap", "\x30\x1d\2\1\1\x77\x18\x80\x16"
			 "1.3.6.1.4.1.1466.20037"},
	};
	const struct hello_options options = {.name = "www.example.net"};
	static struct hello hello;
	__u8 stream[HELLO_ROOM + 512];

	(void)state;
	hello_build(&hello, &options);
	for (size_t i = 0; i < 2; i++) {
		struct conversation conversation;
		size_t length = strlen(prefaces[i][1]);

		converse(&conversation, find(prefaces[i][0]), IPPROTO_TCP, 5222);
		memcpy(stream, prefaces[i][1], length);
		memcpy(stream + length, hello.bytes, hello.length);
		assert_int_equal(offer_octets(&conversation, 0, stream, (__u32)length, (__u32)length), TL_DISSECT_CUT);
		length += hello.length;
		assert_int_equal(offer_octets(&conversation, 0, stream, (__u32)length, (__u32)length),
				 TL_DISSECT_WHOLE);
		assert_string_equal(said(&conversation, 1)->tls.server_name, "www.example.net");
		part(&conversation);
	}
}

/* A description that is too long for the packet that connects follows in one of data, maybe later; its words are of either case. */
static void long_description(void **state)
{
	static const char connect[] = "\0\x3a\0\0\1\0\0\0\1\x3a\1\x2c\0\0 \0\x7f\xff\0\0\0\0\0\0\1\x13\0\x3a"
				      "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
	static const char data[] = "\1\x1d\0\0\6\0\0\0\0\0"
				   "(description=(connect_data=(service_name=orcl)(cid=(user=me))))";
	__u8 stream[58 + 10 + 275];
	struct conversation conversation;

	(void)state;
	assert_int_equal(sizeof(connect) - 1, 58);
	memset(stream, ' ', sizeof(stream));
	memcpy(stream, connect, 58);
	memcpy(stream + 58, data, sizeof(data) - 1);
	converse(&conversation, find("oracle"), IPPROTO_TCP, 1521);
	assert_int_equal(offer_octets(&conversation, 0, stream, 58, 58), TL_DISSECT_CUT);
	assert_int_equal(conversation.transactions.begun, 1);
	assert_string_equal(said(&conversation, 1)->service.subject, "");
	assert_int_equal(offer_octets(&conversation, 0, stream, sizeof(stream), sizeof(stream)), TL_DISSECT_WHOLE);
	assert_string_equal(said(&conversation, 1)->service.subject, "orcl");
	part(&conversation);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_TESTS(&services),
		cmocka_unit_test(over_to_tls),
		cmocka_unit_test(long_description),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
