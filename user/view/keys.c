// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "keys.h"

#include <string.h>

#include "grouping.h"

const struct tl_binding tl_bindings[] = {
	{{'?', 'H'}, "?", "this help; any key goes back", TL_ACTION_HELP, 0},
	{{'q', 'Q'}, "q", "end; so does Ctrl-C", TL_ACTION_QUIT, 0},
	{{'f'}, "f", "a line for each flow (connection, both directions)", TL_ACTION_GROUP, TL_GROUPING_FLOW},
	{{'a'}, "a", "a line for each application", TL_ACTION_GROUP, TL_GROUPING_APPLICATION},
	{{'h'}, "h", "a line for each host, at either end", TL_ACTION_GROUP, TL_GROUPING_HOST},
	{{'n'}, "n", "a line for each name of a server (TLS SNI, HTTP Host)", TL_ACTION_GROUP, TL_GROUPING_NAME},
	{{'s'}, "s", "a line for each autonomous system, at either end", TL_ACTION_GROUP, TL_GROUPING_SYSTEM},
	{{'c'}, "c", "a line for each country, at either end", TL_ACTION_GROUP, TL_GROUPING_COUNTRY},
	{{'t'}, "t", "a line for each city (town), at either end", TL_ACTION_GROUP, TL_GROUPING_CITY},
	{{'o'}, "o", "a line for each own network (--networks), at either end", TL_ACTION_GROUP, TL_GROUPING_OWN},
	{{'i'}, "i", "a line for each interface that counted", TL_ACTION_GROUP, TL_GROUPING_INTERFACE},
	{{'<', ',', TL_KEY_LEFT}, "< Left", "sort by the column on the left", TL_ACTION_SORT, -1},
	{{'>', '.', TL_KEY_RIGHT}, "> Right", "sort by the column on the right", TL_ACTION_SORT, 1},
	{{'r'}, "r", "sort the other way round", TL_ACTION_REVERSE, 0},
	{{'/'}, "/", "filter, or words to look for; empty: all flows", TL_ACTION_FILTER, 0},
	{{' ', 'p'}, "Space p", "pause, and go on", TL_ACTION_PAUSE, 0},
	{{TL_KEY_ENTER, '\n'}, "Enter", "details of the flow; or the flows of the line", TL_ACTION_OPEN, 0},
	{{TL_KEY_ESCAPE, TL_KEY_BACKSPACE, 8}, "Esc", "back; at last takes the filter away", TL_ACTION_BACK, 0},
	{{TL_KEY_UP, 'k'}, "Up k", "one line up", TL_ACTION_MOVE, -1},
	{{TL_KEY_DOWN, 'j'}, "Down j", "one line down", TL_ACTION_MOVE, 1},
	{{TL_KEY_PAGE_UP, 2}, "PgUp ^B", "one page up", TL_ACTION_MOVE_PAGE, -1},
	{{TL_KEY_PAGE_DOWN, 6}, "PgDn ^F", "one page down", TL_ACTION_MOVE_PAGE, 1},
	{{TL_KEY_HOME, 'g'}, "Home g", "to the first line; then the choice stays on top", TL_ACTION_FIRST, 0},
	{{TL_KEY_END, 'G'}, "End G", "to the last line", TL_ACTION_LAST, 0},
	{{'-'}, "-", "refresh half as often", TL_ACTION_SLOWER, 1},
	{{'+', '='}, "+", "refresh twice as often", TL_ACTION_SLOWER, -1},
	{{TL_KEY_REDRAW}, "^L", "draw the screen anew", TL_ACTION_REDRAW, 0},
};

const unsigned int tl_binding_count = sizeof(tl_bindings) / sizeof(tl_bindings[0]);

const struct tl_binding *tl_binding_of(int key)
{
	for (unsigned int i = 0; i < tl_binding_count; i++)
		for (unsigned int j = 0; j < sizeof(tl_bindings[i].keys) / sizeof(int) && tl_bindings[i].keys[j]; j++)
			if (tl_bindings[i].keys[j] == key)
				return &tl_bindings[i];
	return NULL;
}

/* ESC [ or ESC O, parameters, a final letter (ECMA-48 5.4), as xterm, VT220 and the Linux console send them. */
static const struct {
	const char *sequence; /* behind the ESC; O is taken for [ */
	int key;
} sequences[] = {
	{"[A", TL_KEY_UP},	   {"[B", TL_KEY_DOWN},	 {"[C", TL_KEY_RIGHT},	  {"[D", TL_KEY_LEFT},
	{"[H", TL_KEY_HOME},	   {"[F", TL_KEY_END},	 {"[1~", TL_KEY_HOME},	  {"[7~", TL_KEY_HOME},
	{"[4~", TL_KEY_END},	   {"[8~", TL_KEY_END},	 {"[5~", TL_KEY_PAGE_UP}, {"[6~", TL_KEY_PAGE_DOWN},
	{"[3~", TL_KEY_BACKSPACE}, {"[M", TL_KEY_ENTER},
};

static bool is_final(char octet)
{
	return octet >= 0x40 && octet <= 0x7e;
}

int tl_key_decode(const char *octets, size_t count, bool more, size_t *used)
{
	size_t end = 2;

	*used = count ? 1 : 0;
	if (!count)
		return TL_KEY_NONE;
	if (octets[0] != TL_KEY_ESCAPE || (count == 1 && !more) || (count > 1 && octets[1] != '[' && octets[1] != 'O'))
		return (unsigned char)octets[0];
	while (end < count && !is_final(octets[end]))
		end++;
	if (count == 1 || end == count) { /* a sequence that is cut: wait, or take what there is */
		*used = more ? 0 : count;
		return TL_KEY_NONE;
	}
	*used = end + 1;
	for (size_t i = 0; i < sizeof(sequences) / sizeof(sequences[0]); i++)
		if (strlen(sequences[i].sequence) == end && !memcmp(octets + 2, sequences[i].sequence + 1, end - 1))
			return sequences[i].key;
	return TL_KEY_NONE;
}
