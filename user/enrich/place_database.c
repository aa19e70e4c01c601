// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "place_database.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "../lib/file_identity.h"
#include "../lib/log.h"
#include "place_facts.h"

#ifndef MFD_NOEXEC_SEAL /* Linux 6.3 */
#define MFD_NOEXEC_SEAL 0x0008U
#endif

/* So many answers without the fact, and none with it, mean that the file is of another kind. */
#define FOREIGN_AFTER 16

#define REASON_SIZE 384

/* with a file name and an option of facts[] */
#define REMEDY "'make geodb' builds build/places/%s, or name another with %s FILE.mmdb"

/* One generation of the file; a reload makes the next one before this one goes. */
struct content {
	MMDB_s file;
	__u32 foreign; /* answers without the fact, until one has it */
	bool useful; /* an answer had the fact */
	bool corrupt; /* and a warning has said so */
};

struct tl_place_database {
	enum tl_place_fact fact;
	char *path;
	struct tl_file_identity seen; /* of the newest file looked at, good or bad: a bad one is told of once */
	struct content *content;
};

static const struct {
	const char *what;
	const char *option;
	const char *file;
	bool (*read)(MMDB_entry_s *entry, struct tl_record_place *place);
} facts[TL_PLACE_FACT__MAX] = {
	[TL_PLACE_COUNTRY] = {"country", "--country", "country.mmdb", tl_place_country_of},
	[TL_PLACE_AS] = {"AS number", "--asn", "asn.mmdb", tl_place_as_of},
	[TL_PLACE_CITY] = {"city", "--city", "city.mmdb", tl_place_city_of},
};

/* Kernels from 6.3 on want to be told that this memory is not for programs; older ones refuse the flag. */
static int anonymous_file(void)
{
	int copy = memfd_create("tapless-places", MFD_CLOEXEC | MFD_NOEXEC_SEAL);

	if (copy < 0 && errno == EINVAL)
		copy = memfd_create("tapless-places", MFD_CLOEXEC);
	return copy < 0 ? -errno : copy;
}

static int copy_file(int from, int to, off_t size)
{
	while (size > 0) {
		ssize_t copied = sendfile(to, from, NULL, (size_t)size);

		if (copied < 0 && errno == EINTR)
			continue;
		if (copied < 0)
			return -errno;
		if (copied == 0)
			return -ENODATA; /* it became shorter */
		size -= copied;
	}
	return 0;
}

/*
 * libmaxminddb maps the file, and a mapped file that somebody overwrites in place (cp instead of mv) kills the reader with
 * SIGBUS. So it gets a copy in memory that nobody else can reach. 0 or a MMDB_* status.
 */
static int open_copy(int source, off_t size, MMDB_s *file)
{
	int copy = anonymous_file();
	int status = MMDB_IO_ERROR;
	char path[64];

	if (copy < 0) {
		errno = -copy;
		return MMDB_IO_ERROR;
	}
	if (size == 0) { /* cannot be mapped */
		close(copy);
		return MMDB_INVALID_METADATA_ERROR;
	}
	errno = -copy_file(source, copy, size);
	if (errno == 0) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", copy);
		status = MMDB_open(path, MMDB_MODE_MMAP, file);
	}
	close(copy);
	return status;
}

static bool is_foreign(const struct content *content)
{
	return !content->useful && content->foreign >= FOREIGN_AFTER;
}

/* RFC 4291 section 2.5.5.2. An IPv6 database has IPv4 at ::/96, so a mapped address must be asked for as IPv4. */
static bool is_mapped(const __u8 address[16])
{
	static const __u8 prefix[12] = {[10] = 0xff, 0xff};

	return memcmp(address, prefix, sizeof(prefix)) == 0;
}

static MMDB_lookup_result_s find(const MMDB_s *file, const __u8 address[16], int *status)
{
	struct sockaddr_in ipv4 = {.sin_family = AF_INET};
	struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6};

	if (is_mapped(address)) {
		memcpy(&ipv4.sin_addr, address + 12, 4);
		return MMDB_lookup_sockaddr(file, (const struct sockaddr *)&ipv4, status);
	}
	memcpy(&ipv6.sin6_addr, address, 16);
	return MMDB_lookup_sockaddr(file, (const struct sockaddr *)&ipv6, status);
}

/* An IPv6 address in a file for IPv4 alone is simply unknown. A damaged value deep in an entry counts as absent. */
static void look_up(struct content *content, enum tl_place_fact fact, const __u8 address[16],
		    struct tl_record_place *place)
{
	int status;
	MMDB_lookup_result_s result = find(&content->file, address, &status);

	if (status != MMDB_SUCCESS && status != MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR)
		content->corrupt = true;
	if (status != MMDB_SUCCESS || !result.found_entry)
		return;
	if (facts[fact].read(&result.entry, place))
		content->useful = true;
	else if (content->foreign < FOREIGN_AFTER)
		content->foreign++;
}

/* Asks for one address of each /8, so that a file of the wrong kind is found out at the start. */
static void probe(struct content *content, enum tl_place_fact fact)
{
	__u8 address[16] = {[10] = 0xff, 0xff, 0, 0, 0, 1};
	struct tl_record_place place;

	for (int first = 1; first < 224 && !content->useful; first++) {
		address[12] = (__u8)first;
		look_up(content, fact, address, &place);
	}
}

static void free_content(struct content *content)
{
	if (!content)
		return;
	MMDB_close(&content->file);
	free(content);
}

static struct content *content_of(int descriptor, off_t size, enum tl_place_fact fact, char reason[REASON_SIZE])
{
	struct content *content = calloc(1, sizeof(*content));
	int status;

	if (!content) {
		snprintf(reason, REASON_SIZE, "out of memory");
		return NULL;
	}
	status = open_copy(descriptor, size, &content->file);
	if (status != MMDB_SUCCESS) {
		if (status == MMDB_IO_ERROR)
			snprintf(reason, REASON_SIZE, "cannot be read: %s", strerror(errno));
		else
			snprintf(reason, REASON_SIZE, "is not a MaxMind DB file (%s)", MMDB_strerror(status));
		free(content);
		return NULL;
	}
	probe(content, fact);
	if (!content->corrupt && !is_foreign(content))
		return content;
	if (content->corrupt)
		snprintf(reason, REASON_SIZE, "is damaged");
	else
		snprintf(reason, REASON_SIZE, "holds no %s, being of type '%.64s'", facts[fact].what,
			 content->file.metadata.database_type);
	free_content(content);
	return NULL;
}

static bool is_still(int descriptor, const struct tl_file_identity *seen)
{
	struct tl_file_identity now;
	struct stat status;

	if (fstat(descriptor, &status))
		return false;
	now = tl_file_identity_of(&status);
	return tl_file_identity_same(&now, seen);
}

/* The file as it is now, or NULL and the reason. seen is set as soon as there is a file. */
static struct content *load(enum tl_place_fact fact, const char *path, struct tl_file_identity *seen,
			    char reason[REASON_SIZE])
{
	struct content *content = NULL;
	struct stat status;
	/* a FIFO must not hold us up */
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (descriptor < 0 || fstat(descriptor, &status) < 0) {
		snprintf(reason, REASON_SIZE, "%s", strerror(errno));
		goto cleanup;
	}
	*seen = tl_file_identity_of(&status);
	if (S_ISREG(status.st_mode))
		content = content_of(descriptor, status.st_size, fact, reason);
	else
		snprintf(reason, REASON_SIZE, "is not a file");
	if (content && !is_still(descriptor, seen)) {
		snprintf(reason, REASON_SIZE, "was written to while it was read");
		free_content(content);
		content = NULL;
	}
cleanup:
	if (descriptor >= 0)
		close(descriptor);
	return content;
}

struct tl_place_database *tl_place_database_open(enum tl_place_fact fact, const char *path)
{
	struct tl_place_database *database = calloc(1, sizeof(*database));
	char reason[REASON_SIZE] = "out of memory";

	if (!database || !(database->path = strdup(path)))
		goto failed;
	database->fact = fact;
	database->content = load(fact, path, &database->seen, reason);
	if (database->content)
		return database;
failed:
	tl_error("%s database %s: %s; " REMEDY, facts[fact].what, path, reason, facts[fact].file, facts[fact].option);
	tl_place_database_close(database);
	return NULL;
}

void tl_place_database_close(struct tl_place_database *database)
{
	if (!database)
		return;
	free_content(database->content);
	free(database->path);
	free(database);
}

bool tl_place_database_reload(struct tl_place_database *database)
{
	char reason[REASON_SIZE];
	struct tl_file_identity now = tl_file_identity_now(database->path);
	struct content *content;

	if (tl_file_identity_same(&now, &database->seen))
		return false;
	database->seen = now;
	content = load(database->fact, database->path, &database->seen, reason);
	if (!content) {
		tl_warning("%s database %s: %s; going on with the one opened before, until a good one is in this place "
			   "that "
			   "user %u can read",
			   facts[database->fact].what, database->path, reason, geteuid());
		return false;
	}
	free_content(database->content);
	database->content = content;
	tl_info("%s database %s: opened anew", facts[database->fact].what, database->path);
	return true;
}

void tl_place_database_lookup(struct tl_place_database *database, const __u8 address[16], struct tl_record_place *place)
{
	struct content *content = database->content;
	bool was_corrupt = content->corrupt;
	bool was_foreign = is_foreign(content);

	look_up(content, database->fact, address, place);
	if (content->corrupt && !was_corrupt)
		tl_warning("%s database %s is corrupt: some addresses stay unknown; 'make geodb' builds a new one",
			   facts[database->fact].what, database->path);
	if (is_foreign(content) && !was_foreign)
		tl_warning(
			"%s database %s: %u answers, none with a %s: its type is '%s'; name another with %s FILE.mmdb",
			facts[database->fact].what, database->path, content->foreign, facts[database->fact].what,
			content->file.metadata.database_type, facts[database->fact].option);
}
