/*
 * torture.c - one golden case again and again, each time with another call failing.
 *
 * usage: torture alloc|read once|on STRIDE FIRST MARK INPUT ARGUMENT...
 *
 * Every run is a child of its own.  The first has no fault and says what is right; then call n fails, n = FIRST, FIRST + STRIDE, ...
 * until a run has fewer calls than that.  A run may print and answer exactly what is right; or fail with code 2 or 3 and words
 * on standard error; or say that it is not complete: code 1 or 4 and MARK in what it prints.  Anything else - a
 * crash, a leak, a hang, less output without a word - is a failure of the test.  With TORTURE_TRACE set the failing call
 * writes its stack to standard error.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "torture/faults.h"

#define OUT_MAX (4u << 20)
#define MAX_FAILURES 8

int umbra_main(int argc, char **argv);

typedef struct outcome {
	char    *out;      /* standard output, then a NUL */
	size_t   n_out, n_err;
	char     err[16384];
	int      code;     /* of exit; -1: killed by a signal */
	uint64_t n_calls;
} outcome;

static uint64_t *shared; /* the child tells how many calls it made */

/* The child: the command with its three streams set, and the fault. */
static void be_command(faults_plan plan, const char *input, int out, int err, int argc, char **argv)
{
	int in = open(input, O_RDONLY);

	if (in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(120);
	alarm(600); /* for what hangs; no slow machine takes as long */
	faults_set(plan);
	argc   = umbra_main(argc, argv);
	*shared = faults_count(plan.kind);
	faults_set((faults_plan){ 0 });
	exit(argc);
}

static void read_all(int fd, outcome *o)
{
	ssize_t n;

	o->n_out = 0;
	while ((n = read(fd, o->out + o->n_out, OUT_MAX - 1 - o->n_out)) > 0)
		o->n_out += (size_t)n;
	o->out[o->n_out] = 0;
}

/* How much of it was known before is the one thing in which a run with a state may differ. */
static void forget_known(outcome *o)
{
	static const char mark[] = "\"known_units\":";
	char             *at     = strstr(o->out, mark), *end;

	if (!at)
		return;
	end = strchr(at, ',');
	memmove(at, end + 1, o->n_out - (size_t)(end + 1 - o->out) + 1);
	o->n_out -= (size_t)(end + 1 - at);
}

static void run(faults_plan plan, const char *input, int argc, char **argv, outcome *o)
{
	int   pipes[2], err = memfd_create("err", 0), status = 0;
	pid_t child;

	*shared = UINT64_MAX;
	fflush(NULL);
	if (err < 0 || pipe(pipes) != 0 || (child = fork()) < 0) {
		perror("torture");
		exit(2);
	}
	if (child == 0) {
		close(pipes[0]);
		be_command(plan, input, pipes[1], err, argc, argv);
	}
	close(pipes[1]);
	read_all(pipes[0], o);
	forget_known(o);
	close(pipes[0]);
	waitpid(child, &status, 0);
	o->code    = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	o->n_calls = *shared;
	o->n_err   = (size_t)lseek(err, 0, SEEK_END);
	status     = (int)pread(err, o->err, sizeof(o->err) - 1, 0);
	o->err[status > 0 ? status : 0] = 0;
	close(err);
}

/* The time a run took stands in the text report. */
static int same_output(const outcome *a, const outcome *b)
{
	const char *mark = " s with ", *x = strstr(a->out, mark), *y = strstr(b->out, mark);

	if (!x || !y)
		return a->n_out == b->n_out && memcmp(a->out, b->out, a->n_out) == 0;
	if (strcmp(x, y) != 0)
		return 0;
	while (x > a->out && (x[-1] == '.' || (x[-1] >= '0' && x[-1] <= '9')))
		x--;
	while (y > b->out && (y[-1] == '.' || (y[-1] >= '0' && y[-1] <= '9')))
		y--;
	return x - a->out == y - b->out && memcmp(a->out, b->out, (size_t)(x - a->out)) == 0;
}

static int is_right(const outcome *want, const outcome *got, const char *mark)
{
	if (got->code == want->code && same_output(want, got))
		return 1;
	if (got->code == 2 || got->code == 3)
		return got->n_err > 0;
	return (got->code == 1 || got->code == 4) && (strstr(got->out, mark) || strstr(got->err, mark));
}

static uint64_t number(const char *digits)
{
	uint64_t n = 0;

	for (; *digits >= '0' && *digits <= '9'; digits++)
		n = n * 10 + (uint64_t)(*digits - '0');
	return n;
}

int main(int argc, char **argv)
{
	static outcome want, got;
	faults_plan    plan = { FAULTS_ALLOC, 0, 0 };
	uint64_t       stride, n_runs = 0;
	unsigned       n_failures = 0;

	if (argc < 8)
		return 2;
	plan.kind     = strcmp(argv[1], "read") == 0 ? FAULTS_READ : FAULTS_ALLOC;
	plan.for_good = strcmp(argv[2], "on") == 0;
	stride        = number(argv[3]);
	shared        = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	want.out      = malloc(OUT_MAX);
	got.out       = malloc(OUT_MAX);
	if (!stride || !number(argv[4]) || shared == MAP_FAILED || !want.out || !got.out)
		return 2;
	/* argv[6] becomes the name of the command, with its arguments behind it */
	run(plan, argv[6], argc - 6, argv + 6, &want);
	for (plan.at = number(argv[4]); plan.at <= want.n_calls && n_failures < MAX_FAILURES; plan.at += stride, n_runs++) {
		run(plan, argv[6], argc - 6, argv + 6, &got);
		if (is_right(&want, &got, argv[5]))
			continue;
		n_failures++;
		printf("FAIL %s %llu fails%s: code %d (not %d)\n%.1500s\n%.1500s\n", argv[1], (unsigned long long)plan.at,
		       plan.for_good ? " and all after it" : "", got.code, want.code, got.err, got.n_out > 1500 ? got.out + got.n_out - 1500 : got.out);
	}
	printf("%s %s: %llu calls, %llu runs, %u wrong\n", argv[1], argv[2], (unsigned long long)want.n_calls, (unsigned long long)n_runs, n_failures);
	free(want.out);
	free(got.out);
	return n_failures || !n_runs ? 1 : 0;
}
