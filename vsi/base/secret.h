// SPDX-License-Identifier: MIT
// The one type that holds secrets.

#ifndef HLSTS_VSI_BASE_SECRET_H
#define HLSTS_VSI_BASE_SECRET_H

#include <string>
#include <utility>

namespace hlsts
{

/** A password, token or key that can't be printed.
 *
 * No stream operator, no conversion, no comparison with text. Every place that
 * uses the value says so by calling Reveal(). The memory is wiped on
 * destruction and assignment (best effort: the allocator may have copies).
 * A value type, not thread-safe by itself.
 */
class Secret
{
  public:
    Secret() = default;

    explicit Secret(std::string value) : m_value(std::move(value))
    {
    }

    Secret(const Secret &) = default;
    Secret(Secret &&other) noexcept;
    Secret &operator=(const Secret &other);
    Secret &operator=(Secret &&other) noexcept;
    ~Secret();

    bool IsEmpty() const
    {
        return m_value.empty();
    }

    /** The value, for the request it belongs in and for nothing else. */
    const std::string &Reveal() const
    {
        return m_value;
    }

    /** What logs may show: "(empty)", or "****" and the last four characters
     * when there are at least sixteen. Only for key ids. */
    std::string Redacted() const;

    /** Equality in time that doesn't depend on where the values differ. */
    bool Equals(const Secret &other) const;

  private:
    void Wipe();

    std::string m_value{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_SECRET_H
