#pragma once

#include <map>
#include <string>
#include <vector>

#include "tools/importers/host.hpp"
#include "tools/importers/ike_secrets.hpp"
#include "tools/importers/ipsec_conf_dialect.hpp"
#include "tools/importers/ipsec_text.hpp"

namespace vpnsim::importers {

/// How many conns of a file have an address as their left: the device's own is the left of most.
using LeftAddresses = std::map<Address, std::size_t>;

/// What the conns of ipsec.conf mean in one of its dialects.
class IpsecConnections {
  public:
    /// Requires: the arguments outlive it.
    IpsecConnections(IpsecDialect dialect, const std::vector<IkeSecret>& secrets, KeyFingerprints& keys,
                     Remarks& remarks)
        : dialect_{dialect}, secrets_{secrets}, keys_{keys}, remarks_{remarks} {}

    /// Requires: `lefts` counts the conns of the file by the address that is their left.
    [[nodiscard]] Protection read(const IpsecConn& conn, const LeftAddresses& lefts);
    /// Says what is written in a section that nobody knows, or that is not simulated.
    void check(const IpsecSection& section) const;

  private:
    /// One end of a conn: the parameters "left..." or "right...".
    struct End {
        std::string_view side;
        std::vector<Address> addresses;
        bool any = false;
        std::optional<std::string> id;
        SelectorList selectors;
        bool multiplied = false;  ///< leftsubnets=: a tunnel for each
    };
    [[nodiscard]] bool libreswan() const { return dialect_ == IpsecDialect::libreswan; }
    [[nodiscard]] End end(const IpsecConn& conn, std::string_view side, const RemarkPlace& place) const;
    [[nodiscard]] SelectorList selectors(const IpsecConn& conn, const End& end, bool& multiplied,
                                         const RemarkPlace& place) const;
    [[nodiscard]] static bool right_is_own(const IpsecConn& conn, const LeftAddresses& lefts, const RemarkPlace& place);
    void read_version(const IpsecConn& conn, Protection& out, const RemarkPlace& place) const;
    void read_mode(const IpsecConn& conn, Protection& out, const RemarkPlace& place) const;
    void read_proposals(const IpsecConn& conn, Protection& out, const RemarkPlace& place) const;
    void read_switches(const IpsecConn& conn, Protection& out, const RemarkPlace& place) const;
    void read_start(const IpsecConn& conn, Protection& out, const RemarkPlace& place) const;
    void read_groups(const End& local, const End& remote, Protection& out, const RemarkPlace& place) const;
    void find_key(const IpsecConn& conn, const End& local, const End& remote, Protection& out,
                  const RemarkPlace& place);
    [[nodiscard]] std::optional<std::uint32_t> time(const IpsecConn& conn, std::initializer_list<std::string_view> keys,
                                                    const RemarkPlace& place) const;

    IpsecDialect dialect_;
    const std::vector<IkeSecret>& secrets_;
    KeyFingerprints& keys_;
    Remarks& remarks_;
};

}  // namespace vpnsim::importers
