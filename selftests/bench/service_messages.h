/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Rows of messages.c: protocols of which it is enough to know what they begin with. */
#ifndef TAPLESS_SELFTESTS_SERVICE_MESSAGES_H
#define TAPLESS_SELFTESTS_SERVICE_MESSAGES_H

#define SERVICE_ROWS                                                                                                   \
	UDP("netflow", 4000,                                                                                           \
	    OF("\x00\x09\x00\x01\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00\x04\x01\x00\x00\x08\x00"  \
	       "\x00"                                                                                                  \
	       "\x00\x07"),                                                                                            \
	    NONE),                                                                                                     \
		UDP("sflow", 4000,                                                                                     \
		    OF("\x00\x00\x00\x05\x00\x00\x00\x01\xc0\x00\x02\x07\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x03"  \
		       "\xe8\x00\x00"                                                                                  \
		       "\x00\x01\x00\x00\x00\x02\x00\x00\x00\x08"                                                      \
		       "abcdefgh"),                                                                                    \
		    NONE),                                                                                             \
		TCP("nfs", 2049,                                                                                       \
		    OF("\x80\x00\x00H\x11\"3D\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86\xa3\x00\x00\x00\x03\x00\x00" \
		       "\x00\x01\x00"                                                                                  \
		       "\x00\x00\x01\x00\x00\x00\x18\x00\x00\x00\x07\x00\x00\x00\x03pc1\x00\x00\x00\x00\x00\x00\x00"   \
		       "\x00\x00\x00"                                                                                  \
		       "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04hndl"),                            \
		    NONE),                                                                                             \
		UDP("rpcbind", 111,                                                                                    \
		    OF("\x11\"3D\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86\xa0\x00\x00\x00\x02\x00\x00\x00\x03\x00"  \
		       "\x00\x00\x00"                                                                                  \
		       "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x86\xa3\x00\x00\x00\x03\x00\x00\x00"  \
		       "\x11\x00\x00"                                                                                  \
		       "\x00\x00"),                                                                                    \
		    NONE),                                                                                             \
		UDP("sunrpc", 4000,                                                                                    \
		    OF("\x11\"3D\x00\x00\x00\x00\x00\x00\x00\x02 "                                                     \
		       "\x00\x00\x99\x00\x00\x00\x01\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"  \
		       "\x00\x00\x00"                                                                                  \
		       "\x00"),                                                                                        \
		    NONE),                                                                                             \
		TCP("oracle", 4000,                                                                                    \
		    OF("\x00y\x00\x00\x01\x00\x00\x00\x01:\x01,\x00\x00 "                                              \
		       "\x00\x7f\xff\x00\x00\x00\x00\x00\x00\x00?\x00:"                                                \
		       "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"  \
		       "\x00\x00\x00"                                                                                  \
		       "\x00\x00\x00\x00(DESCRIPTION=(CONNECT_DATA=(SERVICE_NAME=orcl)(CID=(USER=me))))"),             \
		    NONE),                                                                                             \
		TCP("git", 4000, OF("002cgit-upload-pack /a.git\x00host=example.org\x00"), NONE),                      \
		TCP("rsync", 873, NONE, OF("@RSYNCD: 31.0\x0a")),                                                      \
		TCP("zabbix", 4000,                                                                                    \
		    OF("ZBXD\x01\"\x00\x00\x00\x00\x00\x00\x00{\"request\":\"agent data\",\"data\":[]}"), NONE),       \
		UDP("mgcp", 4000,                                                                                      \
		    OF("CRCX 1204 aaln/1@gw.example.org MGCP 1.0\x0d\x0a"                                              \
		       "C: A\x0d\x0a"),                                                                                \
		    NONE),                                                                                             \
		TCP("diameter", 4000,                                                                                  \
		    OF("\x01\x00\x00@"                                                                                 \
		       "\x80\x00\x01\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x01\x08@"             \
		       "\x00\x00\x17mme.example.org\x00\x00\x00\x01(@\x00\x00\x13"                                     \
		       "example.org\x00"),                                                                             \
		    NONE),                                                                                             \
		TCP("h323", 4000,                                                                                      \
		    OF("\x03\x00\x00\x1c\x08\x02\x00\x01\x05\x04\x03\x88\x93\xa5(\x03"                                 \
		       "Bob~\x00\x06\x05 \xa8\x06\x00\x08"),                                                           \
		    NONE),                                                                                             \
		TCP("smpp", 4000,                                                                                      \
		    OF("\x00\x00\x00\x1e\x00\x00\x00\x09\x00\x00\x00\x00\x00\x00\x00\x01"                              \
		       "esme1\x00pw\x00\x00"                                                                           \
		       "4\x00\x00\x00"),                                                                               \
		    NONE),                                                                                             \
		TCP("fix", 4000,                                                                                       \
		    OF("8=FIX.4.4\x01"                                                                                 \
		       "9=60\x01"                                                                                      \
		       "35=A\x01"                                                                                      \
		       "49=BUYER\x01"                                                                                  \
		       "56=SELLER\x01"),                                                                               \
		    NONE),                                                                                             \
		TCP("drda", 4000,                                                                                      \
		    OF("\x00\x0e\xd0"                                                                                  \
		       "A\x00\x01\x00\x08\x10"                                                                         \
		       "A\x00\x04\x11^"),                                                                              \
		    NONE),                                                                                             \
		TCP("iscsi", 4000,                                                                                     \
		    OF("C\x87\x00\x00\x00\x00\x00<"                                                                    \
		       "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"  \
		       "\x00\x00\x00"                                                                                  \
		       "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00InitiatorName=iqn.2026-11.org."        \
		       "example:"                                                                                      \
		       "pc\x00SessionType=Normal\x00"),                                                                \
		    NONE),                                                                                             \
		TCP("x11", 4000,                                                                                       \
		    OF("l\x00\x0b\x00\x00\x00\x12\x00\x10\x00\x00\x00MIT-MAGIC-COOKIE-1\x00\x00"                       \
		       "0123456789abcdef"),                                                                            \
		    NONE),                                                                                             \
		TCP("stratum", 4000, OF("{\"id\":1,\"method\":\"mining.subscribe\",\"params\":[\"miner/1\"]}\x0a"),    \
		    NONE),                                                                                             \
		TCP("nats", 4000, NONE, OF("INFO {\"server_id\":\"N1\",\"version\":\"2.9.1\"}\x0d\x0a")),              \
		TCP("kafka", 4000,                                                                                     \
		    OF("\x00\x00\x00\x14\x00\x12\x00\x03\x00\x00\x00\x01\x00\x07rdkafka\x00\x01"                       \
		       "a"),                                                                                           \
		    NONE),                                                                                             \
		TCP("ajp", 4000,                                                                                       \
		    OF("\x12\x34\x00\x12\x02\x02\x00\x08\x48\x54\x54\x50\x2f\x31\x2e\x31\x00\x00\x02\x2f\x61\x00"),    \
		    NONE),                                                                                             \
		UDP("steam", 27018, OF("VS01\0\0\1\0----\0\0\0\0--------------------"), NONE),                         \
		UDP("spotify", 4000,                                                                                   \
		    OF("SpotUdp0\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"  \
		       "\x00\x00\x00"                                                                                  \
		       "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),                                            \
		    NONE),                                                                                             \
		UDP("dropbox", 17500, OF("{\"host_int\": 12, \"version\": [2, 0], \"namespaces\": [1]}"), NONE),       \
		UDP("teamspeak", 4000,                                                                                 \
		    OF("TS3INIT1\x00"                                                                                  \
		       "e\x00\x00\x88\x0c\xfe"),                                                                       \
		    NONE),                                                                                             \
		UDP("profinet", 4000,                                                                                  \
		    OF("\x04\x00 "                                                                                     \
		       "\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00"  \
		       "\xa0\xde\x97l"                                                                                 \
		       "\xd1\x11\x82q\x00\xa0$B\xdf}"                                                                  \
		       "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00"  \
		       "\x00\x00\x00"                                                                                  \
		       "\x00\x00\x00\x00\xff\xff\xff\xff\x04\x00\x00\x00\x00\x00"                                      \
		       "abcd"),                                                                                        \
		    NONE),                                                                                             \
		TCP("synchrophasor", 4712,                                                                             \
		    OF("\xaa"                                                                                          \
		       "A\x00\x12\x00\x07\x00\x00\x00\x01\x00\x00\x00\x02\x00\x02\xb2\xfa"),                           \
		    NONE),                                                                                             \
		UDP("fins", 9600, OF("\x80\x00\x02\x00\x01\x00\x00\x02\x00\x09\x01\x01\x82\x00\x00\x00\x00\x01"),      \
		    NONE),                                                                                             \
		TCP("minecraft", 25565, OF("\x16\x00\xfd\x05\x0fplay.example.frc\xdd\x02"), NONE),                     \
		TCP("jetdirect", 9100, OF("\x1b%-12345X@PJL JOB\x0d\x0a"), NONE)

#endif
