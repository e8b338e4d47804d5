// SPDX-License-Identifier: MIT
// Hosts of private networks are recognised in every spelling.

#include "driver/inputs/remote_host.h"

#include <gtest/gtest.h>

#include <string>

namespace hlsts
{
namespace
{

TEST(ClassifyHost, KnowsPublicHosts)
{
    for (const char *host : {
             "example.com",
             "example.com.",
             "EXAMPLE.COM",
             "a-b_c.example.org",
             "data.lpdaac.earthdatacloud.nasa.gov",
             "hls2euwest.blob.core.windows.net",
             "1.2.3.4.example.com",
             "10.0.0.1.nip.example",
             "notlocalhost.com",
             "mylocal.com",
             "internal.example.com",
             // beside the private ranges
             "8.8.8.8",
             "9.255.255.255",
             "11.0.0.0",
             "100.63.255.255",
             "100.128.0.0",
             "126.255.255.255",
             "128.0.0.0",
             "169.253.255.255",
             "169.255.0.0",
             "172.15.255.255",
             "172.32.0.0",
             "192.0.1.0",
             "192.167.255.255",
             "192.169.0.0",
             "198.17.255.255",
             "198.20.0.0",
             "223.255.255.255",
             "134744072",
             "0x08080808",
             "010.8.8.8",
             "[2606:4700:4700::1111]",
             "[::ffff:8.8.8.8]",
             "[64:ff9b::8.8.8.8]",
             "[2002:808:808::1]",
         })
        EXPECT_EQ(ClassifyHost(host), HostKind::Public) << host;
}

TEST(ClassifyHost, KnowsPrivateNames)
{
    for (const char *host : {
             "localhost",
             "LocalHost",
             "localhost.",
             "a.localhost",
             "localhost.localdomain",
             "ip6-localhost",
             "metadata",
             "instance-data",
             "metadata.google.internal",
             "METADATA.GOOGLE.INTERNAL.",
             "printer.local",
             "nas.lan",
             "router.home.arpa",
             "wiki.intranet",
         })
        EXPECT_EQ(ClassifyHost(host), HostKind::Private) << host;
}

TEST(ClassifyHost, KnowsPrivateIpv4AddressesInEverySpelling)
{
    for (const char *host : {
             "127.0.0.1",
             "127.255.255.255",
             "127.0.0.1.",
             "127.1",
             "127.0.1",
             "2130706433",
             "0x7f000001",
             "0X7F000001",
             "0x7f.1",
             "0x7f.0.0.1",
             "0177.0.0.1",
             "017700000001",
             "0177.0x0.0.01",
             "00000177.1",
             "169.254.169.254",
             "2852039166",
             "0xa9fea9fe",
             "0251.0376.0251."
             "0376",
             "169.254.43518",
             "0xa9.254.0xa9.0376",
             "0",
             "0.0.0.0",
             "0x0",
             "0.1.2.3",
             "10.0.0.1",
             "10.1",
             "100.64.0.1",
             "100.127.255.255",
             "172.16.0.1",
             "172.31.255.255",
             "192.168.0.1",
             "192.0.0.192",
             "198.18.0.1",
             "198.19.255.255",
             "224.0.0.1",
             "240.0.0.1",
             "255.255.255.255",
             "4294967295",
         })
        EXPECT_EQ(ClassifyHost(host), HostKind::Private) << host;
}

TEST(ClassifyHost, KnowsPrivateIpv6Addresses)
{
    for (const char *host : {
             "[::]",
             "[::1]",
             "[0:0:0:0:0:0:0:1]",
             "[0000::0001]",
             "[::127.0.0.1]",
             "[::ffff:127.0.0.1]",
             "[::FFFF:7F00:1]",
             "[0:0:0:0:0:ffff:a9fe:a9fe]",
             "[::ffff:169.254.169.254]",
             "[64:ff9b::10.0.0.1]",
             "[64:ff9b:1::1]",
             "[2002:7f00:1::]",
             "[2001::1]",
             "[fe80::1]",
             "[febf::1]",
             "[fc00::1]",
             "[fd00:ec2::254]",
             "[fec0::1]",
             "[ff02::1]",
             "[100::1]",
         })
        EXPECT_EQ(ClassifyHost(host), HostKind::Private) << host;
}

TEST(ClassifyHost, RefusesWhatTwoParsersCouldReadDifferently)
{
    for (const char *host : {
             "",
             ".",
             "..",
             ".example.com",
             "example..com",
             "example.com..",
             "ex ample.com",
             "ex%61mple.com",
             "%31%32%37.0.0.1",
             "\xC3\xA9.com",
             "\xEF\xBC\x91\x32\x37.0.0.1",
             "a@b.com",
             "a,b.com",
             "a*b.com",
             // look like addresses and aren't
             "256.0.0.1",
             "1.2.3.4.5",
             "08.0.0.1",
             "0x100000000",
             "1.2.3.0x",
             "127.0.0.1x1.1",
             "4294967296",
             "1.16777216",
             "example.1",
             "99999999999999999999999999",
             "[",
             "[]",
             "[::1",
             "::1",
             "[:::]",
             "[1::2::3]",
             "[1:2:3]",
             "[1:2:3:4:5:6:7:8:9]",
             "[1:2:3:4:5:6:7::8]",
             "[12345::]",
             "[g::]",
             "[::1%25eth0]",
             "[fe80::1%eth0]",
             "[::127.1]",
             "[1:]",
             "[:1]",
             "[::1:]",
             "[127.0.0.1]",
             "[::256.0.0.1]",
             "[1:2:3:4:5:6:7:1.2.3.4]",
             "[::ffff:1.2.3.4:5]",
         })
        EXPECT_EQ(ClassifyHost(host), HostKind::Invalid) << host;
    EXPECT_EQ(ClassifyHost(std::string(250, 'a') + ".com"), HostKind::Invalid);
}

}  // namespace
}  // namespace hlsts
