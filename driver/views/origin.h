// SPDX-License-Identifier: MIT
// What a dataset of this driver was opened from.

#ifndef HLSTS_DRIVER_VIEWS_ORIGIN_H
#define HLSTS_DRIVER_VIEWS_ORIGIN_H

#include "driver/series/collection.h"
#include "driver/views/selection.h"

#include "cpl_string.h"

#include <memory>
#include <utility>

namespace hlsts
{

/** The input, the part of it that was opened, and the options in force.
 * Immutable, hence safe for concurrent use. */
struct Origin
{
    std::shared_ptr<const Collection> collection{};
    /** Its pointers belong to the collection. */
    Selection selection{};
    /** The user's open options and those of the input. */
    CPLStringList options{};
};

/** A dataset that knows its origin. By dynamic_cast a dataset of this driver is
 * told from any other, such as a VRT of one. */
class OriginOwner
{
  public:
    virtual ~OriginOwner() = default;
    OriginOwner(const OriginOwner &) = delete;
    OriginOwner &operator=(const OriginOwner &) = delete;

    const Origin &GetOrigin() const
    {
        return *m_origin;
    }

  protected:
    explicit OriginOwner(std::shared_ptr<const Origin> origin)
        : m_origin(std::move(origin))
    {
    }

  private:
    const std::shared_ptr<const Origin> m_origin;
};

}  // namespace hlsts

#endif  // HLSTS_DRIVER_VIEWS_ORIGIN_H
