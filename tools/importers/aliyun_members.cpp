#include "tools/importers/algorithm_names.hpp"
#include "tools/importers/aliyun_parts.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// "116.62.69.xx", "vpn-bp1****": the user has hidden a part.
bool is_masked(std::string_view text) { return text.find_first_of("*xX") != std::string_view::npos; }

std::string member_text(std::string_view member) { return "the member " + std::string{member}; }

void say_unreadable(AliyunImport& in, std::string_view what, const std::string& written, const AliyunRecord& record,
                    std::string_view member, const std::string& about) {
    if (is_masked(written)) {
        in.incomplete("masked-address", about,
                      member_text(member) + " is masked; it is not guessed and left out, save the answer unmasked",
                      record.origin());
        return;
    }
    in.incomplete("bad-address", about, member_text(member) + " is no " + std::string{what} + "; it is left out",
                  record.origin());
}

template <class Value, class Parse>
std::vector<Value> algorithm(AliyunImport& in, const AliyunRecord& record, std::string_view member,
                             const std::string& about, const Parse& parse) {
    const auto written = record.text(member);
    if (written.empty()) return {};
    if (const auto known = parse(written)) return {*known};
    in.incomplete("unknown-algorithm", about,
                  member_text(member) + " names an algorithm that is not known here; it is left out", record.origin());
    return {};
}

}  // namespace

std::optional<Address> AliyunImport::address(const AliyunRecord& record, std::string_view member,
                                             const std::string& about) {
    const auto written = record.text(member);
    if (written.empty()) return std::nullopt;
    auto out = Address::parse(written);
    if (!out) say_unreadable(*this, "address", written, record, member, about);
    return out;
}

std::optional<Prefix> AliyunImport::block(const std::string& text, const AliyunRecord& record, std::string_view member,
                                          const std::string& about) {
    if (const auto exact = Prefix::parse(text)) return exact;
    const auto nearest = Prefix::nearest(text);
    if (!nearest) {
        say_unreadable(*this, "address block", text, record, member, about);
    } else {
        say(Gravity::warning, "host-bits", about,
            member_text(member) + " has host bits set; " + nearest->text() + " is used", record.origin());
    }
    return nearest;
}

std::vector<Prefix> AliyunImport::blocks(const std::vector<std::string>& texts, const AliyunRecord& record,
                                         std::string_view member, const std::string& about) {
    std::vector<Prefix> out;
    for (const auto& text : texts) {
        if (const auto found = block(text, record, member, about)) out.push_back(*found);
    }
    return out;
}

std::optional<std::uint32_t> AliyunImport::number(const AliyunRecord& record, std::string_view member,
                                                  const std::string& about) {
    if (record.text(member).empty()) return std::nullopt;
    const auto found = record.number(member);
    if (found && *found <= 0xffffffffU) return static_cast<std::uint32_t>(*found);
    incomplete("bad-number", about, member_text(member) + " is no number of 0 to 4294967295; it is left out",
               record.origin());
    return std::nullopt;
}

IkeParameters aliyun_ike(AliyunImport& in, const AliyunRecord& record, const std::string& about) {
    IkeParameters out;
    const auto unknown = [&](std::string_view member) {
        in.incomplete("unknown-value", about, member_text(member) + " is none of the values known here; it is left out",
                      record.origin());
    };
    const auto version = in_lower_case(record.text("IkeVersion"));
    if (version == "ikev1") out.version = IkeVersion::ikev1;
    else if (version == "ikev2") out.version = IkeVersion::ikev2;
    else if (!version.empty()) unknown("IkeVersion");
    const auto mode = in_lower_case(record.text("IkeMode"));
    if (mode == "main") out.mode = IkeMode::main;
    else if (mode == "aggressive") out.mode = IkeMode::aggressive;
    else if (!mode.empty()) unknown("IkeMode");
    out.encryption = algorithm<Encryption>(in, record, "IkeEncAlg", about, encryption_named);
    out.integrity = algorithm<Integrity>(in, record, "IkeAuthAlg", about, integrity_named);
    out.dh_group = algorithm<DhGroup>(in, record, "IkePfs", about, dh_group_named);
    out.lifetime_seconds = in.number(record, "IkeLifetime", about);
    if (auto id = record.text("LocalId"); !id.empty()) out.local_id = std::move(id);
    if (auto id = record.text("RemoteId"); !id.empty()) out.remote_id = std::move(id);
    return out;
}

EspParameters aliyun_esp(AliyunImport& in, const AliyunRecord& record, const std::string& about) {
    EspParameters out;
    out.encryption = algorithm<Encryption>(in, record, "IpsecEncAlg", about, encryption_named);
    out.integrity = algorithm<Integrity>(in, record, "IpsecAuthAlg", about, integrity_named);
    out.dh_group = algorithm<DhGroup>(in, record, "IpsecPfs", about, dh_group_named);
    out.lifetime_seconds = in.number(record, "IpsecLifetime", about);
    return out;
}

std::optional<std::string> aliyun_key(AliyunImport& in, const AliyunRecord& record) {
    return in.keys.of(record.text("Psk"));
}

SelectorList aliyun_selectors(AliyunImport& in, const AliyunRecord& record, std::string_view member,
                              const std::string& about) {
    SelectorList out;
    for (const auto& block : in.blocks(record.texts(member, member), record, member, about)) {
        out.push_back(TrafficSelector::of(block));
    }
    return out;
}

}  // namespace vpnsim::importers
