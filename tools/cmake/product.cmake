# libumbra (static and shared), the command, and what `cmake --install` puts where.
if(NOT TARGET umb_api OR NOT TARGET umb_builtin)
	return()
endif()
get_property(rooms GLOBAL PROPERTY UMB_ROOMS)
get_property(libs GLOBAL PROPERTY UMB_ROOM_LIBS)
list(REMOVE_DUPLICATES libs)
set(objects)
foreach(room ${rooms} umb_builtin)
	list(APPEND objects $<TARGET_OBJECTS:${room}>)
endforeach()

foreach(kind STATIC SHARED)
	string(TOLOWER ${kind} suffix)
	add_library(umbra_${suffix} ${kind} ${objects})
	target_link_libraries(umbra_${suffix} PUBLIC ${libs} PRIVATE umb_flags)
	target_include_directories(umbra_${suffix} INTERFACE ${PROJECT_SOURCE_DIR}/include)
	set_target_properties(umbra_${suffix} PROPERTIES OUTPUT_NAME umbra)
endforeach()
set_target_properties(umbra_shared PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION 0)

file(GLOB cli CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/scanner/cli/*.c)
add_executable(umbra ${cli})
target_link_libraries(umbra PRIVATE umb_flags umbra_static)
# Lazy binding: a run that needs no repository never resolves libgit2's names.
target_link_options(umbra PRIVATE -Wl,--as-needed -Wl,-z,relro)

install(TARGETS umbra umbra_static umbra_shared
	RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
	ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
	LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES include/umb.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY include/umb DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

# Found from where it lies, so that `cmake --install --prefix` and moving the whole still work.
set(UMB_PC_PREFIX ${CMAKE_INSTALL_PREFIX})
foreach(dir LIBDIR INCLUDEDIR)
	set(UMB_PC_${dir} "\${prefix}/${CMAKE_INSTALL_${dir}}")
	if(IS_ABSOLUTE "${CMAKE_INSTALL_${dir}}")
		set(UMB_PC_${dir} "${CMAKE_INSTALL_${dir}}")
	endif()
endforeach()
if(NOT IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
	file(RELATIVE_PATH up "/p/${CMAKE_INSTALL_LIBDIR}/pkgconfig" /p)
	string(REGEX REPLACE "/$" "" up "${up}")
	set(UMB_PC_PREFIX "\${pcfiledir}/${up}")
endif()
configure_file(${PROJECT_SOURCE_DIR}/tools/cmake/umbra.pc.in ${PROJECT_BINARY_DIR}/umbra.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/umbra.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# What the command says about itself.
if(NOT CMAKE_CROSSCOMPILING)
	add_custom_command(OUTPUT umbra.1 COMMAND umbra man > umbra.1 DEPENDS umbra VERBATIM)
	set(written umbra.1)
	foreach(shell bash zsh fish)
		add_custom_command(OUTPUT completion.${shell} COMMAND umbra completion ${shell} > completion.${shell} DEPENDS umbra VERBATIM)
		list(APPEND written completion.${shell})
	endforeach()
	add_custom_target(umb_written ALL DEPENDS ${written})
	install(FILES ${PROJECT_BINARY_DIR}/umbra.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
	install(FILES ${PROJECT_BINARY_DIR}/completion.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME umbra)
	install(FILES ${PROJECT_BINARY_DIR}/completion.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _umbra)
	install(FILES ${PROJECT_BINARY_DIR}/completion.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME umbra.fish)
endif()
