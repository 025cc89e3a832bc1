# fenhe_layer(NAME BELOW layers... LIBRARIES targets... INCLUDES folders...)
# One floor: the sources of the folder (and of its sub-folders) as an object library fenhe_NAME with its own include
# directory. It sees the include directories of the layers named by BELOW and of no other, so an upward include does not compile.
function(fenhe_layer name)
  cmake_parse_arguments(LAYER "" "" "BELOW;LIBRARIES;INCLUDES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
  add_library(fenhe_${name} OBJECT ${sources})
  target_include_directories(fenhe_${name} SYSTEM PRIVATE ${LAYER_INCLUDES})
  target_include_directories(fenhe_${name}
    PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/include
    PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(fenhe_${name} PRIVATE fenhe_compiler ${LAYER_LIBRARIES})
  if(FENHE_FUZZ AND NOT name STREQUAL "solver")
    target_link_libraries(fenhe_${name} PRIVATE fenhe_watched)
  endif()
  foreach(below IN LISTS LAYER_BELOW)
    target_include_directories(fenhe_${name} PUBLIC $<TARGET_PROPERTY:fenhe_${below},INTERFACE_INCLUDE_DIRECTORIES>)
  endforeach()
  set_property(GLOBAL APPEND PROPERTY FENHE_LAYERS ${name})
  set_property(GLOBAL APPEND PROPERTY FENHE_LIBRARIES ${LAYER_LIBRARIES})
endfunction()
