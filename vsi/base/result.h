// SPDX-License-Identifier: MIT
// A value or the reason why there is none.

#ifndef HLSTS_VSI_BASE_RESULT_H
#define HLSTS_VSI_BASE_RESULT_H

#include <string>
#include <utility>
#include <variant>

namespace hlsts
{

/** Why something could not be done.
 *
 * The message is written for the user in the order: what failed, on which file
 * or endpoint, why, what to do next. It never holds a secret.
 */
struct Error
{
    std::string message{};
    /** Whether the user has stopped the work, so that there is nothing to
     * report. */
    bool isInterruption = false;
    /** Whether other files can't be read either: the user's login failed, or
     * this machine has run out of something. */
    bool isGeneral = false;
};

/** Either a value of type T or an error of type E.
 *
 * Used inside the plugin instead of exceptions; at GDAL's boundary an error
 * becomes one CPLError(). Both constructors are implicit, so that a function
 * can return a value or an Error{...} as it is. A value type, not thread-safe
 * by itself.
 */
template <class T, class E = Error> class [[nodiscard]] Result
{
  public:
    Result(T value) : m_content(std::in_place_index<0>, std::move(value))
    {
    }

    Result(E error) : m_content(std::in_place_index<1>, std::move(error))
    {
    }

    /** Whether there is a value. */
    explicit operator bool() const
    {
        return m_content.index() == 0;
    }

    /** The value. Only when there is one. */
    const T &operator*() const
    {
        return std::get<0>(m_content);
    }

    T &operator*()
    {
        return std::get<0>(m_content);
    }

    const T *operator->() const
    {
        return &std::get<0>(m_content);
    }

    T *operator->()
    {
        return &std::get<0>(m_content);
    }

    /** The error. Only when there is no value. */
    const E &GetError() const
    {
        return std::get<1>(m_content);
    }

  private:
    std::variant<T, E> m_content;
};

/** The value of a Result that holds nothing but success. */
struct Done
{
};

using Status = Result<Done>;

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_RESULT_H
