# What `cmake --install` and `cpack` put where: the library with its headers, its CMake package and its
# pkg-config file, the tool with its manual page and completion scripts (tools/CMakeLists.txt), and the
# shipped data set.
include(CMakePackageConfigHelpers)

install(TARGETS entente_library EXPORT entente)
install(TARGETS entente)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/schema/entente ${PROJECT_SOURCE_DIR}/query/entente
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(FILES ${PROJECT_SOURCE_DIR}/schema/ontology.ttl
              ${PROJECT_SOURCE_DIR}/schema/data/issue-coalitions.ttl
              ${PROJECT_SOURCE_DIR}/schema/data/issue-coalitions-claims.ttl
              ${PROJECT_SOURCE_DIR}/schema/data/issue-coalitions-questions.rq
              ${PROJECT_BINARY_DIR}/issue-coalitions.ents
  DESTINATION ${CMAKE_INSTALL_DATADIR}/entente)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR}
  RENAME copyright)  # As Debian calls it.
install(FILES ${PROJECT_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR}
  FILES_MATCHING PATTERN "*.md")

# A static library makes its users link what it uses; a shared one has done so. What a C++ compiler links
# unasked, programs in C have to name.
set(cxx_runtime ${CMAKE_CXX_IMPLICIT_LINK_LIBRARIES})
list(REMOVE_ITEM cxx_runtime ${CMAKE_C_IMPLICIT_LINK_LIBRARIES})
list(REMOVE_DUPLICATES cxx_runtime)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/entente)
install(EXPORT entente NAMESPACE entente:: DESTINATION ${package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/ententeConfig.cmake.in
  ${PROJECT_BINARY_DIR}/ententeConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ententeConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/ententeConfig.cmake
              ${PROJECT_BINARY_DIR}/ententeConfigVersion.cmake
  DESTINATION ${package_dir})
if(NOT BUILD_SHARED_LIBS)
  install(FILES ${CMAKE_CURRENT_LIST_DIR}/Findre2.cmake ${CMAKE_CURRENT_LIST_DIR}/Findutf8proc.cmake
                ${CMAKE_CURRENT_LIST_DIR}/Findxxhash.cmake ${CMAKE_CURRENT_LIST_DIR}/Findzstd.cmake
    DESTINATION ${package_dir})
endif()

set(pkgconfig_requires absl_status absl_statusor)
set(pkgconfig_private absl_btree absl_flat_hash_map absl_flat_hash_set absl_hash absl_int128
  absl_span absl_str_format absl_strings absl_synchronization absl_time capnp libcrypto
  libutf8proc libxxhash libzstd re2 rocksdb simdjson zlib)
if(BUILD_SHARED_LIBS)
  set(pkgconfig_libs "-lentente")
else()
  list(APPEND pkgconfig_requires ${pkgconfig_private})
  list(TRANSFORM cxx_runtime PREPEND -l OUTPUT_VARIABLE pkgconfig_runtime)
  list(JOIN pkgconfig_runtime " " pkgconfig_runtime)
  set(pkgconfig_libs "-lentente -lbz2 -lpthread ${pkgconfig_runtime}")
endif()
# Relative, so that the installed tree may be moved.
file(RELATIVE_PATH prefix_from_pkgconfig /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
list(JOIN pkgconfig_requires " " pkgconfig_requires)
configure_file(${CMAKE_CURRENT_LIST_DIR}/entente.pc.in ${PROJECT_BINARY_DIR}/entente.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/entente.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME entente)
set(CPACK_PACKAGE_VENDOR "Entente")
set(CPACK_PACKAGE_CONTACT "The developers of Entente <developers@entente.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
"Entente keeps and queries knowledge graphs: actors, the coalitions that they
form, documents, and who claims what of them, when and on what evidence. It is a
library and a command line, with no server.
.
 * SPARQL on RDF 1.2, with triple terms: statements about statements
 * claims with stance, source, time and confidence; views of what holds on a day
   by the sources that one trusts; contradictions
 * transactions and crash safety on RocksDB; snapshots in one file, which many
   processes read at once
.
The package has the library with its headers for C++20 and C, its CMake package
and its pkg-config file, the tool entente with its manual page and completion
scripts, the documents, and the data set that is shipped.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS libabsl-dev)  # The headers include Abseil's.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "g++, cmake, pkg-config")
include(CPack)
