// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "terminal.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PLAIN_COLUMNS 120
#define PLAIN_ROWS    24
#define CHUNK	      512
#define PATIENCE      20 /* milliseconds for a chunk */
#define OWN_PAGE      "\033[?1049h"
#define FORMER_PAGE   "\033[?1049l"
#define CLEAR	      "\033[H\033[2J"
#define HIDE_CURSOR   "\033[?25l"
#define SHOW_CURSOR   "\033[m\033[?25h"

struct tl_looks tl_looks_of_environment(void)
{
	static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"}; /* the first that is set holds */
	const char *no_colour = getenv("NO_COLOR"), *locale = NULL;

	for (unsigned int i = 0; i < 3 && (!locale || !*locale); i++)
		locale = getenv(variables[i]);
	return (struct tl_looks){
		.has_colour = !no_colour || !*no_colour,
		.has_utf8 = locale && (strcasestr(locale, "UTF-8") || strcasestr(locale, "UTF8")),
	};
}

bool tl_terminal_is_dumb(const char *term)
{
	return !term || !*term || !strcmp(term, "dumb");
}

/*
 * The daemon draws too, and must not wait for a terminal that somebody has stopped (Ctrl-S). What is writable takes PIPE_BUF
 * octets, 4096, without waiting. False: some were left out.
 */
static bool write_without_waiting(FILE *out, const char *text, size_t size)
{
	struct pollfd ready = {.fd = fileno(out), .events = POLLOUT};

	fflush(out);
	if (ready.fd < 0) {
		fwrite(text, 1, size, out);
		return !fflush(out);
	}
	while (size && poll(&ready, 1, PATIENCE) == 1 && ready.revents & POLLOUT) {
		ssize_t written = write(ready.fd, text, size < CHUNK ? size : CHUNK);

		if (written <= 0)
			return false;
		text += written;
		size -= (size_t)written;
	}
	return !size;
}

static void say(const struct tl_terminal *terminal, const char *text)
{
	write_without_waiting(terminal->out, text, strlen(text));
}

void tl_terminal_enter(struct tl_terminal *terminal)
{
	struct termios keys;

	if (!terminal->is_terminal)
		return;
	/* a background job may not touch the terminal's settings: it would be stopped */
	terminal->has_keys = false;
	if (terminal->has_before && tcgetpgrp(STDIN_FILENO) == getpgrp()) {
		keys = terminal->before;
		keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		keys.c_iflag &= ~(tcflag_t)ICRNL; /* Enter is told from Ctrl-J */
		keys.c_cc[VMIN] = 1;
		keys.c_cc[VTIME] = 0;
		terminal->has_keys = !tcsetattr(STDIN_FILENO, TCSANOW, &keys);
	}
	say(terminal, terminal->has_own_page ? OWN_PAGE HIDE_CURSOR : CLEAR HIDE_CURSOR);
}

void tl_terminal_leave(const struct tl_terminal *terminal)
{
	if (terminal->has_keys)
		tcsetattr(STDIN_FILENO, TCSANOW, &terminal->before);
	if (terminal->is_terminal)
		say(terminal, terminal->has_own_page ? SHOW_CURSOR FORMER_PAGE : SHOW_CURSOR "\n");
}

void tl_terminal_open(struct tl_terminal *terminal, FILE *out, bool own_page)
{
	*terminal = (struct tl_terminal){
		.out = out,
		.is_terminal = isatty(fileno(out)) && !tl_terminal_is_dumb(getenv("TERM")),
		.has_own_page = own_page,
		.looks = tl_looks_of_environment(),
	};
	terminal->has_before = !tcgetattr(STDIN_FILENO, &terminal->before);
	tl_terminal_enter(terminal);
}

void tl_terminal_size(const struct tl_terminal *terminal, unsigned int *columns, unsigned int *rows)
{
	const char *wanted = getenv("COLUMNS");
	struct winsize size;

	*columns = wanted && atoi(wanted) > 0 ? (unsigned int)atoi(wanted) : PLAIN_COLUMNS;
	*rows = PLAIN_ROWS;
	if (!terminal->is_terminal || ioctl(fileno(terminal->out), TIOCGWINSZ, &size) || !size.ws_col || !size.ws_row)
		return;
	*columns = size.ws_col;
	*rows = size.ws_row;
}

/* Composed in memory and written at once: a terminal shows no half-drawn table. */
void tl_terminal_draw(const struct tl_terminal *terminal, struct tl_screen *screen)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	if (!memory)
		return;
	tl_screen_draw(screen, memory);
	if (fclose(memory) || !write_without_waiting(terminal->out, text, size))
		tl_screen_forget(screen); /* nobody knows what is there now */
	free(text);
}
