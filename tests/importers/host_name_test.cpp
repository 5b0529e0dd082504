#include "tools/importers/host_name.hpp"

#include <catch2/catch.hpp>

namespace vpnsim::importers::host_name_test {

TEST_CASE("a machine is called as its files up to the first dot") {
    CHECK(host_name("device1.swanctl.conf") == "device1");
    CHECK(host_name("saved/dc-core.ip-route.txt") == "dc-core");
    CHECK(host_name("fw-1") == "fw-1");
    CHECK(host_name("dumps/192.0.2.1.conf") == "192.0.2.1");
    CHECK(host_name("dumps/2.conf") == "2");
}

TEST_CASE("a usual file name says nothing, the nearest directory that names a machine does") {
    CHECK(host_name("fw-1/swanctl.conf") == "fw-1");
    CHECK(host_name("fw-1/etc/ipsec.conf") == "fw-1");
    CHECK(host_name("fw-1/etc/swanctl/conf.d/swanctl.conf") == "fw-1");
    CHECK(host_name("core\\ip-route.txt") == "core");
    CHECK(host_name("core/ip_xfrm_policy.txt") == "core");
    CHECK(host_name("asa/Running-Config.txt") == "host");
}

TEST_CASE("a path that names no machine gives the common name") {
    for (const auto* path : {"", "-", "/etc/ipsec.conf", "swanctl.conf", "./frr.conf", "../ip-rule.json", "/", "..."})
        CHECK(host_name(path) == "host");
}

}  // namespace vpnsim::importers::host_name_test
