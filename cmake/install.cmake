# What `cmake --install` puts where. Two components: `program`, and `development` with all that find_package needs. Every
# path is relative to the package, which may be moved. The headers have a folder of their own as include directory, so
# that `#include "sim/simulation.hpp"` means the same here and there.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/vpnsim)
set(headers ${CMAKE_INSTALL_INCLUDEDIR}/vpnsim)
install(TARGETS vpnsim RUNTIME COMPONENT program)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(TARGETS vpnsim_model vpnsim_sim EXPORT vpnsim
        ARCHIVE COMPONENT development
        FILE_SET HEADERS DESTINATION ${headers} COMPONENT development
        INCLUDES DESTINATION ${headers})
install(EXPORT vpnsim NAMESPACE vpnsim:: FILE vpnsimTargets.cmake DESTINATION ${package} COMPONENT development)

configure_package_config_file(cmake/vpnsimConfig.cmake.in vpnsimConfig.cmake INSTALL_DESTINATION ${package}
                              NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(vpnsimConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/vpnsimConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/vpnsimConfigVersion.cmake
        DESTINATION ${package} COMPONENT development)
