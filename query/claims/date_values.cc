#include "query/claims/date_values.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

#include "schema/partial_date.h"
#include "schema/status_macros.h"
#include "schema/xsd_value.h"

namespace entente {
namespace {

constexpr size_t kDecodedAtOnce = 512;

bool MayBeDate(TermId id) {
  switch (id.kind()) {
    case IdKind::kLiteral:
    case IdKind::kDate:
    case IdKind::kDateZoned:
    case IdKind::kDateTime:
    case IdKind::kDateTimeZoned:
    case IdKind::kYear:
    case IdKind::kYearMonth:
    case IdKind::kLocal:
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::Status DateValues::Read(const ReadView& data, std::span<const TermId> values) {
  dates_.clear();
  std::vector<TermId> ids;
  std::copy_if(values.begin(), values.end(), std::back_inserter(ids), MayBeDate);
  if (ids.size() < 2) return absl::OkStatus();
  for (size_t begin = 0; begin < ids.size(); begin += kDecodedAtOnce) {
    const auto some = std::span(ids).subspan(begin, std::min(kDecodedAtOnce, ids.size() - begin));
    ASSIGN_OR_RETURN(const std::vector<Term> terms, data.Decode(some));
    for (size_t i = 0; i < some.size(); ++i) {
      if (!terms[i].is_literal()) continue;
      const std::optional<XsdValue> value = ParseXsdValue(terms[i].literal());
      if (!value.has_value() || !IsDateTimeType(value->type())) continue;
      const std::optional<PartialDate> date = PartialDateOf(value->date_time());
      if (!date.has_value()) continue;
      dates_[some[i]] = {.first = date->FirstDay(),
                         .last = date->LastDay(),
                         .is_moment = value->date_time().kind == XsdTimeKind::kDateTime};
    }
  }
  return absl::OkStatus();
}

bool DateValues::MayBeOne(TermId a, TermId b) const {
  const auto first = dates_.find(a);
  const auto second = dates_.find(b);
  if (first == dates_.end() || second == dates_.end()) return false;
  if (first->second.is_moment && second->second.is_moment) return a == b;
  // Years, months and days do not cut each other: what has a day in common has all of one.
  return first->second.first <= second->second.last && second->second.first <= first->second.last;
}

}  // namespace entente
