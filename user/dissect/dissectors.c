// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dissector.h"

extern const struct tl_dissector tl_dissector_afp;
extern const struct tl_dissector tl_dissector_ajp;
extern const struct tl_dissector tl_dissector_amqp;
extern const struct tl_dissector tl_dissector_bacnet;
extern const struct tl_dissector tl_dissector_bfd;
extern const struct tl_dissector tl_dissector_bgp;
extern const struct tl_dissector tl_dissector_bitcoin;
extern const struct tl_dissector tl_dissector_bittorrent;
extern const struct tl_dissector tl_dissector_capwap;
extern const struct tl_dissector tl_dissector_cassandra;
extern const struct tl_dissector tl_dissector_checkmk;
extern const struct tl_dissector tl_dissector_coap;
extern const struct tl_dissector tl_dissector_dhcp;
extern const struct tl_dissector tl_dissector_dhcpv6;
extern const struct tl_dissector tl_dissector_diameter;
extern const struct tl_dissector tl_dissector_dnp3;
extern const struct tl_dissector tl_dissector_dns;
extern const struct tl_dissector tl_dissector_dnscrypt;
extern const struct tl_dissector tl_dissector_drda;
extern const struct tl_dissector tl_dissector_dropbox;
extern const struct tl_dissector tl_dissector_enip;
extern const struct tl_dissector tl_dissector_fins;
extern const struct tl_dissector tl_dissector_fix;
extern const struct tl_dissector tl_dissector_ftp;
extern const struct tl_dissector tl_dissector_ftp_data;
extern const struct tl_dissector tl_dissector_git;
extern const struct tl_dissector tl_dissector_gtp_control;
extern const struct tl_dissector tl_dissector_h323;
extern const struct tl_dissector tl_dissector_hsrp;
extern const struct tl_dissector tl_dissector_http;
extern const struct tl_dissector tl_dissector_http2;
extern const struct tl_dissector tl_dissector_ica;
extern const struct tl_dissector tl_dissector_iec104;
extern const struct tl_dissector tl_dissector_ike;
extern const struct tl_dissector tl_dissector_imap;
extern const struct tl_dissector tl_dissector_ipfix;
extern const struct tl_dissector tl_dissector_irc;
extern const struct tl_dissector tl_dissector_iscsi;
extern const struct tl_dissector tl_dissector_jetdirect;
extern const struct tl_dissector tl_dissector_kafka;
extern const struct tl_dissector tl_dissector_kerberos;
extern const struct tl_dissector tl_dissector_l2tp;
extern const struct tl_dissector tl_dissector_ldap;
extern const struct tl_dissector tl_dissector_ldp;
extern const struct tl_dissector tl_dissector_memcached;
extern const struct tl_dissector tl_dissector_mgcp;
extern const struct tl_dissector tl_dissector_minecraft;
extern const struct tl_dissector tl_dissector_modbus;
extern const struct tl_dissector tl_dissector_mongodb;
extern const struct tl_dissector tl_dissector_mpeg_ts;
extern const struct tl_dissector tl_dissector_mqtt;
extern const struct tl_dissector tl_dissector_msrpc;
extern const struct tl_dissector tl_dissector_mysql;
extern const struct tl_dissector tl_dissector_nats;
extern const struct tl_dissector tl_dissector_netbios_datagram;
extern const struct tl_dissector tl_dissector_netbios_name;
extern const struct tl_dissector tl_dissector_netflow;
extern const struct tl_dissector tl_dissector_nfs;
extern const struct tl_dissector tl_dissector_ntp;
extern const struct tl_dissector tl_dissector_opcua;
extern const struct tl_dissector tl_dissector_openvpn;
extern const struct tl_dissector tl_dissector_oracle;
extern const struct tl_dissector tl_dissector_pop3;
extern const struct tl_dissector tl_dissector_postgresql;
extern const struct tl_dissector tl_dissector_pptp;
extern const struct tl_dissector tl_dissector_profinet;
extern const struct tl_dissector tl_dissector_ptp;
extern const struct tl_dissector tl_dissector_quic;
extern const struct tl_dissector tl_dissector_radius;
extern const struct tl_dissector tl_dissector_rdp;
extern const struct tl_dissector tl_dissector_redis;
extern const struct tl_dissector tl_dissector_rip;
extern const struct tl_dissector tl_dissector_rpcbind;
extern const struct tl_dissector tl_dissector_rsync;
extern const struct tl_dissector tl_dissector_rtcp;
extern const struct tl_dissector tl_dissector_rtmp;
extern const struct tl_dissector tl_dissector_rtp;
extern const struct tl_dissector tl_dissector_rtsp;
extern const struct tl_dissector tl_dissector_s7comm;
extern const struct tl_dissector tl_dissector_sflow;
extern const struct tl_dissector tl_dissector_sip;
extern const struct tl_dissector tl_dissector_skinny;
extern const struct tl_dissector tl_dissector_smb;
extern const struct tl_dissector tl_dissector_smpp;
extern const struct tl_dissector tl_dissector_smtp;
extern const struct tl_dissector tl_dissector_snmp;
extern const struct tl_dissector tl_dissector_socks;
extern const struct tl_dissector tl_dissector_spotify;
extern const struct tl_dissector tl_dissector_ssdp;
extern const struct tl_dissector tl_dissector_ssh;
extern const struct tl_dissector tl_dissector_steam;
extern const struct tl_dissector tl_dissector_stratum;
extern const struct tl_dissector tl_dissector_stun;
extern const struct tl_dissector tl_dissector_sunrpc;
extern const struct tl_dissector tl_dissector_synchrophasor;
extern const struct tl_dissector tl_dissector_syslog;
extern const struct tl_dissector tl_dissector_tacacs;
extern const struct tl_dissector tl_dissector_tds;
extern const struct tl_dissector tl_dissector_teamspeak;
extern const struct tl_dissector tl_dissector_telnet;
extern const struct tl_dissector tl_dissector_tftp;
extern const struct tl_dissector tl_dissector_tls;
extern const struct tl_dissector tl_dissector_vnc;
extern const struct tl_dissector tl_dissector_wireguard;
extern const struct tl_dissector tl_dissector_wsd;
extern const struct tl_dissector tl_dissector_x11;
extern const struct tl_dissector tl_dissector_xmpp;
extern const struct tl_dissector tl_dissector_zabbix;

/* In the order in which a conversation's first message is offered to them: the strictest first. */
const struct tl_dissector *const tl_dissectors[] = {
	&tl_dissector_ftp_data,	  &tl_dissector_tls,	       &tl_dissector_tftp,
	&tl_dissector_quic,	  &tl_dissector_http,	       &tl_dissector_ssh,
	&tl_dissector_pptp,	  &tl_dissector_l2tp,	       &tl_dissector_smtp,
	&tl_dissector_imap,	  &tl_dissector_pop3,	       &tl_dissector_ftp,
	&tl_dissector_s7comm,	  &tl_dissector_enip,	       &tl_dissector_dnp3,
	&tl_dissector_ike,	  &tl_dissector_iec104,	       &tl_dissector_wireguard,
	&tl_dissector_sip,	  &tl_dissector_mqtt,	       &tl_dissector_smb,
	&tl_dissector_http2,	  &tl_dissector_fix,	       &tl_dissector_smpp,
	&tl_dissector_zabbix,	  &tl_dissector_rsync,	       &tl_dissector_git,
	&tl_dissector_iscsi,	  &tl_dissector_nats,	       &tl_dissector_jetdirect,
	&tl_dissector_rtsp,	  &tl_dissector_bgp,	       &tl_dissector_vnc,
	&tl_dissector_bittorrent, &tl_dissector_amqp,	       &tl_dissector_opcua,
	&tl_dissector_redis,	  &tl_dissector_xmpp,	       &tl_dissector_rdp,
	&tl_dissector_h323,	  &tl_dissector_oracle,	       &tl_dissector_ajp,
	&tl_dissector_drda,	  &tl_dissector_tacacs,	       &tl_dissector_skinny,
	&tl_dissector_afp,	  &tl_dissector_bitcoin,       &tl_dissector_checkmk,
	&tl_dissector_ica,	  &tl_dissector_rtmp,	       &tl_dissector_x11,
	&tl_dissector_stratum,	  &tl_dissector_diameter,      &tl_dissector_telnet,
	&tl_dissector_ldap,	  &tl_dissector_mongodb,       &tl_dissector_cassandra,
	&tl_dissector_msrpc,	  &tl_dissector_irc,	       &tl_dissector_memcached,
	&tl_dissector_spotify,	  &tl_dissector_steam,	       &tl_dissector_teamspeak,
	&tl_dissector_dropbox,	  &tl_dissector_dnscrypt,      &tl_dissector_mpeg_ts,
	&tl_dissector_wsd,	  &tl_dissector_ptp,	       &tl_dissector_bfd,
	&tl_dissector_rip,	  &tl_dissector_hsrp,	       &tl_dissector_profinet,
	&tl_dissector_ldp,	  &tl_dissector_synchrophasor, &tl_dissector_mgcp,
	&tl_dissector_ssdp,	  &tl_dissector_stun,	       &tl_dissector_rtcp,
	&tl_dissector_mysql,	  &tl_dissector_postgresql,    &tl_dissector_tds,
	&tl_dissector_nfs,	  &tl_dissector_rpcbind,       &tl_dissector_sunrpc,
	&tl_dissector_snmp,	  &tl_dissector_syslog,	       &tl_dissector_dhcp,
	&tl_dissector_dhcpv6,	  &tl_dissector_netbios_name,  &tl_dissector_netbios_datagram,
	&tl_dissector_dns,	  &tl_dissector_radius,	       &tl_dissector_kerberos,
	&tl_dissector_bacnet,	  &tl_dissector_gtp_control,   &tl_dissector_ipfix,
	&tl_dissector_netflow,	  &tl_dissector_sflow,	       &tl_dissector_fins,
	&tl_dissector_capwap,	  &tl_dissector_socks,	       &tl_dissector_coap,
	&tl_dissector_rtp,	  &tl_dissector_ntp,	       &tl_dissector_kafka,
	&tl_dissector_minecraft,  &tl_dissector_modbus,	       &tl_dissector_openvpn,
};

_Static_assert(sizeof(tl_dissectors) / sizeof(tl_dissectors[0]) <= TL_DISSECTORS_MOST, "a bit each in a set of them");

const unsigned int tl_dissector_count = sizeof(tl_dissectors) / sizeof(tl_dissectors[0]);
