// SPDX-License-Identifier: MIT
// The sensor family of a product, as file names have it.

#ifndef HLSTS_DRIVER_HLS_SENSOR_H
#define HLSTS_DRIVER_HLS_SENSOR_H

#include <string_view>

namespace hlsts
{

/** The sensor family of an HLS product: the token in its file names. A value
 * type, ordered as its text is. */
class Sensor
{
  public:
    // Their names are NASA's: NOLINTBEGIN(readability-identifier-naming)
    static const Sensor L30;  ///< Landsat 8 and 9 OLI/TIRS
    static const Sensor S30;  ///< Sentinel-2 MSI

    // NOLINTEND(readability-identifier-naming)

    /** @param token a literal, e.g. "L30". */
    constexpr explicit Sensor(const char *token) : m_token(token)
    {
    }

    constexpr const char *GetToken() const
    {
        return m_token;
    }

    friend bool operator==(Sensor a, Sensor b)
    {
        return std::string_view(a.m_token) == b.m_token;
    }

    friend bool operator!=(Sensor a, Sensor b)
    {
        return !(a == b);
    }

    friend bool operator<(Sensor a, Sensor b)
    {
        return std::string_view(a.m_token) < b.m_token;
    }

  private:
    const char *m_token;
};

// NOLINTBEGIN(readability-identifier-naming)
inline constexpr Sensor Sensor::L30{"L30"};
inline constexpr Sensor Sensor::S30{"S30"};

// NOLINTEND(readability-identifier-naming)

/** "L30" or "S30". */
inline const char *SensorName(Sensor sensor)
{
    return sensor.GetToken();
}

}  // namespace hlsts

#endif  // HLSTS_DRIVER_HLS_SENSOR_H
