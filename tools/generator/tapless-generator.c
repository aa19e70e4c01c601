// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Sends a bounded, known number of frames and says as one JSON line what a meter must have counted. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mixed.h"
#include "output.h"
#include "traffic.h"

#define ROWS_MAX 64

struct settings {
	struct tl_traffic_options traffic;
	const char *interface;
	const char *capture;
	__u64 packets;
	__u64 rate; /* packets per second, 0: as fast as it goes */
	bool bypass;
};

struct tally {
	__u64 packets;
	__u64 octets;
	__u64 layer2_octets;
	__u64 flows;
};

static const char *const kinds[] = {"udp", "tcp", "tcp-short", "mixed", "raw", NULL};
static const char *const laws[] = {"round-robin", "uniform", "zipf", NULL};

static const char usage[] =
	"usage: tapless-generator {-i IF | --capture FILE} [options]\n"
	"  -i, --interface IF       send on it (packet socket, needs root)\n"
	"      --capture FILE       write a pcap file instead\n"
	"  -p, --packets N          number of frames (default: one each flow, tcp-short four)\n"
	"  -f, --flows N            number of flows (default 1)\n"
	"      --law LAW            which flow is next: round-robin (default), uniform, zipf\n"
	"  -k, --kind KIND          udp (default), tcp, tcp-short, mixed (every class of frame in turn), raw (not IP)\n"
	"  -s, --size OCTETS        length of a frame with data, without FCS (default 128)\n"
	"  -r, --rate PPS           packets per second (default: unlimited; of a capture's times: one each "
	"microsecond)\n"
	"  -6, --ipv6               IPv6 instead of IPv4\n"
	"      --vlan ID            with a VLAN tag in the frame\n"
	"      --seed N             of the random laws (default 1)\n"
	"      --source-mac MAC     default 02:00:00:00:00:01\n"
	"      --destination-mac MAC  default 02:00:00:00:00:02\n"
	"      --bypass             PACKET_QDISC_BYPASS: past queueing discipline and egress hooks\n";

static void refuse(const char *option, const char *value, const char *wanted)
{
	fprintf(stderr, "tapless-generator: --%s %s: must be %s\n", option, value, wanted);
	exit(2);
}

static __u64 number(const char *option, const char *text, __u64 least, __u64 most)
{
	char *end, wanted[64];
	__u64 value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || end == text || *end || *text == '-' || value < least || value > most) {
		snprintf(wanted, sizeof(wanted), "a number from %llu to %llu", least, most);
		refuse(option, text, wanted);
	}
	return value;
}

static int word(const char *option, const char *text, const char *const *words)
{
	char wanted[128] = "one of";

	for (int i = 0; words[i]; i++)
		if (!strcmp(text, words[i]))
			return i;
	for (int i = 0; words[i]; i++) {
		strcat(wanted, " ");
		strcat(wanted, words[i]);
	}
	refuse(option, text, wanted);
	return -1;
}

static void mac(const char *option, const char *text, __u8 *to)
{
	int end = 0;

	if (sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx%n", to, to + 1, to + 2, to + 3, to + 4, to + 5, &end) != 6 ||
	    text[end])
		refuse(option, text, "six octets like 02:00:00:00:00:01");
}

enum long_option {
	OPTION_CAPTURE = 256,
	OPTION_LAW,
	OPTION_VLAN,
	OPTION_SEED,
	OPTION_SOURCE_MAC,
	OPTION_DESTINATION_MAC,
	OPTION_BYPASS,
};

static const struct option options[] = {
	{"interface", required_argument, NULL, 'i'},
	{"capture", required_argument, NULL, OPTION_CAPTURE},
	{"packets", required_argument, NULL, 'p'},
	{"flows", required_argument, NULL, 'f'},
	{"law", required_argument, NULL, OPTION_LAW},
	{"kind", required_argument, NULL, 'k'},
	{"size", required_argument, NULL, 's'},
	{"rate", required_argument, NULL, 'r'},
	{"ipv6", no_argument, NULL, '6'},
	{"vlan", required_argument, NULL, OPTION_VLAN},
	{"seed", required_argument, NULL, OPTION_SEED},
	{"source-mac", required_argument, NULL, OPTION_SOURCE_MAC},
	{"destination-mac", required_argument, NULL, OPTION_DESTINATION_MAC},
	{"bypass", no_argument, NULL, OPTION_BYPASS},
	{"help", no_argument, NULL, 'h'},
	{0},
};

static void set(struct settings *settings, int option, const char *value)
{
	struct tl_traffic_options *traffic = &settings->traffic;

	switch (option) {
	case 'i':
		settings->interface = value;
		break;
	case OPTION_CAPTURE:
		settings->capture = value;
		break;
	case 'p':
		settings->packets = number("packets", value, 1, 1ull << 40);
		break;
	case 'f':
		traffic->flows = number("flows", value, 1, 10000000);
		break;
	case OPTION_LAW:
		traffic->law = word("law", value, laws);
		break;
	case 'k':
		traffic->kind = word("kind", value, kinds);
		break;
	case 's':
		traffic->size = number("size", value, 14, TL_MADE_MAX);
		break;
	case 'r':
		settings->rate = number("rate", value, 1, 1000000000);
		break;
	case '6':
		traffic->ipv6 = true;
		break;
	case OPTION_VLAN:
		traffic->vlan = number("vlan", value, 0, 4094);
		break;
	case OPTION_SEED:
		traffic->seed = number("seed", value, 0, ~0ull);
		break;
	case OPTION_SOURCE_MAC:
		mac("source-mac", value, traffic->source_mac);
		break;
	case OPTION_DESTINATION_MAC:
		mac("destination-mac", value, traffic->destination_mac);
		break;
	case OPTION_BYPASS:
		settings->bypass = true;
		break;
	}
}

static void parse(struct settings *settings, int argc, char **argv)
{
	struct tl_traffic_options *traffic = &settings->traffic;
	int option;

	while ((option = getopt_long(argc, argv, "i:p:f:k:s:r:6h", options, NULL)) != -1) {
		if (option == '?' || option == 'h') {
			fputs(usage, option == 'h' ? stdout : stderr);
			exit(option == 'h' ? 0 : 2);
		}
		set(settings, option, optarg);
	}
	if (optind < argc || !settings->interface == !settings->capture) {
		fputs(usage, stderr);
		exit(2);
	}
	traffic->live = settings->interface;
	if (traffic->size < tl_traffic_headers(traffic)) {
		fprintf(stderr, "tapless-generator: --size %u: the headers alone take %u octets\n", traffic->size,
			tl_traffic_headers(traffic));
		exit(2);
	}
	if (!settings->packets)
		settings->packets =
			traffic->flows * (traffic->kind == TL_TRAFFIC_TCP_SHORT ? TL_TRAFFIC_SHORT_PACKETS : 1ull);
}

static void add(struct tally *tally, const struct tl_made *made)
{
	tally->packets++;
	tally->octets += made->octets;
	tally->layer2_octets += made->length;
	tally->flows += made->new_key;
}

static __u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void wait_until(__u64 moment)
{
	struct timespec time = {moment / 1000000000, moment % 1000000000};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR)
		;
}

/* At a low rate small batches, so that it is even: five milliseconds' worth. */
static unsigned int batch_size(const struct settings *settings, __u64 left)
{
	__u64 size = TL_BATCH_MAX;

	if (settings->rate && settings->rate / 200 < size)
		size = settings->rate / 200 ? settings->rate / 200 : 1;
	return size < left ? size : left;
}

static int generate(const struct settings *settings, struct tl_traffic *traffic, struct tl_output *output,
		    struct tally *tallies)
{
	static struct tl_made batch[TL_BATCH_MAX];
	__u64 begin = now(), done = 0;

	while (done < settings->packets) {
		unsigned int count = batch_size(settings, settings->packets - done), sent;

		for (unsigned int i = 0; i < count; i++)
			tl_traffic_next(traffic, &batch[i]);
		if (settings->rate && settings->interface)
			wait_until(begin + done * 1000000000 / settings->rate);
		sent = tl_output_send(output, batch, count);
		for (unsigned int i = 0; i < sent; i++)
			add(&tallies[batch[i].row], &batch[i]);
		done += sent;
		if (sent < count)
			return -EIO;
	}
	return 0;
}

static void print_tally(const struct tally *tally)
{
	printf("\"packets\":%llu,\"octets\":%llu,\"layer2Octets\":%llu,\"flows\":%llu", tally->packets, tally->octets,
	       tally->layer2_octets, tally->flows);
}

static void print_rows(const struct tally *tallies, bool malformed)
{
	const char *separator = "";

	for (unsigned int i = 0; i < tl_mixed_count; i++) {
		if (tl_mixed_rows[i].malformed != malformed || !tallies[i].packets)
			continue;
		printf("%s\"%s\":{", separator, tl_mixed_rows[i].name);
		print_tally(&tallies[i]);
		printf("}");
		separator = ",";
	}
}

/* "packets" and so on are those of flows; malformed frames are beside them. */
static void report(const struct settings *settings, const struct tally *tallies, const struct tl_output *output)
{
	bool mixed = settings->traffic.kind == TL_TRAFFIC_MIXED;
	struct tally good = {0}, bad = {0};

	for (unsigned int i = 0; i < ROWS_MAX; i++) {
		struct tally *sum = mixed && i < tl_mixed_count && tl_mixed_rows[i].malformed ? &bad : &good;

		sum->packets += tallies[i].packets;
		sum->octets += tallies[i].octets;
		sum->layer2_octets += tallies[i].layer2_octets;
		sum->flows += tallies[i].flows;
	}
	printf("{\"kind\":\"%s\",\"law\":\"%s\",\"frames\":%llu,\"frameOctets\":%llu,", kinds[settings->traffic.kind],
	       laws[settings->traffic.law], good.packets + bad.packets, good.layer2_octets + bad.layer2_octets);
	print_tally(&good);
	if (mixed) {
		printf(",\"classes\":{");
		print_rows(tallies, false);
		printf("},\"malformed\":{\"packets\":%llu,\"layer2Octets\":%llu,\"reasons\":{", bad.packets,
		       bad.layer2_octets);
		print_rows(tallies, true);
		printf("}}");
	}
	if (settings->interface)
		printf(",\"retries\":%llu,\"deviceDropped\":%llu", output->retries, tl_output_dropped(output));
	printf("}\n");
}

int main(int argc, char **argv)
{
	struct settings settings = {
		.traffic =
			{
				.flows = 1,
				.size = 128,
				.seed = 1,
				.vlan = -1,
				.source_mac = {2, 0, 0, 0, 0, 1},
				.destination_mac = {2, 0, 0, 0, 0, 2},
			},
	};
	struct tally tallies[ROWS_MAX] = {0};
	struct tl_output output = {.socket = -1};
	struct tl_traffic *traffic;
	int error;

	parse(&settings, argc, argv);
	traffic = tl_traffic_create(&settings.traffic);
	if (!traffic) {
		fprintf(stderr, "tapless-generator: not enough memory for %u flows\n", settings.traffic.flows);
		return 1;
	}
	if (settings.interface)
		error = tl_output_open_interface(&output, settings.interface, settings.bypass);
	else
		error = tl_output_open_capture(&output, settings.capture,
					       settings.rate ? 1000000000 / settings.rate : 1000);
	if (!error) {
		error = generate(&settings, traffic, &output, tallies);
		report(&settings, tallies, &output);
	}
	if (tl_output_close(&output))
		error = -EIO;
	tl_traffic_free(traffic);
	return error ? 1 : 0;
}
