/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What command line and configuration file set. One table in options.c (name, short letter, type, member, default, help,
 * commands that take it) serves getopt_long, the file (-c, by inih), usage text, shell completion and man page.
 */
#ifndef TAPLESS_CMD_SETTINGS_H
#define TAPLESS_CMD_SETTINGS_H

#include <stdbool.h>

#include <linux/types.h>
#include <tapless/control.h>

#define TL_LIST_MAX	32
#define TL_OPTIONS_MAX	128 /* rows of all tables of options */
#define TL_OPERANDS_MAX 8192 /* files of a month, one for each five minutes, as a shell lists them */

enum tl_hook_choice {
	TL_HOOK_AUTO,
	TL_HOOK_TC,
	TL_HOOK_XDP,
};

enum tl_rx_vlan_mode {
	TL_RX_VLAN_ON, /* devices take tags out, as they are set up to */
	TL_RX_VLAN_OFF,
};

enum tl_l7_mode {
	TL_L7_OFF,
	TL_L7_NAMES,
	TL_L7_FULL,
};

enum tl_key_mode {
	TL_KEY_FULL,
	TL_KEY_NO_VLAN,
};

enum tl_metrics_mode {
	TL_METRICS_OFF,
	TL_METRICS_ON,
};

enum tl_clock_mode {
	TL_CLOCK_AUTO, /* coarse where nothing is measured by it */
	TL_CLOCK_EXACT,
};

enum tl_count_mode {
	TL_COUNT_ONCE, /* a forwarded packet where it comes in */
	TL_COUNT_EACH, /* each interface for itself */
};

struct tl_list {
	unsigned int count;
	const char *items[TL_LIST_MAX];
	const char *origins[TL_LIST_MAX]; /* as below */
};

struct tl_operands {
	unsigned int count;
	const char *items[TL_OPERANDS_MAX];
};

struct tl_settings {
	struct tl_list interfaces; /* -i, --interface */
	struct tl_list exporters; /* -e, --export */
	enum tl_hook_choice hook;
	enum tl_rx_vlan_mode rx_vlan;
	enum tl_l7_mode l7;
	bool sql_text; /* statements of databases go on records */
	enum tl_tunnels_mode tunnels;
	enum tl_key_mode key;
	bool otv;
	enum tl_metrics_mode metrics;
	enum tl_clock_mode clock;
	bool splt;
	enum tl_count_mode count;
	bool uniflow;
	bool json; /* status --json */
	bool table; /* run --table: live table of flows on stdout */
	bool once; /* top --once */
	bool check, dump; /* config */
	bool prometheus; /* status --prometheus */
	bool options; /* decode --options: print option records too */
	bool goflow2; /* fields --goflow2 */
	bool clickhouse; /* fields --clickhouse */
	bool elastic; /* fields --elastic */
	const char *libfds; /* fields --libfds ENTERPRISE: a name of tl_enterprises */
	bool dedup; /* decode --dedup: leave out records exported twice */
	unsigned int active; /* seconds */
	unsigned int idle;
	unsigned int closed;
	unsigned int flows; /* cache entries over all CPUs */
	__u32 observation_domain;
	unsigned int elements; /* enum tl_elements_sent */
	__u32 enterprise_number; /* 0: not given */
	const char *listen; /* --listen ADDRESS; NULL: nobody can ask */
	const char *instance;
	const char *user; /* whom the daemon becomes; NULL: see tl_identity_choose() */
	const char *country_database; /* --country FILE.mmdb; default: the first found by databases.c; NULL: none */
	const char *as_database; /* --asn FILE.mmdb */
	struct tl_list city_databases; /* --city FILE.mmdb */
	const char *networks; /* --networks FILE */
	const char *agents_file; /* --agents FILE; as with --country */
	const char *applications; /* --applications FILE: a table behind the program's own */
	const char *config;
	const char *store; /* query: folder of the history; NULL: the default one */
	struct tl_list files; /* -r, --read: IPFIX files instead */
	const char *from, *to, *date, *last; /* as query/window.h reads them; NULL: not given */
	bool utc;
	bool lookup; /* others may be asked who an address is */
	bool exact;
	unsigned int rows; /* 0: not given */
	unsigned int format; /* enum tl_sheet_format */
	const char *columns, *by, *sort; /* query/query.h has them */
	const char *ipfix; /* the records go to this file */
	const char *html; /* report: the page's file; NULL: none */
	struct tl_operands operands; /* what is no option: FILE */
	const char *
		origins[TL_OPTIONS_MAX]; /* by row of the table: "FILE:LINE", "command line"; NULL: it is the default */
};

/*
 * Parses the arguments of subcommand argv[0], the configuration file before them. 0; 2 after an error that has been printed
 * (names the word and what would be right, "did you mean"); -1 if --help was asked for and printed.
 */
int tl_settings_parse(struct tl_settings *settings, int argc, char **argv);

/* The same, without what is then put in where nothing was said: databases that are found, the exporter to standard output. */
int tl_settings_read(struct tl_settings *settings, int argc, char **argv);

/* False after an error that has been printed: two options that do not go together. */
bool tl_settings_agree(const struct tl_settings *settings);

/* What holds where neither file nor command line says anything. */
void tl_settings_default(struct tl_settings *settings);

#endif
