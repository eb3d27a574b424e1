/*
 * torture.c - one golden case again and again, each time with another call failing.
 *
 * usage: torture alloc|read once|on STRIDE SHIFT MARK INPUT ARGUMENT... // ARGUMENT...
 *
 * Every run is a child of its own.  The first has no fault and says what is right, and who makes each call; torture/chosen.h says
 * which of them are tried, where the ARGUMENTs behind // are what another test tries: each STRIDE-th of those, beginning
 * with SHIFT, fails in a run.  A run may print and answer exactly what is right; or fail with code 2 or 3 and words
 * on standard error; or say that it is not complete: code 1 or 4 and MARK in what it prints (or one of several, with | between them).
 * Anything else - a
 * crash, a leak, a hang, less output without a word - is a failure of the test.  With TORTURE_TRACE set the failing call
 * writes its stack to standard error.
 */
#include <git2.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "torture/chosen.h"
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

/* What the child tells: how many calls it made; and, of a run without a fault, from where. */
static struct {
	uint64_t n_calls;
	uint64_t stack[CHOSEN_CALLS_MAX];
} *shared;

/* The child: the command with its three streams set, and the fault. */
static void be_command(faults_plan plan, const char *input, int out, int err, int argc, char **argv)
{
	int in = open(input, O_RDONLY);

	if (in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(120);
	alarm(600); /* for what hangs; no slow machine takes as long */
	if (plan.at == 0)
		faults_note(plan.kind, shared->stack, CHOSEN_CALLS_MAX);
	faults_set(plan);
	argc   = umbra_main(argc, argv);
	shared->n_calls = faults_count(plan.kind);
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

	shared->n_calls = UINT64_MAX;
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
	o->n_calls = shared->n_calls;
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

static int says(const outcome *o, const char *marks)
{
	char one[64];

	for (size_t n; *marks; marks += n + (marks[n] == '|')) {
		n = strcspn(marks, "|");
		if (n >= sizeof(one))
			return 0;
		memcpy(one, marks, n);
		one[n] = 0;
		if (strstr(o->out, one) || strstr(o->err, one))
			return 1;
	}
	return 0;
}

static int is_right(const outcome *want, const outcome *got, const char *marks)
{
	if (got->code == want->code && same_output(want, got))
		return 1;
	if (got->code == 2 || got->code == 3)
		return got->n_err > 0;
	return (got->code == 1 || got->code == 4) && says(got, marks);
}

static uint64_t number(const char *digits)
{
	uint64_t n = 0;

	for (; *digits >= '0' && *digits <= '9'; digits++)
		n = n * 10 + (uint64_t)(*digits - '0');
	return n;
}

/* A run without a fault: how many calls there are, and whose. */
static void run_whole(faults_kind kind, const char *input, int argc, char **argv, outcome *o)
{
	memset(shared->stack, 0, sizeof(shared->stack));
	run((faults_plan){ kind, 0, 0 }, input, argc, argv, o);
	if (o->n_calls > 0 && o->n_calls <= CHOSEN_CALLS_MAX && (o->code == 0 || o->code == 1))
		return;
	printf("FAIL without a fault: code %d, %llu calls\n%s\n", o->code, (unsigned long long)o->n_calls, o->err);
	exit(2);
}

/* Once for all runs: libgit2 takes ten milliseconds to load and to read certificates, by calls of its own, which do not fail. */
static void load_libgit2(void)
{
	void *lib = dlopen("libgit2.so." LIBGIT2_SOVERSION, RTLD_NOW | RTLD_LOCAL);
	int (*init)(void);

	*(void **)&init = lib ? dlsym(lib, "git_libgit2_init") : NULL;
	if (init)
		init();
}

/* The word behind which stands what another test tries. */
static int other_test(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "//") == 0)
			return i;
	return argc;
}

int main(int argc, char **argv)
{
	static outcome  want, got;
	static uint64_t chosen[CHOSEN_CALLS_MAX];
	faults_plan     plan = { FAULTS_ALLOC, 0, 0 };
	uint64_t        stride, shift, n_chosen, n_runs = 0;
	unsigned        n_failures = 0;
	int             other = other_test(argc, argv), is_elsewhere = other < argc;

	if (other < 8)
		return 2;
	if (strcmp(argv[7], "git") == 0)
		load_libgit2();
	plan.kind     = strcmp(argv[1], "read") == 0 ? FAULTS_READ : FAULTS_ALLOC;
	plan.for_good = strcmp(argv[2], "on") == 0;
	stride        = number(argv[3]);
	shift         = number(argv[4]);
	shared        = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	want.out      = malloc(OUT_MAX);
	got.out       = malloc(OUT_MAX);
	if (!stride || shared == MAP_FAILED || !want.out || !got.out)
		return 2;
	/* argv[6] and the word "//" become the name of the command, with its arguments behind it */
	if (is_elsewhere) {
		run_whole(plan.kind, argv[6], argc - other, argv + other, &got);
		chosen_elsewhere(shared->stack, got.n_calls);
		argv[other] = NULL;
	}
	run_whole(plan.kind, argv[6], other - 6, argv + 6, &want);
	n_chosen = chosen_of(shared->stack, want.n_calls, shift, chosen);
	for (uint64_t i = n_chosen ? shift % (stride < n_chosen ? stride : n_chosen) : 0; i < n_chosen && n_failures < MAX_FAILURES; i += stride, n_runs++) {
		plan.at = chosen[i];
		run(plan, argv[6], other - 6, argv + 6, &got);
		if (is_right(&want, &got, argv[5]))
			continue;
		n_failures++;
		printf("FAIL %s %llu fails%s: code %d (not %d)\n%.1500s\n%.1500s\n", argv[1], (unsigned long long)plan.at,
		       plan.for_good ? " and all after it" : "", got.code, want.code, got.err, got.n_out > 1500 ? got.out + got.n_out - 1500 : got.out);
	}
	printf("%s %s: %llu calls, %llu chosen, %llu runs, %u wrong\n", argv[1], argv[2], (unsigned long long)want.n_calls,
	       (unsigned long long)n_chosen, (unsigned long long)n_runs, n_failures);
	free(want.out);
	free(got.out);
	/* What is all tried elsewhere may be fewer than one in so many. */
	return n_failures || (!n_runs && !is_elsewhere) ? 1 : 0;
}
