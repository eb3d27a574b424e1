/*
 * importers.c - the list of importers, expanded twice; never changes when one is added.
 */
#include "rule/import.h"

#define UMB_IMPORTER(id) extern const umb_importer_ops umb_importer_##id;
#include "rule/importers.def"
#undef UMB_IMPORTER

static const umb_importer_ops *const importers[] = {
#define UMB_IMPORTER(id) &umb_importer_##id,
#include "rule/importers.def"
#undef UMB_IMPORTER
};

const umb_importer_ops *umb_importer_find(const char *name)
{
	for (size_t i = 0; i < UMB_COUNT(importers); i++) {
		if (strcmp(importers[i]->name, name) == 0)
			return importers[i];
		for (size_t k = 0; importers[i]->other[k]; k++) {
			if (strcmp(importers[i]->other[k], name) == 0)
				return importers[i];
		}
	}
	return NULL;
}

const umb_importer_ops *umb_importer_at(size_t i)
{
	return i < UMB_COUNT(importers) ? importers[i] : NULL;
}

const umb_importer_ops *umb_importer_guess(umb_slice text, umb_slice file_name)
{
	for (size_t i = 0; i < UMB_COUNT(importers); i++) {
		if (importers[i]->is_it(text, file_name))
			return importers[i];
	}
	return NULL;
}
