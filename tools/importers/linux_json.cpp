#include <algorithm>
#include <array>
#include <deque>

#include "tools/importers/json_members.hpp"
#include "tools/importers/linux_statement.hpp"
#include "tools/importers/text_lines.hpp"

namespace vpnsim::importers {
namespace {

/// Members whose words in the text form differ.
constexpr auto renamed = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"gateway", "via"},
    {"protocol", "proto"},
    {"prefsrc", "src"},
    {"suppress_prefixlen", "suppress_prefixlength"},
    {"sup_group", "suppress_ifgroup"},
});

class JsonReader : JsonMembers {
  public:
    JsonReader(const JsonDocument& document, const InputText& input, const LinuxSink& sink, Remarks& remarks)
        : JsonMembers{document, input}, sink_{sink}, remarks_{remarks} {}

    void read() {
        const auto& root = this->root();
        if (root.kind == JsonKind::object) return read_record(root);
        if (root.kind != JsonKind::array) return not_understood(root);
        for_each(root, [&](const JsonNode& record) { read_record(record); });
    }

  private:
    void not_understood(const JsonNode& node) {
        remarks_.push_back({Gravity::incomplete,
                            "unknown-record",
                            {},
                            "The file holds something that is no route, rule or address of ip -j. It is left out.",
                            origin(node)});
    }
    std::string_view keep(std::string text) { return made_.emplace_back(std::move(text)); }

    void read_record(const JsonNode& record) {
        if (record.kind != JsonKind::object) return not_understood(record);
        if (record.first_child == JsonNode::none) return;  // ip prints "{}" for what a filter left out
        made_.clear();
        LinuxStatement statement;
        statement.family = family_of_file(input().name);
        statement.table = table_of_file(input().name);
        statement.origin = origin(record);
        if (member(record, "dst") != nullptr && member(record, "priority") == nullptr) {
            route(statement.words, record);
        } else if (member(record, "priority") != nullptr) {
            statement.record = LinuxRecord::rule;
            rule(statement.words, record);
        } else if (member(record, "addr_info") != nullptr) {
            return addresses(statement, record);
        } else {
            return not_understood(record);
        }
        sink_(statement);
    }

    void hop(Words& out, const JsonNode& value) {
        if (value.kind == JsonKind::object) {
            out.insert(out.end(), {"via", text(value, "family"), text(value, "host")});
        } else {
            out.insert(out.end(), {"via", value.text});
        }
    }

    /// Members of every record that have a word and perhaps a value.
    void plain(Words& out, const JsonNode& value) {
        const auto* const name =
            std::find_if(renamed.begin(), renamed.end(), [&](const auto& entry) { return entry.first == value.key; });
        out.push_back(name == renamed.end() ? value.key : name->second);
        if (value.kind != JsonKind::null) out.push_back(value.text);
    }

    void route(Words& out, const JsonNode& record) {
        if (const auto type = text(record, "type"); !type.empty()) out.push_back(type);
        out.push_back(text(record, "dst"));
        std::vector<const JsonNode*> hops;
        for_each(record, [&](const JsonNode& value) {
            if (value.key == "type" || value.key == "dst" || value.key == "metrics") return;
            if (value.key == "nexthops") {
                for_each(value, [&](const JsonNode& one) { hops.push_back(&one); });
            } else {
                route_member(out, value);
            }
        });
        for (const auto* one : hops) {
            out.push_back("nexthop");
            for_each(*one, [&](const JsonNode& value) { route_member(out, value); });
        }
    }
    void route_member(Words& out, const JsonNode& value) {
        if (value.key == "flags") {
            for_each(value, [&](const JsonNode& flag) { out.push_back(flag.text); });
        } else if (value.key == "via" || value.key == "gateway") {
            hop(out, value);
        } else {
            plain(out, value);
        }
    }

    void rule(Words& out, const JsonNode& record) {
        out.push_back(keep(std::string{text(record, "priority")} + ':'));
        if (member(record, "not") != nullptr) out.push_back("not");
        block(out, record, "from", "src");
        block(out, record, "to", "dst");
        for_each(record, [&](const JsonNode& value) {
            static constexpr auto done = std::to_array<std::string_view>(
                {"priority", "not", "src", "srclen", "dst", "dstlen", "fwmask", "iif_detached", "oif_detached",
                 "unresolved", "sport_end", "dport_end", "uid_end"});
            if (std::find(done.begin(), done.end(), value.key) != done.end()) return;
            if (value.key == "fwmark") {
                const auto mask = text(record, "fwmask");
                out.insert(
                    out.end(),
                    {"fwmark", mask.empty() ? value.text : keep(std::string{value.text} + '/' + std::string{mask})});
            } else if (value.key == "sport_start" || value.key == "dport_start") {
                const auto end = text(record, value.key == "sport_start" ? "sport_end" : "dport_end");
                out.insert(out.end(), {value.key.substr(0, 5), keep(std::string{value.text} + '-' + std::string{end})});
            } else if (value.key == "uid_start") {
                out.insert(out.end(), {"uidrange", value.text});
            } else if (value.key == "action") {
                out.push_back(value.text);
            } else {
                plain(out, value);
            }
        });
    }
    void block(Words& out, const JsonNode& record, std::string_view word, std::string_view key) {
        const auto address = text(record, key);
        if (address.empty()) return;
        const auto length = text(record, key == "src" ? "srclen" : "dstlen");
        out.insert(out.end(),
                   {word, length.empty() ? address : keep(std::string{address} + '/' + std::string{length})});
    }

    void addresses(LinuxStatement& statement, const JsonNode& record) {
        statement.record = LinuxRecord::address;
        for_each(*member(record, "addr_info"), [&](const JsonNode& info) {
            if (info.kind != JsonKind::object || text(info, "local").empty()) return;
            made_.clear();
            statement.origin = origin(info);
            statement.words = {keep(std::string{text(info, "local")} + '/' + std::string{text(info, "prefixlen")}),
                               "dev", text(record, "ifname")};
            sink_(statement);
        });
    }

    const LinuxSink& sink_;
    Remarks& remarks_;
    std::deque<std::string> made_;  ///< words of the record at hand that do not stand in the text
};

}  // namespace

void read_linux_json(const InputText& input, const LinuxSink& sink, Remarks& remarks) {
    const auto read = read_document({input.name, input.text});
    if (const auto* error = std::get_if<InputError>(&read)) {
        remarks.push_back({Gravity::error,
                           "bad-json",
                           {},
                           "This is no complete JSON text. Save the output of ip -j again.",
                           {input.name, error->line, error->column}});
        return;
    }
    JsonReader{std::get<JsonDocument>(read), input, sink, remarks}.read();
}

}  // namespace vpnsim::importers
