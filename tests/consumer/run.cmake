# Installs the build, moves the installation elsewhere, looks at each installed header, then builds and runs the consumer
# with another generator. docs/api.md must show its source and what it prints.
# Usage: cmake -D BUILD=… -D WORK=… -D CXX=… -D SANITIZE=… -D ROOT=… -P run.cmake
function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE said ERROR_VARIABLE said RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${ARGN}\n${said}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/first)
file(RENAME ${WORK}/first ${WORK}/moved)
run(${WORK}/moved/bin/vpnsim --version)

set(include ${WORK}/moved/include/vpnsim)
file(GLOB_RECURSE headers RELATIVE ${include} ${include}/*)
foreach(header ${headers})
  file(STRINGS ${include}/${header} foreign REGEX "^#include <[^>]*[./]")
  if(foreign)
    message(FATAL_ERROR "${header} needs more than the standard library: ${foreign}")
  endif()
  list(APPEND all ${include}/${header})
  string(APPEND together "#include \"${header}\"\n")
endforeach()
# That a header compiles alone is proven where it comes from (tools/lint and tests/tools/layering_test.cpp).
# Here each one, alone, must find whatever it includes; then all are compiled together.
run(${CXX} -std=c++20 -M -I ${include} ${all})
file(WRITE ${WORK}/together.cpp "${together}")
run(${CXX} -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Werror -I ${include} ${WORK}/together.cpp)

# The libraries that vpnsim is made with are installed here; a consumer must do without them.
foreach(package nlohmann_json range-v3 Boost)
  list(APPEND without -D CMAKE_DISABLE_FIND_PACKAGE_${package}=ON)
endforeach()
run(${CMAKE_COMMAND} -G "Ninja Multi-Config" -S ${ROOT}/tests/consumer -B ${WORK}/consumer -D CMAKE_PREFIX_PATH=${WORK}/moved
    -D CMAKE_CXX_COMPILER=${CXX} "-D CMAKE_CXX_FLAGS=${SANITIZE}" ${without})
run(${CMAKE_COMMAND} --build ${WORK}/consumer --config Release)
set(scenario scenarios/examples/02-equal-priorities.json)
execute_process(COMMAND ${WORK}/consumer/Release/consumer INPUT_FILE ${ROOT}/${scenario} OUTPUT_VARIABLE said
                COMMAND_ERROR_IS_FATAL ANY)

file(READ ${ROOT}/docs/api.md page)
file(READ ${ROOT}/tests/consumer/main.cpp source)
foreach(shown "```cpp\n${source}```\n" "\n$ ./example < ${scenario}\n${said}```\n")
  string(FIND "${page}" "${shown}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "docs/api.md does not show:\n${shown}")
  endif()
endforeach()
