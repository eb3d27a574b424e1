/*
 * faults.c - the n-th allocation or the n-th read of a run fails, once or from then on.
 *
 * The torture program is the command linked with --wrap for the functions below, so that nothing of this is in the
 * product.  Libraries keep their own calls.
 */
#include "torture/faults.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Atomic uint64_t n_allocs, n_reads;
static faults_plan      plan;

void faults_set(faults_plan p)
{
	plan = p;
	atomic_store(&n_allocs, 0);
	atomic_store(&n_reads, 0);
}

uint64_t faults_count(faults_kind kind)
{
	return kind == FAULTS_ALLOC ? atomic_load(&n_allocs) : atomic_load(&n_reads);
}

static int fails(faults_kind kind)
{
	uint64_t n = atomic_fetch_add(kind == FAULTS_ALLOC ? &n_allocs : &n_reads, 1) + 1;

	if (plan.kind != kind || plan.at == 0 || (plan.for_good ? n < plan.at : n != plan.at))
		return 0;
	errno = kind == FAULTS_ALLOC ? ENOMEM : EIO;
	return 1;
}

/* name, result, failure, parameters, arguments */
#define WRAP(kind, type, name, failure, params, args) \
	type __real_##name params; \
	type __wrap_##name params; \
	type __wrap_##name params \
	{ \
		return fails(kind) ? failure : __real_##name args; \
	}

WRAP(FAULTS_ALLOC, void *, umb_alloc, NULL, (size_t len), (len))
WRAP(FAULTS_ALLOC, void *, umb_alloc_zero, NULL, (size_t count, size_t size), (count, size))
WRAP(FAULTS_ALLOC, void *, umb_realloc, NULL, (void *ptr, size_t len), (ptr, len))
WRAP(FAULTS_ALLOC, char *, umb_strdup, NULL, (const char *text), (text))
WRAP(FAULTS_ALLOC, char *, umb_strndup, NULL, (const void *ptr, size_t len), (ptr, len))

WRAP(FAULTS_READ, ssize_t, read, -1, (int fd, void *buf, size_t n), (fd, buf, n))
WRAP(FAULTS_READ, ssize_t, __read_chk, -1, (int fd, void *buf, size_t n, size_t cap), (fd, buf, n, cap))
WRAP(FAULTS_READ, void *, mmap, MAP_FAILED, (void *p, size_t n, int prot, int flags, int fd, off_t at), (p, n, prot, flags, fd, at))
WRAP(FAULTS_READ, void *, mmap64, MAP_FAILED, (void *p, size_t n, int prot, int flags, int fd, off_t at), (p, n, prot, flags, fd, at))
WRAP(FAULTS_READ, FILE *, fopen, NULL, (const char *path, const char *mode), (path, mode))
WRAP(FAULTS_READ, FILE *, fopen64, NULL, (const char *path, const char *mode), (path, mode))
WRAP(FAULTS_READ, DIR *, opendir, NULL, (const char *path), (path))
WRAP(FAULTS_READ, struct dirent *, readdir, NULL, (DIR *d), (d))
WRAP(FAULTS_READ, struct dirent *, readdir64, NULL, (DIR *d), (d))

typedef int (*select_fn)(const struct dirent *);
typedef int (*order_fn)(const struct dirent **, const struct dirent **);
WRAP(FAULTS_READ, int, scandir, -1, (const char *path, struct dirent ***out, select_fn s, order_fn o), (path, out, s, o))
WRAP(FAULTS_READ, int, scandir64, -1, (const char *path, struct dirent ***out, select_fn s, order_fn o), (path, out, s, o))

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
		return fails(FAULTS_READ) ? -1 : __real_##name args; \
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
	if ((number == SYS_getdents64 || number == SYS_openat2) && fails(FAULTS_READ))
		return -1;
	return __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
