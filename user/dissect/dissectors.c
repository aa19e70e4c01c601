// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dissector.h"

extern const struct tl_dissector tl_dissector_coap;
extern const struct tl_dissector tl_dissector_dhcp;
extern const struct tl_dissector tl_dissector_dhcpv6;
extern const struct tl_dissector tl_dissector_dnp3;
extern const struct tl_dissector tl_dissector_dns;
extern const struct tl_dissector tl_dissector_enip;
extern const struct tl_dissector tl_dissector_ftp;
extern const struct tl_dissector tl_dissector_http;
extern const struct tl_dissector tl_dissector_iec104;
extern const struct tl_dissector tl_dissector_ike;
extern const struct tl_dissector tl_dissector_imap;
extern const struct tl_dissector tl_dissector_l2tp;
extern const struct tl_dissector tl_dissector_modbus;
extern const struct tl_dissector tl_dissector_mqtt;
extern const struct tl_dissector tl_dissector_mysql;
extern const struct tl_dissector tl_dissector_netbios_datagram;
extern const struct tl_dissector tl_dissector_netbios_name;
extern const struct tl_dissector tl_dissector_ntp;
extern const struct tl_dissector tl_dissector_openvpn;
extern const struct tl_dissector tl_dissector_pop3;
extern const struct tl_dissector tl_dissector_postgresql;
extern const struct tl_dissector tl_dissector_pptp;
extern const struct tl_dissector tl_dissector_quic;
extern const struct tl_dissector tl_dissector_rtcp;
extern const struct tl_dissector tl_dissector_rtp;
extern const struct tl_dissector tl_dissector_s7comm;
extern const struct tl_dissector tl_dissector_sip;
extern const struct tl_dissector tl_dissector_smb;
extern const struct tl_dissector tl_dissector_smtp;
extern const struct tl_dissector tl_dissector_snmp;
extern const struct tl_dissector tl_dissector_ssdp;
extern const struct tl_dissector tl_dissector_ssh;
extern const struct tl_dissector tl_dissector_stun;
extern const struct tl_dissector tl_dissector_syslog;
extern const struct tl_dissector tl_dissector_tds;
extern const struct tl_dissector tl_dissector_tftp;
extern const struct tl_dissector tl_dissector_tls;
extern const struct tl_dissector tl_dissector_wireguard;

/* In the order in which a conversation's first message is offered to them: the strictest first. */
const struct tl_dissector *const tl_dissectors[] = {
	&tl_dissector_tls,    &tl_dissector_quic,    &tl_dissector_http,	 &tl_dissector_ssh,
	&tl_dissector_pptp,   &tl_dissector_l2tp,    &tl_dissector_smtp,	 &tl_dissector_imap,
	&tl_dissector_pop3,   &tl_dissector_ftp,     &tl_dissector_s7comm,	 &tl_dissector_enip,
	&tl_dissector_dnp3,   &tl_dissector_ike,     &tl_dissector_iec104,	 &tl_dissector_wireguard,
	&tl_dissector_sip,    &tl_dissector_mqtt,    &tl_dissector_smb,		 &tl_dissector_ssdp,
	&tl_dissector_stun,   &tl_dissector_rtcp,    &tl_dissector_mysql,	 &tl_dissector_postgresql,
	&tl_dissector_tds,    &tl_dissector_snmp,    &tl_dissector_tftp,	 &tl_dissector_syslog,
	&tl_dissector_dhcp,   &tl_dissector_dhcpv6,  &tl_dissector_netbios_name, &tl_dissector_netbios_datagram,
	&tl_dissector_dns,    &tl_dissector_coap,    &tl_dissector_rtp,		 &tl_dissector_ntp,
	&tl_dissector_modbus, &tl_dissector_openvpn,
};

const unsigned int tl_dissector_count = sizeof(tl_dissectors) / sizeof(tl_dissectors[0]);
