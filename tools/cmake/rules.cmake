# The built-in rules: a host tool turns rules/*.yml into C tables.
if(NOT TARGET umb_with_rule)
	return()
endif()
add_executable(rulec ${PROJECT_SOURCE_DIR}/tools/rulec.c)
target_link_libraries(rulec PRIVATE umb_flags umb_with_rule)
if(UMB_FUZZ)
	# every object is instrumented for libFuzzer, which then has to be linked, without its main
	target_link_options(rulec PRIVATE -fsanitize=fuzzer-no-link)
endif()

set(UMB_RULEC "" CACHE FILEPATH "a rulec built elsewhere: without sanitizers, which make it ten times as slow, or for this processor when not compiling for it")
if(UMB_RULEC)
	set(rulec ${UMB_RULEC})
else()
	set(rulec rulec)
endif()
set(UMB_RULES_DIR ${PROJECT_SOURCE_DIR}/rules CACHE PATH "the built-in packs")
file(GLOB rule_packs CONFIGURE_DEPENDS ${UMB_RULES_DIR}/*.yml)
set(builtin_rules ${PROJECT_BINARY_DIR}/builtin_rules.c)
add_custom_command(
	OUTPUT ${builtin_rules}
	COMMAND ${rulec} ${builtin_rules} ${rule_packs}
	DEPENDS ${rulec} ${rule_packs}
	COMMENT "Compiling rules/*.yml to C tables"
	VERBATIM)
add_library(umb_builtin OBJECT ${builtin_rules})
target_link_libraries(umb_builtin PRIVATE umb_flags)
# generated tables: long lines of constants, no need for optimisation or debug data
target_compile_options(umb_builtin PRIVATE -O0 -g0 -Wno-conversion -Wno-overlength-strings)

# Recipes to files: for tests, and for the sample of tools/quickstart.
add_executable(mkfixture ${PROJECT_SOURCE_DIR}/tools/mkfixture.c)
target_link_libraries(mkfixture PRIVATE umb_flags umb_with_rule)

# What a scan must do at least, for tools/bench.
if(TARGET umb_with_source)
	add_executable(floor ${PROJECT_SOURCE_DIR}/tools/floor.c)
	target_link_libraries(floor PRIVATE umb_flags umb_with_source)
endif()
