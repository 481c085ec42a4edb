#include "query/exchange/merge.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "query/exchange/one_quad.h"
#include "schema/status_macros.h"
#include "schema/syntax/line_parser.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "storage/dumping/lines_ahead.h"

namespace entente {
namespace {

// In which states a line is.
enum Side : uint8_t { kBase = 1, kOurs = 2, kTheirs = 4 };
constexpr uint8_t kAllSides = kBase | kOurs | kTheirs;

struct ChangedLine {
  std::string line = {};
  uint8_t sides = 0;
};

bool IsMerged(uint8_t sides) {
  if ((sides & kOurs) != 0 && (sides & kTheirs) != 0) return true;
  return (sides & (kOurs | kTheirs)) != 0 && (sides & kBase) == 0;
}
// Whether a side has it and the base has not, or the other way round.
bool IsChanged(uint8_t sides, Side side) { return ((sides & side) != 0) != ((sides & kBase) != 0); }

// The lines of three states, each once.
class ThreeLines {
 public:
  ThreeLines(const ThreeStates& states, const DumpSortOptions& options)
      : base_(states.base, options), ours_(states.ours, options), theirs_(states.theirs, options) {}

  // Each once, ascending, with the states that have it. The line lives until the next call.
  absl::StatusOr<bool> Next(std::string_view* line, uint8_t* sides) {
    for (size_t i = 0; i < sources_.size(); ++i) {
      if ((given_ >> i & 1) == 0) continue;
      has_[i] = sources_[i]->Next(&heads_[i]);
      if (!has_[i]) RETURN_IF_ERROR(sources_[i]->status());
    }
    std::optional<std::string_view> least;
    for (size_t i = 0; i < sources_.size(); ++i) {
      if (has_[i] && (!least.has_value() || heads_[i] < *least)) least = heads_[i];
    }
    given_ = 0;
    if (!least.has_value()) return false;
    for (size_t i = 0; i < sources_.size(); ++i) {
      if (has_[i] && heads_[i] == *least) given_ |= static_cast<uint8_t>(1 << i);
    }
    *line = *least;
    *sides = given_;
    return true;
  }

  const std::string& ours_hash() const { return ours_.hash(); }
  const std::string& theirs_hash() const { return theirs_.hash(); }

 private:
  LinesAhead base_;
  LinesAhead ours_;
  LinesAhead theirs_;
  const std::array<LinesAhead*, 3> sources_ = {&base_, &ours_, &theirs_};
  std::array<std::string_view, 3> heads_ = {};
  std::array<bool, 3> has_ = {};
  uint8_t given_ = kAllSides;  // Whose heads were given last.
};

// "<…>" or "_:…": no token of a subject has a space in it.
std::string_view SubjectOf(std::string_view line) { return line.substr(0, line.find(' ')); }

class Merger {
 public:
  Merger(const ThreeStates& states, MergeConflicts conflicts, uint64_t held_bytes_max,
         const std::function<absl::Status(std::string_view line)>& keep,
         const std::function<absl::Status(const MergeConflict& conflict)>& conflict_found)
      : states_(states),
        conflicts_(conflicts),
        held_bytes_max_(held_bytes_max),
        keep_(keep),
        conflict_found_(conflict_found),
        class_(StrCat(" <", rdf::kType, "> <", ent::kClaim, "> ")) {}

  absl::Status Add(std::string_view line, uint8_t sides) {
    const std::string_view subject = SubjectOf(line);
    if (subject != subject_) {
      RETURN_IF_ERROR(EndSubject());
      subject_ = subject;
    }
    is_claim_ = is_claim_ || line.substr(subject.size()).starts_with(class_);
    if (sides == kAllSides) return Keep(line);
    if (is_no_claim_) return IsMerged(sides) ? Keep(line) : absl::OkStatus();
    held_.push_back({.line = std::string(line), .sides = sides});
    held_bytes_ += sizeof(ChangedLine) + line.size();
    return held_bytes_ <= held_bytes_max_ ? absl::OkStatus() : Relieve();
  }

  absl::Status EndSubject() {
    const bool is_conflict = is_claim_ && IsChangedByBothDifferently();
    if (is_conflict) RETURN_IF_ERROR(ReportConflict());
    for (const ChangedLine& changed : held_) {
      if (IsKept(changed.sides, is_conflict)) RETURN_IF_ERROR(Keep(changed.line));
    }
    held_.clear();
    held_bytes_ = 0;
    is_claim_ = false;
    is_no_claim_ = false;
    return absl::OkStatus();
  }

  uint64_t conflict_count() const { return conflict_count_; }

 private:
  // Once it is known that there will be no result, nothing is kept any more.
  absl::Status Keep(std::string_view line) {
    return conflict_count_ > 0 && conflicts_ == MergeConflicts::kFail ? absl::OkStatus()
                                                                      : keep_(line);
  }

  // So much of one subject has changed that it must be known now whether it is a claim.
  absl::Status Relieve() {
    if (is_claim_) return TooLarge();
    for (const ReadView* view : {&states_.base, &states_.ours, &states_.theirs}) {
      ASSIGN_OR_RETURN(const bool is_claim, IsClaimIn(*view));
      if (is_claim) return TooLarge();
    }
    RETURN_IF_ERROR(EndSubject());
    is_no_claim_ = true;
    return absl::OkStatus();
  }
  absl::Status TooLarge() const {
    return absl::ResourceExhaustedError(
        StrCat("what changed of the claim ", subject_, " does not fit into the memory budget"));
  }

  absl::StatusOr<bool> IsClaimIn(const ReadView& view) const {
    std::vector<TermId> ids;
    OneQuad look_up([&](const QuadView& quad) -> absl::Status {
      for (const TermView* term : {&quad.subject, &quad.predicate, &quad.object}) {
        ASSIGN_OR_RETURN(const std::optional<TermId> id, view.Find(*term));
        if (id.has_value()) ids.push_back(*id);
      }
      return absl::OkStatus();
    });
    RETURN_IF_ERROR(ParseLines(StrCat(subject_, class_, "."), {}, &look_up));
    if (ids.size() < 3) return false;
    ASSIGN_OR_RETURN(const uint64_t count, view.Count(TripleOrder::kSpog, ids));
    return count > 0;
  }

  bool IsChangedByBothDifferently() const {
    const auto any = [this](auto test) { return std::any_of(held_.begin(), held_.end(), test); };
    return any([](const ChangedLine& line) { return IsChanged(line.sides, kOurs); }) &&
           any([](const ChangedLine& line) { return IsChanged(line.sides, kTheirs); }) &&
           any([](const ChangedLine& line) {
             return ((line.sides & kOurs) != 0) != ((line.sides & kTheirs) != 0);
           });
  }

  bool IsKept(uint8_t sides, bool is_conflict) const {
    if (!is_conflict) return IsMerged(sides);
    switch (conflicts_) {
      case MergeConflicts::kFail:
        return false;
      case MergeConflicts::kOurs:
        return (sides & kOurs) != 0;
      case MergeConflicts::kTheirs:
        return (sides & kTheirs) != 0;
    }
    return false;
  }

  absl::Status ReportConflict() {
    ++conflict_count_;
    if (!conflict_found_) return absl::OkStatus();
    MergeConflict conflict;
    conflict.claim = subject_.starts_with('<') ? subject_.substr(1, subject_.size() - 2) : subject_;
    for (const ChangedLine& changed : held_) {
      const bool is_in_base = (changed.sides & kBase) != 0;
      if (IsChanged(changed.sides, kOurs)) {
        (is_in_base ? conflict.ours_removed : conflict.ours_added).push_back(changed.line);
      }
      if (IsChanged(changed.sides, kTheirs)) {
        (is_in_base ? conflict.theirs_removed : conflict.theirs_added).push_back(changed.line);
      }
    }
    return conflict_found_(conflict);
  }

  const ThreeStates& states_;
  const MergeConflicts conflicts_;
  const uint64_t held_bytes_max_;
  const std::function<absl::Status(std::string_view line)>& keep_;
  const std::function<absl::Status(const MergeConflict& conflict)>& conflict_found_;
  const std::string class_;  // What follows the subject in the line that makes it a claim.

  std::string subject_;
  bool is_claim_ = false;
  bool is_no_claim_ = false;  // Known before its last line.
  std::vector<ChangedLine> held_;
  uint64_t held_bytes_ = 0;
  uint64_t conflict_count_ = 0;
};

}  // namespace

absl::StatusOr<MergedLines> MergeLines(
    const ThreeStates& states, MergeConflicts conflicts, const DumpSortOptions& options,
    const std::function<absl::Status(std::string_view line)>& keep,
    const std::function<absl::Status(const MergeConflict& conflict)>& conflict_found) {
  DumpSortOptions shares = options;
  shares.memory_budget_bytes = options.memory_budget_bytes / 4;
  ThreeLines lines(states, shares);
  Merger merger(states, conflicts, shares.memory_budget_bytes, keep, conflict_found);
  std::string_view line;
  uint8_t sides = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool has_line, lines.Next(&line, &sides));
    if (!has_line) break;
    RETURN_IF_ERROR(merger.Add(line, sides));
  }
  RETURN_IF_ERROR(merger.EndSubject());
  return MergedLines{.conflict_count = merger.conflict_count(),
                     .ours_hash = lines.ours_hash(),
                     .theirs_hash = lines.theirs_hash()};
}

}  // namespace entente
