#include "tools/importers/key_fingerprints.hpp"

#include <catch2/catch.hpp>
#include <set>

namespace vpnsim::importers::key_fingerprints_test {

TEST_CASE("equal keys have equal fingerprints under one salt and no others") {
    KeyFingerprints keys{"salt"};
    CHECK(keys.of("correct horse") == keys.of("correct horse"));
    CHECK(keys.of("correct horse") != keys.of("correct hors"));
    KeyFingerprints same{"salt"};
    KeyFingerprints other{"pepper"};
    CHECK(keys.of("correct horse") == same.of("correct horse"));
    CHECK(keys.of("correct horse") != other.of("correct horse"));
    CHECK(keys.of("correct horse")->find("horse") == std::string::npos);
}

TEST_CASE("a text that repeats a key shows the fingerprint instead, the longer key first") {
    KeyFingerprints keys{"salt"};
    const auto shorter = *keys.of("staple");
    const auto longer = *keys.of("staples!");
    CHECK(keys.without_keys("a staples! b staple c") == "a " + longer + " b " + shorter + " c");
}

TEST_CASE("a key of few letters is not searched for in texts") {
    KeyFingerprints keys{"salt"};
    (void)keys.of("conn");
    CHECK(keys.without_keys("conn-1") == "conn-1");
}

TEST_CASE("thousands of keys are fingerprinted at once") {
    KeyFingerprints keys{"salt"};
    std::set<std::string> all;
    for (int i = 0; i < 5'000; ++i) all.insert(*keys.of("key number " + std::to_string(i)));
    CHECK(all.size() == 5'000);
}

TEST_CASE("what stands where a key was taken out is no key, and is not repeated either") {
    KeyFingerprints keys{"salt"};
    for (const auto* masked : {"", "*****", "xxxxxxxx", "ab***", "<removed>", "FAKE-key-of-fw-1", "redacted"}) {
        CHECK_FALSE(keys.of(masked));
    }
    CHECK(keys.placeholders() == 3);
    CHECK(keys.without_keys("name FAKE-key-of-fw-1").find("FAKE") == std::string::npos);
    CHECK(keys.of("fakir's rope"));
}

}  // namespace vpnsim::importers::key_fingerprints_test
