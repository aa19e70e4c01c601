// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "brief_pages.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#define PAGE_MAX (1ull << 56) /* a page of a higher number is none that tapless wrote, nor is page 0 */

struct tl_brief_count {
	UT_hash_handle hh;
	__u64 page;
	__u32 rows;
};

void tl_brief_pages_init(struct tl_brief_pages *pages, int map)
{
	memset(pages, 0, sizeof(*pages));
	pages->map = map;
}

void tl_brief_pages_fini(struct tl_brief_pages *pages)
{
	struct tl_brief_count *count, *next;

	HASH_ITER (hh, pages->counts, count, next) {
		HASH_DEL(pages->counts, count);
		free(count);
	}
}

static struct tl_brief_count *find(const struct tl_brief_pages *pages, __u64 page)
{
	struct tl_brief_count *count;

	HASH_FIND(hh, pages->counts, &page, sizeof(page), count);
	return count;
}

static int add(struct tl_brief_pages *pages, __u64 page, __u32 rows)
{
	struct tl_brief_count *count = calloc(1, sizeof(*count));

	if (!count)
		return -ENOMEM;
	count->page = page;
	count->rows = rows;
	HASH_ADD(hh, pages->counts, page, sizeof(count->page), count);
	if (count->hh.tbl)
		return 0;
	free(count);
	return -ENOMEM;
}

static void delete_page(const struct tl_brief_pages *pages, __u64 page)
{
	bpf_map_delete_elem(pages->map, &page);
}

void tl_brief_pages_each(const struct tl_brief_pages *pages, tl_brief_visit *visit, void *context)
{
	__u64 number, *before = NULL;
	struct tl_brief_page page;

	while (!bpf_map_get_next_key(pages->map, before, &number)) {
		before = &number;
		if (!number || number > PAGE_MAX || bpf_map_lookup_elem(pages->map, &number, &page))
			continue;
		for (__u32 i = 0; i < TL_BRIEF_ROWS; i++)
			if (page.rows[i].key.position)
				visit(context, number * TL_BRIEF_ROWS + i, &page.rows[i]);
	}
}

int tl_brief_pages_keep(struct tl_brief_pages *pages, __u64 row)
{
	struct tl_brief_count *count = find(pages, row / TL_BRIEF_ROWS);

	if (!count)
		return add(pages, row / TL_BRIEF_ROWS, 1);
	count->rows++;
	return 0;
}

__u64 tl_brief_pages_begin(struct tl_brief_pages *pages)
{
	__u64 number, next;
	bool more = !bpf_map_get_next_key(pages->map, NULL, &next);

	while (more) {
		number = next;
		more = !bpf_map_get_next_key(pages->map, &number, &next);
		if (!find(pages, number))
			delete_page(pages, number);
		else if (number > pages->number)
			pages->number = number;
	}
	pages->number++;
	return pages->number * TL_BRIEF_ROWS;
}

void tl_brief_pages_flush(struct tl_brief_pages *pages)
{
	if (pages->is_changed && bpf_map_update_elem(pages->map, &pages->number, &pages->last, BPF_ANY))
		pages->refused++;
	pages->is_changed = false;
}

/* Without memory to count its rows it stays until the next start: no row that counts is lost. */
static void turn_to(struct tl_brief_pages *pages, __u64 number)
{
	tl_brief_pages_flush(pages);
	if (pages->count)
		add(pages, pages->number, pages->count);
	else
		delete_page(pages, pages->number);
	memset(&pages->last, 0, sizeof(pages->last));
	pages->number = number;
	pages->count = 0;
}

void tl_brief_pages_write(struct tl_brief_pages *pages, __u64 row, const struct tl_open_version *version)
{
	if (row / TL_BRIEF_ROWS != pages->number)
		turn_to(pages, row / TL_BRIEF_ROWS);
	pages->last.rows[row % TL_BRIEF_ROWS] = *version;
	pages->count++;
	pages->is_changed = true;
}

/* Is the page still there? */
static bool count_down(struct tl_brief_pages *pages, __u64 number)
{
	struct tl_brief_count *count;

	if (number == pages->number) {
		pages->count -= pages->count > 0;
		return true;
	}
	count = find(pages, number);
	if (!count || --count->rows)
		return true;
	HASH_DEL(pages->counts, count);
	free(count);
	delete_page(pages, number);
	return false;
}

void tl_brief_pages_drop(struct tl_brief_pages *pages, __u64 row)
{
	count_down(pages, row / TL_BRIEF_ROWS);
}

static void wipe(struct tl_brief_page *page, __u64 row)
{
	memset(&page->rows[row % TL_BRIEF_ROWS], 0, sizeof(page->rows[0]));
}

void tl_brief_pages_erase(struct tl_brief_pages *pages, __u64 row)
{
	__u64 number = row / TL_BRIEF_ROWS;
	struct tl_brief_page page;

	if (number == pages->number) {
		wipe(&pages->last, row);
		pages->is_changed = true;
		return;
	}
	if (bpf_map_lookup_elem(pages->map, &number, &page))
		return;
	wipe(&page, row);
	bpf_map_update_elem(pages->map, &number, &page, BPF_EXIST);
}

void tl_brief_pages_wipe(struct tl_brief_pages *pages, __u64 row)
{
	if (count_down(pages, row / TL_BRIEF_ROWS))
		tl_brief_pages_erase(pages, row);
}
