// SPDX-License-Identifier: Apache-2.0
// Works from the giving funds to the receiving ones: what comes in by transfer is known once what
// went out is.
#include "book/carry.hpp"

#include <algorithm>

#include "value/wide.hpp"

namespace almoner {

namespace {

/// Units [from, from + quantity) of an item, cut where its parts are.
std::vector<CarriedPart> slice(const CarriedItem& item, Units from, Units quantity) {
  std::vector<CarriedPart> cut;
  Units at = 0;
  for (const CarriedPart& part : item.parts) {
    const Units begin = std::max(from, at), end = std::min(from + quantity, at + part.quantity);
    if (begin < end)
      cut.push_back({end - begin, part.offset + (begin - at), part.lot_quantity, part.lot_value, part.label, part.expires});
    at += part.quantity;
  }
  return cut;
}

Units sum_of_values(const std::vector<CarriedPart>& parts) {
  Units sum = 0;
  for (const CarriedPart& part : parts) sum = checked_add(sum, part.value());
  return sum;
}

struct Progress {
  CarriedItem* item;
  Units done = 0;
  Units value = 0;
};

void meet(Progress& source, Progress& sink) {
  const Units quantity = std::min(source.item->quantity - source.done, sink.item->quantity - sink.done);
  std::vector<CarriedPart> parts = slice(*source.item, source.done, quantity);
  if (source.item->parts_whole) {
    sink.value = checked_add(sink.value, sum_of_values(parts));
    std::move(parts.begin(), parts.end(), std::back_inserter(sink.item->parts));
    sink.item->carried += quantity;
  } else if (source.item->value) {
    sink.value = checked_add(sink.value, floor_share(*source.item->value, source.done + quantity, source.item->quantity) -
                                             floor_share(*source.item->value, source.done, source.item->quantity));
    sink.item->carried += quantity;
  } else if (sink.item->value) {
    source.value = checked_add(source.value, floor_share(*sink.item->value, sink.done + quantity, sink.item->quantity) -
                                                 floor_share(*sink.item->value, sink.done, sink.item->quantity));
    source.item->carried += quantity;
  }
  source.done += quantity;
  sink.done += quantity;
}

void settle(Progress& end) {
  CarriedItem& item = *end.item;
  Units covered = 0;
  for (const CarriedPart& part : item.parts) covered += part.quantity;
  if (covered == item.quantity) item.parts_whole = true;
  if (!item.value && item.carried == item.quantity) item.value = end.value;
}

void match(std::vector<CarriedItem*> source_items, std::vector<CarriedItem*> sink_items) {
  std::vector<Progress> sources, sinks;
  for (CarriedItem* item : source_items) sources.push_back({item});
  for (CarriedItem* item : sink_items) sinks.push_back({item});
  for (Progress& source : sources)
    for (Progress& sink : sinks) {
      if (source.done == source.item->quantity) break;
      if (sink.done < sink.item->quantity && sink.item->commodity == source.item->commodity) meet(source, sink);
    }
  for (Progress& source : sources) settle(source);
  for (Progress& sink : sinks) settle(sink);
}

std::vector<CarriedItem*> select(std::vector<CarriedItem>& items, Id fund) {
  std::vector<CarriedItem*> chosen;
  for (CarriedItem& item : items)
    if (item.fund == fund) chosen.push_back(&item);
  return chosen;
}

std::vector<CarriedItem*> transfers(std::vector<CarriedItem>& items) {
  std::vector<CarriedItem*> chosen;
  for (CarriedItem& item : items)
    if (item.transfer) chosen.push_back(&item);
  return chosen;
}

}  // namespace

Units CarriedPart::value() const {
  return floor_share(lot_value, offset + quantity, lot_quantity) - floor_share(lot_value, offset, lot_quantity);
}

void carry_values(std::vector<CarriedItem>& sources, std::vector<CarriedItem>& sinks) {
  if (sources.empty() || sinks.empty()) return;
  std::vector<Id> giving, receiving;
  const auto note = [](std::vector<Id>& funds, Id fund) {
    if (std::find(funds.begin(), funds.end(), fund) == funds.end()) funds.push_back(fund);
  };
  for (const CarriedItem& item : sources)
    if (item.transfer) note(receiving, item.fund);
  for (const auto* items : {&sources, &sinks})
    for (const CarriedItem& item : *items)
      if (std::find(receiving.begin(), receiving.end(), item.fund) == receiving.end()) note(giving, item.fund);
  for (Id fund : giving) match(select(sources, fund), select(sinks, fund));
  match(transfers(sinks), transfers(sources));
  for (Id fund : receiving) match(select(sources, fund), select(sinks, fund));
}

}  // namespace almoner
