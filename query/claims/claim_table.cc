#include "query/claims/claim_table.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "schema/partial_date.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "schema/xsd_value.h"
#include "storage/ids/inline_value.h"

namespace entente {
namespace {

absl::StatusOr<TermId> FindIri(const ReadView& view, std::string_view iri) {
  ASSIGN_OR_RETURN(const std::optional<TermId> id, view.Find(TermView::OfIri(iri)));
  return id.value_or(TermId());
}

std::optional<DayRange> DaysOf(const XsdValue& value) {
  switch (value.type()) {
    case XsdType::kYear:
    case XsdType::kYearMonth:
    case XsdType::kDate:
    case XsdType::kDateTime:
      break;
    default:
      return std::nullopt;
  }
  const std::optional<PartialDate> date = PartialDateOf(value.date_time());
  if (!date.has_value()) return std::nullopt;
  return DayRange{.first = date->FirstDay(), .last = date->LastDay()};
}

std::optional<double> ConfidenceOf(const XsdValue& value) {
  if (!value.is_numeric()) return std::nullopt;
  const double number = value.ToDouble();
  if (!(number >= 0 && number <= 1)) return std::nullopt;
  return number;
}

enum class Field : uint8_t {
  kProposition,
  kClaimant,
  kSource,
  kStance,
  kModality,
  kConfidence,
  kFrom,
  kUntil,
  kStated,
  kRecorded,
};
constexpr std::array<std::pair<Field, std::string_view>, 10> kFields = {{
    {Field::kProposition, rdf::kReifies},
    {Field::kClaimant, ent::kClaimant},
    {Field::kSource, ent::kSource},
    {Field::kStance, ent::kStance},
    {Field::kModality, ent::kModality},
    {Field::kConfidence, ent::kConfidence},
    {Field::kFrom, ent::kValidFrom},
    {Field::kUntil, ent::kValidUntil},
    {Field::kStated, ent::kStatedOn},
    {Field::kRecorded, ent::kRecordedOn},
}};

constexpr std::array<Stance, 7> kStances = {
    Stance::kAsserts, Stance::kEndorses,  Stance::kDenies,  Stance::kDisputes,
    Stance::kReports, Stance::kDistances, Stance::kSupposes};
constexpr std::array<std::string_view, 4> kModalities = {ent::kCategorical, ent::kPossible,
                                                         ent::kConditional, ent::kHypothetical};

class Builder {
 public:
  Builder(const ReadView& view, const ClaimWords& words, std::span<const TermId> graphs,
          QueryLimits* limits)
      : view_(view), words_(words), graphs_(graphs.begin(), graphs.end()), limits_(limits) {
    std::sort(graphs_.begin(), graphs_.end());
  }
  ~Builder() { limits_->Release(working_bytes_); }
  Builder(const Builder&) = delete;

  // All claims.
  absl::StatusOr<std::vector<ClaimRow>> Build() {
    RETURN_IF_ERROR(FindClaims());
    cache_.resize(size_t{1} << kCacheBits);
    for (size_t field = 0; field < kFields.size(); ++field) {
      RETURN_IF_ERROR(ReadField(kFields[field].first, words_.properties[field]));
    }
    return Finish();
  }

  // Some, which ascend.
  absl::StatusOr<std::vector<ClaimRow>> Build(std::span<const TermId> claims) {
    claims_.assign(claims.begin(), claims.end());
    RETURN_IF_ERROR(AddRows());
    for (size_t row = 0; row < claims_.size(); ++row) RETURN_IF_ERROR(ReadClaim(row));
    return Finish();
  }

 private:
  // The value of a claim that must be decoded to be known.
  struct LateValue {
    TermId value = {};
    uint32_t row = 0;
    Field field = Field::kFrom;
  };

  absl::StatusOr<std::vector<ClaimRow>> Finish() {
    RETURN_IF_ERROR(ReadLateValues());
    DropMalformed();
    RETURN_IF_ERROR(ReadPropositions());
    return std::move(rows_);
  }

  bool IsInGraphs(TermId graph) const {
    return graphs_.size() == 1 ? graph == graphs_[0]
                               : std::binary_search(graphs_.begin(), graphs_.end(), graph);
  }

  absl::Status FindClaims() {
    if (words_.type.is_none() || words_.claim.is_none()) return absl::OkStatus();
    const TermId prefix[] = {words_.type, words_.claim};
    const std::unique_ptr<RowCursor> cursor = view_.Scan(TripleOrder::kPosg, prefix);
    RowBatch batch;
    while (cursor->Next(&batch)) {
      RETURN_IF_ERROR(Work(batch.row_count * sizeof(TermId)));
      for (size_t row = 0; row < batch.row_count; ++row) {
        const TermId subject = batch.columns[2][row];
        // Several graphs may hold the same triple; a claim is an IRI.
        if (!claims_.empty() && claims_.back() == subject) continue;
        if (subject.kind() != IdKind::kIri || !IsInGraphs(batch.columns[3][row])) continue;
        claims_.push_back(subject);
      }
    }
    RETURN_IF_ERROR(cursor->status());
    return AddRows();
  }

  absl::Status AddRows() {
    RETURN_IF_ERROR(Work(claims_.size() * 2));
    if (!limits_->Charge(claims_.size() * sizeof(ClaimRow))) return limits_->status();
    rows_.resize(claims_.size());
    for (size_t row = 0; row < claims_.size(); ++row) rows_[row].claim = claims_[row];
    is_malformed_.resize(claims_.size());
    has_stance_.resize(claims_.size());
    return absl::OkStatus();
  }

  // All that one claim says.
  absl::Status ReadClaim(size_t row) {
    const std::unique_ptr<RowCursor> cursor =
        view_.Scan(TripleOrder::kSpog, std::span<const TermId>(&claims_[row], 1));
    bool is_claim = false;
    TermId last_property;
    TermId last_value;
    RowBatch batch;
    while (cursor->Next(&batch)) {
      RETURN_IF_ERROR(Work(0));
      for (size_t i = 0; i < batch.row_count; ++i) {
        if (!IsInGraphs(batch.columns[3][i])) continue;
        const TermId property = batch.columns[1][i];
        const TermId value = batch.columns[2][i];
        is_claim = is_claim || (property == words_.type && value == words_.claim);
        const auto known = std::find(words_.properties.begin(), words_.properties.end(), property);
        if (known == words_.properties.end()) continue;
        if (property != last_property) {
          last_property = property;
          last_value = value;
          Take(kFields[static_cast<size_t>(known - words_.properties.begin())].first, row, value);
        } else if (value != last_value) {
          is_malformed_[row] = true;
        }
      }
    }
    if (!is_claim || claims_[row].kind() != IdKind::kIri) is_malformed_[row] = true;
    return cursor->status();
  }

  absl::Status ReadField(Field field, TermId property) {
    if (property.is_none()) return absl::OkStatus();
    size_t last_row = claims_.size();
    TermId last_value;
    const TermId prefix[] = {property};
    return ForEachMatch(TripleOrder::kPsog, prefix, claims_,
                        [&](size_t row, const RowBatch& batch, size_t batch_row) {
                          if (!IsInGraphs(batch.columns[3][batch_row])) return;
                          const TermId value = batch.columns[2][batch_row];
                          if (row != last_row) {
                            last_row = row;
                            last_value = value;
                            Take(field, row, value);
                          } else if (value != last_value) {
                            is_malformed_[row] = true;
                          }
                        });
  }

  // Calls take(index, batch, batch_row) for each row of `order` with `prefix` that has keys[index]
  // in the column after it. REQUIRES: keys ascend. Skips rows where the keys are far apart.
  template <typename Take>
  absl::Status ForEachMatch(TripleOrder order, std::span<const TermId> prefix,
                            std::span<const TermId> keys, Take take) {
    const std::unique_ptr<RowCursor> cursor = view_.Scan(order, prefix);
    RowBatch batch;
    size_t next = 0;
    while (next < keys.size() && cursor->Next(&batch)) {
      RETURN_IF_ERROR(Work(0));
      const TermId* column = batch.columns[prefix.size()];
      if (column[batch.row_count - 1] < keys[next]) {
        IdQuad key = {};
        std::copy(prefix.begin(), prefix.end(), key.begin());
        key[prefix.size()] = keys[next];
        cursor->Seek(key);
        continue;
      }
      for (size_t row = 0; row < batch.row_count;) {
        while (next < keys.size() && keys[next] < column[row]) ++next;
        if (next == keys.size()) break;
        if (keys[next] == column[row]) take(next, batch, row);
        ++row;
      }
    }
    return cursor->status();
  }

  void Take(Field field, size_t row, TermId value) {
    ClaimRow& claim = rows_[row];
    switch (field) {
      case Field::kProposition:
        claim.proposition = value;
        if (value.kind() != IdKind::kTriple) is_malformed_[row] = true;
        return;
      case Field::kClaimant:
        claim.claimant = value;
        if (value.kind() != IdKind::kIri) is_malformed_[row] = true;
        return;
      case Field::kSource:
        claim.source = value;
        if (value.kind() != IdKind::kIri) is_malformed_[row] = true;
        return;
      case Field::kStance: {
        const auto found = std::find(words_.stances.begin(), words_.stances.end(), value);
        if (found == words_.stances.end()) {
          is_malformed_[row] = true;
          return;
        }
        claim.stance = kStances[static_cast<size_t>(found - words_.stances.begin())];
        has_stance_[row] = true;
        return;
      }
      case Field::kModality:
        claim.modality = value;
        if (std::find(words_.modalities.begin(), words_.modalities.end(), value) ==
            words_.modalities.end()) {
          is_malformed_[row] = true;
        }
        return;
      case Field::kConfidence:
      case Field::kFrom:
      case Field::kUntil:
      case Field::kStated:
      case Field::kRecorded:
        TakeValue(field, row, value);
        return;
    }
  }

  void TakeValue(Field field, size_t row, TermId value) {
    if (value.kind() == IdKind::kLiteral) {
      late_.push_back({.value = value, .row = static_cast<uint32_t>(row), .field = field});
      return;
    }
    if (!value.is_inline()) {
      is_malformed_[row] = true;
      return;
    }
    if (cache_.empty()) {
      SetValue(field, row, ParseValue(ValueOfInlineId(value)));
      return;
    }
    // Few dates and confidences are said of many claims.
    CachedValue& cached = cache_[(value.bits() * 0x9E3779B97F4A7C15u) >> (64 - kCacheBits)];
    if (cached.id != value) cached = {.id = value, .value = ParseValue(ValueOfInlineId(value))};
    SetValue(field, row, cached.value);
  }

  // What a literal is as a date and as a confidence.
  struct ParsedValue {
    std::optional<DayRange> days = {};
    std::optional<double> confidence = {};
  };
  static ParsedValue ParseValue(const std::optional<XsdValue>& value) {
    if (!value.has_value()) return {};
    return {.days = DaysOf(*value), .confidence = ConfidenceOf(*value)};
  }

  void SetValue(Field field, size_t row, const ParsedValue& value) {
    if (field == Field::kConfidence ? !value.confidence.has_value() : !value.days.has_value()) {
      is_malformed_[row] = true;
      return;
    }
    ClaimRow& claim = rows_[row];
    switch (field) {
      case Field::kConfidence:
        claim.confidence = *value.confidence;
        return;
      case Field::kFrom:
        claim.from = *value.days;
        return;
      case Field::kUntil:
        claim.until = *value.days;
        return;
      case Field::kStated:
        claim.stated = *value.days;
        return;
      case Field::kRecorded:
        claim.recorded = *value.days;
        return;
      default:
        return;
    }
  }

  absl::Status ReadLateValues() {
    constexpr size_t kDecodedAtOnce = 1024;
    RETURN_IF_ERROR(Work(late_.size() * sizeof(LateValue)));
    std::sort(late_.begin(), late_.end(),
              [](const LateValue& a, const LateValue& b) { return a.value < b.value; });
    std::vector<TermId> ids;
    for (size_t begin = 0; begin < late_.size();) {
      ids.clear();
      size_t end = begin;
      for (; end < late_.size(); ++end) {
        if (!ids.empty() && ids.back() == late_[end].value) continue;
        if (ids.size() == kDecodedAtOnce) break;
        ids.push_back(late_[end].value);
      }
      RETURN_IF_ERROR(Work(0));
      ASSIGN_OR_RETURN(const std::vector<Term> terms, view_.Decode(ids));
      size_t term = 0;
      ParsedValue value = ParseValue(ParseXsdValue(terms[0].literal()));
      for (; begin < end; ++begin) {
        if (late_[begin].value != ids[term]) {
          value = ParseValue(ParseXsdValue(terms[++term].literal()));
        }
        SetValue(late_[begin].field, late_[begin].row, value);
      }
    }
    return absl::OkStatus();
  }

  void DropMalformed() {
    size_t kept = 0;
    for (size_t row = 0; row < rows_.size(); ++row) {
      const ClaimRow& claim = rows_[row];
      if (is_malformed_[row] || !has_stance_[row] || claim.proposition.is_none() ||
          claim.claimant.is_none() || claim.source.is_none() ||
          claim.until.last < claim.from.first) {
        continue;
      }
      rows_[kept++] = claim;
    }
    rows_.resize(kept);
  }

  absl::Status ReadPropositions() {
    RETURN_IF_ERROR(Work(rows_.size() * (sizeof(TermId) + sizeof(std::pair<TermId, uint32_t>))));
    std::vector<std::pair<TermId, uint32_t>> by_proposition;
    by_proposition.reserve(rows_.size());
    for (uint32_t row = 0; row < rows_.size(); ++row) {
      by_proposition.emplace_back(rows_[row].proposition, row);
    }
    std::sort(by_proposition.begin(), by_proposition.end());
    RETURN_IF_ERROR(Work(0));
    std::vector<TermId> terms;
    terms.reserve(rows_.size());
    for (const auto& [proposition, row] : by_proposition) {
      if (terms.empty() || terms.back() != proposition) terms.push_back(proposition);
    }
    auto claim = by_proposition.begin();
    return ForEachMatch(TripleOrder::kTermTspo, {}, terms,
                        [&](size_t /*index*/, const RowBatch& batch, size_t batch_row) {
                          const TermId term = batch.columns[0][batch_row];
                          for (; claim != by_proposition.end() && claim->first == term; ++claim) {
                            ClaimRow& row = rows_[claim->second];
                            row.subject = batch.columns[1][batch_row];
                            row.predicate = batch.columns[2][batch_row];
                            row.object = batch.columns[3][batch_row];
                          }
                        });
  }

  // Looks at the limits, and counts memory that is given back at the end.
  absl::Status Work(uint64_t bytes) {
    working_bytes_ += bytes;
    limits_->Charge(bytes);
    limits_->CheckNow();
    return limits_->status();
  }

  const ReadView& view_;
  const ClaimWords& words_;
  std::vector<TermId> graphs_;
  QueryLimits* limits_;
  uint64_t working_bytes_ = 0;

  std::vector<TermId> claims_;  // One for each row.
  std::vector<ClaimRow> rows_;
  std::vector<uint8_t> is_malformed_;
  std::vector<uint8_t> has_stance_;
  std::vector<LateValue> late_;

  static constexpr int kCacheBits = 12;
  struct CachedValue {
    TermId id = {};
    ParsedValue value = {};
  };
  std::vector<CachedValue> cache_;  // Empty where few claims are read;
};

}  // namespace

absl::StatusOr<ClaimWords> ClaimWords::Find(const ReadView& view) {
  ClaimWords words;
  ASSIGN_OR_RETURN(words.type, FindIri(view, rdf::kType));
  ASSIGN_OR_RETURN(words.claim, FindIri(view, ent::kClaim));
  for (size_t i = 0; i < kFields.size(); ++i) {
    ASSIGN_OR_RETURN(words.properties[i], FindIri(view, kFields[i].second));
  }
  for (size_t i = 0; i < kStances.size(); ++i) {
    ASSIGN_OR_RETURN(words.stances[i],
                     FindIri(view, StrCat(ent::kNamespace, StanceName(kStances[i]))));
  }
  for (size_t i = 0; i < kModalities.size(); ++i) {
    ASSIGN_OR_RETURN(words.modalities[i], FindIri(view, kModalities[i]));
  }
  return words;
}

absl::StatusOr<std::vector<ClaimRow>> ReadClaims(const ReadView& view, const ClaimWords& words,
                                                 std::span<const TermId> graphs,
                                                 std::span<const TermId> claims,
                                                 QueryLimits* limits) {
  absl::StatusOr<std::vector<ClaimRow>> rows = Builder(view, words, graphs, limits).Build(claims);
  limits->Release(claims.size() * sizeof(ClaimRow));
  return rows;
}

absl::StatusOr<std::unique_ptr<const ClaimTable>> ClaimTable::Build(const ReadView& view,
                                                                    std::span<const TermId> graphs,
                                                                    QueryLimits* limits) {
  std::unique_ptr<ClaimTable> table(new ClaimTable);
  ASSIGN_OR_RETURN(const ClaimWords words, ClaimWords::Find(view));
  ASSIGN_OR_RETURN(table->rows_, Builder(view, words, graphs, limits).Build());
  return std::unique_ptr<const ClaimTable>(std::move(table));
}

}  // namespace entente
