/*
 * chosen.h - which of many calls are made to fail, by who made them.
 *
 * A stack is a number that stands for the functions that called each other down to a call.
 */
#ifndef UMB_TORTURE_CHOSEN_H
#define UMB_TORTURE_CHOSEN_H

#include <stdint.h>

#define CHOSEN_CALLS_MAX (1u << 18)
#define CHOSEN_SHARED 7 /* of what another test tries whole, one in so many */

/* Another test tries the calls of these stacks. */
void chosen_elsewhere(const uint64_t *stack, uint64_t n);
/*
 * The 1-based numbers of the calls to try: of each stack the first, second, fourth, eighth ... and the last; but of the calls
 * that another test tries each CHOSEN_SHARED-th, where `shift` says which.
 */
uint64_t chosen_of(const uint64_t *stack, uint64_t n, uint64_t shift, uint64_t *chosen);

#endif
