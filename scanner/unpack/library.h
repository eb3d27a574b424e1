/*
 * library.h - a library that is loaded when the first file asks for it, and not before: linked, it would cost every start.
 */
#ifndef UMB_UNPACK_LIBRARY_H
#define UMB_UNPACK_LIBRARY_H

#include "base/thread.h"

typedef struct umb_symbol {
	const char *name;
	void       *at; /* of a pointer to the function */
} umb_symbol;

/* Constant but for what loading leaves behind, and one for the process. */
typedef struct umb_library {
	const char       *file;    /* "libzstd.so.1" */
	const char       *missing; /* what is told when it cannot be loaded */
	const umb_symbol *symbol;
	size_t            n_symbols;
	umb_mutex         lock;
	bool              is_tried, is_there;
} umb_library;

#define UMB_LIBRARY(file, symbols) { file, file " cannot be loaded", symbols, UMB_COUNT(symbols), UMB_MUTEX_INIT, false, false }

/* True when every symbol is at hand, which stays so.  Any thread. */
bool umb_library_load(umb_library *lib);

#endif
