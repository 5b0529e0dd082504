#include "tools/importers/algorithm_names.hpp"

#include <catch2/catch.hpp>

namespace vpnsim::importers::algorithm_names_test {

TEST_CASE("vendors' spellings of one algorithm are read alike") {
    for (const auto* name : {"aes", "aes128", "AES-CBC-128", "aes_cbc128"})
        CHECK(encryption_named(name) == Encryption::aes128);
    for (const auto* name : {"aes256", "aes-256", "aes 256", "aes-cbc-256"})
        CHECK(encryption_named(name) == Encryption::aes256);
    for (const auto* name : {"sha2", "sha256", "sha-256", "sha2_256", "sha256-hmac"})
        CHECK(integrity_named(name) == Integrity::sha256);
    for (const auto* name : {"group14", "14", "modp2048", "dh14", "MODP_2048"})
        CHECK(dh_group_named(name) == static_cast<DhGroup>(14));
}

TEST_CASE("what no scenario can name is no algorithm") {
    CHECK_FALSE(encryption_named("chacha20poly1305"));
    CHECK_FALSE(integrity_named("aesxcbc"));
    CHECK_FALSE(dh_group_named("group3"));
    CHECK_FALSE(dh_group_named("x25519"));
    CHECK_FALSE(dh_group_named(""));
}

}  // namespace vpnsim::importers::algorithm_names_test
