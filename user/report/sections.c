// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "section.h"

/* In the order they are shown. */
const struct tl_section *const tl_report_sections[] = {
	&tl_section_volume,    &tl_section_anomalies, &tl_section_applications, &tl_section_hosts, &tl_section_names,
	&tl_section_countries, &tl_section_systems,   &tl_section_times,	&tl_section_tls,   NULL,
};

const struct tl_section *const tl_investigation_sections[] = {
	&tl_section_who, &tl_section_sites, &tl_section_clients, &tl_section_neighbours, &tl_section_timeline, NULL,
};
