# Finds libedit: its own CMake package first (as vcpkg and conan bring it), then pkg-config (Debian).
# Defines the target libedit::libedit.
find_package(libedit CONFIG QUIET)
if(NOT TARGET libedit::libedit)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(PC_libedit QUIET libedit)
  endif()
  find_path(libedit_INCLUDE_DIR histedit.h HINTS ${PC_libedit_INCLUDE_DIRS})
  find_library(libedit_LIBRARY NAMES edit HINTS ${PC_libedit_LIBRARY_DIRS})
  mark_as_advanced(libedit_INCLUDE_DIR libedit_LIBRARY)
endif()
include(FindPackageHandleStandardArgs)
if(TARGET libedit::libedit)
  set(libedit_FOUND TRUE)
else()
  find_package_handle_standard_args(libedit REQUIRED_VARS libedit_LIBRARY libedit_INCLUDE_DIR
                                    VERSION_VAR PC_libedit_VERSION)
  if(libedit_FOUND)
    add_library(libedit::libedit UNKNOWN IMPORTED)
    set_target_properties(libedit::libedit PROPERTIES IMPORTED_LOCATION "${libedit_LIBRARY}"
                          INTERFACE_INCLUDE_DIRECTORIES "${libedit_INCLUDE_DIR}")
    if(libedit_LIBRARY MATCHES "\\.a$")  # An archive does not say what it needs.
      foreach(name IN ITEMS tinfo bsd md)
        find_library(libedit_${name}_LIBRARY ${name})
        mark_as_advanced(libedit_${name}_LIBRARY)
        set_property(TARGET libedit::libedit APPEND PROPERTY
                     INTERFACE_LINK_LIBRARIES "${libedit_${name}_LIBRARY}")
      endforeach()
    endif()
  endif()
endif()
