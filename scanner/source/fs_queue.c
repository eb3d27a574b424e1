/*
 * fs_queue.c - see fs_queue.h.
 */
#include "source/fs_queue.h"

#include "base/alloc.h"

void umb_fs_queue_init(umb_fs_queue *q)
{
	memset(q, 0, sizeof(*q));
	umb_mutex_init(&q->lock);
	umb_cond_init(&q->changed);
}

static void free_piece(umb_fs_piece *p)
{
	umb_free(p->dir);
	umb_free(p->names);
}

void umb_fs_queue_clear(umb_fs_queue *q)
{
	for (size_t i = 0; i < q->n_pieces; i++)
		free_piece(&q->piece[i]);
	umb_free(q->piece);
	umb_cond_clear(&q->changed);
	umb_mutex_clear(&q->lock);
}

umb_status umb_fs_queue_push(umb_fs_queue *q, umb_fs_piece piece)
{
	umb_status st = UMB_OK;

	umb_mutex_lock(&q->lock);
	if (q->n_pieces == q->cap) {
		size_t        cap  = q->cap ? q->cap * 2 : 64;
		umb_fs_piece *more = umb_realloc(q->piece, cap * sizeof(*more));

		if (more) {
			q->piece = more;
			q->cap   = cap;
		} else {
			st = UMB_E_NOMEM;
		}
	}
	if (st == UMB_OK) {
		q->piece[q->n_pieces++] = piece;
		q->n_pending++;
		umb_cond_signal(&q->changed);
	}
	umb_mutex_unlock(&q->lock);
	return st;
}

umb_status umb_fs_queue_take(umb_fs_queue *q, umb_fs_piece *out)
{
	umb_status st = UMB_E_LIMIT;

	umb_mutex_lock(&q->lock);
	if (q->n_pieces == 0 && q->n_pending > 0)
		umb_cond_wait_ms(&q->changed, &q->lock, 50);
	if (q->n_pieces > 0) {
		*out = q->piece[--q->n_pieces];
		st   = UMB_OK;
	} else if (q->n_pending == 0) {
		st = UMB_END;
	}
	umb_mutex_unlock(&q->lock);
	return st;
}

void umb_fs_queue_done(umb_fs_queue *q, umb_fs_piece *own_piece)
{
	free_piece(own_piece);
	umb_mutex_lock(&q->lock);
	if (--q->n_pending == 0)
		umb_cond_broadcast(&q->changed);
	umb_mutex_unlock(&q->lock);
}
