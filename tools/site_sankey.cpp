// SPDX-License-Identifier: Apache-2.0
// Three columns of bars, links between them in proportion to value. Lengths are whole tenths of a
// pixel; each label has a slot of its own, so that none meets another.
#include "site_sankey.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <almoner/text.hpp>

#include "book.hpp"

namespace almoner::program {

namespace {

constexpr int tallest = 4200;      ///< of the largest column's bars together
constexpr int slot_least = 380;    ///< room for a label of two lines
constexpr int gap = 60;
constexpr int bar_width = 140;
constexpr int column_x[] = {2300, 5000, 7700};
constexpr int width = 10000;
constexpr int top = 100;
constexpr int label_width_max = 26;  ///< columns of text

struct Bar {
  std::string name;
  Units in = 0, out = 0;
  int y = 0, height = 0;  ///< tenths
  int in_used = 0, out_used = 0;
};

std::string tenths(int length) { return fmt::format("{}.{}", length / 10, length % 10); }

class Drawing {
 public:
  explicit Drawing(const Sankey& sankey) : sankey_{sankey} {
    for (const auto& [ends, value] : sankey.into) gather(0, 1, ends, value);
    for (const auto& [ends, value] : sankey.out) gather(1, 2, ends, value);
    for (const std::vector<Bar>& column : columns_) {
      Units total = 0;
      for (const Bar& bar : column) total = plus(total, std::max(bar.in, bar.out));
      largest_ = std::max(largest_, total);
    }
  }

  std::string svg() {
    if (largest_ == 0) return {};
    for (std::vector<Bar>& column : columns_) place(column);
    std::string text = fmt::format(
        "<svg class=\"sankey\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" role=\"img\" "
        "aria-labelledby=\"sankey-title sankey-text\">\n<title id=\"sankey-title\">{}</title>\n<desc id=\"sankey-text\">{}</desc>\n",
        width / 10, (height_ + top) / 10, html(sankey_.title), html(sankey_.description));
    text += links(0, 1, sankey_.into) + links(1, 2, sankey_.out);
    for (int column = 0; column < 3; ++column)
      for (const Bar& bar : columns_[column]) text += bar_of(column, bar);
    return text + "</svg>\n";
  }

 private:
  Bar& bar(int column, const std::string& name) {
    std::vector<Bar>& bars = columns_[column];
    const auto found = std::find_if(bars.begin(), bars.end(), [&](const Bar& one) { return one.name == name; });
    return found != bars.end() ? *found : bars.emplace_back(Bar{name});
  }

  void gather(int from, int to, const std::pair<std::string, std::string>& ends, Units value) {
    if (value <= 0) return;
    Bar& source = bar(from, ends.first);
    source.out = plus(source.out, value);
    Bar& sink = bar(to, ends.second);
    sink.in = plus(sink.in, value);
  }

  /// Whole tenths, at least one. Of amounts too large for the product the last bits do not show.
  int length(Units value) const {
    int shift = 0;
    while (largest_ >> shift > Units{1} << 48U) ++shift;
    return std::max(1, static_cast<int>((value >> shift) * tallest / (largest_ >> shift)));
  }

  void place(std::vector<Bar>& column) {
    std::stable_sort(column.begin(), column.end(),
                     [](const Bar& a, const Bar& b) { return std::max(a.in, a.out) > std::max(b.in, b.out); });
    int y = top;
    for (Bar& one : column) {
      one.height = length(std::max(one.in, one.out));
      const int slot = std::max(one.height, slot_least);
      one.y = y + (slot - one.height) / 2;
      y += slot + gap;
    }
    height_ = std::max(height_, y);
  }

  /// From the top down on both sides, so that links of one bar do not cross each other.
  std::string links(int from, int to, const Flows& flows) {
    std::vector<std::tuple<int, int, const Flows::value_type*>> places;
    for (const Flows::value_type& one : flows)
      if (one.second > 0) places.emplace_back(bar(from, one.first.first).y, bar(to, one.first.second).y, &one);
    std::sort(places.begin(), places.end());
    std::string text;
    for (const auto& [source, sink, one] : places) text += link(from, to, one->first, one->second);
    return text;
  }

  std::string link(int from, int to, const std::pair<std::string, std::string>& ends, Units value) {
    Bar& source = bar(from, ends.first);
    Bar& sink = bar(to, ends.second);
    const int thick = length(value);
    const int y0 = source.y + source.out_used + thick / 2, y1 = sink.y + sink.in_used + thick / 2;
    source.out_used += thick;
    sink.in_used += thick;
    const int x0 = column_x[from] + bar_width, x1 = column_x[to], middle = (x0 + x1) / 2;
    return fmt::format("<path class=\"link\" d=\"M{} {}C{} {} {} {} {} {}\" stroke-width=\"{}\" fill=\"none\"><title>{} → {}: {}</title></path>\n",
                       tenths(x0), tenths(y0), tenths(middle), tenths(y0), tenths(middle), tenths(y1), tenths(x1), tenths(y1),
                       tenths(thick), html(ends.first), html(ends.second), format_units_grouped(value, sankey_.base_scale));
  }

  std::string bar_of(int column, const Bar& one) const {
    const int middle = one.y + one.height / 2;
    const int x = column == 0 ? column_x[0] - 80 : column_x[column] + bar_width + 80;
    const char* anchor = column == 0 ? "end" : "start";
    return fmt::format(
        "<rect class=\"bar\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n"
        "<text text-anchor=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n<text class=\"amount\" text-anchor=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n",
        tenths(column_x[column]), tenths(one.y), tenths(bar_width), tenths(one.height), anchor, tenths(x), tenths(middle - 20),
        html(truncate_to_width(one.name, label_width_max)), anchor, tenths(x), tenths(middle + 150),
        format_units_grouped(std::max(one.in, one.out), sankey_.base_scale));
  }

  const Sankey& sankey_;
  std::vector<Bar> columns_[3];
  Units largest_ = 0;
  int height_ = 0;
};

}  // namespace

Flows largest(const Flows& flows, bool far_is_from, std::size_t most, const std::string& others) {
  const auto far = [&](const Flows::key_type& ends) { return far_is_from ? ends.first : ends.second; };
  std::map<std::string, Units> totals;
  for (const auto& [ends, value] : flows)
    if (value > 0) totals[far(ends)] = plus(totals[far(ends)], value);
  std::vector<std::pair<Units, std::string>> order;
  for (const auto& [name, total] : totals) order.emplace_back(total, name);
  std::sort(order.rbegin(), order.rend());
  Flows kept;
  for (const auto& [ends, value] : flows) {
    if (value <= 0) continue;
    const auto place = std::find_if(order.begin(), order.end(), [&](const auto& one) { return one.second == far(ends); });
    // One name alone is not taken together with itself.
    const bool keep = place - order.begin() < static_cast<std::ptrdiff_t>(most) || order.size() == most + 1;
    auto key = ends;
    if (!keep) (far_is_from ? key.first : key.second) = others;
    kept[key] = plus(kept[key], value);
  }
  return kept;
}

std::string sankey_svg(const Sankey& sankey) { return Drawing{sankey}.svg(); }

}  // namespace almoner::program
