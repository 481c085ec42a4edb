# Finds re2: its own CMake package first (as vcpkg and conan bring it), then pkg-config (Debian).
# Defines the target re2::re2.
find_package(re2 CONFIG QUIET)
if(NOT TARGET re2::re2)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(PC_re2 QUIET re2)
  endif()
  find_path(re2_INCLUDE_DIR re2/re2.h HINTS ${PC_re2_INCLUDE_DIRS})
  find_library(re2_LIBRARY NAMES re2 HINTS ${PC_re2_LIBRARY_DIRS})
  mark_as_advanced(re2_INCLUDE_DIR re2_LIBRARY)
endif()
include(FindPackageHandleStandardArgs)
if(TARGET re2::re2)
  set(re2_FOUND TRUE)
else()
  find_package_handle_standard_args(re2 REQUIRED_VARS re2_LIBRARY re2_INCLUDE_DIR
                                    VERSION_VAR PC_re2_VERSION)
  if(re2_FOUND)
    add_library(re2::re2 UNKNOWN IMPORTED)
    set_target_properties(re2::re2 PROPERTIES IMPORTED_LOCATION "${re2_LIBRARY}"
                          INTERFACE_INCLUDE_DIRECTORIES "${re2_INCLUDE_DIR}")
  endif()
endif()
