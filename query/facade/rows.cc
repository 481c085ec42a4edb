#include "query/facade/rows.h"

#include <algorithm>
#include <utility>

namespace entente {

const std::vector<std::string>& Rows::Rep::variables() const {
  static const std::vector<std::string> kNone;
  return solutions == nullptr ? kNone : solutions->variables();
}

bool Rows::Rep::Next(SolutionRow* row) {
  if (solutions == nullptr) end.Update(MovedFrom());
  if (end.ok() && are_ended != nullptr && *are_ended) {
    end = TransactionHasChanged();
  }
  if (!end.ok() || !solutions->Next(row)) return false;
  if (row_count_max != kNoRowLimit && row_count == row_count_max) {
    end = TooManyRows(row_count_max);
    return false;
  }
  ++row_count;
  return true;
}

const absl::Status& Rows::Rep::status() const {
  return end.ok() && solutions != nullptr ? solutions->status() : end;
}

const Term& Row::operator[](std::string_view variable) const {
  static const Term kNoTerm;
  if (terms_.empty()) return kNoTerm;  // No row yet, or no more.
  const auto found = std::find(variables_->begin(), variables_->end(), variable);
  if (found == variables_->end()) return kNoTerm;
  return *terms_[static_cast<size_t>(found - variables_->begin())];
}

Rows::Rows(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) { row_.variables_ = &variables(); }
// What was moved from keeps a state in which each call says so.
Rows::Rows(Rows&& other) noexcept
    : rep_(std::exchange(other.rep_, std::make_unique<Rep>())), row_(other.row_) {}
Rows& Rows::operator=(Rows&& other) noexcept {
  rep_ = std::exchange(other.rep_, std::make_unique<Rep>());
  row_ = other.row_;
  return *this;
}
Rows::~Rows() = default;

const std::vector<std::string>& Rows::variables() const { return rep_->variables(); }
bool Rows::Next() {
  SolutionRow row;
  const bool has_row = rep_->Next(&row);
  row_.terms_ = has_row ? row.terms() : std::span<const Term* const>();
  return has_row;
}
const absl::Status& Rows::status() const { return rep_->status(); }
uint64_t Rows::row_count() const { return rep_->row_count; }

}  // namespace entente
