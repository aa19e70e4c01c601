// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* ONC RPC (RFC 5531 9): calls, by whose program NFS and rpcbind are known. An answer does not say what it answers. */
#include <netinet/in.h>
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define MARK	      4 /* before a record in a stream: its length, the highest bit for the last part (RFC 5531 11) */
#define CALL_LEAST    40 /* with an empty credential and verifier */
#define RECORD_MOST   (16u << 20)
#define RPC_VERSION   2
#define CREDENTIAL    24 /* offsets in a call */
#define OPAQUE_MOST   400
#define FLAVOR_MOST   6 /* AUTH_NONE .. RPCSEC_GSS */
#define AUTH_SYS      1
#define PROGRAM_LEAST 100000 /* of those that are assigned (RFC 5531 8.2) */
#define PROGRAM_MOST  0x5fffffff

enum program {
	RPCBIND = 100000,
	NFS = 100003,
	MOUNT = 100005,
	LOCK = 100021,
	STATUS = 100024,
	QUOTA = 100011,
	NFS_ACL = 100227,
};

static const char *const nfs_procedures[] = {
	"NULL",	   "GETATTR",	  "SETATTR", "LOOKUP", "ACCESS",   "READLINK", "READ",	 "WRITE",
	"CREATE",  "MKDIR",	  "SYMLINK", "MKNOD",  "REMOVE",   "RMDIR",    "RENAME", "LINK",
	"READDIR", "READDIRPLUS", "FSSTAT",  "FSINFO", "PATHCONF", "COMMIT",
};

static bool is_of_nfs(__u32 program)
{
	return program == NFS || program == MOUNT || program == LOCK || program == STATUS || program == QUOTA ||
	       program == NFS_ACL;
}

/* The procedure's number where it has no name here; of AUTH_SYS the client's own name. */
static void keep(const struct tl_message *call, struct tl_service_said *said)
{
	const __u8 *octets = call->octets;
	__u32 version = tl_octets_get32(octets + 16), procedure = tl_octets_get32(octets + 20);

	snprintf(said->version, sizeof(said->version), "%u", version);
	if (tl_octets_get32(octets + 12) == NFS && version == 3 &&
	    procedure < sizeof(nfs_procedures) / sizeof(nfs_procedures[0]))
		snprintf(said->request, sizeof(said->request), "%s", nfs_procedures[procedure]);
	else if (tl_octets_get32(octets + 12) == NFS && version == 4)
		snprintf(said->request, sizeof(said->request), "%s", procedure ? "COMPOUND" : "NULL");
	else
		snprintf(said->request, sizeof(said->request), "%u", procedure);
	if (tl_octets_get32(octets + CREDENTIAL) == AUTH_SYS && call->captured >= CREDENTIAL + 16)
		tl_service_text(said->subject, sizeof(said->subject), call, CREDENTIAL + 16,
				tl_octets_get32(octets + CREDENTIAL + 12));
}

/* The program of the call that begins here; 0: none does. */
static __u32 program_of(const struct tl_message *call)
{
	const __u8 *octets = call->octets;
	__u32 program, credential, verifier;

	if (call->captured < CALL_LEAST || tl_octets_get32(octets + 4) || tl_octets_get32(octets + 8) != RPC_VERSION)
		return 0;
	program = tl_octets_get32(octets + 12);
	credential = tl_octets_get32(octets + CREDENTIAL + 4);
	verifier = CREDENTIAL + 8 + ((credential + 3) & ~3u);
	if (program < PROGRAM_LEAST || program > PROGRAM_MOST || tl_octets_get32(octets + 16) > 255 ||
	    tl_octets_get32(octets + 20) > 255 || tl_octets_get32(octets + CREDENTIAL) > FLAVOR_MOST ||
	    credential > OPAQUE_MOST || verifier + 8 > call->length)
		return 0;
	if (verifier + 8 <= call->captured &&
	    (tl_octets_get32(octets + verifier) > FLAVOR_MOST || tl_octets_get32(octets + verifier + 4) > OPAQUE_MOST))
		return 0;
	return program;
}

/* The call of a datagram, or of a stream's record. */
static enum tl_dissection enter(const struct tl_message *message, struct tl_message *call)
{
	__u32 mark;

	*call = *message;
	if (message->protocol == IPPROTO_UDP)
		return message->captured < CALL_LEAST ? TL_DISSECT_FOREIGN : TL_DISSECT_WHOLE;
	if (message->captured < MARK)
		return message->octets[0] & 0x7f ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
	mark = tl_octets_get32(message->octets) & 0x7fffffff;
	if (mark < CALL_LEAST || mark > RECORD_MOST)
		return TL_DISSECT_FOREIGN;
	tl_message_pass(call, MARK);
	call->length = mark;
	return call->captured < CALL_LEAST ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

static enum tl_dissection read_call(const struct tl_message *message, struct tl_service_said *said,
				    bool (*is_wanted)(__u32 program))
{
	struct tl_message call;
	enum tl_dissection dissection = enter(message, &call);
	__u32 program;

	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	program = program_of(&call);
	if (!program || !is_wanted(program))
		return TL_DISSECT_FOREIGN;
	keep(&call, said);
	return TL_DISSECT_WHOLE;
}

static bool is_of_rpcbind(__u32 program)
{
	return program == RPCBIND;
}

static bool is_of_others(__u32 program)
{
	return !is_of_rpcbind(program) && !is_of_nfs(program);
}

static enum tl_dissection read_nfs(const struct tl_message *message, struct tl_service_said *said)
{
	return read_call(message, said, is_of_nfs);
}

static enum tl_dissection read_rpcbind(const struct tl_message *message, struct tl_service_said *said)
{
	return read_call(message, said, is_of_rpcbind);
}

static enum tl_dissection read_other(const struct tl_message *message, struct tl_service_said *said)
{
	return read_call(message, said, is_of_others);
}

TL_SERVICE_DISSECTOR(nfs, "nfs", 0, read_nfs);
TL_SERVICE_DISSECTOR(rpcbind, "rpcbind", 0, read_rpcbind);
TL_SERVICE_DISSECTOR(sunrpc, "sunrpc", 0, read_other);
