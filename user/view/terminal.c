// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "terminal.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PLAIN_COLUMNS 120
#define PLAIN_ROWS    24

void tl_terminal_open(struct tl_terminal *terminal, FILE *out)
{
	struct termios keys;

	*terminal = (struct tl_terminal){.out = out, .is_terminal = isatty(fileno(out))};
	if (!terminal->is_terminal)
		return;
	/* a background job may not touch the terminal's settings: it would be stopped */
	if (tcgetpgrp(STDIN_FILENO) == getpgrp() && !tcgetattr(STDIN_FILENO, &terminal->before)) {
		keys = terminal->before;
		keys.c_lflag &= ~(ICANON | ECHO);
		terminal->has_keys = !tcsetattr(STDIN_FILENO, TCSANOW, &keys);
	}
	fputs("\033[H\033[2J\033[?25l", out);
	fflush(out);
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

bool tl_terminal_wait_quit(const struct tl_terminal *terminal, int milliseconds)
{
	struct pollfd input = {.fd = terminal->has_keys ? STDIN_FILENO : -1, .events = POLLIN};
	char key;

	if (poll(&input, 1, milliseconds) <= 0 || !(input.revents & (POLLIN | POLLHUP)))
		return false;
	/* a terminal that has gone away reads nothing: nobody watches any more */
	return read(STDIN_FILENO, &key, 1) != 1 || key == 'q' || key == 'Q';
}

void tl_terminal_close(struct tl_terminal *terminal)
{
	if (terminal->has_keys)
		tcsetattr(STDIN_FILENO, TCSANOW, &terminal->before);
	if (terminal->is_terminal) {
		fputs("\033[?25h\n", terminal->out);
		fflush(terminal->out);
	}
	terminal->has_keys = terminal->is_terminal = false;
}
