// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Files that root opens for a user without rights, and files that root believes. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/trust.h"
#include "privileges/output_file.h"

#define NOBODY 65534
#define FLAGS  (O_RDWR | O_CREAT | O_APPEND)

static const struct tl_identity nobody = {.user = NOBODY, .group = NOBODY, .changes = true};
static char folder[] = "/tmp/tapless-test-XXXXXX";
static char path[64], secret[64];

static void own_folder(uid_t user, mode_t mode)
{
	assert_int_equal(chown(folder, user, user), 0);
	assert_int_equal(chmod(folder, mode), 0);
}

/* Opens `path`; its owner and mode, or -1 and errno. */
static int open_it(struct stat *status)
{
	int file = tl_output_file_open(path, FLAGS);

	if (file < 0)
		return -errno;
	assert_int_equal(fstat(file, status), 0);
	close(file);
	return 0;
}

static void new_files_are_the_owners(void **state)
{
	struct stat status = {};

	(void)state;
	for (int i = 0; i < 2; i++) {
		own_folder(i ? NOBODY : 0, 0700); /* root opens for him, then he himself */
		assert_int_equal(open_it(&status), 0);
		assert_int_equal(status.st_uid, NOBODY);
		assert_int_equal(status.st_gid, NOBODY);
		assert_int_equal(status.st_mode & 07777, 0640);
		assert_int_equal(open_it(&status), 0); /* again: it is there now */
		assert_int_equal(unlink(path), 0);
	}
	assert_int_equal(geteuid(), 0);
}

static void a_link_leads_root_nowhere(void **state)
{
	struct stat status;

	(void)state;
	assert_int_equal(symlink(secret, path), 0);
	own_folder(NOBODY, 0700); /* his own folder: he made the link */
	assert_int_equal(open_it(&status), -EACCES);
	own_folder(0, 0777); /* or anybody did */
	assert_int_equal(open_it(&status), -EACCES);
	own_folder(0, 0700); /* even the administrator */
	assert_int_equal(open_it(&status), -ELOOP);
	assert_int_equal(unlink(path), 0);
}

static void roots_file_in_his_folder_stays_roots(void **state)
{
	struct stat status;

	(void)state;
	own_folder(NOBODY, 0700);
	assert_int_equal(close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)), 0);
	assert_int_equal(open_it(&status), -EACCES);
	assert_int_equal(unlink(path), 0);
}

static bool trusts(uid_t user, gid_t group, mode_t mode)
{
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	bool trusted;

	assert_int_equal(fchown(file, user, group), 0);
	assert_int_equal(fchmod(file, mode), 0);
	trusted = tl_trust(file, path);
	close(file);
	assert_int_equal(unlink(path), 0);
	return trusted;
}

static void files_that_others_can_write_are_not_believed(void **state)
{
	(void)state;
	own_folder(0, 0700);
	unsetenv("SUDO_UID");
	assert_true(trusts(0, 0, 0644));
	assert_true(trusts(0, NOBODY, 0640));
	assert_true(trusts(0, 0, 0664));
	assert_false(trusts(0, 0, 0646));
	assert_false(trusts(0, NOBODY, 0660));
	assert_false(trusts(NOBODY, NOBODY, 0600));
	setenv("SUDO_UID", "65534", 1);
	assert_true(trusts(NOBODY, NOBODY, 0600));
	assert_false(trusts(NOBODY, NOBODY, 0620));
	unsetenv("SUDO_UID");
}

static int begin(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/flows.json", folder);
	snprintf(secret, sizeof(secret), "%s-secret", folder);
	tl_output_file_owner(&nobody);
	return close(open(secret, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static int end(void **state)
{
	(void)state;
	return unlink(secret) || rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_files_are_the_owners),
		cmocka_unit_test(a_link_leads_root_nowhere),
		cmocka_unit_test(roots_file_in_his_folder_stays_roots),
		cmocka_unit_test(files_that_others_can_write_are_not_believed),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
