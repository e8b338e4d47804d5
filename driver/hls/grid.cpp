// SPDX-License-Identifier: MIT
// Where the pixels of a tile lie: CRS and geotransform, from the tile's id.

#include "driver/hls/grid.h"

#include "driver/hls/product.h"
#include "vsi/base/text.h"

#include "cpl_string.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

namespace hlsts
{

namespace
{

// Metres
constexpr int kPixelSize = 30;
constexpr int kSquareSize = 100 * 1000;
constexpr int kRowCycle = 20 * kSquareSize;
/** HLS origins lie on multiples of this, outwards from the square's corner. */
constexpr int kOriginStep = 60;
/** Upper bound, in metres, of how far the northing of a parallel differs from
 * the one that it has on the central meridian: less than 17 km in the widest
 * zones. */
constexpr int kParallelTolerance = 20 * 1000;

constexpr std::string_view kColumnLetters[] = {"STUVWXYZ", "ABCDEFGH",
                                               "JKLMNPQR"};  // by zone modulo 3
constexpr std::string_view kRowLetters = "ABCDEFGHJKLMNPQRSTUV";
constexpr std::string_view kBandLetters = "CDEFGHJKLMNPQRSTUVWX";
/** Northings, on the central meridian, of the bands' southern edges and of the
 * last one's northern edge (84 degrees): 0.9996 times the meridian arc. */
constexpr int kBandEdges[] = {
    -8881586, -7988933, -7097014, -6206080, -5316300, -4427757, -3540436,
    -2654227, -1768935, -884298,  0,        884298,   1768935,  2654227,
    3540436,  4427757,  5316300,  6206080,  7097014,  7988933,  9328094};
static_assert(std::size(kBandEdges) == kBandLetters.size() + 1);

/** The parts of a tile's id; indices count from 0. */
struct Square
{
    int zone = 0;
    int band = 0;
    int column = 0;
    int row = 0;
};

std::optional<int> FindLetter(std::string_view letters, char letter)
{
    const auto place = letters.find(letter);
    if (place == std::string_view::npos)
        return std::nullopt;
    return static_cast<int>(place);
}

/** MGRS has no zones 32, 34 and 36 in band X: their neighbours are wider. */
bool IsMissingZone(int zone, char band)
{
    return band == 'X' && (zone == 32 || zone == 34 || zone == 36);
}

std::optional<Square> ParseSquare(std::string_view tile)
{
    if (tile.size() != 5 || !IsAllDigits(tile.substr(0, 2)))
        return std::nullopt;
    const int zone = (tile[0] - '0') * 10 + (tile[1] - '0');
    if (zone < 1 || zone > 60 || IsMissingZone(zone, tile[2]))
        return std::nullopt;
    const auto band = FindLetter(kBandLetters, tile[2]);
    const auto column = FindLetter(kColumnLetters[zone % 3], tile[3]);
    const auto row = FindLetter(kRowLetters, tile[4]);
    if (!band || !column || !row)
        return std::nullopt;
    return Square{zone, *band, *column, *row};
}

constexpr int RoundDown(int value, int step)
{
    const int remainder = value % step;
    return value - remainder - (remainder < 0 ? step : 0);
}

constexpr int RoundUp(int value, int step)
{
    return -RoundDown(-value, step);
}

/** Northing of the square's southern edge, or nothing where the band has no
 * row of that letter. Row letters repeat every 2000 km; the latitude band tells
 * which of the rows with that letter it is. */
std::optional<int> SouthernEdge(const Square &square)
{
    const int shift = square.zone % 2 == 0 ? 5 : 0;
    const int rowCount = static_cast<int>(kRowLetters.size());
    const int row = (square.row - shift + rowCount) % rowCount;
    // The southernmost of the rows with this letter that lies north of
    // `lowest`.
    const int lowest =
        kBandEdges[square.band] - kParallelTolerance - kSquareSize;
    const int northing = RoundDown(lowest - row * kSquareSize, kRowCycle) +
                         kRowCycle + row * kSquareSize;
    if (northing >= kBandEdges[square.band + 1] + kParallelTolerance)
        return std::nullopt;
    return northing;
}

/** The latitude, in degrees, at which the central meridian has a northing:
 * between the bands' edges by the rule of three, to about 0.01. */
double LatitudeOfNorthing(double northing)
{
    std::size_t band = 0;
    while (band + 1 < kBandLetters.size() && northing >= kBandEdges[band + 1])
        ++band;
    const double southern = kBandEdges[band];
    const double northern = kBandEdges[band + 1];
    // The last band reaches from 72 to 84 degrees.
    const double height = band + 1 == kBandLetters.size() ? 12 : 8;
    return -80 + 8.0 * static_cast<double>(band) +
           height * (northing - southern) / (northern - southern);
}

bool IsSameCrs(const Grid &a, const Grid &b)
{
    return a.epsg == b.epsg && (a.epsg != 0 || a.wkt == b.wkt);
}

/** Whether two axes put their first and last pixel edge at the same place. */
bool IsSameAxis(double originA, double stepA, double originB, double stepB,
                int size)
{
    const double tolerance = std::fabs(stepA) / 1000;
    const double endA = originA + stepA * size;
    const double endB = originB + stepB * size;
    return std::fabs(originA - originB) <= tolerance &&
           std::fabs(endA - endB) <= tolerance;
}

/** The name that follows the first keyword of a WKT. */
std::string CrsName(const std::string &wkt)
{
    const auto begin = wkt.find('"');
    if (begin == std::string::npos)
        return "unknown CRS";
    const std::string_view name = std::string_view(wkt).substr(begin + 1);
    return "\"" + EscapeForMessage(name.substr(0, name.find('"'))) + "\"";
}

std::string FormatNumber(double value)
{
    char text[64] = {};
    // GDAL's own: the C library's depends on the locale.
    CPLsnprintf(text, sizeof(text), "%.15g", value);
    return text;
}

std::string FormatPair(double a, double b)
{
    return FormatNumber(a) + ", " + FormatNumber(b);
}

}  // namespace

Result<Grid> GridOfTile(std::string_view tile, SouthernZones southernZones)
{
    const auto square = ParseSquare(tile);
    const auto northing = square ? SouthernEdge(*square) : std::nullopt;
    if (!northing)
        return Error{EscapeForMessage(tile) +
                     ": there is no such MGRS 100 km square; expected zone, "
                     "latitude band, column and row like 13TGF"};
    Grid grid;
    grid.epsg = 32600 + square->zone;
    grid.originX = RoundDown(kSquareSize * (1 + square->column), kOriginStep);
    grid.originY = RoundUp(*northing + kSquareSize, kOriginStep);
    if (southernZones == SouthernZones::Southern &&
        kBandEdges[square->band] < 0)
    {
        grid.epsg += 100;
        grid.originY += 10000000;
    }
    grid.pixelWidth = kPixelSize;
    grid.pixelHeight = -kPixelSize;
    grid.width = kTileSize;
    grid.height = kTileSize;
    return grid;
}

double CentreLongitude(std::string_view tile)
{
    const auto grid = GridOfTile(tile);
    if (!grid)
        return 0;
    // The inverse transverse Mercator projection on WGS 84 (Snyder, Map
    // Projections, 1987, equations 8-17 and 8-18, without the fifth power).
    constexpr double kDegree = 3.14159265358979323846 / 180;
    constexpr double kSemiMajorAxis = 6378137;
    constexpr double kEccentricity2 = 0.00669437999014;
    constexpr double kSecondEccentricity2 = 0.00673949674228;
    constexpr double kScale = 0.9996;
    constexpr double kFalseEasting = 500000;
    const double half = kTileSize * kPixelSize / 2.0;
    const double latitude = LatitudeOfNorthing(grid->originY - half) * kDegree;
    const double sine = std::sin(latitude);
    const double cosine = std::cos(latitude);
    const double radius =
        kSemiMajorAxis / std::sqrt(1 - kEccentricity2 * sine * sine);
    const double d = (grid->originX + half - kFalseEasting) / (radius * kScale);
    const double t = sine * sine / (cosine * cosine);
    const double c = kSecondEccentricity2 * cosine * cosine;
    const double difference = (d - (1 + 2 * t + c) * d * d * d / 6) / cosine;
    const int zone = grid->epsg - 32600;
    return zone * 6 - 183 + difference / kDegree;
}

namespace
{

/** Why a grid can't be joined with another one; empty if it can. */
std::string WhyNotJoined(const Grid &a, const Grid &b)
{
    if (!IsSameCrs(a, b))
        return "their coordinate systems differ";
    // A thousandth of a pixel over the size of a zone, 20,000 km.
    constexpr double kSizeTolerance = 1e-9;
    if (std::fabs(a.pixelWidth - b.pixelWidth) >
            kSizeTolerance * std::fabs(a.pixelWidth) ||
        std::fabs(a.pixelHeight - b.pixelHeight) >
            kSizeTolerance * std::fabs(a.pixelHeight))
        return "their pixels have different sizes";
    const double columns = (b.originX - a.originX) / a.pixelWidth;
    const double rows = (b.originY - a.originY) / a.pixelHeight;
    constexpr double kTolerance = 0.001;
    if (std::fabs(columns - std::round(columns)) > kTolerance ||
        std::fabs(rows - std::round(rows)) > kTolerance)
        return "the pixels of one lie between those of the other";
    constexpr double kMost = 1000 * 1000;
    if (std::fabs(columns) > kMost || std::fabs(rows) > kMost)
        return "they are too far apart";
    return {};
}

}  // namespace

Result<Grid> JoinGrids(const std::vector<Grid> &grids)
{
    Grid joined = grids.front();
    for (const Grid &grid : grids)
    {
        const std::string why = WhyNotJoined(grids.front(), grid);
        if (!why.empty())
            return Error{DescribeGrid(grids.front()) + " and " +
                         DescribeGrid(grid) + " can't be joined: " + why};
        const auto [column, row] = OffsetInGrid(joined, grid);
        const int left = std::min(0, column);
        const int top = std::min(0, row);
        joined.width = std::max(joined.width, column + grid.width) - left;
        joined.height = std::max(joined.height, row + grid.height) - top;
        joined.originX += left * joined.pixelWidth;
        joined.originY += top * joined.pixelHeight;
    }
    return joined;
}

Grid ResizeGrid(const Grid &grid, int width, int height)
{
    Grid resized = grid;
    resized.pixelWidth *= static_cast<double>(grid.width) / width;
    resized.pixelHeight *= static_cast<double>(grid.height) / height;
    resized.width = width;
    resized.height = height;
    return resized;
}

std::pair<int, int> OffsetInGrid(const Grid &joined, const Grid &part)
{
    return {static_cast<int>(std::lround((part.originX - joined.originX) /
                                         joined.pixelWidth)),
            static_cast<int>(std::lround((part.originY - joined.originY) /
                                         joined.pixelHeight))};
}

bool IsSameGrid(const Grid &a, const Grid &b)
{
    return IsSameCrs(a, b) && a.width == b.width && a.height == b.height &&
           IsSameAxis(a.originX, a.pixelWidth, b.originX, b.pixelWidth,
                      a.width) &&
           IsSameAxis(a.originY, a.pixelHeight, b.originY, b.pixelHeight,
                      a.height);
}

std::string DescribeGrid(const Grid &grid)
{
    const std::string crs = grid.epsg != 0 ? "EPSG:" + std::to_string(grid.epsg)
                                           : CrsName(grid.wkt);
    return crs + ", origin " + FormatPair(grid.originX, grid.originY) +
           ", pixel " + FormatPair(grid.pixelWidth, grid.pixelHeight) + ", " +
           std::to_string(grid.width) + " x " + std::to_string(grid.height);
}

}  // namespace hlsts
