// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "vendor.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "../lib/log.h"
#include "../lib/octets.h"

#define NAME_SIZE	64
#define VENDORS_MOST	262144 /* the IEEE's lists have fifty thousand together */
#define GROUP_OR_MADEUP 3 /* bits of the first octet: to a group of stations; locally administered (IEEE 802, 8.2) */

static const char *const installed[] = {
	"/usr/share/ieee-data/oui.txt",
	"/usr/share/ieee-data/mam.txt",
	"/usr/share/ieee-data/oui36.txt",
	"/usr/share/wireshark/manuf",
};

static const unsigned int lengths[] = {36, 28, 24}; /* of prefixes: the longest that is known is the vendor's own */

struct vendor {
	UT_hash_handle hh;
	__u64 key;
	char name[NAME_SIZE];
};

struct tl_vendors {
	struct vendor *vendors;
	bool is_read; /* the installed lists are, by the first who asks: most questions have no MAC addresses */
};

/* The prefix in front, its length behind. */
static __u64 key_of(__u64 mac, unsigned int length)
{
	return mac >> (48 - length) << (48 - length) << 8 | length;
}

static void add(struct tl_vendors *vendors, __u64 mac, unsigned int length, const char *name)
{
	__u64 key = key_of(mac, length);
	struct vendor *vendor;

	HASH_FIND(hh, vendors->vendors, &key, sizeof(key), vendor);
	if (vendor || HASH_COUNT(vendors->vendors) >= VENDORS_MOST)
		return;
	vendor = calloc(1, sizeof(*vendor));
	if (!vendor)
		return;
	vendor->key = key;
	snprintf(vendor->name, sizeof(vendor->name), "%.*s", (int)strcspn(name, "\r\n"), name);
	HASH_ADD(hh, vendors->vendors, key, sizeof(key), vendor);
}

/* "00-22-72   (hex)\t\tName" begins an assignment; with 28 and 36 bits the next line has the range of the rest. */
static bool take_ieee(struct tl_vendors *vendors, const char *line, __u64 *prefix)
{
	unsigned int octets[3], first, last;
	char form[8];
	int name = 0;

	if (sscanf(line, "%2x-%2x-%2x (%7[a-z])%n", &octets[0], &octets[1], &octets[2], form, &name) == 4 &&
	    !strcmp(form, "hex")) {
		*prefix = (__u64)(octets[0] << 16 | octets[1] << 8 | octets[2]) << 24;
		return true;
	}
	name = 0;
	if (sscanf(line, "%6x-%6x (base 16) %n", &first, &last, &name) == 2 && name && last > first)
		add(vendors, *prefix | first, last - first == 0xfff ? 36 : 28, line + name);
	else if (sscanf(line, "%6x (base 16) %n", &first, &name) == 1 && name)
		add(vendors, (__u64)first << 24, 24, line + name);
	return name;
}

/* "00:00:0C\tCisco\tCisco Systems, Inc", "00:1B:C5:00:00:00/36\t…": the long name, if there is one, else the short one. */
static void take_wireshark(struct tl_vendors *vendors, const char *line)
{
	unsigned int octets[6] = {0}, length = 24;
	const char *name = strchr(line, '\t'), *longer;
	__u64 mac = 0;
	int count = sscanf(line, "%2x:%2x:%2x:%2x:%2x:%2x/%u", &octets[0], &octets[1], &octets[2], &octets[3],
			   &octets[4], &octets[5], &length);

	if (!name || (count != 3 && count != 7) || (length != 24 && length != 28 && length != 36))
		return;
	for (unsigned int i = 0; i < 6; i++)
		mac = mac << 8 | octets[i];
	longer = strchr(name + 1, '\t');
	name = longer && longer[1 + strspn(longer + 1, " \t")] > ' ' ? longer : name;
	add(vendors, mac, length, name + strspn(name, " \t"));
}

static int read_file(struct tl_vendors *vendors, const char *path)
{
	FILE *file = fopen(path, "re");
	__u64 prefix = 0;
	char line[512];

	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file))
		if (!take_ieee(vendors, line, &prefix))
			take_wireshark(vendors, line);
	fclose(file);
	return 0;
}

struct tl_vendors *tl_vendors_open(const char *path)
{
	struct tl_vendors *vendors = calloc(1, sizeof(*vendors));
	int error = path && vendors ? read_file(vendors, path) : 0;

	if (!vendors) {
		tl_error("vendors of MAC addresses: out of memory");
		return NULL;
	}
	vendors->is_read = path;
	if (!error && (!path || vendors->vendors))
		return vendors;
	tl_error("vendors of MAC addresses, %s: %s; it should be the IEEE's oui.txt (package ieee-data) or Wireshark's "
		 "manuf",
		 path, error ? strerror(-error) : "there are none in it");
	tl_vendors_close(vendors);
	return NULL;
}

static void read_installed(struct tl_vendors *vendors)
{
	for (size_t i = 0; !vendors->is_read && i < sizeof(installed) / sizeof(installed[0]); i++)
		read_file(vendors, installed[i]);
	vendors->is_read = true;
}

const char *tl_vendors_name(struct tl_vendors *vendors, const __u8 mac[6])
{
	read_installed(vendors);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]) && !(mac[0] & GROUP_OR_MADEUP); i++) {
		__u64 key = key_of(tl_octets_get(mac, 6), lengths[i]);
		const struct vendor *vendor;

		HASH_FIND(hh, vendors->vendors, &key, sizeof(key), vendor);
		if (vendor)
			return vendor->name;
	}
	return NULL;
}

void tl_vendors_close(struct tl_vendors *vendors)
{
	struct vendor *vendor, *next;

	if (!vendors)
		return;
	HASH_ITER (hh, vendors->vendors, vendor, next) {
		HASH_DEL(vendors->vendors, vendor);
		free(vendor);
	}
	free(vendors);
}
