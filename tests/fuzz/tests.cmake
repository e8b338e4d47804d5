# SPDX-License-Identifier: MIT
option(HLSTS_FUZZ "Link the fuzz targets with Clang's libFuzzer" OFF)
if(HLSTS_FUZZ)
  add_custom_target(fuzz)
endif()

# hlsts_add_fuzz_targets(<library> <name>...): fuzz/<name>_fuzz.cpp, each a
# program. With HLSTS_FUZZ it makes inputs of its own; otherwise it is a test
# that reads those of fuzz/corpus/<name>/.
function(hlsts_add_fuzz_targets library)
  foreach(name IN LISTS ARGN)
    set(target ${name}_fuzz)
    add_executable(${target} fuzz/${target}.cpp)
    target_link_libraries(${target} PRIVATE ${library})
    if(HLSTS_FUZZ)
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
      add_dependencies(fuzz ${target})
    else()
      target_sources(${target} PRIVATE fuzz/corpus_main.cpp)
      add_test(
        NAME ${name}_corpus
        COMMAND
          ${target} ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name}
      )
    endif()
  endforeach()
endfunction()

hlsts_add_fuzz_targets(
  hlsts_vsi
  answer
  netrc
  path
  s3_error
  shared_content
)
if(TARGET hlsts_driver)
  hlsts_add_fuzz_targets(
    hlsts_driver
    asset_name
    connection
    fmask
    geokeys
    input
    link
    manifest
    open
    open_options
    read_plan
  )
  hlsts_add_fuzz_targets("hlsts_driver;hlsts_vsi" time)
endif()
