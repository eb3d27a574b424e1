/*
 * library.c - see library.h.
 */
#include "unpack/library.h"

#include <dlfcn.h>

bool umb_library_load(umb_library *lib)
{
	bool is_there;

	umb_mutex_lock(&lib->lock);
	if (!lib->is_tried) {
		void *handle = dlopen(lib->file, RTLD_NOW | RTLD_LOCAL);

		lib->is_tried = true;
		lib->is_there = handle != NULL;
		for (size_t i = 0; i < lib->n_symbols && lib->is_there; i++) {
			void *address = dlsym(handle, lib->symbol[i].name);

			memcpy(lib->symbol[i].at, &address, sizeof(address));
			lib->is_there = address != NULL;
		}
	}
	is_there = lib->is_there;
	umb_mutex_unlock(&lib->lock);
	return is_there;
}
