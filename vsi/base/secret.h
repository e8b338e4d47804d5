// SPDX-License-Identifier: MIT
// The one type that holds secrets.

#ifndef HLSTS_VSI_BASE_SECRET_H
#define HLSTS_VSI_BASE_SECRET_H

#include <string>
#include <utility>

namespace hlsts
{

/** A password, token or key, which can't be printed by mistake.
 *
 * It has no stream operator, no conversion to text and no comparison with text;
 * Reveal() is the only way to the value. The memory is wiped on destruction and
 * assignment (as far as possible: other copies may have been made before).
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

    /** The value, for the request that needs it and for nothing else. */
    const std::string &Reveal() const
    {
        return m_value;
    }

    /** What a log may show of a key id: "(empty)", "****", or "****" and the
     * last four characters when the id has at least sixteen. Not for other
     * secrets.
     */
    std::string Redacted() const;

    /** Equality. The time it takes doesn't depend on where the values differ,
     * so that nothing of a secret can be found out by measuring it. */
    bool Equals(const Secret &other) const;

  private:
    void Wipe();

    std::string m_value{};
};

}  // namespace hlsts

#endif  // HLSTS_VSI_BASE_SECRET_H
