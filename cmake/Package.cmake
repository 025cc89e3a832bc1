# The library, all layers in one, and the package that others find by find_package(fenhe) or pkg-config.
include(CMakePackageConfigHelpers)
get_property(layers GLOBAL PROPERTY FENHE_LAYERS)
get_property(libraries GLOBAL PROPERTY FENHE_LIBRARIES)
list(REMOVE_DUPLICATES libraries)

add_library(fenhe SHARED)
add_library(fenhe::fenhe ALIAS fenhe)
# Until 1.0 the interface may change with every minor version, so the name that programs load carries both numbers.
set_target_properties(fenhe PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
foreach(layer IN LISTS layers)
  target_sources(fenhe PRIVATE $<TARGET_OBJECTS:fenhe_${layer}>)
  target_include_directories(fenhe PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/${layer}/include>)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/${layer}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
endforeach()
get_property(kernel_levels GLOBAL PROPERTY FENHE_KERNEL_LEVELS)
foreach(level IN LISTS kernel_levels)
  target_sources(fenhe PRIVATE $<TARGET_OBJECTS:${level}>)
endforeach()

# Only what the public headers declare is exported: functions shared between files of a layer are nobody else's, and a program with a
# function of the same name must not replace them.
file(GLOB public_headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/*/include/fenhe/*.h)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${public_headers})
set(exported "")
foreach(header IN LISTS public_headers)
  file(READ ${header} text)
  string(REGEX MATCHALL "fen_[a-z0-9_]+\\(" names "${text}")
  list(APPEND exported ${names})
endforeach()
list(TRANSFORM exported REPLACE "\\($" "")
list(REMOVE_DUPLICATES exported)
list(SORT exported)
list(JOIN exported ";\n  " exported)
file(WRITE ${CMAKE_BINARY_DIR}/fenhe.map.new "{\nglobal:\n  ${exported};\nlocal:\n  *;\n};\n")
file(COPY_FILE ${CMAKE_BINARY_DIR}/fenhe.map.new ${CMAKE_BINARY_DIR}/fenhe.map ONLY_IF_DIFFERENT)
target_link_options(fenhe PRIVATE -Wl,--version-script=${CMAKE_BINARY_DIR}/fenhe.map)
set_property(TARGET fenhe APPEND PROPERTY LINK_DEPENDS ${CMAKE_BINARY_DIR}/fenhe.map)
target_include_directories(fenhe PUBLIC $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(fenhe PRIVATE ${libraries} $<BUILD_INTERFACE:fenhe_compiler>)
if(FENHE_FUZZ)
  target_link_libraries(fenhe PRIVATE $<BUILD_INTERFACE:fenhe_watched>)
endif()

install(TARGETS fenhe EXPORT fenheTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/fenhe)
install(EXPORT fenheTargets NAMESPACE fenhe:: DESTINATION ${package_dir})
configure_package_config_file(cmake/fenheConfig.cmake.in ${CMAKE_BINARY_DIR}/fenheConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/fenheConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/fenheConfig.cmake ${CMAKE_BINARY_DIR}/fenheConfigVersion.cmake DESTINATION ${package_dir})

# The prefix in fenhe.pc is reckoned from the file's own place, so that an installed tree can be moved or given another --prefix.
file(RELATIVE_PATH up_to_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(cmake/fenhe.pc.in ${CMAKE_BINARY_DIR}/fenhe.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/fenhe.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(DIRECTORY ${CMAKE_SOURCE_DIR}/data/ DESTINATION ${CMAKE_INSTALL_DATADIR}/fenhe)
# What `fenhe verify --plots` and `fenhe compare --plots` draw with.
install(PROGRAMS ${CMAKE_SOURCE_DIR}/scripts/plot_verification.py ${CMAKE_SOURCE_DIR}/scripts/plot_comparison.py
  ${CMAKE_SOURCE_DIR}/scripts/plot_evaluation.py DESTINATION ${CMAKE_INSTALL_DATADIR}/fenhe)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/scripts/fenhe_plots DESTINATION ${CMAKE_INSTALL_DATADIR}/fenhe FILES_MATCHING PATTERN "*.py")
install(PROGRAMS ${CMAKE_SOURCE_DIR}/scripts/slurm/submit ${CMAKE_SOURCE_DIR}/scripts/slurm/member.sh DESTINATION ${CMAKE_INSTALL_DATADIR}/fenhe/slurm)
install(FILES ${CMAKE_SOURCE_DIR}/docs/man/fenhe.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE ${CMAKE_SOURCE_DIR}/CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR})

# Programs find the library beside them, wherever the prefix is.
file(RELATIVE_PATH bin_to_lib /prefix/${CMAKE_INSTALL_BINDIR} /prefix/${CMAKE_INSTALL_LIBDIR})
set(CMAKE_INSTALL_RPATH "$ORIGIN/${bin_to_lib}")
