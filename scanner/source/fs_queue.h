/*
 * fs_queue.h - private to source/: directories (and parts of large ones) that wait to be read.
 *
 * A stack, so that the walk goes deep first and few directories wait at any time.  The end is known
 * without a count of all work: a piece stays pending until whoever took it says it is done.
 */
#ifndef UMB_SOURCE_FS_QUEUE_H
#define UMB_SOURCE_FS_QUEUE_H

#include "base/thread.h"
#include "base/types.h"

typedef struct umb_fs_piece {
	char  *dir;     /* relative to the target; owned */
	char  *names;   /* NULL: list the directory; else n_names NUL-terminated names; owned */
	size_t n_names;
} umb_fs_piece;

typedef struct umb_fs_queue {
	umb_mutex     lock;      /* guards everything below */
	umb_cond      changed;
	umb_fs_piece *piece;
	size_t        n_pieces, cap;
	size_t        n_pending; /* on the stack or being worked on */
} umb_fs_queue;

void       umb_fs_queue_init(umb_fs_queue *q);
void       umb_fs_queue_clear(umb_fs_queue *q);
/* Takes ownership of the piece's memory on UMB_OK only. */
umb_status umb_fs_queue_push(umb_fs_queue *q, umb_fs_piece piece);
/* Waits up to 50 ms.  UMB_OK with a piece, UMB_END when all is done, UMB_E_LIMIT when there is nothing yet. */
umb_status umb_fs_queue_take(umb_fs_queue *q, umb_fs_piece *out);
/* A taken piece is finished; frees it. */
void       umb_fs_queue_done(umb_fs_queue *q, umb_fs_piece *own_piece);

#endif
