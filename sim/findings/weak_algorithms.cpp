// weak-algorithm: what a tunnel uses, as far as it is stated, and should not use any more.
#include <range/v3/algorithm/contains.hpp>

#include "model/weak_value.hpp"
#include "sim/findings/met_pair.hpp"
#include "sim/proposal_match.hpp"

namespace vpnsim {
namespace {

/// The values that two ends agree on; what one of them states if the other does not; all of them if they disagree.
template <class Value>
std::vector<Value> in_use(const std::vector<Value>& cloud, const std::vector<Value>& device) {
    std::vector<Value> common;
    for (const auto& value : cloud) {
        if (ranges::contains(device, value)) common.push_back(value);
    }
    if (!common.empty()) return common;
    common = cloud;
    common.insert(common.end(), device.begin(), device.end());
    return common;
}

/// The weak values of one cloud end. Order: phase 1, phase 2; each as "phase 1 encryption 3des", once.
class WeakValues {
  public:
    void add(const CloudEndParameters& cloud, const DeviceTunnel& tunnel, IkeVersion version) {
        add_phase("phase 1 ", cloud.ike, tunnel.ike);
        if (version == IkeVersion::ikev1 &&
            (cloud.ike.mode == IkeMode::aggressive || tunnel.ike.mode == IkeMode::aggressive)) {
            add_once("IKEv1 aggressive mode with a pre-shared key");
        }
        add_phase("phase 2 ", cloud.esp, tunnel.esp);
    }
    [[nodiscard]] const std::vector<std::string>& all() const { return all_; }

  private:
    template <class Phase>
    void add_phase(const std::string& phase, const Phase& cloud, const Phase& device) {
        const auto ciphers = in_use(cloud.encryption, device.encryption);
        add_values(phase + "encryption ", ciphers);
        // AEAD ciphers use no integrity algorithm.
        if (std::none_of(ciphers.begin(), ciphers.end(), is_aead)) {
            add_values(phase + "integrity ", in_use(cloud.integrity, device.integrity));
        }
        add_values(phase + "DH group ", in_use(cloud.dh_group, device.dh_group));
    }
    template <class Value>
    void add_values(const std::string& parameter, const std::vector<Value>& values) {
        for (const auto& value : values) {
            if (is_weak(value)) add_once(parameter + text(value));
        }
    }
    void add_once(std::string value) {
        if (!ranges::contains(all_, value)) all_.push_back(std::move(value));
    }
    std::vector<std::string> all_;
};

}  // namespace

void find_weak_algorithms(const FindingContext& context, Findings& out) {
    const auto& pairs = context.pairs;
    for (std::size_t n = 0; n < pairs.size();) {
        const auto ref = pairs[n]->cloud;
        const auto record = context.cloud_end(ref);
        auto entities = cloud_entities(context, ref);
        WeakValues weak;
        for (; n < pairs.size() && pairs[n]->cloud == ref; ++n) {
            if (!pairs[n]->peer) {
                const auto own = cloud_end_parameters(context.estate, ref);
                weak.add(own, DeviceTunnel{}, own.ike.version.value_or(IkeVersion::ikev2));
                continue;
            }
            const MetPair pair{context, *pairs[n]};
            weak.add(pair.cloud, pair.tunnel, compare(pair.cloud, pair.device, pair.tunnel).version);
            entities.push_back(pair.device_record.entity);
        }
        if (weak.all().empty()) continue;
        auto finding = context.about("weak-algorithm", record, std::move(entities));
        finding.message = record.entity + " uses what is no longer safe: " + enumerate(weak.all()) + '.';
        finding.why =
            "DES, 3DES, MD5, SHA-1 and the DH groups 1, 2 and 5 can be broken, or soon will be; aggressive mode shows "
            "a "
            "hash of the key to anybody who asks.";
        finding.remedy =
            "Set AES, SHA-256 or better and group 14 or better on both ends; IKEv2 instead of aggressive mode.";
        finding.reference = "RFC 8247";
        out.push_back(std::move(finding));
    }
}

}  // namespace vpnsim
