/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Rows of messages.c: protocols of networks' own equipment, of telephones, television and a few servers. */
#ifndef TAPLESS_SELFTESTS_NETWORK_MESSAGES_H
#define TAPLESS_SELFTESTS_NETWORK_MESSAGES_H

#define NETWORK_ROWS                                                                                                   \
	TCP("tacacs", 49, OF("\xc0\x01\x01\x00sess\x00\x00\x00\x08\x65ncrypts"), NONE),                                \
		TCP("skinny", 2000,                                                                                    \
		    OF("(\x00\x00\x00\x14\x00\x00\x00\x01\x00\x00\x00SEP001122334455\x00\x00\x00\x00\x00\x01\x00\x00"  \
		       "\x00\x0a\x00"                                                                                  \
		       "\x00\x01\x07\x00\x00\x00\x00\x00\x00\x00"),                                                    \
		    NONE),                                                                                             \
		TCP("afp", 548,                                                                                        \
		    OF("\x00\x04\x00\x01\x00\x00\x00\x00\x00\x00\x00\x06\x00\x00\x00\x00\x01\x04\x00\x00\x04\x00"),    \
		    NONE),                                                                                             \
		TCP("bitcoin", 8333,                                                                                   \
		    OF("\xf9\xbe\xb4\xd9version\x00\x00\x00\x00\x00\x63\x00\x00\x00sums\x7f\x11\x01\x00\x01\x00\x00"   \
		       "\x00\x00\x00"                                                                                  \
		       "\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"  \
		       "\x00\x00\x00"                                                                                  \
		       "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"  \
		       "\x00\x00\x00"                                                                                  \
		       "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x09\x00\x00\x00\x00\x00\x00\x00\x0d/meter:1.2.3/"     \
		       "d\x00\x00\x00\x01"),                                                                           \
		    NONE),                                                                                             \
		TCP("checkmk", 6556, NONE,                                                                             \
		    OF("<<<check_mk>>>\x0aVersion: 2.1.0\x0a\x41gentOS: linux\x0aHostname: db1\x0a<<<df>>>\x0a")),     \
		TCP("ica", 1494, NONE, OF("\x7f\x7fICA\x00")),                                                         \
		TCP("ldp", 646,                                                                                        \
		    OF("\x00\x01\x00 "                                                                                 \
		       "\xc0\x00\x02\x09\x00\x00\x02\x00\x00\x16\x00\x00\x00\x01\x05\x00\x00\x0e\x00\x01\x00\x0f\x00"  \
		       "\x00\x00\x00"                                                                                  \
		       "\xc0\x00\x02\x07\x00\x00"),                                                                    \
		    NONE),                                                                                             \
		UDP("capwap", 5246,                                                                                    \
		    OF("\x00\x10\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x07\x00\x08\x00\x00\x14\x00\x01\x01"), NONE), \
		UDP("dnscrypt", 443, NONE,                                                                             \
		    OF("r6fnvWj8------------------------------------------------------------")),                       \
		UDP("mpeg-ts", 1234,                                                                                   \
		    OF("G\x01\x00\x10--------------------------------------------------------------------------------" \
		       "-------------"                                                                                 \
		       "-------------------------------------------------------------------------------------------"   \
		       "G\x01\x00\x10--"                                                                               \
		       "---------------------------------------------------------------------------------------------" \
		       "-------------"                                                                                 \
		       "----------------------------------------------------------------------------"),                \
		    NONE),                                                                                             \
		UDP("wsd", 3702,                                                                                       \
		    OF("<\x3fxml version=\x22\x31.0\x22\x3f><s:Envelope "                                              \
		       "xmlns:d=\x22http://schemas.xmlsoap.org/ws/2005/04/discovery\x22><a>http://"                    \
		       "schemas.xmlsoap.org/ws/2005/04/"                                                               \
		       "discovery/Probe</a></s:Envelope>"),                                                            \
		    NONE),                                                                                             \
		UDP("ptp", 319,                                                                                        \
		    OF("\x00\x02\x00,"                                                                                 \
		       "\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"  \
		       "\x00\x00\x00"                                                                                  \
		       "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),                                    \
		    NONE),                                                                                             \
		UDP("bfd", 3784,                                                                                       \
		    OF(" \xc0\x03\x18\x00\x00\x00\x01\x00\x00\x00\x02\x00\x04\x93\xe0\x00\x04\x93\xe0\x00\x00\x00"     \
		       "\x00"),                                                                                        \
		    NONE),                                                                                             \
		UDP("rip", 520,                                                                                        \
		    OF("\x02\x02\x00\x00\x00\x02\x00\x00\xc0\x00\x02\x00\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00"  \
		       "\x01"),                                                                                        \
		    NONE),                                                                                             \
		UDP("hsrp", 1985, OF("\x00\x00\x10\x03\x0an\x01\x00\x63isco\x00\x00\x00\xc0\x00\x02\x01"), NONE),      \
		TCP("rtmp", 1935, NONE, NONE)

#endif
