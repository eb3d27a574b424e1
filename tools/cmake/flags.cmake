# Warnings are errors with the compilers we know; sanitizers and coverage come from the presets.
add_library(umb_flags INTERFACE)
target_compile_options(umb_flags INTERFACE
	-Wall -Wextra -Wshadow -Werror
	$<$<COMPILE_LANGUAGE:C>:-Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla>
	-fno-strict-aliasing -fstack-protector-strong)
target_compile_definitions(umb_flags INTERFACE _GNU_SOURCE _FILE_OFFSET_BITS=64)
target_include_directories(umb_flags INTERFACE ${PROJECT_SOURCE_DIR}/scanner ${PROJECT_SOURCE_DIR}/include)

# What has the property UMB_ONCE, tables and tests, is compiled without optimisation, which takes longer than it ever saves.
set(once $<BOOL:$<TARGET_PROPERTY:UMB_ONCE>>)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
	target_compile_options(umb_flags INTERFACE $<$<NOT:${once}>:-O2> -g1)
	target_compile_definitions(umb_flags INTERFACE $<$<NOT:${once}>:_FORTIFY_SOURCE=2>)
else()
	target_compile_definitions(umb_flags INTERFACE UMB_DEBUG)
endif()
target_compile_options(umb_flags INTERFACE $<${once}:-O0>)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU") # whose warning guesses, where nothing was looked into
	target_compile_options(umb_flags INTERFACE $<${once}:-Wno-maybe-uninitialized>)
endif()
if(UMB_SANITIZE)
	target_compile_options(umb_flags INTERFACE -fsanitize=${UMB_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
	target_link_options(umb_flags INTERFACE -fsanitize=${UMB_SANITIZE})
	target_compile_definitions(umb_flags INTERFACE UMB_SANITIZED)
endif()
if(UMB_FUZZ)
	target_compile_options(umb_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(UMB_COVERAGE)
	target_compile_options(umb_flags INTERFACE --coverage -fprofile-update=atomic)
	target_link_options(umb_flags INTERFACE --coverage)
endif()

# One shared library less to load: toml++ brings in the unwinder of the compiler, which nothing else here needs.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU" AND NOT UMB_SANITIZE)
	add_link_options(-static-libgcc)
endif()
