// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Services, vendors, whois answers, and reverse DNS against a server of our own on loopback. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "enrich/lookup.h"
#include "enrich/services.h"
#include "enrich/vendor.h"
#include "enrich/whois.h"

static char path[64];

static const char *write_file(const char *text)
{
	int file;

	strcpy(path, "/tmp/lookup.XXXXXX");
	file = mkstemp(path);
	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), strlen(text));
	close(file);
	return path;
}

static void names_services(void **state)
{
	struct tl_services *services =
		tl_services_open(write_file("# services\n"
					    "https 443/tcp # web\n"
					    "http3\t443/udp\n"
					    "again 443/tcp\n"
					    "far 70000/tcp\n"
					    "other 9/xns\n"
					    "nonsense\n\n"
					    "a-name-that-is-far-too-long-for-a-service 7/tcp\n"));

	(void)state;
	unlink(path);
	assert_string_equal(tl_services_name(services, 6, 443), "https");
	assert_string_equal(tl_services_name(services, 17, 443), "http3");
	assert_null(tl_services_name(services, 6, 70000 & 0xffff));
	assert_null(tl_services_name(services, 6, 9));
	assert_null(tl_services_name(services, 6, 7));
	tl_services_close(services);
	services = tl_services_open("/nonexistent");
	assert_null(tl_services_name(services, 6, 443));
	tl_services_close(services);
	tl_services_close(NULL);
}

static void expect_vendor(struct tl_vendors *vendors, const char *mac, const char *name)
{
	unsigned int octets[6];
	const char *found;
	__u8 address[6];

	assert_int_equal(sscanf(mac, "%x:%x:%x:%x:%x:%x", &octets[0], &octets[1], &octets[2], &octets[3], &octets[4],
				&octets[5]),
			 6);
	for (unsigned int i = 0; i < 6; i++)
		address[i] = (__u8)octets[i];
	found = tl_vendors_name(vendors, address);
	if (name)
		assert_string_equal(found ? found : "none", name);
	else
		assert_null(found);
}

static void names_vendors_of_the_ieee(void **state)
{
	struct tl_vendors *vendors =
		tl_vendors_open(write_file("OUI/MA-L   Organization\n\n"
					   "00-22-72   (hex)\t\tAmerican Micro-Fuel Device Corp.\r\n"
					   "002272     (base 16)\t\tAmerican Micro-Fuel Device Corp.\r\n"
					   "\t\t\t\t2181 Buchanan Loop\r\n"
					   "74-1A-E0   (hex)\t\tPrivate\r\n"
					   "900000-9FFFFF     (base 16)\t\tPrivate\r\n"
					   "74-1A-E0   (hex)\t\tSmall\r\n"
					   "A01000-A01FFF     (base 16)\t\tSmall One\r\n"));

	(void)state;
	unlink(path);
	expect_vendor(vendors, "00:22:72:1:2:3", "American Micro-Fuel Device Corp.");
	expect_vendor(vendors, "02:22:72:1:2:3", NULL);
	expect_vendor(vendors, "74:1a:e0:91:2:3", "Private");
	expect_vendor(vendors, "74:1a:e0:a0:12:3", "Small One");
	expect_vendor(vendors, "74:1a:e0:a0:22:3", NULL);
	tl_vendors_close(vendors);
}

static void names_vendors_of_wireshark(void **state)
{
	struct tl_vendors *vendors =
		tl_vendors_open(write_file("# comment\n"
					   "00:00:0C\tCisco\tCisco Systems, Inc\n"
					   "00:00:0D\tFibronic\n"
					   "00:1B:C5:00:00:00/36\tConvergi\tConverging Systems Inc.\n"
					   "01:00\tBroken\n"));

	(void)state;
	unlink(path);
	expect_vendor(vendors, "0:0:c:1:2:3", "Cisco Systems, Inc");
	expect_vendor(vendors, "0:0:d:1:2:3", "Fibronic");
	expect_vendor(vendors, "0:1b:c5:0:2:3", "Converging Systems Inc.");
	expect_vendor(vendors, "0:1b:c5:1:2:3", NULL);
	tl_vendors_close(vendors);
	tl_vendors_close(NULL);
}

static void refuses_what_has_no_vendors(void **state)
{
	(void)state;
	assert_null(tl_vendors_open("/nonexistent"));
	assert_null(tl_vendors_open(write_file("nothing\n")));
	unlink(path);
}

static void reads_answers_of_registries(void **state)
{
	struct tl_whois found;

	(void)state;
	tl_whois_read("% RIPE\n\ninetnum:   193.0.0.0 - 193.0.7.255\nnetname:   RIPE-NCC\ndescr:  some text\n"
		      "country:   NL\norg-name:  Other\n",
		      &found);
	assert_string_equal(found.network, "193.0.0.0 - 193.0.7.255");
	assert_string_equal(found.name, "RIPE-NCC");
	assert_string_equal(found.organization, "some text");
	assert_string_equal(found.country, "NL");
	tl_whois_read("NetRange: 8.8.8.0 - 8.8.8.255\r\nOrgName:        Google LLC\r\nCountry:  USAxxxxxxx", &found);
	assert_string_equal(found.organization, "Google LLC");
	assert_string_equal(found.country, "US");
	tl_whois_read("country:\ncountry", &found);
	assert_string_equal(found.country, "");
}

static void address_of(__u8 address[16], const char *text)
{
	char mapped[64];

	snprintf(mapped, sizeof(mapped), "%s%s", strchr(text, ':') ? "" : "::ffff:", text);
	assert_int_equal(inet_pton(AF_INET6, mapped, address), 1);
}

/* A program that is called whois, in a folder of its own. */
static void asks_the_program(void **state)
{
	char folder[] = "/tmp/lookup.XXXXXX", program[64], *before = strdup(getenv("PATH"));
	struct tl_whois found;
	__u8 address[16];
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(program, sizeof(program), "%s/whois", folder);
	file = fopen(program, "w");
	fprintf(file, "#!/bin/sh\n[ $1 = 9.9.9.9 ] || exec /bin/sleep 30\necho \"netname: OF-$1\"\n");
	fclose(file);
	chmod(program, 0755);
	setenv("PATH", folder, 1);
	address_of(address, "9.9.9.9");
	assert_true(tl_whois_ask(address, 5000, &found));
	assert_string_equal(found.name, "OF-9.9.9.9");
	address_of(address, "10.1.2.3"); /* nobody's */
	assert_false(tl_whois_ask(address, 5000, &found));
	address_of(address, "2a00::1"); /* takes too long */
	assert_false(tl_whois_ask(address, 50, &found));
	unlink(program);
	address_of(address, "9.9.9.9");
	assert_false(tl_whois_ask(address, 5000, &found));
	setenv("PATH", before, 1);
	rmdir(folder);
	free(before);
}

/* Answers PTR questions about addresses that begin with 1, and no others: each name is the address's last octet. */
static void *serve(void *context)
{
	int server = *(int *)context;
	struct sockaddr_in client;
	socklen_t size = sizeof(client);
	__u8 octets[1024];
	ssize_t length;

	while ((length = recvfrom(server, octets, 512, 0, (struct sockaddr *)&client, &size)) > 12) {
		static const __u8 answer[] = {0xc0, 12, 0, 12, 0, 1, 0, 0, 0, 60, 0, 8, 1, 0, 4, 't', 'e', 's', 't', 0};

		size = sizeof(client);
		if (octets[13] != '1')
			continue;
		octets[2] = 0x81;
		octets[3] = 0x80;
		octets[7] = 1; /* one answer, and no additional record */
		length = (ssize_t)strlen((char *)octets + 12) + 12 + 1 + 4;
		octets[11] = 0;
		memcpy(octets + length, answer, sizeof(answer));
		octets[length + 13] = octets[13];
		sendto(server, octets, (size_t)length + sizeof(answer), 0, (struct sockaddr *)&client, size);
	}
	return NULL;
}

static void asks_for_names(void **state)
{
	struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(here);
	int server = socket(AF_INET, SOCK_DGRAM, 0);
	struct tl_lookups *lookups;
	__u8 addresses[3][16];
	char servers[32];
	pthread_t thread;

	(void)state;
	assert_int_equal(bind(server, (struct sockaddr *)&here, sizeof(here)), 0);
	assert_int_equal(getsockname(server, (struct sockaddr *)&here, &size), 0);
	assert_int_equal(pthread_create(&thread, NULL, serve, &server), 0);
	snprintf(servers, sizeof(servers), "127.0.0.1:%u", ntohs(here.sin_port));
	lookups = tl_lookups_open(servers, 1000);
	assert_non_null(lookups);
	address_of(addresses[0], "192.0.2.1");
	address_of(addresses[1], "192.0.2.2");
	address_of(addresses[2], "2001:db8::1");
	tl_lookups_fetch(lookups, addresses, 3);
	assert_string_equal(tl_lookups_name(lookups, addresses[0]), "1.test");
	assert_null(tl_lookups_name(lookups, addresses[1]));
	assert_string_equal(tl_lookups_name(lookups, addresses[2]), "1.test");
	tl_lookups_fetch(lookups, addresses, 3); /* nothing is asked again: at once */
	tl_lookups_close(lookups);
	shutdown(server, SHUT_RDWR);
	pthread_join(thread, NULL);
	close(server);
	assert_null(tl_lookups_open("nonsense servers", 1000));
	tl_lookups_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_services),
		cmocka_unit_test(names_vendors_of_the_ieee),
		cmocka_unit_test(names_vendors_of_wireshark),
		cmocka_unit_test(refuses_what_has_no_vendors),
		cmocka_unit_test(reads_answers_of_registries),
		cmocka_unit_test(asks_the_program),
		cmocka_unit_test(asks_for_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
