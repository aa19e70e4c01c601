// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "system_calls.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/prctl.h>
#include <linux/sockios.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* Allowed with any arguments: what they reach is limited by the user, by Landlock and by the rows further down. */
static const struct {
	const char *reason;
	const char *names;
} calls[] = {
	{"memory", "brk munmap mremap madvise"},
	{"threads", "futex set_robust_list rseq gettid sched_yield sched_getaffinity exit exit_group membarrier"},
	{"signals", "rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack signalfd4 restart_syscall"},
	{"time", "clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time timerfd_create "
		 "timerfd_settime timerfd_gettime"},
	{"waiting", "poll ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2 pipe2"},
	{"descriptors", "read readv pread64 preadv write writev pwrite64 pwritev lseek close close_range fcntl dup "
			"dup3 flock"},
	{"files", "open openat access faccessat faccessat2 stat lstat fstat newfstatat statx statfs fstatfs readlink "
		  "readlinkat getdents64 getcwd"},
	{"output files, their rotation, pins, the state", "ftruncate fallocate fsync fdatasync sendfile rename "
							  "renameat renameat2 unlink unlinkat rmdir mkdir mkdirat "
							  "umask"},
	{"the history: what SQLite has beside a database gets the owner and mode of that", "fchown fchmod"},
	{"databases are copied into memory", "memfd_create"},
	{"collectors, resolvers, netlink", "connect bind getsockname getpeername getsockopt setsockopt sendto sendmsg "
					   "sendmmsg recvfrom recvmsg recvmmsg shutdown"},
	{"who asks how the meter is (--listen)", "accept accept4"},
	{"who and where", "getpid getppid getpgrp getuid geteuid getgid getegid uname sysinfo getrandom getrlimit"},
	{"raising CAP_NET_ADMIN around an attach", "capget capset"},
};

/* Allowed if an argument is one of these; `mask` 0: all its bits count. */
static const struct {
	const char *reason;
	const char *call;
	unsigned int argument;
	scmp_datum_t mask;
	scmp_datum_t value;
} conditions[] = {
	{"no memory becomes code", "mmap", 2, PROT_EXEC, 0},
	{"no memory becomes code", "mprotect", 2, PROT_EXEC, 0},
	{"threads, no processes", "clone", 0, CLONE_THREAD, CLONE_THREAD},
	{"limits are read, not set", "prlimit64", 2, 0, 0},
	{"names of threads", "prctl", 0, 0, PR_SET_NAME},
	{"collectors, resolvers", "socket", 0, 0, AF_INET},
	{"collectors, resolvers", "socket", 0, 0, AF_INET6},
	{"nscd, systemd-resolved, the journal", "socket", 0, 0, AF_UNIX},
	{"following interfaces, tc filters", "socket", 0, 0, AF_NETLINK},
	{"size of the terminal", "ioctl", 1, 0, TIOCGWINSZ},
	{"is it a terminal", "ioctl", 1, 0, TCGETS},
	{"who has the terminal's keys", "ioctl", 1, 0, TIOCGPGRP},
	{"keys of the terminal", "ioctl", 1, 0, TCSETS},
	{"keys of the terminal", "ioctl", 1, 0, TCSETSW},
	{"keys of the terminal", "ioctl", 1, 0, TCSETSF},
	{"what waits in a socket", "ioctl", 1, 0, FIONREAD},
	{"what waits in a socket", "ioctl", 1, 0, SIOCOUTQ},
	{"number of an interface", "ioctl", 1, 0, SIOCGIFINDEX},
	{"name of an interface", "ioctl", 1, 0, SIOCGIFNAME},
	{"link type of an interface", "ioctl", 1, 0, SIOCGIFHWADDR},
	{"offloads of an interface", "ioctl", 1, 0, SIOCETHTOOL},
	{"maps", "bpf", 0, 0, BPF_MAP_LOOKUP_ELEM},
	{"maps", "bpf", 0, 0, BPF_MAP_UPDATE_ELEM},
	{"maps", "bpf", 0, 0, BPF_MAP_DELETE_ELEM},
	{"maps", "bpf", 0, 0, BPF_MAP_GET_NEXT_KEY},
	{"maps", "bpf", 0, 0, BPF_MAP_LOOKUP_BATCH},
	{"maps", "bpf", 0, 0, BPF_MAP_UPDATE_BATCH},
	{"maps", "bpf", 0, 0, BPF_MAP_DELETE_BATCH},
	{"pins of links that come later", "bpf", 0, 0, BPF_OBJ_PIN},
	{"pins", "bpf", 0, 0, BPF_OBJ_GET},
	{"which object is it", "bpf", 0, 0, BPF_OBJ_GET_INFO_BY_FD},
	{"the sweep", "bpf", 0, 0, BPF_PROG_TEST_RUN},
	{"who else is at a hook", "bpf", 0, 0, BPF_PROG_QUERY},
	{"who else is at a hook", "bpf", 0, 0, BPF_PROG_GET_FD_BY_ID},
	{"links", "bpf", 0, 0, BPF_LINK_CREATE},
	{"links", "bpf", 0, 0, BPF_LINK_UPDATE},
	{"links", "bpf", 0, 0, BPF_LINK_DETACH},
};

static int allow(scmp_filter_ctx filter, const char *name)
{
	int number = seccomp_syscall_resolve_name(name);
	/* one that this machine lacks (arm64 has no open, only openat) */
	int error = number < 0 ? 0 : seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);

	return error;
}

static int allow_words(scmp_filter_ctx filter, const char *names)
{
	char *copy = strdup(names), *rest = NULL;
	int error = copy ? 0 : -ENOMEM;

	for (char *name = copy ? strtok_r(copy, " ", &rest) : NULL; name && !error; name = strtok_r(NULL, " ", &rest))
		error = allow(filter, name);
	free(copy);
	return error;
}

static int add_rules(scmp_filter_ctx filter)
{
	int error = 0;

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]) && !error; i++)
		error = allow_words(filter, calls[i].names);
	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]) && !error; i++) {
		int number = seccomp_syscall_resolve_name(conditions[i].call);
		struct scmp_arg_cmp argument = {.arg = conditions[i].argument,
						.op = conditions[i].mask ? SCMP_CMP_MASKED_EQ : SCMP_CMP_EQ,
						.datum_a =
							conditions[i].mask ? conditions[i].mask : conditions[i].value,
						.datum_b = conditions[i].mask ? conditions[i].value : 0};

		if (number >= 0)
			error = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, 1, &argument);
	}
	/* Its flags are in memory, where no filter can see them: glibc then takes clone. */
	if (!error)
		error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	return error;
}

/* Writes by hand what no function may be called for in a signal handler. */
static void say_trapped(int number, siginfo_t *about, void *context)
{
	char text[64] = "tapless: the sandbox forbids system call ";
	size_t length = strlen(text);

	(void)number;
	(void)context;
	for (int power = 100; power; power /= 10)
		text[length++] = (char)('0' + about->si_syscall / power % 10);
	text[length++] = '\n';
	if (write(STDERR_FILENO, text, length) < 0)
		_exit(1);
	_exit(159); /* 128 + SIGSYS, as a shell shows it */
}

int tl_system_calls_restrict(bool trap)
{
	struct sigaction on_trap = {.sa_sigaction = say_trapped, .sa_flags = SA_SIGINFO};
	scmp_filter_ctx filter = seccomp_init(trap ? SCMP_ACT_TRAP : SCMP_ACT_ERRNO(EPERM));
	int error;

	if (!filter)
		return -ENOMEM;
	if (trap)
		sigaction(SIGSYS, &on_trap, NULL);
	error = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (!error)
		error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_LOG, 1);
	if (!error)
		error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a binary tree: 110 rows */
	if (!error)
		error = add_rules(filter);
	if (!error)
		error = seccomp_load(filter);
	seccomp_release(filter);
	return error;
}
