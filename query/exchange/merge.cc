#include "query/exchange/merge.h"

#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "query/exchange/changed_nodes.h"
#include "query/exchange/one_quad.h"
#include "query/exchange/sided_lines.h"
#include "schema/status_macros.h"
#include "schema/syntax/line_parser.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "storage/dumping/lines_ahead.h"

namespace entente {
namespace {

struct ChangedLine {
  std::string line = {};
  uint8_t sides = 0;
};

bool IsMerged(uint8_t sides) {
  if ((sides & kOurs) != 0 && (sides & kTheirs) != 0) return true;
  return (sides & (kOurs | kTheirs)) != 0 && (sides & kBase) == 0;
}

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

absl::StatusOr<Term> TermOf(std::string_view subject) {
  Term term;
  OneQuad take([&term](const QuadView& quad) {
    term = ToTerm(quad.subject);
    return absl::OkStatus();
  });
  RETURN_IF_ERROR(
      ParseLines(StrCat(subject, " <", rdf::kType, "> <", ent::kClaim, "> ."), {}, &take));
  return term;
}

// Lines of claims and of blank nodes wait until all lines have come: only then it is known which
// blank nodes belong to which claim, and what changed of them. In a dump, blank nodes come behind
// all IRIs.
class Merger {
 public:
  Merger(ChangedNodes nodes, MergeConflicts conflicts, const DumpSortOptions& share,
         const std::function<absl::Status(std::string_view line)>& keep,
         const std::function<absl::Status(const MergeConflict& conflict)>& conflict_found)
      : conflicts_(conflicts),
        held_bytes_max_(share.memory_budget_bytes),
        keep_(keep),
        conflict_found_(conflict_found),
        class_(StrCat(" <", rdf::kType, "> <", ent::kClaim, "> ")),
        nodes_(std::move(nodes)),
        waiting_(share.temporary_directory) {}

  absl::Status Add(std::string_view line, uint8_t sides) {
    const std::string_view subject = SubjectOf(line);
    if (subject != subject_) {
      RETURN_IF_ERROR(EndSubject());
      subject_ = subject;
    }
    is_claim_ = is_claim_ || line.substr(subject.size()).starts_with(class_);
    if (sides == kAllSides) return Keep(line);
    if (subject.starts_with('_')) {
      if (changes_ == 0) node_begins_.push_back(waiting_.end());
      changes_ |= ChangesOf(sides);
      return waiting_.Append(line, sides);
    }
    if (is_no_claim_) return IsMerged(sides) ? Keep(line) : absl::OkStatus();
    held_.push_back({.line = std::string(line), .sides = sides});
    held_bytes_ += sizeof(ChangedLine) + line.size();
    return held_bytes_ <= held_bytes_max_ ? absl::OkStatus() : Relieve();
  }

  // To be called once, behind the last line.
  absl::Status Finish() {
    RETURN_IF_ERROR(EndSubject());
    node_begins_.push_back(waiting_.end());
    RETURN_IF_ERROR(nodes_.FollowLinks(claim_changes_));
    is_node_in_conflict_.resize(node_begins_.size() - 1);
    RETURN_IF_ERROR(SettleClaims());
    for (size_t number = 0; number < is_node_in_conflict_.size(); ++number) {
      RETURN_IF_ERROR(ForEachOfNode(number, [&](std::string_view line, uint8_t sides) {
        return Settle(line, sides, is_node_in_conflict_[number]);
      }));
    }
    return absl::OkStatus();
  }

  uint64_t conflict_count() const { return conflict_count_; }

 private:
  // Once it is known that there will be no result, nothing is kept any more.
  absl::Status Keep(std::string_view line) {
    return conflict_count_ > 0 && conflicts_ == MergeConflicts::kFail ? absl::OkStatus()
                                                                      : keep_(line);
  }

  absl::Status EndSubject() {
    if (changes_ != 0) {
      RETURN_IF_ERROR(
          nodes_.Add({.kind = Term::Kind::kBlankNode, .text = std::string_view(subject_).substr(2)},
                     changes_));
    }
    for (const ChangedLine& changed : held_) {
      if (is_claim_) {
        claim_changes_ |= ChangesOf(changed.sides);
        RETURN_IF_ERROR(waiting_.Append(changed.line, changed.sides));
      } else {
        RETURN_IF_ERROR(Settle(changed.line, changed.sides, false));
      }
    }
    DropHeld();
    changes_ = 0;
    is_claim_ = false;
    is_no_claim_ = false;
    return absl::OkStatus();
  }

  // So much of one subject has changed that it must be known now whether it is a claim.
  absl::Status Relieve() {
    if (is_claim_) return TooLarge(subject_);
    ASSIGN_OR_RETURN(const Term subject, TermOf(subject_));
    ASSIGN_OR_RETURN(const bool is_claim, nodes_.IsClaim(subject));
    if (is_claim) return TooLarge(subject_);
    RETURN_IF_ERROR(EndSubject());
    is_no_claim_ = true;
    return absl::OkStatus();
  }
  static absl::Status TooLarge(std::string_view claim) {
    return absl::ResourceExhaustedError(
        StrCat("what changed of the claim ", claim, " does not fit into the memory budget"));
  }

  void DropHeld() {
    held_.clear();
    held_bytes_ = 0;
  }

  absl::Status Settle(std::string_view line, uint8_t sides, bool is_conflict) {
    return IsKept(sides, is_conflict) ? Keep(line) : absl::OkStatus();
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

  // Claims whose own quads changed lie in what waits; those of which only blank nodes did come
  // between them.
  absl::Status SettleClaims() {
    ASSIGN_OR_RETURN(by_nodes_, nodes_.FindConflicts());
    SidedLines::Reader lines(waiting_, 0, node_begins_.front());
    subject_.clear();
    while (true) {
      std::string_view line;
      uint8_t sides = 0;
      ASSIGN_OR_RETURN(const bool has_line, lines.Next(&line, &sides));
      if (!has_line) break;
      if (SubjectOf(line) != subject_) {
        RETURN_IF_ERROR(SettleHeld());
        subject_ = SubjectOf(line);
      }
      held_.push_back({.line = std::string(line), .sides = sides});
    }
    RETURN_IF_ERROR(SettleHeld());
    return ReportBefore(by_nodes_.end());
  }

  absl::Status SettleHeld() {
    if (held_.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(ReportBefore(by_nodes_.lower_bound(subject_)));
    const bool is_by_nodes = by_nodes_.erase(subject_) > 0;
    ASSIGN_OR_RETURN(const Term claim, TermOf(subject_));
    uint8_t changes = 0;
    for (const ChangedLine& changed : held_) changes |= ChangesOf(changed.sides);
    if (!is_by_nodes && changes != kIsConflict) {
      ASSIGN_OR_RETURN(const uint8_t below, nodes_.ChangesBelow(claim));
      changes |= below;
    }
    const bool is_conflict = is_by_nodes || changes == kIsConflict;
    if (is_conflict) RETURN_IF_ERROR(EndConflict(subject_, claim));
    for (const ChangedLine& changed : held_) {
      RETURN_IF_ERROR(Settle(changed.line, changed.sides, is_conflict));
    }
    DropHeld();
    return absl::OkStatus();
  }

  // Reports the first of what is left in by_nodes_. Their own lines are not those held.
  absl::Status ReportBefore(std::map<std::string, Term>::iterator end) {
    std::vector<ChangedLine> held;
    held.swap(held_);
    while (by_nodes_.begin() != end) {
      const auto first = by_nodes_.begin();
      RETURN_IF_ERROR(EndConflict(first->first, first->second));
      by_nodes_.erase(first);
    }
    held.swap(held_);
    return absl::OkStatus();
  }

  // Of a claim whose own changed lines are held.
  absl::Status EndConflict(std::string_view subject, const Term& claim) {
    ++conflict_count_;
    ASSIGN_OR_RETURN(const std::vector<uint32_t> numbers, nodes_.NumbersOf(claim));
    for (const uint32_t number : numbers) is_node_in_conflict_[number] = true;
    if (!conflict_found_) return absl::OkStatus();
    MergeConflict conflict;
    conflict.claim = claim.is_iri() ? claim.iri().text : std::string(subject);
    for (const ChangedLine& changed : held_) AddTo(&conflict, changed.line, changed.sides);
    uint64_t bytes = 0;
    for (const uint32_t number : numbers) {
      bytes += node_begins_[number + 1] - node_begins_[number];
      if (bytes > held_bytes_max_) return TooLarge(subject);
      RETURN_IF_ERROR(ForEachOfNode(number, [&](std::string_view line, uint8_t sides) {
        AddTo(&conflict, line, sides);
        return absl::OkStatus();
      }));
    }
    return conflict_found_(conflict);
  }

  static void AddTo(MergeConflict* conflict, std::string_view line, uint8_t sides) {
    const bool is_in_base = (sides & kBase) != 0;
    if (IsChangedBy(kOurs, sides)) {
      (is_in_base ? conflict->ours_removed : conflict->ours_added).emplace_back(line);
    }
    if (IsChangedBy(kTheirs, sides)) {
      (is_in_base ? conflict->theirs_removed : conflict->theirs_added).emplace_back(line);
    }
  }

  template <typename Take>
  absl::Status ForEachOfNode(size_t number, Take take) const {
    SidedLines::Reader lines(waiting_, node_begins_[number], node_begins_[number + 1]);
    while (true) {
      std::string_view line;
      uint8_t sides = 0;
      ASSIGN_OR_RETURN(const bool has_line, lines.Next(&line, &sides));
      if (!has_line) return absl::OkStatus();
      RETURN_IF_ERROR(take(line, sides));
    }
  }

  const MergeConflicts conflicts_;
  const uint64_t held_bytes_max_;
  const std::function<absl::Status(std::string_view line)>& keep_;
  const std::function<absl::Status(const MergeConflict& conflict)>& conflict_found_;
  const std::string class_;  // What follows the subject in the line that makes it a claim.

  std::string subject_;
  bool is_claim_ = false;
  bool is_no_claim_ = false;            // Known before its last line.
  uint8_t changes_ = 0;                 // Of a subject that is a blank node.
  std::vector<ChangedLine> held_ = {};  // Of any other.
  uint64_t held_bytes_ = 0;

  ChangedNodes nodes_;
  SidedLines waiting_;                 // Lines of claims with IRIs, then those of blank nodes.
  std::vector<uint64_t> node_begins_;  // Places in it, by number, and behind the last.
  uint8_t claim_changes_ = 0;          // Of all claims with IRIs.

  std::map<std::string, Term> by_nodes_;  // In conflict by blank nodes alone; not yet reported.
  std::vector<bool> is_node_in_conflict_;
  uint64_t conflict_count_ = 0;
};

}  // namespace

absl::StatusOr<MergedLines> MergeLines(
    const ThreeStates& states, MergeConflicts conflicts, const DumpSortOptions& options,
    const std::function<absl::Status(std::string_view line)>& keep,
    const std::function<absl::Status(const MergeConflict& conflict)>& conflict_found) {
  DumpSortOptions shares = options;
  shares.memory_budget_bytes = options.memory_budget_bytes / 5;
  ThreeLines lines(states, shares);
  ASSIGN_OR_RETURN(ChangedNodes nodes,
                   ChangedNodes::Create({&states.base, &states.ours, &states.theirs},
                                        shares.memory_budget_bytes, options.cancelled));
  Merger merger(std::move(nodes), conflicts, shares, keep, conflict_found);
  std::string_view line;
  uint8_t sides = 0;
  while (true) {
    ASSIGN_OR_RETURN(const bool has_line, lines.Next(&line, &sides));
    if (!has_line) break;
    RETURN_IF_ERROR(merger.Add(line, sides));
  }
  RETURN_IF_ERROR(merger.Finish());
  return MergedLines{.conflict_count = merger.conflict_count(),
                     .ours_hash = lines.ours_hash(),
                     .theirs_hash = lines.theirs_hash()};
}

}  // namespace entente
