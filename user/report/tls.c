// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Section: how well connections are encrypted. */
#include <stdio.h>
#include <string.h>

#include "../enrich/findings.h"
#include "../lib/octets.h"
#include "host.h"
#include "ranking.h"
#include "section.h"

#define CERTIFICATES_HELD  1024
#define CERTIFICATES_SHOWN 10

static const struct {
	__u16 version;
	const char *name;
	const char *judgement;
} versions[] = {
	{0x0300, "SSL 3.0", "broken, forbidden (RFC 7568)"},
	{0x0301, "TLS 1.0", "forbidden (RFC 8996)"},
	{0x0302, "TLS 1.1", "forbidden (RFC 8996)"},
	{0x0303, "TLS 1.2", "good with good ciphers"},
	{0x0304, "TLS 1.3", "good"},
	{0x0100, "DTLS before 1.0", "older than what RFC 8996 forbids"},
	{0xfeff, "DTLS 1.0", "forbidden (RFC 8996)"},
	{0xfefd, "DTLS 1.2", "good with good ciphers"},
	{0xfefc, "DTLS 1.3", "good"},
};

/* In plain words; docs/findings.md has them in full. */
static const struct {
	__u32 bit;
	const char *name;
	const char *words;
} findings[] = {
	{TL_FINDING_OLD_VERSION, "old version", "the server chose a version that RFC 8996 forbids"},
	{TL_FINDING_OLD_OFFER, "old client", "the client offers forbidden versions only"},
	{TL_FINDING_WEAK_CIPHER, "weak cipher", "NULL, EXPORT, anonymous, RC4, DES or MD5"},
	{TL_FINDING_WEAK_KEY, "weak key", "RSA below 2048 bits, or a curve below 224"},
	{TL_FINDING_EXPIRED, "expired", "the certificate's validity had ended"},
	{TL_FINDING_NOT_YET_VALID, "not yet valid", "the certificate's validity had not begun"},
	{TL_FINDING_SELF_SIGNED, "self-signed", "nobody else vouches for the certificate"},
	{TL_FINDING_LONG_VALIDITY, "long validity", "valid for more than 398 days"},
	{TL_FINDING_UNUSUAL_PORT, "unusual port", "TLS where others speak"},
	{TL_FINDING_NOT_TLS, "no TLS on 443", "another protocol on the port of HTTPS"},
	{TL_FINDING_NO_SERVER_NAME, "no server name", "the client names no server"},
};

#define VERSION_COUNT (sizeof(versions) / sizeof(versions[0]))
#define FINDING_COUNT (sizeof(findings) / sizeof(findings[0]))

struct certificate_key {
	__u8 host[16];
	__u16 port;
	char subject[94];
};

struct certificate_counts {
	__u64 flows;
	__u32 findings;
	__u64 at; /* when it was seen last, which the rest is of */
	__u64 not_after; /* nanoseconds since 1970 */
	char issuer[64];
	char name[64];
};

struct tls {
	__u64 handshakes; /* with a version that the server chose */
	__u64 judged; /* with findings, or none */
	__u64 versions[VERSION_COUNT], other_versions;
	__u64 findings[FINDING_COUNT];
	char examples[FINDING_COUNT][96]; /* of the latest */
	__u64 latest[FINDING_COUNT]; /* when it ended */
	struct tl_frequent *certificates; /* self-signed or out of their validity */
};

static const __u16 fields[] = {
	TL_NAME_FIELDS,		 TL_FORWARD(tlsServerVersion), TL_FORWARD(tlsFindings),
	TL_FORWARD(tlsIssuerCn), TL_FORWARD(tlsSubjectCn),     TL_FORWARD(tlsValidityNotAfter),
};

static bool begin(void *state, const struct tl_inquiry *inquiry)
{
	struct tls *tls = state;

	(void)inquiry;
	tls->certificates = tl_frequent_create(CERTIFICATES_HELD, sizeof(struct certificate_counts));
	return tls->certificates;
}

static void end(void *state)
{
	tl_frequent_destroy(((struct tls *)state)->certificates);
}

static void take_version(struct tls *tls, const struct tl_entry *entry)
{
	__u64 version = tl_entry_number(entry, TL_FORWARD(tlsServerVersion), 0);

	if (!version)
		return;
	tls->handshakes++;
	for (unsigned int i = 0; i < VERSION_COUNT; i++) {
		if (versions[i].version == version) {
			tls->versions[i]++;
			return;
		}
	}
	tls->other_versions++;
}

static void print_server(char *text, size_t size, const struct tl_entry *entry)
{
	char address[INET6_ADDRSTRLEN] = "", name[TL_ENTRY_TEXT] = "";
	unsigned int field;

	if (entry->has_hosts)
		tl_host_print(address, entry->hosts[1]);
	tl_entry_name(entry, name, &field);
	snprintf(text, size, "%.40s:%u %.45s", address, entry->ports[1], name);
}

static void take_certificate(struct tls *tls, const struct tl_entry *entry, __u32 found)
{
	struct certificate_key key = {.port = entry->ports[1]};
	struct certificate_counts *counts;
	char text[TL_ENTRY_TEXT];
	unsigned int field;

	tl_entry_text(entry, TL_FORWARD(tlsSubjectCn), text);
	memcpy(key.host, entry->hosts[1], sizeof(key.host));
	snprintf(key.subject, sizeof(key.subject), "%.*s", (int)sizeof(key.subject) - 1, text);
	counts = tl_frequent_take(tls->certificates, &key, sizeof(key), 1);
	if (!counts)
		return;
	counts->flows++;
	counts->findings |= found;
	if (entry->end < counts->at)
		return;
	counts->at = entry->end;
	counts->not_after = tl_entry_number(entry, TL_FORWARD(tlsValidityNotAfter), 0);
	tl_entry_text(entry, TL_FORWARD(tlsIssuerCn), text);
	snprintf(counts->issuer, sizeof(counts->issuer), "%.63s", text);
	if (tl_entry_name(entry, text, &field))
		snprintf(counts->name, sizeof(counts->name), "%.63s", text);
}

static void take(void *state, const struct tl_entry *entry)
{
	const __u32 certificate = TL_FINDING_EXPIRED | TL_FINDING_NOT_YET_VALID | TL_FINDING_SELF_SIGNED;
	const struct tl_datum *datum = tl_row_get(entry->row, TL_FORWARD(tlsFindings));
	struct tls *tls = state;
	__u32 found = datum ? (__u32)datum->number : 0;

	/* each record of a flow says what its handshake was like: the last one counts */
	if (!entry->ends)
		return;
	take_version(tls, entry);
	if (!datum)
		return;
	tls->judged++;
	for (unsigned int i = 0; i < FINDING_COUNT; i++) {
		if (!(found & findings[i].bit))
			continue;
		tls->findings[i]++;
		if (entry->end < tls->latest[i])
			continue;
		tls->latest[i] = entry->end;
		print_server(tls->examples[i], sizeof(tls->examples[i]), entry);
	}
	if (found & certificate && entry->has_hosts)
		take_certificate(tls, entry, found);
}

static void add_certificate(void *counts, const void *more)
{
	struct certificate_counts *certificate = counts;
	const struct certificate_counts *other = more;
	__u64 flows = certificate->flows + other->flows;
	__u32 found = certificate->findings | other->findings;

	if (other->at > certificate->at)
		*certificate = *other;
	certificate->flows = flows;
	certificate->findings = found;
}

static void add(void *state, void *other)
{
	struct tls *tls = state, *more = other;

	tls->handshakes += more->handshakes;
	tls->judged += more->judged;
	tls->other_versions += more->other_versions;
	for (unsigned int i = 0; i < VERSION_COUNT; i++)
		tls->versions[i] += more->versions[i];
	for (unsigned int i = 0; i < FINDING_COUNT; i++) {
		if (more->findings[i] && (!tls->findings[i] || more->latest[i] > tls->latest[i])) {
			tls->latest[i] = more->latest[i];
			memcpy(tls->examples[i], more->examples[i], sizeof(tls->examples[i]));
		}
		tls->findings[i] += more->findings[i];
	}
	tl_frequent_add(tls->certificates, more->certificates, add_certificate);
}

static void tell_versions(const struct tls *tls, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = {
		{.key = "version", .title = "Version", .least = 8, .most = 12},
		{.key = "flows", .title = "Flows", .kind = TL_CELL_COUNT},
		{.key = "share", .title = "of all", .kind = TL_CELL_SHARE, .has_bar = true},
		{.key = "judgement", .title = "", .least = 20, .most = 40},
	};
	struct tl_table *table = tl_chapter_table(chapter, "tlsVersions", "Versions that servers chose", columns, 4);

	for (unsigned int i = 0; i <= VERSION_COUNT; i++) {
		__u64 flows = i < VERSION_COUNT ? tls->versions[i] : tls->other_versions;

		if (!flows)
			continue;
		tl_table_text(table, i < VERSION_COUNT ? versions[i].name : "other");
		tl_table_number(table, flows);
		tl_table_real(table, (double)flows / (double)tls->handshakes);
		tl_table_text(table, i < VERSION_COUNT ? versions[i].judgement : "unknown number");
	}
}

static void tell_findings(const struct tls *tls, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = {
		{.key = "finding", .title = "Finding", .least = 14, .most = 16},
		{.key = "flows", .title = "Flows", .kind = TL_CELL_COUNT},
		{.key = "share", .title = "of all", .kind = TL_CELL_SHARE, .has_bar = true},
		{.key = "example", .title = "The latest", .least = 16, .most = 60},
		{.key = "meaning", .title = "Meaning", .least = 16, .most = 50, .rank = 1},
	};
	struct tl_table *table = NULL;

	for (unsigned int i = 0; i < FINDING_COUNT; i++) {
		if (!tls->findings[i])
			continue;
		if (!table)
			table = tl_chapter_table(chapter, "tlsFindings", "What is odd", columns, 5);
		tl_table_text(table, findings[i].name);
		tl_table_number(table, tls->findings[i]);
		tl_table_real(table, (double)tls->findings[i] / (double)tls->judged);
		tl_table_text(table, tls->examples[i]);
		tl_table_text(table, findings[i].words);
	}
	if (!table)
		tl_chapter_say(chapter, TL_TONE_GOOD, "Nothing odd was found in %llu handshakes.",
			       (unsigned long long)tls->judged);
}

static void put_certificate(struct tl_table *table, const struct tl_frequent_entry *entry)
{
	const struct certificate_counts *counts = entry->counts;
	char address[INET6_ADDRSTRLEN], text[160];
	struct certificate_key key;

	memcpy(&key, entry->key, sizeof(key));
	tl_host_print(address, key.host);
	snprintf(text, sizeof(text), "%s:%u %s", address, key.port, counts->name);
	tl_table_text(table, text);
	tl_table_text(table, key.subject);
	tl_table_text(table, counts->issuer);
	snprintf(text, sizeof(text), "%s%s%s", counts->findings & TL_FINDING_SELF_SIGNED ? "self-signed " : "",
		 counts->findings & TL_FINDING_EXPIRED ? "expired " : "",
		 counts->findings & TL_FINDING_NOT_YET_VALID ? "not yet valid" : "");
	tl_table_text(table, text);
	if (counts->not_after && counts->not_after < 7258118400ull)
		tl_table_number(table, counts->not_after * TL_SECOND);
	else
		tl_table_none(table);
	tl_table_number(table, counts->flows);
}

static void tell_certificates(struct tls *tls, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = {
		{.key = "server", .title = "Server", .least = 16, .most = 60},
		{.key = "subject", .title = "Certificate of", .least = 10, .most = 40},
		{.key = "issuer", .title = "Issuer", .least = 10, .most = 40, .rank = 2},
		{.key = "why", .title = "Why", .least = 11, .most = 24},
		{.key = "notAfter", .title = "Valid until", .kind = TL_CELL_TIME, .rank = 1},
		{.key = "flows", .title = "Flows", .kind = TL_CELL_COUNT},
	};
	const struct tl_frequent_entry *sorted = tl_frequent_sort(tls->certificates, NULL);
	unsigned int count = sorted ? tl_frequent_count(tls->certificates) : 0;
	struct tl_table *table =
		count ? tl_chapter_table(chapter, "certificates", "Self-signed, expired, not yet valid", columns, 6)
		      : NULL;

	for (unsigned int i = 0; i < count && i < CERTIFICATES_SHOWN; i++)
		put_certificate(table, &sorted[i]);
	tl_ranking_limits(chapter, tls->certificates, CERTIFICATES_SHOWN, "certificates");
}

static void tell(void *state, struct tl_chapter *chapter)
{
	struct tls *tls = state;

	if (!tls->handshakes && !tls->judged) {
		tl_chapter_say(chapter, TL_TONE_NOTE, "No handshake of TLS was understood (--l7 full looks at them).");
		return;
	}
	if (tls->handshakes)
		tell_versions(tls, chapter);
	tell_findings(tls, chapter);
	tell_certificates(tls, chapter);
	if (tls->judged)
		tl_chapter_say(
			chapter, TL_TONE_NOTE,
			"Certificates are seen up to TLS 1.2; from 1.3 on they are encrypted. A finding is no fault by "
			"itself.");
}

const struct tl_section tl_section_tls = {
	"tls", "TLS hygiene", TL_FIELDS(fields), sizeof(struct tls), begin, take, add, tell, end,
};
