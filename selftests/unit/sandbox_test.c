// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the daemon's sandbox forbids and allows: each attempt is made by root in a child without it, then in one inside. */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <netdb.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "privileges/capabilities.h"
#include "privileges/sandbox.h"

#define NOBODY 65534

static char folder[] = "/tmp/tapless-test-XXXXXX"; /* nobody's, and allowed */

/* An attempt: 0 if it worked, else errno. */
typedef int attempt_function(void);

static int worked(long result)
{
	return result < 0 ? errno : 0;
}

static int opened(const char *path, int flags)
{
	return worked(open(path, flags | O_CLOEXEC, 0600));
}

static int run_program(void)
{
	execl("/bin/true", "true", NULL);
	return errno;
}

static int run_program_of_descriptor(void)
{
	char *const none[] = {NULL};

	syscall(SYS_execveat, open("/bin/true", O_PATH | O_CLOEXEC), "", none, none, AT_EMPTY_PATH);
	return errno;
}

static int make_process(void)
{
	pid_t child = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);

	if (!child)
		_exit(0);
	return worked(child);
}

static int read_passwords(void)
{
	return opened("/etc/shadow", O_RDONLY);
}

static int read_outside(void)
{
	return opened("/usr/bin/env", O_RDONLY);
}

static int write_outside(void)
{
	char path[64];
	int result;

	snprintf(path, sizeof(path), "/tmp/tapless-outside-%d", getpid());
	result = opened(path, O_WRONLY | O_CREAT);
	if (!result)
		unlink(path);
	return result;
}

static int trace_parent(void)
{
	return worked(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int become_root(void)
{
	return worked(setresuid(0, 0, 0));
}

static int mount_anything(void)
{
	return unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)
		       ? errno
		       : worked(mount("none", "/mnt", "tmpfs", 0, NULL));
}

static int leave_namespace(void)
{
	return worked(unshare(CLONE_NEWNET));
}

static int listen_to_the_wire(void)
{
	return worked(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
}

static int send_raw(void)
{
	return worked(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW));
}

static int make_map(void)
{
	union bpf_attr attributes = {.map_type = BPF_MAP_TYPE_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};

	return worked(syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof(attributes)));
}

static int signal_others(void)
{
	return worked(kill(getppid(), 0));
}

static int make_code(void)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? errno : 0;
}

static int change_owner(void)
{
	return worked(chown(folder, NOBODY, NOBODY));
}

static const struct {
	const char *what;
	attempt_function *attempt;
} forbidden[] = {
	{"execve", run_program},
	{"execveat", run_program_of_descriptor},
	{"a process of its own", make_process},
	{"reading /etc/shadow", read_passwords},
	{"reading what everybody may, outside", read_outside},
	{"writing where everybody may, outside", write_outside},
	{"ptrace", trace_parent},
	{"becoming root again", become_root},
	{"mount", mount_anything},
	{"another network namespace", leave_namespace},
	{"a packet socket", listen_to_the_wire},
	{"a raw socket", send_raw},
	{"making a BPF map", make_map},
	{"signals to others", signal_others},
	{"memory that is code", make_code},
	{"chown", change_owner},
};

/* Runs the attempt in a child of its own. Its result, or 256 + the signal that killed it. */
static int in_child(attempt_function *attempt, bool inside)
{
	const struct tl_identity nobody = {.user = NOBODY, .group = NOBODY, .changes = true};
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (!child) {
		tl_sandbox_begin();
		tl_sandbox_allow_path(folder, TL_ACCESS_WRITE);
		if (inside && tl_sandbox_enter(&nobody))
			_exit(255);
		_exit(attempt());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

static bool has_landlock(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, 1) > 0;
}

static void what_is_forbidden_fails_inside_only(void **state)
{
	bool wrong = false;

	(void)state;
	for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
		bool by_path = forbidden[i].attempt == read_outside || forbidden[i].attempt == write_outside;
		int outside = in_child(forbidden[i].attempt, false), inside = in_child(forbidden[i].attempt, true);

		if (by_path && !has_landlock())
			continue;
		if (!outside && (inside == EPERM || inside == EACCES))
			continue;
		print_message("# %s: %d outside, %d inside\n", forbidden[i].what, outside, inside);
		wrong = true;
	}
	assert_false(wrong);
}

static void *set(void *flag)
{
	*(int *)flag = 1;
	return NULL;
}

static int make_thread(void)
{
	pthread_t thread;
	int flag = 0, error = pthread_create(&thread, NULL, set, &flag);

	if (!error)
		error = pthread_join(thread, NULL);
	return error ? error : !flag;
}

static int write_and_rename(void)
{
	char from[64], to[64];
	int file;

	snprintf(from, sizeof(from), "%s/new", folder);
	snprintf(to, sizeof(to), "%s/old", folder);
	file = open(from, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
	if (file < 0 || write(file, "x", 1) != 1 || ftruncate(file, 0) || close(file) || rename(from, to))
		return errno;
	return worked(unlink(to));
}

static int find_host(void)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *list;

	if (getaddrinfo("localhost", "domain", &hints, &list))
		return 1;
	freeaddrinfo(list);
	return 0;
}

static int open_sockets(void)
{
	static const int families[] = {AF_INET, AF_INET6, AF_NETLINK, AF_UNIX};

	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if (socket(families[i], SOCK_DGRAM | SOCK_CLOEXEC, 0) < 0 && errno != EAFNOSUPPORT)
			return errno;
	return 0;
}

static void what_the_daemon_needs_works_inside(void **state)
{
	(void)state;
	assert_int_equal(in_child(make_thread, true), 0);
	assert_int_equal(in_child(write_and_rename, true), 0);
	assert_int_equal(in_child(find_host, true), 0);
	assert_int_equal(in_child(open_sockets, true), 0);
}

/* 0: the sets are as promised; else which check failed. */
static int look_at_capabilities(void)
{
	const __u64 admin = TL_CAPABILITY(CAP_NET_ADMIN);

	if (geteuid() != NOBODY || getegid() != NOBODY)
		return 1;
	if (tl_capabilities_effective())
		return 2;
	tl_capabilities_raise();
	tl_capabilities_raise();
	if (tl_capabilities_effective() != admin)
		return 3;
	tl_capabilities_lower();
	if (tl_capabilities_effective() != admin)
		return 4;
	tl_capabilities_lower();
	return tl_capabilities_effective() ? 5 : 0;
}

static void capabilities_are_raised_for_a_moment_only(void **state)
{
	(void)state;
	assert_int_equal(in_child(look_at_capabilities, true), 0);
}

static void trap_mode_ends_the_process(void **state)
{
	(void)state;
	setenv("TAPLESS_SANDBOX", "trap", 1);
	assert_int_equal(in_child(listen_to_the_wire, true), 159);
	unsetenv("TAPLESS_SANDBOX");
}

static void *sleep_long(void *unused)
{
	(void)unused;
	pause();
	return NULL;
}

static int enter_with_two_threads(void)
{
	const struct tl_identity nobody = {.user = NOBODY, .group = NOBODY, .changes = true};
	pthread_t thread;

	if (pthread_create(&thread, NULL, sleep_long, NULL))
		return 1;
	return -tl_sandbox_enter(&nobody);
}

static void threads_must_not_be_older_than_the_walls(void **state)
{
	(void)state;
	assert_int_equal(in_child(enter_with_two_threads, false), EBUSY);
}

static int make_folder(void **state)
{
	(void)state;
	unsetenv("TAPLESS_SANDBOX");
	return !mkdtemp(folder) || chown(folder, NOBODY, NOBODY);
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_forbidden_fails_inside_only),
		cmocka_unit_test(what_the_daemon_needs_works_inside),
		cmocka_unit_test(capabilities_are_raised_for_a_moment_only),
		cmocka_unit_test(trap_mode_ends_the_process),
		cmocka_unit_test(threads_must_not_be_older_than_the_walls),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
