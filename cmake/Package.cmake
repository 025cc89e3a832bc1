# The library: all layers in one, and the package that others find.
get_property(layers GLOBAL PROPERTY FENHE_LAYERS)
get_property(libraries GLOBAL PROPERTY FENHE_LIBRARIES)
list(REMOVE_DUPLICATES libraries)

add_library(fenhe SHARED)
foreach(layer IN LISTS layers)
  target_sources(fenhe PRIVATE $<TARGET_OBJECTS:fenhe_${layer}>)
  target_include_directories(fenhe PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/${layer}/include>)
endforeach()
target_include_directories(fenhe PUBLIC $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(fenhe PRIVATE ${libraries} $<BUILD_INTERFACE:fenhe_compiler>)
