#include "tools/diagnosis/log_time.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace vpnsim {
namespace {

namespace chr = std::chrono;

constexpr std::size_t near_start = 4096;      // where a time is looked for
constexpr std::size_t epoch_near_start = 64;  // bare numbers mean other things further on
constexpr std::int64_t day_length = 86'400'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Reads forward through a text; every step fails at its end.
class Cursor {
  public:
    explicit Cursor(std::string_view text) : text_{text} {}
    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] char look() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool skip(std::string_view any_of) {
        const bool fits = at_ < text_.size() && any_of.find(text_[at_]) != std::string_view::npos;
        if (fits) ++at_;
        return fits;
    }
    std::optional<int> number(std::size_t digits) {
        if (text_.size() - at_ < digits) return std::nullopt;
        int out = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (!is_digit(text_[at_ + i])) return std::nullopt;
            out = out * 10 + (text_[at_ + i] - '0');
        }
        at_ += digits;
        return out;
    }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
};

std::optional<std::int64_t> day_start(int year, int month, int day) {
    const chr::year_month_day date{chr::year{year}, chr::month{static_cast<unsigned>(month)},
                                   chr::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    return chr::sys_days{date}.time_since_epoch().count() * day_length;
}

/// "10:00:00" and, if there is one, its fraction.
std::optional<std::int64_t> time_of_day(Cursor& in) {
    const auto hour = in.number(2);
    if (!hour || !in.skip(":")) return std::nullopt;
    const auto minute = in.number(2);
    if (!minute || !in.skip(":")) return std::nullopt;
    const auto second = in.number(2);
    if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    std::int64_t out = ((*hour * 60 + *minute) * 60 + *second) * std::int64_t{1000};
    auto fraction = in;
    if (fraction.skip(".,") && is_digit(fraction.look())) {
        std::int64_t unit = 100;
        for (int digits = 0; digits < 9 && is_digit(fraction.look()); ++digits, unit /= 10) {
            out += unit * *fraction.number(1);
        }
        in = fraction;
    }
    return out;
}

/// "Z", "+08:00" or "-0330" as milliseconds, 0 without any.
std::int64_t zone(Cursor& in) {
    if (in.skip("Zz")) return 0;
    auto ahead = in;
    const bool west = ahead.look() == '-';
    if (!ahead.skip("+-")) return 0;
    const auto hours = ahead.number(2);
    if (!hours) return 0;
    ahead.skip(":");
    const auto minutes = ahead.number(2);
    if (!minutes) return 0;
    in = ahead;
    return (*hours * 60 + *minutes) * std::int64_t{60'000} * (west ? -1 : 1);
}

std::optional<LogTime> iso(std::string_view text) {
    Cursor in{text};
    const auto year = in.number(4);
    const char separator = in.look();
    if (!year || !in.skip("-/")) return std::nullopt;
    const auto month = in.number(2);
    if (!month || in.look() != separator || !in.skip("-/")) return std::nullopt;
    const auto day = in.number(2);
    if (!day || !in.skip("Tt ")) return std::nullopt;
    const auto date = day_start(*year, *month, *day);
    const auto time = time_of_day(in);
    if (!date || !time) return std::nullopt;
    const auto offset = zone(in);
    return LogTime{*date + *time - offset, std::string{text.substr(0, in.at())}};
}

struct Syslog {
    int month;
    int day;
    std::int64_t time;
    std::string written;
};

std::optional<Syslog> syslog(std::string_view text) {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const auto month = text.size() < 4 ? std::string_view::npos : months.find(text.substr(0, 3));
    if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
    Cursor in{text};
    for (int i = 0; i < 3; ++i) in.skip(text.substr(static_cast<std::size_t>(i), 1));
    if (!in.skip(" ")) return std::nullopt;
    auto day = in.skip(" ") ? in.number(1) : in.number(2);
    if (!day) day = in.number(1);
    if (!day || !in.skip(" ")) return std::nullopt;
    const auto time = time_of_day(in);
    if (!time) return std::nullopt;
    return Syslog{static_cast<int>(month / 3) + 1, *day, *time, std::string{text.substr(0, in.at())}};
}

std::optional<LogTime> epoch(std::string_view text) {
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if ((digits != 10 && digits != 13) || text[0] == '0' || text[0] > '4') return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text.substr(0, digits)) value = value * 10 + (c - '0');
    if (digits == 10) value *= 1000;
    using chr::sys_days, chr::days, chr::milliseconds;
    const chr::sys_time<milliseconds> point{milliseconds{value}};
    const auto day = chr::floor<days>(point);
    const chr::year_month_day date{day};
    const chr::hh_mm_ss time{point - day};
    const auto padded = [](auto number, std::size_t width) {
        auto out = std::to_string(number);
        return std::string(width - std::min(width, out.size()), '0') + out;
    };
    auto written = padded(static_cast<int>(date.year()), 4) + '-' + padded(static_cast<unsigned>(date.month()), 2) +
                   '-' + padded(static_cast<unsigned>(date.day()), 2) + 'T' + padded(time.hours().count(), 2) + ':' +
                   padded(time.minutes().count(), 2) + ':' + padded(time.seconds().count(), 2);
    if (value % 1000 != 0) written += '.' + padded(time.subseconds().count(), 3);
    return LogTime{value, written + 'Z'};
}

}  // namespace

std::optional<LogTime> LogClock::read(std::string_view line) {
    const auto start = line.substr(0, near_start);
    const auto begins_word = [&](std::size_t i) {
        return i == 0 || (!is_digit(start[i - 1]) && !is_letter(start[i - 1]));
    };
    for (std::size_t i = 0; i < start.size(); ++i) {
        if (!begins_word(i)) continue;
        if (is_digit(start[i])) {
            if (auto time = iso(start.substr(i))) {
                year_ = static_cast<int>(chr::year_month_day{
                    chr::floor<chr::days>(chr::sys_time<chr::milliseconds>{chr::milliseconds{time->milliseconds}})}
                                             .year());
                return time;
            }
        } else if (is_letter(start[i])) {
            const auto time = syslog(start.substr(i));
            const auto at = [&] { return day_start(year_, time->month, time->day); };
            if (!time || !at()) continue;
            if (syslog_before_ && *at() + 180 * day_length < *syslog_before_) ++year_;
            if (!at()) continue;  // 29 February
            syslog_before_ = *at();
            return LogTime{*at() + time->time, time->written};
        }
    }
    const auto reach = start.starts_with('{') ? start.size() : std::min(start.size(), epoch_near_start);
    for (std::size_t i = 0; i < reach; ++i) {
        if (!is_digit(start[i]) || !begins_word(i)) continue;
        if (auto time = epoch(start.substr(i))) return time;
    }
    return std::nullopt;
}

}  // namespace vpnsim
