/*
 * registry.c - the list of validators, made from validators.def.  Never changes when a validator is added.
 */
#include "core/validator.h"

#define UMB_VALIDATOR(id) extern const umb_validator_ops umb_validator_##id;
#include "judge/validators.def"
#undef UMB_VALIDATOR

static const umb_validator_ops *const validators[] = {
#define UMB_VALIDATOR(id) &umb_validator_##id,
#include "judge/validators.def"
#undef UMB_VALIDATOR
};

size_t umb_validator_count(void)
{
	return UMB_COUNT(validators);
}

const umb_validator_ops *umb_validator_at(size_t i)
{
	return i < UMB_COUNT(validators) ? validators[i] : NULL;
}

const umb_validator_ops *umb_validator_find(const char *name)
{
	for (size_t i = 0; name && i < UMB_COUNT(validators); i++) {
		if (strcmp(validators[i]->name, name) == 0)
			return validators[i];
	}
	return NULL;
}
