#pragma once

#include <string>

#include "tests/importers/import_fixtures.hpp"

namespace vpnsim::importers {

inline Imported asa(const std::string& text) { return import_text(import_cisco_asa, "fw.txt", text); }
inline Imported ios(const std::string& text) { return import_text(import_cisco_ios, "router.txt", text); }

/// Every remark as it is printed.
inline std::string all_remarks(const Imported& imported) {
    std::string out;
    for (const auto& remark : imported.remarks) out += text(remark) + '\n';
    return out;
}

/// A gateway of one tunnel; `lines` are added at the end.
inline std::string asa_with(const std::string& lines) {
    return "ASA Version 9.16(4)\n"
           "hostname fw\n"
           "interface GigabitEthernet0/0\n"
           " nameif outside\n"
           " ip address 198.51.100.12 255.255.255.0\n"
           "interface GigabitEthernet0/1\n"
           " nameif inside\n"
           " ip address 10.55.0.12 255.255.255.0\n"
           "crypto ipsec ikev2 ipsec-proposal P\n"
           " protocol esp encryption aes-256\n"
           " protocol esp integrity sha-256\n"
           "crypto map M 10 match address A\n"
           "crypto map M 10 set peer 203.0.113.20\n"
           "crypto map M 10 set ikev2 ipsec-proposal P\n"
           "crypto map M interface outside\n"
           "crypto ikev2 policy 1\n"
           " encryption aes-256\n"
           " integrity sha256\n"
           " group 14\n"
           " lifetime seconds 86400\n"
           "crypto ikev2 enable outside\n"
           "tunnel-group 203.0.113.20 type ipsec-l2l\n"
           "tunnel-group 203.0.113.20 ipsec-attributes\n"
           " ikev2 remote-authentication pre-shared-key planted-key-1\n"
           " ikev2 local-authentication pre-shared-key planted-key-1\n" +
           lines + ": end\n";
}

/// A router of one tunnel.
inline std::string ios_with(const std::string& lines) {
    return "version 15.9\n"
           "hostname router\n"
           "crypto isakmp policy 10\n"
           " encr aes 256\n"
           " hash sha256\n"
           " authentication pre-share\n"
           " group 14\n"
           "crypto isakmp key planted-key-2 address 203.0.113.20\n"
           "crypto ipsec transform-set T esp-aes 256 esp-sha256-hmac\n"
           " mode tunnel\n"
           "crypto map M 10 ipsec-isakmp\n"
           " set peer 203.0.113.20\n"
           " set transform-set T\n"
           " match address A\n"
           "interface GigabitEthernet0/0\n"
           " ip address 198.51.100.12 255.255.255.0\n"
           " crypto map M\n" +
           lines + "end\n";
}

inline const Protection& only_protection(const Imported& imported) {
    REQUIRE(only_host(imported).protections.size() == 1);
    return imported.hosts[0].protections[0];
}

inline std::string selectors(const Imported& imported) {
    std::string out;
    for (const auto& group : only_protection(imported).groups) {
        out += (out.empty() ? "" : "; ") + text(group.local) + " = " + text(group.remote);
    }
    return out;
}

}  // namespace vpnsim::importers
