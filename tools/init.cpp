#include "tools/verbs.hpp"

namespace vpnsim {
namespace {

constexpr std::string_view starter =
    R"json(// A scenario for vpnsim: one VPC, one site, one IPsec connection between them.
// Try: vpnsim review FILE, vpnsim trace FILE --from web --to db
{
  "format": "vpnsim/1",
  "name": "one-connection",
  "vpcs": {
    "vpc-1": {
      "cidrs": ["10.66.88.0/22"],
      "vswitches": { "vsw-90": { "cidr": "10.66.90.0/24" } },
      // Every VPC has a system route table; vSwitches that name no other one use it.
      "route_tables": {
        "main": {
          "type": "system",
          "routes": { "to-dc": { "destination": "10.55.193.0/24", "next_hop": "vgw-1" } }
        }
      },
      "instances": { "web": { "address": "10.66.90.10" } }
    }
  },
  "vpn_gateways": {
    "vgw-1": { "vpc": "vpc-1", "addresses": ["203.0.113.10"] }
  },
  "customer_gateways": {
    "cgw-1": { "address": "198.51.100.1" }
  },
  "ipsec_connections": {
    "conn-1": {
      "vpn_gateway": "vgw-1",
      "customer_gateway": "cgw-1",
      // Selectors of the cloud end; the policy routes of the gateway follow from them (auto_routes).
      "local_ts": ["10.66.90.0/24"],
      "remote_ts": ["10.55.193.0/24"],
      "ike": { "version": "ikev2", "encryption": "aes128", "integrity": "sha256", "dh_group": 14 },
      "esp": { "encryption": "aes128", "integrity": "sha256", "dh_group": 14 }
    }
  },
  "sites": {
    "dc-1": {
      "networks": { "lan": "10.55.193.0/24" },
      "hosts": { "db": { "address": "10.55.193.10" } },
      "routes": { "to-vpc": { "destination": "10.66.88.0/22", "next_hop": "fw-1" } },
      "devices": {
        "fw-1": {
          "address": "198.51.100.1",
          "profile": "strongswan",
          "tunnels": {
            "to-conn-1": {
              "peer": "203.0.113.10",
              "local_ts": ["10.55.193.0/24"],
              "remote_ts": ["10.66.90.0/24"],
              "initiates": true,
              "ike": {
                "version": "ikev2",
                "encryption": "aes128",
                "integrity": "sha256",
                "dh_group": 14
              },
              "esp": { "encryption": "aes128", "integrity": "sha256", "dh_group": 14 }
            }
          }
        }
      }
    }
  },
  // What must hold; a flow expectation holds for every packet from one network to the other.
  "expect": {
    "flows": [
      {
        "name": "web reaches the data centre",
        "from": "10.66.90.0/24",
        "to": "10.55.193.0/24",
        "symmetry": "symmetric"
      }
    ]
  }
}
)json";

Answer run_init(const Arguments&) { return {std::string{starter}}; }

}  // namespace

const Verb& init_verb() {
    static constexpr Verb verb{"init",
                               "",
                               "writes a small commented scenario to start from",
                               "",
                               "  $ vpnsim init > one-connection.json\n"
                               "  $ vpnsim review one-connection.json\n",
                               0,
                               0,
                               {},
                               run_init};
    return verb;
}

}  // namespace vpnsim
