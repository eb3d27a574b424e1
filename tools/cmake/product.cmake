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
configure_file(${PROJECT_SOURCE_DIR}/tools/cmake/umb.pc.in ${PROJECT_BINARY_DIR}/umb.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/umb.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
