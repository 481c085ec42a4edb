# Finds xxhash: its own CMake package first (as vcpkg and conan bring it), then pkg-config (Debian).
# Defines the target xxHash::xxhash.
find_package(xxHash CONFIG QUIET)
if(NOT TARGET xxHash::xxhash)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(PC_xxhash QUIET libxxhash)
  endif()
  find_path(xxhash_INCLUDE_DIR xxhash.h HINTS ${PC_xxhash_INCLUDE_DIRS})
  find_library(xxhash_LIBRARY NAMES xxhash HINTS ${PC_xxhash_LIBRARY_DIRS})
  mark_as_advanced(xxhash_INCLUDE_DIR xxhash_LIBRARY)
endif()
include(FindPackageHandleStandardArgs)
if(TARGET xxHash::xxhash)
  set(xxhash_FOUND TRUE)
else()
  find_package_handle_standard_args(xxhash REQUIRED_VARS xxhash_LIBRARY xxhash_INCLUDE_DIR
                                    VERSION_VAR PC_xxhash_VERSION)
  if(xxhash_FOUND)
    add_library(xxHash::xxhash UNKNOWN IMPORTED)
    set_target_properties(xxHash::xxhash PROPERTIES IMPORTED_LOCATION "${xxhash_LIBRARY}"
                          INTERFACE_INCLUDE_DIRECTORIES "${xxhash_INCLUDE_DIR}")
  endif()
endif()
