/*
 * git_shape.h - private to git/: which wanted blobs lie below a tree, as one number that trees with the same ones share.
 *
 * Of a hundred thousand versions of a root a few thousand differ in what is wanted.  A shape is a list: the shape before, and a
 * blob or a shape more; every list there is once.  So a question about all commits is one about the lists, and a bit for each
 * answers many questions at a time.
 */
#ifndef UMB_GIT_SHAPE_H
#define UMB_GIT_SHAPE_H

#include "git/git_history.h"

/*
 * Replaces the tree of each ordered commit by its shape, a number in h->shapes; 0: nothing.  The trees may be dropped then.
 * UMB_E_CANCELLED when `stop` says so.
 */
umb_status umb_git_shapes_make(umb_git_history *h, umb_git_stop_fn stop, void *ctx);

/*
 * Of each shape n_words words into bits[]: those of its blobs together, as wanted_bits[] has them, and the lowest bit where a
 * tree is named that is not there.
 */
void umb_git_shapes_fill(const umb_git_history *h, const uint64_t *wanted_bits, uint32_t n_words, uint64_t *bits);

#endif
