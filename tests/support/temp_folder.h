// SPDX-License-Identifier: MIT
// A folder of the real file system for the length of a test.

#ifndef HLSTS_TESTS_SUPPORT_TEMP_FOLDER_H
#define HLSTS_TESTS_SUPPORT_TEMP_FOLDER_H

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <sys/stat.h>

namespace hlsts
{

/** Made with mode 0700, removed with all that is in it. */
class TempFolder
{
  public:
    TempFolder()
    {
        std::string name =
            (std::filesystem::temp_directory_path() / "hlsts-XXXXXX").string();
        if (mkdtemp(name.data()))
            m_name = name;
    }

    ~TempFolder()
    {
        std::error_code ignored;
        chmod(m_name.c_str(), 0700);
        std::filesystem::remove_all(m_name, ignored);
    }

    TempFolder(const TempFolder &) = delete;
    TempFolder &operator=(const TempFolder &) = delete;

    const std::string &Name() const
    {
        return m_name;
    }

    std::string operator/(const std::string &file) const
    {
        return m_name + "/" + file;
    }

  private:
    std::string m_name{};
};

inline std::string TextOfFile(const std::string &name)
{
    std::ifstream file(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file),
            std::istreambuf_iterator<char>()};
}

inline void WriteTextFile(const std::string &name, const std::string &text,
                          mode_t mode = 0600)
{
    std::ofstream(name, std::ios::binary) << text;
    chmod(name.c_str(), mode);
}

/** The permission bits; 07777 when there is no such file. */
inline mode_t ModeOf(const std::string &name)
{
    struct stat info = {};
    return lstat(name.c_str(), &info) == 0 ? info.st_mode & 07777 : 07777;
}

}  // namespace hlsts

#endif  // HLSTS_TESTS_SUPPORT_TEMP_FOLDER_H
