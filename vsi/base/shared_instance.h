// SPDX-License-Identifier: MIT
// One object for the process, as long as someone uses it.

#ifndef HLSTS_VSI_BASE_SHARED_INSTANCE_H
#define HLSTS_VSI_BASE_SHARED_INSTANCE_H

#include "vsi/base/mutex.h"

#include <memory>

namespace hlsts
{

/** One T for all that use it at the same time: made when the first user gets
 * it, destroyed when the last user lets go of it.
 *
 * Safe for concurrent use. An instance is static and never freed: at exit GDAL
 * may close datasets after our statics would have been destroyed. A child of
 * fork() uses the T of its parent, so a T keeps its state in a PerProcess
 * (per_process.h).
 */
template <class T> class SharedInstance
{
  public:
    std::shared_ptr<T> Get()
    {
        const MutexLock lock(m_mutex);
        auto instance = m_instance.lock();
        if (!instance)
        {
            instance = std::make_shared<T>();
            m_instance = instance;
        }
        return instance;
    }

  private:
    Mutex m_mutex{};
    std::weak_ptr<T> m_instance HLSTS_GUARDED_BY(m_mutex){};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_SHARED_INSTANCE_H
