/*
 * faults.c - the n-th allocation or the n-th read of a run fails, once or from then on.
 *
 * The torture program is the command linked with --wrap for the functions below, so that nothing of this is in the
 * product.  Libraries keep their own calls.  Allocations have their switch in base/alloc.h.
 */
#include "torture/faults.h"

#include <dirent.h>
#include <errno.h>
#include <execinfo.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"

static _Atomic uint64_t n_reads;
static uint64_t         allocs_before;
static faults_plan      plan;
static struct {
	faults_kind kind;
	uint64_t   *stack, cap;
} notes;

void faults_note(faults_kind kind, uint64_t *stack, uint64_t cap)
{
	void *frame[2];

	backtrace(frame, 2); /* which loads a library the first time */
	notes.stack = stack;
	notes.cap   = cap;
	notes.kind  = kind;
}

#define NOTED 8 /* frames, with ours and that of base/alloc.c */

static void note(uint64_t n)
{
	void    *frame[NOTED];
	int      depth = backtrace(frame, NOTED);
	uint64_t sum   = 0;

	for (int i = 0; i < depth; i++)
		sum = (sum ^ (uint64_t)(uintptr_t)frame[i]) * UINT64_C(0x9E3779B97F4A7C15);
	notes.stack[n - 1] = sum ? sum : 1;
}

/* What base/alloc.c asks the C library for, right behind its counting; whoever else asks makes no new number. */
static void note_alloc(void)
{
	uint64_t n = notes.kind == FAULTS_ALLOC ? faults_count(FAULTS_ALLOC) : 0;

	if (n > 0 && n <= notes.cap && !notes.stack[n - 1])
		note(n);
}

void *__real_malloc(size_t len);
void *__wrap_malloc(size_t len);
void *__wrap_malloc(size_t len)
{
	note_alloc();
	return __real_malloc(len);
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
	note_alloc();
	return __real_calloc(count, size);
}

void *__real_realloc(void *ptr, size_t len);
void *__wrap_realloc(void *ptr, size_t len);
void *__wrap_realloc(void *ptr, size_t len)
{
	note_alloc();
	return __real_realloc(ptr, len);
}

void faults_set(faults_plan p)
{
	plan = p;
	atomic_store(&n_reads, 0);
	allocs_before = umb_alloc_count();
	umb_alloc_fail_at(p.kind == FAULTS_ALLOC && p.for_good ? p.at : 0);
	umb_alloc_fail_once(p.kind == FAULTS_ALLOC && !p.for_good ? p.at : 0);
}

uint64_t faults_count(faults_kind kind)
{
	return kind == FAULTS_ALLOC ? umb_alloc_count() - allocs_before : atomic_load(&n_reads);
}

static int fails(void)
{
	uint64_t n = atomic_fetch_add(&n_reads, 1) + 1;

	if (notes.kind == FAULTS_READ && n <= notes.cap)
		note(n);
	if (plan.kind != FAULTS_READ || plan.at == 0 || (plan.for_good ? n < plan.at : n != plan.at))
		return 0;
	if (n == plan.at && getenv("TORTURE_TRACE")) {
		void *frame[12];

		backtrace_symbols_fd(frame, backtrace(frame, 12), 2);
	}
	errno = EIO;
	return 1;
}

/* name, result, failure, parameters, arguments */
#define WRAP(type, name, failure, params, args) \
	type __real_##name params; \
	type __wrap_##name params; \
	type __wrap_##name params \
	{ \
		return fails() ? failure : __real_##name args; \
	}

WRAP(ssize_t, read, -1, (int fd, void *buf, size_t n), (fd, buf, n))
WRAP(ssize_t, __read_chk, -1, (int fd, void *buf, size_t n, size_t cap), (fd, buf, n, cap))
WRAP(void *, mmap, MAP_FAILED, (void *p, size_t n, int prot, int flags, int fd, off_t at), (p, n, prot, flags, fd, at))
WRAP(void *, mmap64, MAP_FAILED, (void *p, size_t n, int prot, int flags, int fd, off_t at), (p, n, prot, flags, fd, at))
WRAP(FILE *, fopen, NULL, (const char *path, const char *mode), (path, mode))
WRAP(FILE *, fopen64, NULL, (const char *path, const char *mode), (path, mode))
WRAP(DIR *, opendir, NULL, (const char *path), (path))
WRAP(struct dirent *, readdir, NULL, (DIR *d), (d))
WRAP(struct dirent *, readdir64, NULL, (DIR *d), (d))

typedef int (*select_fn)(const struct dirent *);
typedef int (*order_fn)(const struct dirent **, const struct dirent **);
WRAP(int, scandir, -1, (const char *path, struct dirent ***out, select_fn s, order_fn o), (path, out, s, o))
WRAP(int, scandir64, -1, (const char *path, struct dirent ***out, select_fn s, order_fn o), (path, out, s, o))

/* The mode is there only with O_CREAT; an argument more does no harm. */
#define WRAP_OPEN(name, params, args) \
	int __real_##name params; \
	int __wrap_##name params; \
	int __wrap_##name params \
	{ \
		va_list list; \
		int     mode; \
		va_start(list, flags); \
		mode = va_arg(list, int); \
		va_end(list); \
		return fails() ? -1 : __real_##name args; \
	}

WRAP_OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
WRAP_OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
WRAP_OPEN(openat, (int at, const char *path, int flags, ...), (at, path, flags, mode))
WRAP_OPEN(openat64, (int at, const char *path, int flags, ...), (at, path, flags, mode))

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
	va_list list;
	long    a[6];

	va_start(list, number);
	for (size_t i = 0; i < 6; i++)
		a[i] = va_arg(list, long);
	va_end(list);
	if ((number == SYS_getdents64 || number == SYS_openat2) && fails())
		return -1;
	return __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
