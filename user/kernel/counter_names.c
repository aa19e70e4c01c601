// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "counter_names.h"

const char *const tl_hook_names[] = {
#define X(symbol, name) name,
	TL_HOOK_LIST(X)
#undef X
};

const char *const tl_reason_names[] = {
#define X(symbol, name, meaning) name,
	TL_REASON_LIST(X)
#undef X
};

const char *const tl_reason_meanings[] = {
#define X(symbol, name, meaning) meaning,
	TL_REASON_LIST(X)
#undef X
};

const char *const tl_event_names[] = {
#define X(symbol, name, meaning) name,
	TL_EVENT_LIST(X)
#undef X
};
