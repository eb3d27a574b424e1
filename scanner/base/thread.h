/*
 * base/thread.h - the only user of pthread: threads, locks, once.
 */
#ifndef UMB_BASE_THREAD_H
#define UMB_BASE_THREAD_H

#include <pthread.h>
#include "base/types.h"

typedef pthread_mutex_t umb_mutex;
typedef pthread_cond_t  umb_cond;
typedef pthread_t       umb_thread;

#define UMB_MUTEX_INIT PTHREAD_MUTEX_INITIALIZER
#define UMB_COND_INIT PTHREAD_COND_INITIALIZER

umb_status umb_thread_start(umb_thread *out, void *(*body)(void *), void *arg, umb_err *err);
void       umb_thread_join(umb_thread t);
void       umb_mutex_init(umb_mutex *m);
void       umb_mutex_clear(umb_mutex *m);
void       umb_mutex_lock(umb_mutex *m);
void       umb_mutex_unlock(umb_mutex *m);
void       umb_cond_init(umb_cond *c);
void       umb_cond_clear(umb_cond *c);
void       umb_cond_wait(umb_cond *c, umb_mutex *m);
bool       umb_cond_wait_ms(umb_cond *c, umb_mutex *m, uint64_t ms); /* false on time-out */
void       umb_cond_signal(umb_cond *c);
void       umb_cond_broadcast(umb_cond *c);
/* Processors this process may run on, at least 1. */
unsigned   umb_thread_cores(void);

#endif
