#include <array>

#include "tools/importers/imported.hpp"

namespace vpnsim::importers {

std::span<const ImportFormat> import_formats() {
    static constexpr std::array formats{
        ImportFormat{"terraform", "terraform show -json of a plan or a state, or terraform.tfstate",
                     looks_like_terraform, import_terraform},
        ImportFormat{"aliyun", "the JSON answers of Alibaba Cloud's Describe... calls", looks_like_aliyun,
                     import_aliyun},
        ImportFormat{"swanctl", "swanctl.conf of strongSwan", looks_like_swanctl, import_swanctl},
        ImportFormat{"ipsec-conf", "ipsec.conf of strongSwan or Libreswan", looks_like_ipsec_conf, import_ipsec_conf},
        ImportFormat{"cisco-asa", "show running-config of a Cisco ASA", looks_like_cisco_asa, import_cisco_asa},
        ImportFormat{"cisco-ios", "show running-config of Cisco IOS or IOS-XE", looks_like_cisco_ios, import_cisco_ios},
        ImportFormat{"linux", "ip route, ip rule and ip xfrm policy, text or JSON", looks_like_linux, import_linux},
        ImportFormat{"frr", "frr.conf, or show running-config of vtysh", looks_like_frr, import_frr},
    };
    return formats;
}

}  // namespace vpnsim::importers
