# SPDX-License-Identifier: MIT

# Settings, login and the exchange with the data centres.
foreach(
  name
  retry_test
  path_test
  daac_test
  netrc_test
  url_test
  utc_time_test
  expiration_test
  login_test
  bearer_test
  server_answer_test
  redirect_login_test
  s3_exchange_test
  secret_test
  http_test
  sha256_test
  shared_content_test
  shared_credentials_test
  shared_file_test
  shared_place_test
  earthdata_session_test
  https_location_test
  https_exchange_test
  signed_url_test
  signed_url_cache_test
  signed_file_test
  range_client_test
  out_of_memory_test)
  hlsts_add_test(${name} hlsts_vsi)
endforeach()

# GDAL's side: credentials that rotate, the handle and the file system.
foreach(name credential_cache_test s3_error_test grant_test read_ahead_test
             side_car_test handle_test reroute_watch_test)
  hlsts_add_test(${name} hlsts_vsi)
endforeach()
