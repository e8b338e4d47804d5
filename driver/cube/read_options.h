// SPDX-License-Identifier: MIT
// The configuration options of a read, which its workers take over.

#ifndef HLSTS_DRIVER_CUBE_READ_OPTIONS_H
#define HLSTS_DRIVER_CUBE_READ_OPTIONS_H

#include "driver/cube/cube.h"

#include "cpl_conv.h"
#include "cpl_string.h"

namespace hlsts
{

/** The thread-local configuration options that a read runs with: those of the
 * calling thread (rasterio.Env sets them per thread) and the cube's own. */
CPLStringList ReadingOptions(const Cube &cube);

/** The same options without any login, for a file at another host than NASA's:
 * a login that the user has set for one host must not be sent to whatever host
 * a list names. */
CPLStringList WithoutLogin(const CPLStringList &options);

/** Replaces the thread-local configuration options of this thread while it
 * lives. */
class ConfigScope
{
  public:
    explicit ConfigScope(const CPLStringList &options)
        : m_before(CPLGetThreadLocalConfigOptions())
    {
        CPLSetThreadLocalConfigOptions(options.List());
    }

    ~ConfigScope()
    {
        CPLSetThreadLocalConfigOptions(m_before.List());
    }

    ConfigScope(const ConfigScope &) = delete;
    ConfigScope &operator=(const ConfigScope &) = delete;

  private:
    const CPLStringList m_before;
};

/** Which options the files of a read are read with. Immutable, hence safe for
 * concurrent use. */
class ReadingScopes
{
  public:
    /** For the calling thread. */
    explicit ReadingScopes(const Cube &cube)
        : m_options(ReadingOptions(cube)),
          m_foreignOptions(WithoutLogin(m_options))
    {
    }

    const CPLStringList &For(const Asset &asset) const;

  private:
    const CPLStringList m_options;
    const CPLStringList m_foreignOptions;
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_CUBE_READ_OPTIONS_H
