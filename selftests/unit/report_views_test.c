// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Reports as they are shown: fitted to terminals, harmless in pages. Hostile texts come from the wire by every field that has any. */
#include "report_support.h"

#include "view/text.h"

static const struct tl_inquiry all = {.to = UINT64_MAX};
static struct made made;

/* The widest line of what a terminal gets. */
static unsigned int widest(char *text)
{
	unsigned int most = 0;

	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		unsigned int width = tl_text_width(line);

		most = width > most ? width : most;
	}
	return most;
}

static struct tl_analysis *analyse_all(const struct tl_section *const *sections, const struct tl_inquiry *inquiry,
				       const char *text)
{
	struct tl_analysis *analysis = tl_analysis_open(sections, inquiry);

	assert_non_null(analysis);
	for (unsigned int i = 0; i < 40; i++) {
		flow(&made, "10.0.0.1", "10.0.0.2", i % 2 ? 443 : 53, i);
		for (unsigned int field = TL_ELEMENT__COUNT; text && field < TL_FIELD__COUNT; field++)
			if (tl_field_element(field)->type == TL_TYPE_STRING && field != TL_FORWARD(tcpSetup) &&
			    made.used + strlen(text) <= sizeof(made.octets))
				put_text(&made, field, text);
		put_number(&made, TL_FORWARD(tlsFindings), 0xffff);
		put_number(&made, TL_FORWARD(dnsResponseCode), 3);
		put_number(&made, TL_FORWARD(httpStatusCode), 200);
		put_address(&made, TL_FORWARD(dnsAnswerIPv4Address), "10.0.0.2");
		tl_analysis_take(analysis, &made.row);
	}
	return analysis;
}

static const struct tl_inquiry pair = {
	.to = UINT64_MAX,
	.hosts = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1},
		  {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 2}},
	.host_count = 2,
};

static void fits_each_terminal(void **state)
{
	static const unsigned int columns[] = {80, 100, 132, 200};
	static const char *const texts[] = {"short", "a-very-long-name-of-a-host-that-nobody-would-type.example.org",
					    NULL};

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		for (unsigned int j = 0; j < 3; j++) {
			struct tl_analysis *report = analyse_all(tl_report_sections, &all, texts[j]);
			struct tl_analysis *hosts = analyse_all(tl_investigation_sections, &pair, texts[j]);
			char *report_text = shown(report, VIEW_TERMINAL, columns[i]);
			char *host_text = shown(hosts, VIEW_TERMINAL, columns[i]);

			assert_true(widest(report_text) <= columns[i]);
			assert_true(widest(host_text) <= columns[i]);
			free(report_text);
			free(host_text);
			tl_analysis_close(report);
			tl_analysis_close(hosts);
		}
	}
}

/* Tags and attributes of the page are those that the view itself writes. */
static void check_page(const char *page)
{
	static const char *const forbidden[] = {"<script", "<img",     "onerror=\"", "<iframe",
						"http://", "https://", "</td><b",    "\033"};

	for (unsigned int i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
		if (strstr(page, forbidden[i]))
			fail_msg("%s is in the page", forbidden[i]);
}

static void page_escapes_what_the_wire_says(void **state)
{
	static const char *const hostile[] = {
		"<script>alert(1)</script>",
		"\"><img src=x onerror=alert(1)>",
		"' onmouseover='alert(1)",
		"</td><b>&lt;</table></section></style>",
		"&#60;script&#62;\033[2J\xff\xfe\xe2\x80\xae",
		"<!--",
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		struct tl_analysis *report = analyse_all(tl_report_sections, &all, hostile[i]);
		struct tl_analysis *hosts = analyse_all(tl_investigation_sections, &pair, hostile[i]);
		char *report_page = shown(report, VIEW_PAGE, 0), *host_page = shown(hosts, VIEW_PAGE, 0);

		check_page(report_page);
		check_page(host_page);
		assert_null(strstr(host_page, hostile[i]));
		assert_non_null(strstr(host_page, i == 2 || i == 4 ? "&#" : "&lt;"));
		free(report_page);
		free(host_page);
		tl_analysis_close(report);
		tl_analysis_close(hosts);
	}
}

static void title_is_escaped(void **state)
{
	struct tl_analysis *analysis = analyse(&tl_section_volume, &all);
	char *page;

	(void)state;
	tl_analysis_take(analysis, &flow(&made, "10.0.0.1", "10.0.0.2", 80, 0)->row);
	page = shown(analysis, VIEW_PAGE, 0);
	assert_non_null(strstr(page, "<title>A &lt;title&gt; &amp; more</title>"));
	free(page);
	tl_analysis_close(analysis);
}

static void terminal_is_not_commanded(void **state)
{
	struct tl_analysis *hosts = analyse_all(tl_investigation_sections, &pair, "a\033[2Jb\r\x9b c");
	char *text = shown(hosts, VIEW_TERMINAL, 200);

	(void)state;
	assert_null(strpbrk(text, "\033\r"));
	free(text);
	tl_analysis_close(hosts);
}

static void cells_are_for_people(void **state)
{
	static const struct {
		enum tl_cell_kind kind;
		__u64 number;
		const char *wanted;
	} cases[] = {
		{TL_CELL_COUNT, 999, "999"},
		{TL_CELL_COUNT, 12345, "12.3k"},
		{TL_CELL_EXACT, 12345, "12345"},
		{TL_CELL_OCTETS, 5, "5 B"},
		{TL_CELL_OCTETS, 1500000, "1.5MB"},
		{TL_CELL_MICROSECONDS, 8, "8.00 µs"},
		{TL_CELL_MICROSECONDS, 99960, "100 ms"},
		{TL_CELL_MICROSECONDS, 999600, "1.00 s"},
		{TL_CELL_LASTING, 150 * SECOND, "2m30"},
		{TL_CELL_TIME, NOON * SECOND, "2017-11-22 11:00:00.000"},
		{TL_CELL_CLOCK, NOON * SECOND + 7000000, "11:00:00.007"},
	};
	char text[TL_CELL_SIZE];

	(void)state;
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct tl_column column = {.kind = cases[i].kind};

		tl_cell_print(text, &column, &(struct tl_cell){.is_present = true, .number = cases[i].number});
		assert_string_equal(text, cases[i].wanted);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(fits_each_terminal),	cmocka_unit_test(page_escapes_what_the_wire_says),
		cmocka_unit_test(title_is_escaped),	cmocka_unit_test(terminal_is_not_commanded),
		cmocka_unit_test(cells_are_for_people),
	};

	setenv("TZ", "UTC0", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
