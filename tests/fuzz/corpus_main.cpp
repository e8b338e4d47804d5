// SPDX-License-Identifier: MIT
// Runs a fuzz target over the files of a folder, with any compiler.

#include "tests/fuzz/fuzz.h"

#include <filesystem>
#include <fstream>
#include <iterator>

int main(int argc, char **argv)
{
    int files = 0;
    if (argc == 2)
        for (const auto &entry : std::filesystem::directory_iterator(argv[1]))
        {
            // Of an input that ends the program the name is seen.
            std::printf("%s\n", entry.path().string().c_str());
            std::fflush(stdout);
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(file), {}};
            LLVMFuzzerTestOneInput(
                reinterpret_cast<const std::uint8_t *>(bytes.data()),
                bytes.size());
            ++files;
        }
    if (files == 0)
        std::fprintf(stderr, "Usage: %s <folder with files>\n", argv[0]);
    return files == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
