#include "tools/importers/linux_policy.hpp"

#include <algorithm>

#include "tools/importers/address_words.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

class PolicyReader {
  public:
    PolicyReader(const LinuxStatement& statement, Remarks& remarks)
        : statement_{statement}, words_{statement.words}, remarks_{remarks} {}

    LinuxPolicy read() {
        const auto end = words_.end();
        const auto find = [&](std::string_view word) { return std::find(words_.begin(), end, word); };
        if (find("socket") != end) return {XfrmBlock::socket, {}};
        if (find("dir") == end) {
            const bool state = find("spi") != end || find("replay-window") != end;
            if (!state)
                remark(Gravity::incomplete, "bad-policy",
                       "A block of ip xfrm policy has no direction. It is left out.");
            return {state ? XfrmBlock::state : XfrmBlock::unreadable, {}};
        }
        while (at_ < words_.size() && take_word()) {
        }
        if (!readable_) return {};
        return finish();
    }

  private:
    [[nodiscard]] std::string_view peek() const { return at_ < words_.size() ? words_[at_] : std::string_view{}; }
    std::string_view take() { return at_ < words_.size() ? words_[at_++] : std::string_view{}; }

    void remark(Gravity gravity, std::string kind, std::string message) {
        const auto about = source_ && destination_ ? source_->text() + " - " + destination_->text() : std::string{};
        remarks_.push_back({gravity, std::move(kind), about, std::move(message), statement_.origin});
    }
    bool fail(std::string message) {
        remark(Gravity::incomplete, "bad-policy", std::move(message));
        return readable_ = false;
    }
    /// "7(0x00000007)" counts as 7, as `ip -s` prints it.
    bool number(std::uint32_t& value) {
        const auto word = take();
        return parse_number(word.substr(0, word.find('(')), value) ||
               fail("A number of the policy cannot be read. The policy is left out.");
    }

    bool take_word() {
        const auto word = take();
        if (word == "src" || word == "dst") return in_template_ ? outer(word) : inner(word);
        if (word == "tmpl") {
            in_template_ = true;
            if (++templates_ > 1) return false;
        } else if (word == "proto") {
            if (in_template_) (void)take();
            else return protocol();
        } else if (word == "sport" || word == "dport") {
            return ports(word == "sport" ? source_ports_ : destination_ports_);
        } else if (word == "type" || word == "code" || word == "dev") {
            narrower_ = true;
            (void)take();
        } else if (word == "dir") {
            return direction();
        } else if (word == "action") {
            policy_.block = take() == "block";
        } else if (word == "block" && !in_template_) {
            policy_.block = true;
        } else if (word == "priority") {
            return number(policy_.priority);
        } else if (word == "reqid") {
            std::uint32_t value = 0;
            if (!number(value)) return false;
            if (value != 0) policy_.reqid = value;
        } else if (word == "mode") {
            mode_ = take();
        } else if (word == "mark" || word == "if_id") {
            marked_ = true;
            (word == "mark" ? policy_.mark : policy_.if_id) = take();
        }
        return true;
    }

    bool inner(std::string_view word) {
        auto& block = word == "src" ? source_ : destination_;
        block = prefix_word(take(), statement_.family, statement_.origin, remarks_);
        return block.has_value() || (readable_ = false);
    }
    bool outer(std::string_view word) {
        auto& address = word == "src" ? policy_.outer_source : policy_.outer_destination;
        address = address_word(take(), statement_.origin, remarks_);
        return address.has_value() || (readable_ = false);
    }
    bool protocol() {
        const auto word = take();
        if (word == "0" || word == "any") return true;
        protocol_ = parse_protocol(word == "ipv6-icmp" ? "icmpv6" : word);
        return protocol_ || fail("The protocol of the policy is not known. Write its number. The policy is left out.");
    }
    bool ports(PortRange& ports) {
        const auto read = PortRange::parse(take());
        if (!read) return fail("A port of the policy cannot be read. The policy is left out.");
        ports = *read;
        return true;
    }
    bool direction() {
        const auto word = take();
        if (word == "in") policy_.direction = SpdDirection::in;
        else if (word == "out") policy_.direction = SpdDirection::out;
        else if (word == "fwd") policy_.direction = SpdDirection::forward;
        else return fail("The direction of the policy is not known. The policy is left out.");
        return true;
    }

    LinuxPolicy finish() {
        if (!source_ || !destination_) {
            fail("The policy does not say which addresses it is for. It is left out.");
            return {};
        }
        policy_.source = selector(*source_, source_ports_);
        policy_.destination = selector(*destination_, destination_ports_);
        policy_.mode = mode_ == "transport" ? Encapsulation::transport : Encapsulation::tunnel;
        policy_.origin = statement_.origin;
        if (templates_ > 1) {
            remark(Gravity::warning, "several-templates",
                   "The policy puts several headers on a packet (compression, AH). Only the first is simulated.");
        }
        if (narrower_ || marked_) {
            remark(Gravity::warning, "policy-narrower",
                   marked_ ? "The policy is only for packets with a mark or of one interface (mark, if_id). It is read "
                             "as if it were for all."
                           : "The policy is only for one interface or one kind of ICMP. It is read as if it were for "
                             "all.");
        }
        return {XfrmBlock::policy, std::move(policy_)};
    }
    [[nodiscard]] TrafficSelector selector(const Prefix& block, PortRange ports) const {
        auto out = TrafficSelector::of(block);
        out.protocol = protocol_;
        if (protocol_ && has_ports(*protocol_)) out.ports = ports;
        return out;
    }

    const LinuxStatement& statement_;
    std::span<const std::string_view> words_;
    Remarks& remarks_;
    std::size_t at_ = 0;
    std::optional<Prefix> source_;
    std::optional<Prefix> destination_;
    std::optional<Protocol> protocol_;
    PortRange source_ports_;
    PortRange destination_ports_;
    std::string_view mode_;
    SpdPolicy policy_{SpdDirection::out,
                      TrafficSelector::everything(Family::ipv4),
                      TrafficSelector::everything(Family::ipv4),
                      0,
                      {},
                      false,
                      {},
                      {},
                      Encapsulation::tunnel,
                      {},
                      {},
                      {}};
    unsigned templates_ = 0;
    bool in_template_ = false;
    bool narrower_ = false;
    bool marked_ = false;
    bool readable_ = true;
};

}  // namespace

LinuxPolicy linux_policy(const LinuxStatement& statement, Remarks& remarks) {
    return PolicyReader{statement, remarks}.read();
}

}  // namespace vpnsim::importers
