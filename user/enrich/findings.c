// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "findings.h"

#include <netinet/in.h>
#include <string.h>

#define TLS_1_2	   0x0303
#define DTLS_FIRST 0xfe00 /* the versions of DTLS count down: 0xfeff is 1.0 */
#define DTLS_1_2   0xfefd
#define HTTPS	   443
#define DAY	   86400
#define SECOND	   1000000000ull
#define LONGEST_VALIDITY                                                                                               \
	(398 * DAY) /* of a certificate from September 2020 on: CA/Browser Forum, Baseline Requirements 6.3.2 */
#define LEAST_FACTORS_BITS 2048 /* RSA and DSA; as what follows by NIST SP 800-131A */
#define LEAST_CURVE_BITS   224

/* Ports of services that speak TLS from the start or after a command; in order. */
static const __u16 tls_ports[] = {
	21,   25,   110,  119,	143,  389,  443,  465,	563,  587,  636,  784,	853,  989,  990,  992,	 993,  994,
	995,  1433, 2083, 2087, 2096, 2376, 2484, 3268, 3269, 3306, 3389, 4433, 4443, 4460, 4740, 5061,	 5222, 5223,
	5228, 5269, 5349, 5432, 5671, 5684, 5986, 6379, 6443, 6513, 6514, 6697, 8443, 8883, 9443, 10250,
};

/* First and last of runs of cipher suites; in order. */
static const struct {
	__u16 first, last;
} weak_ciphers[] = {
	{0x0000, 0x0006}, /* NULL, RC4 and RC2 with RSA */
	{0x0008, 0x001c}, /* DES, 3DES, what may be exported; anonymous Diffie-Hellman */
	{0x001e, 0x0020}, /* DES, 3DES, RC4 with Kerberos */
	{0x0022, 0x002e}, /* with MD5; what may be exported; NULL with PSK */
	{0x0034, 0x0034}, /* anonymous, as those of one number are if nothing else is said */
	{0x003a, 0x003b}, /* and NULL */
	{0x0046, 0x0046}, {0x0060, 0x0066}, /* drafts for export, RC4 */
	{0x006c, 0x006d}, {0x0082, 0x0083}, /* drafts of GOST with NULL */
	{0x0089, 0x008b}, /* and RC4, 3DES with PSK */
	{0x008e, 0x008f}, /* RC4, 3DES */
	{0x0092, 0x0093}, {0x009b, 0x009b}, {0x00a6, 0x00a7}, {0x00b0, 0x00b1}, /* NULL with PSK */
	{0x00b4, 0x00b5}, {0x00b8, 0x00b9}, {0x00bf, 0x00bf}, {0x00c5, 0x00c5},
	{0xc001, 0xc003}, /* NULL, RC4, 3DES with elliptic curves */
	{0xc006, 0xc008}, {0xc00b, 0xc00d}, {0xc010, 0xc012}, {0xc015, 0xc01c}, /* anonymous; 3DES with SRP */
	{0xc033, 0xc034}, /* RC4, 3DES with PSK */
	{0xc039, 0xc03b}, /* NULL with PSK */
	{0xc046, 0xc047}, {0xc05a, 0xc05b}, {0xc084, 0xc085}, {0xc0b4, 0xc0b5}, /* integrity alone, RFC 9150 */
	{0xfefe, 0xfeff}, /* Netscape's DES and 3DES */
	{0xffe0, 0xffe1},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

bool tl_findings_weak_cipher(__u16 cipher)
{
	for (size_t i = 0; i < COUNT(weak_ciphers); i++)
		if (cipher >= weak_ciphers[i].first && cipher <= weak_ciphers[i].last)
			return true;
	return false;
}

static bool is_tls_port(__u16 port)
{
	for (size_t i = 0; i < COUNT(tls_ports); i++)
		if (tls_ports[i] == port)
			return true;
	return false;
}

static bool is_old(__u16 version)
{
	return version >= DTLS_FIRST ? version > DTLS_1_2 : version < TLS_1_2;
}

static bool is_weak_key(const struct tl_record_tls *tls)
{
	if (!tls->key_bits)
		return false;
	if (!strcmp(tls->key, "RSA") || !strcmp(tls->key, "RSA-PSS") || !strcmp(tls->key, "DSA"))
		return tls->key_bits < LEAST_FACTORS_BITS;
	return !strcmp(tls->key, "EC") && tls->key_bits < LEAST_CURVE_BITS;
}

/* Of the certificate; both ends of its validity are part of it, RFC 5280 4.1.2.5. */
static __u32 certificate_findings(const struct tl_record_tls *tls, __s64 now)
{
	__u32 findings = 0;

	if (!tls->has_certificate)
		return 0;
	if (is_weak_key(tls))
		findings |= TL_FINDING_WEAK_KEY;
	if (now > tls->not_after)
		findings |= TL_FINDING_EXPIRED;
	if (now < tls->not_before)
		findings |= TL_FINDING_NOT_YET_VALID;
	if (tls->flags & TL_RECORD_TLS_SELF_SIGNED)
		findings |= TL_FINDING_SELF_SIGNED;
	if (tls->not_after - tls->not_before >= LONGEST_VALIDITY)
		findings |= TL_FINDING_LONG_VALIDITY;
	return findings;
}

static __u32 handshake_findings(const struct tl_record_tls *tls)
{
	__u32 findings = 0;

	if (tls->has_server && is_old(tls->server_version))
		findings |= TL_FINDING_OLD_VERSION;
	if (tls->has_server && tl_findings_weak_cipher(tls->cipher))
		findings |= TL_FINDING_WEAK_CIPHER;
	if (tls->has_client && is_old(tls->client_version))
		findings |= TL_FINDING_OLD_OFFER;
	if (tls->has_client && !tls->server_name[0])
		findings |= TL_FINDING_NO_SERVER_NAME;
	return findings;
}

/* Something was understood there, and it is not what belongs there. What was not understood may be TLS from its middle on. */
static bool is_not_tls(const struct tl_record *record)
{
	bool has_ports = record->key.protocol == IPPROTO_TCP || record->key.protocol == IPPROTO_UDP;

	return has_ports && (record->key.destination_port == HTTPS || record->key.source_port == HTTPS) &&
	       record->protocol[0] && strcmp(record->protocol, "tls") != 0 && strcmp(record->protocol, "quic") != 0;
}

void tl_findings_enrich(struct tl_record *record)
{
	const struct tl_record_facts *facts = record->facts;

	if (facts && facts->has.tls && facts->tls.known) {
		record->has_tls_findings = true;
		record->tls_findings =
			handshake_findings(&facts->tls) | certificate_findings(&facts->tls, record->start / SECOND);
		if (!is_tls_port(record->key.destination_port) && !is_tls_port(record->key.source_port))
			record->tls_findings |= TL_FINDING_UNUSUAL_PORT;
	} else if (!(facts && facts->has.quic && facts->quic.version) && is_not_tls(record)) {
		record->has_tls_findings = true;
		record->tls_findings = TL_FINDING_NOT_TLS;
	}
}
