#include "tools/reports/html_page.hpp"

#include <array>

#include "tools/reports/markup.hpp"

namespace vpnsim {
namespace {

constexpr std::string_view style = R"css(
:root { color-scheme: light dark; --text: #1c2128; --faint: #5c6773; --back: #ffffff; --panel: #f6f8fa;
  --line: #d0d7de; --good: #1a7f37; --bad: #c01c28; --warning: #8a5a00; --note: #0a62b5; }
@media (prefers-color-scheme: dark) { :root { --text: #e3e8ee; --faint: #9aa5b1; --back: #12161b; --panel: #1b2129;
  --line: #353d47; --good: #57c26c; --bad: #ff7b72; --warning: #e0a84a; --note: #6cb6ff; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 3rem; background: var(--back); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .25rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
h4 { font-size: 1rem; margin: 0 0 .4rem; }
p { margin: .35rem 0; }
code { font: .9em/1.45 ui-monospace, "SFMono-Regular", Menlo, "DejaVu Sans Mono", monospace; }
.good { color: var(--good); } .bad { color: var(--bad); } .warning { color: var(--warning); } .note { color: var(--note); }
.faint { color: var(--faint); } .strong { font-weight: 600; }
.verdict { font-size: 1.1rem; font-weight: 600; }
.finding { margin: .9rem 0; padding: .8rem 1rem; background: var(--panel); border: 1px solid var(--line);
  border-left: .3rem solid var(--note); border-radius: .4rem; }
.finding.error { border-left-color: var(--bad); } .finding.warning { border-left-color: var(--warning); color: inherit; }
.finding.note { color: inherit; }
dl { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: .25rem .75rem; margin: .6rem 0 0; }
dt { color: var(--faint); } dd { margin: 0; }
details { margin-top: .6rem; } summary { cursor: pointer; color: var(--faint); }
details p { margin: .6rem 0 .2rem; font-weight: 600; }
ol { margin: .2rem 0; padding-left: 1.6rem; } li { margin: .15rem 0; } ul { padding-left: 1.2rem; margin: .35rem 0; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; margin: .5rem 0; overflow-wrap: normal; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--faint); font-weight: 600; white-space: nowrap; } td { min-width: 7rem; }
footer { margin-top: 3rem; color: var(--faint); font-size: .9rem; }
@media (max-width: 32rem) { dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dd { margin-bottom: .35rem; }
  .finding { padding: .7rem .75rem; } }
@media print { :root { --text: #000; --back: #fff; --panel: #fff; --faint: #444; --line: #999; --good: #1a7f37;
  --bad: #a01520; --warning: #6b4500; --note: #0a4a8a; } body { max-width: none; padding: 0; font-size: 10.5pt; }
  .finding, tr { break-inside: avoid; } h2, h3 { break-after: avoid; } .scroll { overflow: visible; } }
)css";

std::string_view css_class(Ink ink) {
    constexpr std::array<std::string_view, 7> names{"", "strong", "faint", "good", "bad", "warning", "note"};
    return names[static_cast<std::size_t>(ink)];
}

}  // namespace

std::string html_page(std::string_view title, std::string_view body) {
    std::string out =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>";
    out += html_text(title) + "</title>\n<style>" + std::string{style} + "</style>\n</head>\n<body>\n";
    out += body;
    return out + "</body>\n</html>\n";
}

std::string html_spans(const Spans& spans) {
    std::string out;
    for (const auto& [text, ink] : spans) {
        if (ink == Ink::plain) out += html_text(text);
        else out += "<span class=\"" + std::string{css_class(ink)} + "\">" + html_text(text) + "</span>";
    }
    return out;
}

std::string html_table(const Table& table) {
    std::string out = "<div class=\"scroll\"><table>\n<thead><tr>";
    for (const auto& head : table.header) out += "<th scope=\"col\">" + html_text(head) + "</th>";
    out += "</tr></thead>\n<tbody>\n";
    for (const auto& row : table.rows) {
        out += "<tr>";
        for (const auto& cell : row) out += "<td>" + html_spans(cell) + "</td>";
        out += "</tr>\n";
    }
    out += "</tbody>\n</table></div>\n";
    if (table.left_out > 0) out += html_paragraph(and_more(table.left_out), "faint");
    return out;
}

std::string html_paragraph(std::string_view text, std::string_view css_class) {
    const auto attribute = css_class.empty() ? "" : " class=\"" + std::string{css_class} + '"';
    return "<p" + attribute + '>' + html_text(text) + "</p>\n";
}

}  // namespace vpnsim
