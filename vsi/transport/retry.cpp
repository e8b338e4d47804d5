// SPDX-License-Identifier: MIT
// When to refresh a credential, and how often and after what pause to repeat a
// request.

#include "vsi/transport/retry.h"

#include "vsi/base/per_process.h"
#include "vsi/base/text.h"
#include "vsi/transport/http_date.h"

#include <algorithm>
#include <atomic>
#include <string>

namespace hlsts
{

namespace
{

/** Mixes one word so that near inputs give unrelated outputs (splitmix64). */
std::uint64_t Mix(std::uint64_t word)
{
    word += 0x9E3779B97F4A7C15ULL;
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9ULL;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EBULL;
    return word ^ (word >> 31);
}

/** Numbers from a counter, mixed with the time and the process: a generator
 * with a state alone would give the same numbers in both processes of a fork.
 */
class MixingRandom final : public RandomSource
{
  public:
    double Uniform() override
    {
        const auto ticks = static_cast<std::uint64_t>(
            std::chrono::steady_clock::now().time_since_epoch().count());
        const std::uint64_t count =
            m_counter.fetch_add(1, std::memory_order_relaxed);
        const auto process = static_cast<std::uint64_t>(CurrentProcess());
        const std::uint64_t bits =
            Mix(Mix(ticks) ^ Mix(count) ^ Mix(process << 32));
        return static_cast<double>(bits >> 11) * 0x1.0p-53;
    }

  private:
    std::atomic<std::uint64_t> m_counter{0};
};

Duration Scale(Duration duration, double factor)
{
    return Duration(static_cast<Duration::rep>(
        static_cast<double>(duration.count()) * factor));
}

std::optional<std::chrono::seconds> ParseSeconds(std::string_view digits)
{
    if (!IsAllDigits(digits))
        return std::nullopt;
    // More than anyone waits for, and far from overflowing.
    constexpr std::int64_t kFarAway = 1000000000;
    std::int64_t seconds = 0;
    for (const char digit : digits)
        seconds = std::min(kFarAway, seconds * 10 + (digit - '0'));
    return std::chrono::seconds(seconds);
}

}  // namespace

const RefreshPolicy &DefaultRefreshPolicy()
{
    static const auto *policy = new RefreshPolicy();
    return *policy;
}

RandomSource &SystemRandom()
{
    static auto *random = new MixingRandom();
    return *random;
}

RefreshMargins MarginsFor(Duration life, RandomSource &random,
                          const RefreshPolicy &policy)
{
    RefreshMargins margins;
    if (life < policy.shortLife)
    {
        margins.advisory = life / policy.shortAdvisoryDivisor;
        margins.mandatory = life / policy.shortMandatoryDivisor;
        return margins;
    }
    margins.mandatory = policy.mandatoryMargin;
    margins.advisory =
        std::min(policy.advisoryMarginMax, life / policy.advisoryDivisor) -
        Scale(policy.advisoryJitterMax, random.Uniform());
    margins.advisory = std::max(margins.advisory, margins.mandatory);
    return margins;
}

Duration DecorrelatedJitter::Next(RandomSource &random)
{
    const Duration width = m_previous * 3 - m_base;
    m_previous = std::min(m_cap, m_base + Scale(width, random.Uniform()));
    return m_previous;
}

std::optional<std::chrono::seconds> ParseRetryAfter(std::string_view value,
                                                    std::int64_t unixNow)
{
    const std::string_view text = TrimBlanks(value);
    if (const auto seconds = ParseSeconds(text))
        return seconds;
    const auto date = ParseHttpDate(std::string(text));
    if (!date)
        return std::nullopt;
    return std::chrono::seconds(std::max<std::int64_t>(0, *date - unixNow));
}

}  // namespace hlsts
