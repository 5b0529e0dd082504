// networks-overlap: a cloud block and an on-premises block that can reach one another.
#include <map>
#include <set>

#include "sim/findings/finding_context.hpp"
#include "sim/prefix_trie.hpp"

namespace vpnsim {
namespace {

struct NetworkRef {
    SiteId site;
    std::size_t network;
};

/// The site networks of one family; equal blocks of several sites share an entry.
template <Family F>
class SiteNetworks {
  public:
    explicit SiteNetworks(const Estate& estate) {
        std::map<Prefix, std::vector<NetworkRef>> by_block;
        for (std::size_t s = 0; s < estate.sites.size(); ++s) {
            for (std::size_t n = 0; n < estate.sites[s].networks.size(); ++n) {
                const auto& block = estate.sites[s].networks[n].cidr;
                if (block.family() == F) by_block[block].push_back({SiteId{s}, n});
            }
        }
        for (auto& [block, refs] : by_block) {
            trie_.insert(block, static_cast<std::uint32_t>(refs_.size()));
            refs_.push_back(std::move(refs));
        }
    }
    template <class Visit>
    void overlapping(const Prefix& block, Visit visit) const {
        trie_.overlapping(block, [&](const Prefix&, std::uint32_t index) {
            for (const auto& ref : refs_[index]) visit(ref);
        });
    }

  private:
    PrefixTrie<F, std::uint32_t> trie_;
    std::vector<std::vector<NetworkRef>> refs_;
};

}  // namespace

void find_network_overlaps(const FindingContext& context, Findings& out) {
    const auto& estate = context.estate;
    if (context.scope.overlaps.empty()) return;
    const auto& reach = context.network.reach();
    const SiteNetworks<Family::ipv4> ipv4{estate};
    const SiteNetworks<Family::ipv6> ipv6{estate};
    for (const auto id : context.scope.overlaps) {
        const auto& vpc = estate[id];
        std::set<std::pair<SiteId, std::size_t>> reported;
        const auto check = [&](const Prefix& block, const RecordName& record, const std::string& what) {
            const auto visit = [&](const NetworkRef& ref) {
                if (reach.sites[ref.site.index()] != reach.vpcs[id.index()] ||
                    !reported.emplace(ref.site, ref.network).second)
                    return;
                const auto& site = estate[ref.site];
                const auto& network = site.networks[ref.network];
                auto finding =
                    context.about("networks-overlap", record, {record.entity, site.name + '/' + network.name});
                finding.message = what + ' ' + block.text() + " of " + vpc.name + " overlaps network " + network.name +
                                  ' ' + network.cidr.text() + " of " + site.name + '.';
                finding.why =
                    "An address that both sides own is delivered on the side where the packet starts: it never "
                    "reaches the other one.";
                finding.remedy = "Renumber one of them, or translate addresses before the tunnel.";
                finding.reference = "C8";
                out.push_back(std::move(finding));
            };
            if (block.family() == Family::ipv4) ipv4.overlapping(block, visit);
            else ipv6.overlapping(block, visit);
        };
        for (const auto& vswitch : vpc.vswitches) {
            check(vswitch.cidr,
                  {vpc.name + '/' + vswitch.name, "/vpcs/" + vpc.name + "/vswitches/" + vswitch.name, vswitch.place},
                  "vSwitch " + vswitch.name);
        }
        for (const auto& cidr : vpc.cidrs) check(cidr, {vpc.name, "/vpcs/" + vpc.name, vpc.place}, "The block");
    }
}

}  // namespace vpnsim
