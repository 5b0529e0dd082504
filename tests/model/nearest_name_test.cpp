#include "model/nearest_name.hpp"

#include <array>
#include <catch2/catch.hpp>

namespace vpnsim::nearest_name_test {
namespace {

constexpr std::array<std::string_view, 6> names{"route_table", "network_acl", "cidr", "conn-1", "conn-2", "psk"};

std::string nearest(std::string_view text) { return std::string{nearest_name(text, names).value_or("nothing")}; }

TEST_CASE("the nearest name is what was probably meant") {
    CHECK(nearest("route_tables") == "route_table");
    CHECK(nearest("route-table") == "route_table");
    CHECK(nearest("netwrok_acl") == "network_acl");
    CHECK(nearest("crid") == "nothing");
    CHECK(nearest("cdir") == "cidr");
    CHECK(nearest("PSK") == "psk");
    CHECK(nearest("conn-9") == "conn-1");
    CHECK(nearest("conn_2") == "conn-2");
    CHECK(nearest("mtu") == "nothing");
    CHECK(nearest("") == "nothing");
    CHECK(nearest(std::string(5000, 'x')) == "nothing");
}

}  // namespace
}  // namespace vpnsim::nearest_name_test
