#include "query/claims/overlaps.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace entente {
namespace {

// Whether both may hold on one day, for all that their bounds say.
bool ShareADay(const ClaimRow& a, const ClaimRow& b) {
  return a.from.first <= b.until.last && b.from.first <= a.until.last;
}

bool AreWrittenAlike(const ClaimRow& a, const ClaimRow& b) {
  return a.from == b.from && a.until == b.until;
}

bool FollowEachOther(const ClaimRow& a, const ClaimRow& b) {
  return (a.until == b.from || b.until == a.from) && !AreWrittenAlike(a, b);
}

// For groups so small that looking at each pair is quicker.
constexpr size_t kSweptSizeMin = 16;

// The claims met so far, in the sequence of their beginnings, that have not certainly ended.
class Sweep {
 public:
  Sweep(std::span<const ClaimRow> rows, const ClassPartners& partners, size_t class_count,
        QueryLimits* limits, const std::function<bool(uint32_t, uint32_t)>& take)
      : rows_(rows), partners_(partners), limits_(limits), take_(take), classes_(class_count) {}

  // Takes the pairs of `claim` with those added before. False at the end.
  bool Visit(const ClassedClaim& claim) {
    if (partners_.of.empty()) {
      for (size_t i = 0; i < active_.size();) {
        const uint32_t other = active_[i];
        if (other == claim.of_class) {
          ++i;
          continue;
        }
        if (!VisitClass(claim, other)) return false;
        i += DropIfEmpty(i) ? 0 : 1;
      }
      return true;
    }
    const std::vector<uint32_t>& partners = partners_.of[claim.of_class];
    if (partners.size() < active_.size()) {
      for (const uint32_t other : partners) {
        if (!VisitClass(claim, other)) return false;
      }
      return true;
    }
    for (size_t i = 0; i < active_.size();) {
      if (!std::binary_search(partners.begin(), partners.end(), active_[i])) {
        ++i;
        continue;
      }
      if (!VisitClass(claim, active_[i])) return false;
      i += DropIfEmpty(i) ? 0 : 1;
    }
    return true;
  }

  void Add(const ClassedClaim& claim) {
    Class& own = classes_[claim.of_class];
    if (!own.is_active) {
      own.is_active = true;
      active_.push_back(claim.of_class);
    }
    const ClaimRow& row = rows_[claim.row];
    Bucket& bucket = own.by_end[{row.until.last, row.until.first}];
    (row.from == row.until ? bucket.points : bucket.others).push_back(claim.row);
  }

 private:
  // Claims that end with one date: those that also begin with it, and the others.
  struct Bucket {
    std::vector<uint32_t> points = {};
    std::vector<uint32_t> others = {};
  };
  struct Class {
    std::map<std::pair<int32_t, int32_t>, Bucket> by_end = {};
    bool is_active = false;  // It is in active_.
  };

  bool VisitClass(const ClassedClaim& claim, uint32_t other) {
    auto& by_end = classes_[other].by_end;
    const ClaimRow& row = rows_[claim.row];
    while (!by_end.empty() && by_end.begin()->first.first < row.from.first) {
      by_end.erase(by_end.begin());
    }
    for (const auto& [end, bucket] : by_end) {
      if (!limits_->Tick()) return false;
      // Those that end with the date of this beginning come before, all of them but what is
      // written alike.
      const bool meets = row.from == DayRange{.first = end.second, .last = end.first};
      if (!meets && !VisitAll(claim.row, bucket.others)) return false;
      if ((!meets || row.from == row.until) && !VisitAll(claim.row, bucket.points)) return false;
    }
    return limits_->ok();
  }

  bool VisitAll(uint32_t row, const std::vector<uint32_t>& others) {
    for (const uint32_t other : others) {
      if (!limits_->Tick()) return false;
      if (OverlapOf(rows_[other], rows_[row]) != Overlap::kNone && !take_(other, row)) return false;
    }
    return true;
  }

  // Forgets the i-th active class if all of its claims have ended.
  bool DropIfEmpty(size_t i) {
    Class& dropped = classes_[active_[i]];
    if (!dropped.by_end.empty()) return false;
    dropped.is_active = false;
    active_[i] = active_.back();
    active_.pop_back();
    return true;
  }

  std::span<const ClaimRow> rows_;
  const ClassPartners& partners_;
  QueryLimits* limits_;
  const std::function<bool(uint32_t, uint32_t)>& take_;
  std::vector<Class> classes_;
  std::vector<uint32_t> active_;
};

}  // namespace

Overlap OverlapOf(const ClaimRow& a, const ClaimRow& b) {
  if (!ShareADay(a, b) || FollowEachOther(a, b)) return Overlap::kNone;
  const bool is_certain =
      std::max(a.from.last, b.from.last) <= std::min(a.until.first, b.until.first);
  return is_certain ? Overlap::kCertain : Overlap::kPossible;
}

void ForEachOverlap(std::span<const ClaimRow> rows, std::span<ClassedClaim> group,
                    const ClassPartners& partners, QueryLimits* limits,
                    const std::function<bool(uint32_t, uint32_t)>& take) {
  const auto are_partners = [&partners](uint32_t a, uint32_t b) {
    if (partners.of.empty()) return a != b;
    return std::binary_search(partners.of[a].begin(), partners.of[a].end(), b);
  };
  if (group.size() < kSweptSizeMin) {
    for (size_t i = 1; i < group.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (!limits->Tick()) return;
        if (are_partners(group[i].of_class, group[j].of_class) &&
            OverlapOf(rows[group[j].row], rows[group[i].row]) != Overlap::kNone &&
            !take(group[j].row, group[i].row)) {
          return;
        }
      }
    }
    return;
  }
  std::sort(group.begin(), group.end(), [rows](const ClassedClaim& a, const ClassedClaim& b) {
    return std::tuple(rows[a.row].from.first, a.row) < std::tuple(rows[b.row].from.first, b.row);
  });
  size_t class_count = partners.of.size();
  for (const ClassedClaim& claim : group) {
    class_count = std::max(class_count, size_t{claim.of_class} + 1);
  }
  Sweep sweep(rows, partners, class_count, limits, take);
  for (const ClassedClaim& claim : group) {
    if (!limits->Tick() || !sweep.Visit(claim)) return;
    sweep.Add(claim);
  }
}

}  // namespace entente
