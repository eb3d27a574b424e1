/*
 * thread.c - the only user of pthread.
 */
#include "base/thread.h"

#include <errno.h>
#include <sched.h>

#include "base/err.h"

umb_status umb_thread_start(umb_thread *out, void *(*body)(void *), void *arg, umb_err *err)
{
	int code = pthread_create(out, NULL, body, arg);

	return code ? umb_err_errno(err, code, "cannot start a thread") : UMB_OK;
}

void umb_thread_join(umb_thread t)
{
	pthread_join(t, NULL);
}

void umb_mutex_init(umb_mutex *m)
{
	pthread_mutexattr_t kind;

	/*
	 * What is done under our locks takes a microsecond: to sleep and to be woken takes ten.  An adaptive lock looks a hundred times before it sleeps.
	 * Where there is no such kind, an ordinary one does.
	 */
	if (pthread_mutexattr_init(&kind) != 0) {
		pthread_mutex_init(m, NULL);
		return;
	}
#ifdef PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP
	pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ADAPTIVE_NP);
#endif
	pthread_mutex_init(m, &kind);
	pthread_mutexattr_destroy(&kind);
}

void umb_mutex_clear(umb_mutex *m)
{
	pthread_mutex_destroy(m);
}

void umb_mutex_lock(umb_mutex *m)
{
	pthread_mutex_lock(m);
}

void umb_mutex_unlock(umb_mutex *m)
{
	pthread_mutex_unlock(m);
}

void umb_cond_init(umb_cond *c)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(c, &attr);
	pthread_condattr_destroy(&attr);
}

void umb_cond_clear(umb_cond *c)
{
	pthread_cond_destroy(c);
}

void umb_cond_wait(umb_cond *c, umb_mutex *m)
{
	pthread_cond_wait(c, m);
}

bool umb_cond_wait_ms(umb_cond *c, umb_mutex *m, uint64_t ms)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += (time_t)(ms / 1000);
	at.tv_nsec += (long)(ms % 1000) * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_nsec -= 1000000000;
		at.tv_sec++;
	}
	return pthread_cond_timedwait(c, m, &at) != ETIMEDOUT;
}

void umb_cond_signal(umb_cond *c)
{
	pthread_cond_signal(c);
}

void umb_cond_broadcast(umb_cond *c)
{
	pthread_cond_broadcast(c);
}

unsigned umb_thread_cores(void)
{
	cpu_set_t set;
	int       n = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;

	return n > 0 ? (unsigned)n : 1;
}
