/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What was measured, for a machine: a JSON line a figure, appended to the file that BENCH_FIGURES names; summary.py makes tables and
 * plots of them.
 */
#ifndef TAPLESS_SELFTESTS_FIGURES_H
#define TAPLESS_SELFTESTS_FIGURES_H

#include <stdio.h>
#include <stdlib.h>

static inline int figure_compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Sorts the values of all rounds. Their median. */
static inline double figure_median(double *values, unsigned int count)
{
	qsort(values, count, sizeof(values[0]), figure_compare);
	return values[count / 2];
}

static inline void figure_write(const char *part, const char *name, const char *unit, const double *values,
				unsigned int count)
{
	const char *path = getenv("BENCH_FIGURES");
	FILE *file = path ? fopen(path, "a") : NULL;

	if (!file)
		return;
	fprintf(file, "{\"part\":\"%s\",\"name\":\"%s\",\"unit\":\"%s\",\"values\":[", part, name, unit);
	for (unsigned int i = 0; i < count; i++)
		fprintf(file, "%s%.3f", i ? "," : "", values[i]);
	fprintf(file, "]}\n");
	fclose(file);
}

#endif
