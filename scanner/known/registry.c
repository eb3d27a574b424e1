/*
 * registry.c - the list of readers, expanded twice; never changes when one is added.
 */
#include "known/readers.h"

#define UMB_SECRET_READER(id) extern const umb_secret_reader_ops umb_secret_reader_##id;
#include "known/readers.def"
#undef UMB_SECRET_READER

static const umb_secret_reader_ops *const readers[] = {
#define UMB_SECRET_READER(id) &umb_secret_reader_##id,
#include "known/readers.def"
#undef UMB_SECRET_READER
};

const umb_secret_reader_ops *umb_secret_reader_find(const char *name)
{
	for (size_t i = 0; i < UMB_COUNT(readers); i++) {
		if (strcmp(readers[i]->name, name) == 0)
			return readers[i];
	}
	return NULL;
}

const umb_secret_reader_ops *umb_secret_reader_at(size_t i)
{
	return i < UMB_COUNT(readers) ? readers[i] : NULL;
}

const umb_secret_reader_ops *umb_secret_reader_guess(umb_slice text, umb_slice file_name)
{
	for (size_t i = 0; i < UMB_COUNT(readers); i++) {
		if (readers[i]->is_it(text, file_name))
			return readers[i];
	}
	return NULL;
}
