# The built-in rules: a host tool turns rules/*.yml into C tables.
if(NOT TARGET umb_with_rule)
	return()
endif()
# generated tables: long lines of constants
function(umb_tables name file)
	add_library(${name} OBJECT ${file})
	target_link_libraries(${name} PRIVATE umb_flags)
	target_compile_options(${name} PRIVATE -Wno-conversion -Wno-overlength-strings)
	set_target_properties(${name} PROPERTIES UMB_ONCE ON)
endfunction()
set(builtin_rules ${PROJECT_BINARY_DIR}/builtin_rules.c)

# The command is started thousands of times by tests, each of which would register each table with the address sanitizer; the tests that look at
# every rule have them with guards.
set(UMB_PLAIN_BUILD "" CACHE PATH "a build folder of these sources without sanitizers: its tables are taken, and its mkfixture makes what tests need")
if(UMB_PLAIN_BUILD)
	set(object ${PROJECT_BINARY_DIR}/builtin_rules.o)
	add_custom_command(
		OUTPUT ${object} ${builtin_rules}
		COMMAND ${CMAKE_COMMAND} --build ${UMB_PLAIN_BUILD} --target umb_builtin mkfixture
		COMMAND ${CMAKE_COMMAND} -E copy ${UMB_PLAIN_BUILD}/CMakeFiles/umb_builtin.dir/builtin_rules.c.o ${object}
		COMMAND ${CMAKE_COMMAND} -E copy ${UMB_PLAIN_BUILD}/builtin_rules.c ${builtin_rules}
		DEPENDS ${digested} ${PROJECT_SOURCE_DIR}/tools/rulec.c ${PROJECT_SOURCE_DIR}/tools/mkfixture.c
		COMMENT "Taking the tables of ${UMB_PLAIN_BUILD}"
		VERBATIM)
	add_library(umb_builtin OBJECT IMPORTED GLOBAL)
	set_target_properties(umb_builtin PROPERTIES IMPORTED_OBJECTS ${object})
	set(umb_builtin_guarded umb_builtin)
	if(UMB_SANITIZE MATCHES "address")
		umb_tables(umb_builtin_guarded ${builtin_rules})
		set(umb_builtin_guarded umb_builtin_guarded)
	endif()
	set(umb_mkfixture ${UMB_PLAIN_BUILD}/mkfixture)
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
add_custom_command(
	OUTPUT ${builtin_rules}
	COMMAND ${rulec} ${builtin_rules} ${rule_packs}
	DEPENDS ${rulec} ${rule_packs}
	COMMENT "Compiling rules/*.yml to C tables"
	VERBATIM)
umb_tables(umb_builtin ${builtin_rules})
set(umb_builtin_guarded umb_builtin)

# Recipes to files: for tests, and for the sample of tools/quickstart.
add_executable(mkfixture ${PROJECT_SOURCE_DIR}/tools/mkfixture.c)
target_link_libraries(mkfixture PRIVATE umb_flags umb_with_rule)
set(umb_mkfixture $<TARGET_FILE:mkfixture>)

# What a scan must do at least, for tools/bench.
if(TARGET umb_with_source)
	add_executable(floor ${PROJECT_SOURCE_DIR}/tools/floor.c)
	target_link_libraries(floor PRIVATE umb_flags umb_with_source)
endif()
