# SPDX-License-Identifier: MIT
foreach(
  name
  collection_test
  connection_test
  cube_test
  geokeys_test
  granule_test
  grid_test
  header_crs_test
  link_list_test
  link_target_test
  list_file_test
  open_options_test
  product_test
  read_plan_test
  reader_test
  remote_host_test
  source_pool_test
  source_test
  text_test
  worker_pool_test)
  hlsts_add_test(${name} hlsts_driver)
endforeach()
