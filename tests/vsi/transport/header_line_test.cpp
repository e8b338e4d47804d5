// SPDX-License-Identifier: MIT
#include "vsi/transport/header_line.h"

#include <gtest/gtest.h>

#include <string_view>

using namespace hlsts;

TEST(ParseHeaderLine, NameInLowerCaseAndValueTrimmed)
{
    const struct
    {
        std::string_view line;
        std::string_view name;
        std::string_view value;
    } cases[] = {
        {"ETag: \"A b\"\r\n", "etag", "\"A b\""},
        {"DATE:d\n", "date", "d"},
        {"X-Name:  v \t \r\n", "x-name", "v"},
        {"Location: https://h:1/x\r\n", "location", "https://h:1/x"},
        {"X-Empty:\r\n", "x-empty", ""},
        {"X-Empty: \r\n", "x-empty", ""},
        {"X-Cut:", "x-cut", ""},
        {":", "", ""},
    };

    for (const auto &c : cases)
    {
        const auto header = ParseHeaderLine(c.line);
        ASSERT_TRUE(header) << c.line;
        EXPECT_EQ(header->name, c.name);
        EXPECT_EQ(header->value, c.value);
    }
}

TEST(ParseHeaderLine, OtherLinesAreNoHeaders)
{
    for (const char *line : {"", "\r\n", "HTTP/1.1 200 OK\r\n"})
        EXPECT_FALSE(ParseHeaderLine(line)) << line;
}
